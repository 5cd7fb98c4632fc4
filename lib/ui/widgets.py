"""Figures, charts and tables as pages place them: each with its definition, rows behind it and CSV."""

from __future__ import annotations

import io
import itertools
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from lib.charts.speak import NOTHING, count, duration, share, spoken, spread
from lib.export import write_table
from lib.frames.schema import OUTCOMES
from lib.metrics import FIGURES
from lib.metrics.dimensions import NO_VALUE, wall_clock
from lib.metrics.tables import OVER
from lib.ui.navigation import page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from lib.charts.theme import Figure
    from lib.period import Zone
    from lib.ui.view import View

Row = dict[str, Any]

CARD_WIDTH_PX = 152
"""Five cards side by side beside the sidebar of a 1280 pixel screen, two on a phone."""

HOUR_S = 3600

_COLUMNS: ContextVar[Iterator[Any]] = ContextVar("columns")


def figures(view: View, row: Row, names: Sequence[str]) -> None:
    """Cards side by side, wrapping: value, n, definition, and a link to the conversations behind."""
    with st.container(horizontal=True, gap="small"):
        for name in names:
            _card(view, row, name)


def _card(view: View, row: Row, name: str) -> None:
    figure = FIGURES[name]
    with st.container(border=True, width=CARD_WIDTH_PX, gap=None):
        st.caption(figure.label, help=figure.definition)
        st.metric(figure.label, spoken(row[name], figure.unit), label_visibility="collapsed")
        st.caption(_interval(row, name))
        st.page_link(
            page("conversations"),
            label=f"n {count(row[OVER[name]])}" if name in OVER else "show them",
            query_params=view.link(figure=name),
            help="The conversations behind this figure",
        )


def _interval(row: Row, name: str) -> str:
    """Where a share's truth may lie, as far as chance goes; an empty line for figures without."""
    if name == "abandonment_rate" and row["offered"]:
        return f"{spread(row['abandonment_low'], row['abandonment_high'])}"
    return "\u00a0"


def identity(row: Row) -> None:
    """The sum that every offered visit is in exactly once."""
    parts = " + ".join(f"{count(row[name])} {FIGURES[name].label.lower()}" for name in OUTCOMES if row[name])
    st.caption(f"{count(row['offered'])} offered = {parts or '0'}")


def sum_line(row: Row) -> None:
    """The parts that handle time is made of."""
    parts = " + ".join(
        f"{duration(row[name])} {FIGURES[name].label.lower()}"
        for name in ("talk_mean_s", "hold_mean_s", "acw_mean_s")
    )
    st.caption(f"{duration(row['aht_s'])} AHT = {parts}, over {count(row['timed'])} handlings")


def heading(text: str) -> None:
    """A section's heading."""
    st.subheader(text, anchor=False)


@contextmanager
def beside() -> Iterator[None]:
    """Two charts side by side where the screen is wide, one under the other where it is not."""
    token = _COLUMNS.set(itertools.cycle(st.columns(2)))
    try:
        yield
    finally:
        _COLUMNS.reset(token)


def chart(view: View, figure: Figure, *, by: str, alt: str, name: str | None = None) -> None:
    """A chart whose marks open the conversations behind them.

    Args:
        view: what is shown.
        figure: marks carry (figure, key) as custom data.
        by: the dimension that the keys are of.
        alt: what the chart says, for those who do not see it.
        name: tells two charts by one dimension apart.
    """
    event = next(_COLUMNS.get(itertools.repeat(st))).plotly_chart(
        figure,
        key=f"chart-{name or by}-{view.version}",
        on_select="rerun",
        selection_mode="points",
        config={"displayModeBar": False},
        alt=alt,
    )
    points = event["selection"]["points"]
    if points:
        clicked, key = points[0]["customdata"][:2]
        st.switch_page(
            page("conversations"), query_params=view.link(figure=clicked, by=by, key=key or NO_VALUE)
        )


def table(
    view: View,
    frame: pl.DataFrame,
    columns: Mapping[str, str],
    *,
    name: str,
    by: str,
    drill: Sequence[str],
    exported: pl.DataFrame,
) -> None:
    """A table of figures by `by`, its CSV, and for the row picked the lists behind its figures.

    Args:
        view: what is shown.
        frame: the rows.
        columns: columns to show, with their labels; times and shares are known by their names.
        name: what the file and the widget are called.
        by: the column that holds each row's key.
        drill: figures whose conversations a picked row offers.
        exported: what the CSV holds.
    """
    shown = frame.select(_shown(column) for column in columns)
    event = st.dataframe(
        shown.to_arrow(),
        hide_index=True,
        column_config=_configs(frame, columns),
        placeholder=NOTHING,
        key=f"table-{name}-{view.version}-{frame.height}",
        on_select="rerun",
        selection_mode="single-row",
        alt=f"Table: {name}",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        _download(view, name, lambda: exported)
        _links(view, frame, event["selection"]["rows"], by, drill)


def _links(view: View, frame: pl.DataFrame, rows: Sequence[int], by: str, drill: Sequence[str]) -> None:
    if not rows or rows[0] >= frame.height:
        st.caption("Pick a row to open the conversations behind it.")
        return
    row = frame.row(rows[0], named=True)
    for figure in drill:
        if row[figure]:
            st.page_link(
                page("conversations"),
                label=f"{FIGURES[figure].label}: {spoken(row[figure], FIGURES[figure].unit)}",
                icon=":material/list:",
                query_params=view.link(figure=figure, by=by, key=row[by] or NO_VALUE),
            )


def _download(view: View, name: str, make: Callable[[], pl.DataFrame], label: str = "CSV") -> None:
    """A button that hands over a frame as CSV, made when it is clicked."""
    zone = view.picks.zone
    first, last = zone.local(view.period.start), zone.local(view.period.end)
    st.download_button(
        label,
        data=lambda: _csv(make(), zone),
        file_name=f"callboard-{name}-{first:%Y%m%d}-{last:%Y%m%d}.csv",
        mime="text/csv",
        key=f"csv-{name}",
        on_click="ignore",
        icon=":material/download:",
        help="What is on screen, with times in UTC and on the picked clock",
    )


def download_later(view: View, name: str, make: Callable[[], pl.DataFrame]) -> None:
    """A CSV of more than is on screen, gathered when it is clicked."""
    _download(view, name, make, "CSV")


def conversations(
    view: View, frame: pl.DataFrame, columns: Mapping[str, str], listed_by: Mapping[str, str]
) -> None:
    """A list of conversations; picking one opens it.

    What it is `listed_by` goes along: on the way back, Streamlit opens the list with the address's new words.
    """
    local = frame.with_columns(wall_clock(pl.col("session_start"), view.picks.zone).alias("at"))
    event = st.dataframe(
        local.select(_shown(column) for column in columns).to_arrow(),
        hide_index=True,
        column_config=_configs(frame, columns),
        placeholder=NOTHING,
        key=f"conversations-{view.version}-{hash(tuple(frame['session_id']))}",
        on_select="rerun",
        selection_mode="single-row",
        height=560,
        alt="Conversations, newest first; pick one to open it",
    )
    if rows := event["selection"]["rows"]:
        session_id = frame["session_id"][rows[0]]
        st.switch_page(page("conversation"), query_params=view.link(session=session_id, **listed_by))


def still(figure: Figure, *, alt: str) -> None:
    """A chart that opens nothing."""
    st.plotly_chart(figure, config={"displayModeBar": False}, alt=alt)


def _csv(frame: pl.DataFrame, zone: Zone) -> bytes:
    buffer = io.BytesIO()
    write_table(frame, "csv", buffer, zone=zone)
    return buffer.getvalue()


def _shown(column: str) -> pl.Expr:
    """Seconds as a time of day, which sorts by length and reads as m:ss."""
    if column.endswith("_s"):
        return (pl.col(column).round().cast(pl.Int64) * 1_000_000_000).cast(pl.Time).alias(column)
    return pl.col(column)


def _configs(frame: pl.DataFrame, columns: Mapping[str, str]) -> dict[str, Any]:
    return {column: _config(frame, column, label) for column, label in columns.items()}


def _config(frame: pl.DataFrame, column: str, label: str) -> Any:
    told = FIGURES[column].definition if column in FIGURES else None
    if column == "at":
        return st.column_config.DatetimeColumn(label, help=told, format="YYYY-MM-DD HH:mm:ss")
    if column.endswith("_s"):
        long = (frame[column].drop_nulls() >= HOUR_S).any()
        return st.column_config.TimeColumn(
            label, help=told, format="H:mm:ss" if long else "m:ss", alignment="right"
        )
    if column.endswith("_rate") or column == "service_level":
        return st.column_config.NumberColumn(label, help=told, format="percent")
    if column in FIGURES:
        return st.column_config.NumberColumn(label, help=told, format="localized")
    return st.column_config.Column(label, help=told)


def definitions(names: Sequence[str]) -> None:
    """What the page's figures mean, in one place to read."""
    with st.expander("What these figures mean", icon=":material/menu_book:"):
        st.table({FIGURES[name].label: FIGURES[name].definition for name in names})


def said(seconds: float | None) -> str:
    """A duration in words for an alt text."""
    return duration(seconds)


def percent(value: float | None) -> str:
    """A share in words for an alt text."""
    return share(value)
