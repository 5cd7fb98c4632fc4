"""Charts on a page: laid out side by side, said in words, and each mark a way to the rows behind it."""

from __future__ import annotations

import itertools
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from lib.charts.serialized_figure import SerializedFigure
from lib.charts.theme import chart_config
from lib.formatting import current_locale, format_count
from lib.metrics import with_empty_intervals
from lib.metrics.definitions.dimensions import NO_VALUE
from lib.ui.app.pages import page
from lib.ui.components import data_table, download_buttons
from lib.ui.components.list_titles import escape_markdown
from lib.ui.query.page_context import hash_frame

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    import polars as pl

    from lib.charts.theme import Figure
    from lib.ui.query.page_context import PageContext

MOST_DRAWN: Final = 40
"""Rows that a chart with a row each draws: more are no picture, but a table with colours."""

MOST_COLUMNS: Final = 24
"""Columns of squares that find room beside each other on a phone."""

_COLUMNS: ContextVar[Iterator[Any]] = ContextVar("columns")


@contextmanager
def two_columns() -> Iterator[None]:
    """Two charts side by side where the screen is wide, one under the other where it is not."""
    token = _COLUMNS.set(column for _ in itertools.count() for column in st.columns(2))
    try:
        yield
    finally:
        _COLUMNS.reset(token)


def _next_column() -> AbstractContextManager[Any]:
    """The next column beside the last chart's; where charts stand one under the other, where they stand."""
    columns = _COLUMNS.get(None)
    return nullcontext() if columns is None else next(columns)


def draw_chart(
    context: PageContext,
    draw: Callable[[], Figure],
    *,
    by: str | None,
    alt: str,
    rows: pl.DataFrame,
    columns: Sequence[str],
    name: str | None = None,
    caption: str = "",
    reading_note: str = "",
) -> None:
    """A chart whose marks open the conversations behind them, with its numbers as a table to unfold.

    Args:
        context: what is shown.
        draw: makes the figure of `rows`, once for the view; its marks carry (figure, key) as custom data.
        by: the dimension that the keys are of; null where a mark stands for everything.
        alt: what the chart says, for those who do not see it.
        rows: the frame that it draws.
        columns: the columns that it draws, as the table and its file show them.
        name: tells two charts by one dimension apart.
        caption: the sentence below the chart.
        reading_note: how to read the chart, shown with its table.
    """
    name = name or by or "whole"
    numbers = partial(_chart_table, context, rows, columns, by)
    download_buttons.register_table(context, numbers, f"chart-{name}")
    figure = context.keep(
        f"{name}, drawn of {hash_frame(rows)} in {current_locale()}", lambda: SerializedFigure(draw())
    )
    with _next_column():
        event = st.plotly_chart(
            figure,
            key=f"chart-{name}",
            on_select="rerun",
            selection_mode="points",
            config=chart_config(),
            alt=alt,
        )
        if caption:
            st.caption(escape_markdown(caption))
        _draw_chart_table(context, numbers, name, reading_note)
    points = event["selection"]["points"]
    if points:
        clicked, key = figure.find_mark(points[0])
        if clicked is None:
            return
        cut = {"by": by, "key": key or NO_VALUE} if by else {}
        st.switch_page(page("conversations"), query_params=context.link(figure=clicked, **cut))


def select_largest(frame: pl.DataFrame, n: str, *first: str, limit: int = MOST_DRAWN) -> pl.DataFrame:
    """The rows to draw where there are many, in their order: those with the most.

    Args:
        frame: a row a unit.
        n: the column with how much each has.
        first: columns that are true of those which must be among them, however little they have.
        limit: how many there may be.
    """
    order = frame.with_row_index("row").sort(*first, n, descending=True, nulls_last=True)
    return order.head(limit).sort("row").drop("row")


def describe_omission(frame: pl.DataFrame, criterion: str, limit: int = MOST_DRAWN) -> str:
    """What to say where not all are drawn; `what` is what those have, such as `the most handlings`."""
    if frame.height <= limit:
        return ""
    return (
        f"Drawn are the {format_count(limit)} of {format_count(frame.height)} with {criterion}; the table "
        "holds all."
    )


def _chart_table(
    context: PageContext, rows: pl.DataFrame, columns: Sequence[str], by: str | None
) -> pl.DataFrame:
    """What a chart draws, as its table and file show it; over time, a row every interval of the period."""
    if by == "interval":
        rows = with_empty_intervals(rows, context.period, context.grain, context.is_known)
    return rows.select(columns)


def _draw_chart_table(
    context: PageContext, numbers: Callable[[], pl.DataFrame], name: str, reading_note: str
) -> None:
    """What the chart draws, as a table and as a file; nothing is made of it while it is folded."""
    unfolded = st.expander("Table", key=f"numbers-{name}", type="compact", on_change="rerun")
    if unfolded.open:
        with unfolded:
            if reading_note:
                st.caption(reading_note)
            frame = numbers()
            data_table.draw_plain_table(frame, frame.columns, name=name)
            download_buttons.draw_chart_buttons(context, frame, name)


def draw_static_chart(figure: Figure, *, alt: str) -> None:
    """A chart that opens nothing."""
    st.plotly_chart(figure, config=chart_config(), alt=alt)
