"""Tables on a page: figures in their units, definitions in the heads, a row's way to what is behind it."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from lib.formatting import MISSING, format_duration, format_value
from lib.metrics import METRICS
from lib.metrics.definitions.dimensions import NO_VALUE
from lib.ui.app.pages import page
from lib.ui.components import download_buttons, selected_row
from lib.ui.components.arrow import to_arrow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lib.ui.query.page_context import PageContext

HEADINGS = {
    "at": "From",
    "next_queue": "Went on to",
    "handlings_each": "Handlings over time",
    "aht_each_s": "AHT over time",
    "raw_s": "As it came",
    "standard_s": "At the team's mix",
    "low_s": "95 % from",
    "high_s": "95 % to",
    "low_95": "Usual from",
    "high_95": "Usual to",
    "usual_rate": "Usual",
    "usual_low": "Usual from",
    "usual_high": "Usual to",
    "usual_s": "Usual",
    "usual_low_s": "Usual from",
    "usual_high_s": "Usual to",
    "covered": "Of the team's work",
    "n": "n",
    "left": "Left",
    "quarter_s": "A quarter would have left by",
    "median_s": "Half would have left by",
    "median_low_s": "95 % from",
    "median_high_s": "95 % to",
    "left_mean_s": "Mean wait of those who left",
    "effect_rate": "Effect",
    "effect_seconds": "Effect, s",
    "p90_low_s": "95 % from",
    "p90_high_s": "95 % to",
    "label": "Range",
    "abandonment_low": "95 % from",
    "abandonment_high": "95 % to",
    "service_level_low": "95 % from",
    "service_level_high": "95 % to",
    "service_level_target": "Target",
    "abandonment_rate_target": "Target, at most",
    "service_level_standing": "Target is",
    "abandonment_rate_standing": "Target is",
}
"""What columns are called that are no figures of their own."""

SERIES_ENDINGS = ("_each", "_each_s")
"""How the names of columns end that hold a list, an interval's value each."""

SHARE_ENDINGS = ("_rate", "_low", "_high", "_95", "_target", "service_level", "covered")
"""How the names of columns end that hold shares."""


def draw_table(
    context: PageContext,
    frame: pl.DataFrame,
    columns: Mapping[str, str],
    *,
    name: str,
    by: str,
    drill: Sequence[str],
    exported: pl.DataFrame,
) -> None:
    """A table of figures by `by`, its files, and for the row picked the lists behind its figures.

    Args:
        context: what is shown.
        frame: the rows.
        columns: columns to show, with their labels; times and shares are known by their names.
        name: what the file and the widget are called.
        by: the column that holds each row's key.
        drill: figures whose conversations a picked row offers.
        exported: what the files hold.
    """
    keys = [key or NO_VALUE for key in frame[by]]
    widget = f"table-{name}-{hash(tuple(keys))}"
    selected_row.restore_row(widget, name, keys)
    event = st.dataframe(
        format_cells(frame, columns),
        hide_index=True,
        column_config=column_configs(columns),
        placeholder=MISSING,
        key=widget,
        on_select=partial(selected_row.save_row, widget, name, keys),
        selection_mode="single-row",
        alt=f"Table: {name}",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        download_buttons.draw_buttons(context, lambda: exported, name)
        _draw_links(context, frame, event["selection"]["rows"], by, drill)


def draw_plain_table(frame: pl.DataFrame, columns: Sequence[str], *, name: str) -> None:
    """A table to read: the named columns of a frame, headed as everywhere."""
    labels = {column: column_heading(column) for column in columns}
    st.dataframe(
        format_cells(frame, labels),
        hide_index=True,
        column_config=column_configs(labels),
        placeholder=MISSING,
        key=f"plain-{name}",
        alt=f"The numbers of the chart: {name}",
    )


def column_heading(column: str) -> str:
    """What a column is called on a page."""
    return HEADINGS.get(column) or (METRICS[column].label if column in METRICS else column.capitalize())


def _draw_links(
    context: PageContext, frame: pl.DataFrame, rows: Sequence[int], by: str, drill: Sequence[str]
) -> None:
    if not rows or rows[0] >= frame.height:
        st.caption("Pick a row to open the conversations behind it.")
        return
    row = frame.row(rows[0], named=True)
    for metric in drill:
        if row[metric]:
            st.page_link(
                page("conversations"),
                label=f"{METRICS[metric].label}: {format_value(row[metric], METRICS[metric].unit)}",
                icon=":material/list:",
                query_params=context.link(figure=metric, by=by, key=row[by] or NO_VALUE),
            )


def format_cells(frame: pl.DataFrame, columns: Iterable[str]) -> Any:
    """The named columns as Streamlit takes them: numbers, by which they sort, and words for durations.

    A duration stays a number of whole seconds, however long or negative; pandas' Styler carries the words
    beside it, since no format of Streamlit's own says `28:01:00`.
    """
    rows = frame.select(_round_column(column) for column in columns)
    table, durations = to_arrow(rows), [column for column in rows.columns if is_duration(column)]
    if not durations:
        return table
    styler = table.to_pandas().style
    return styler.format(_format_duration, subset=durations, na_rep=MISSING)


def is_duration(column: str) -> bool:
    """Whether a column holds seconds, by its name."""
    return column.endswith("_s") and not column.endswith(SERIES_ENDINGS)


def _format_duration(seconds: float) -> str:
    return format_duration(seconds) if math.isfinite(seconds) else MISSING


def _round_column(column: str) -> pl.Expr:
    """Whole seconds; shares to a tenth of a percent; what is drawn as a line as small as it can be."""
    if is_duration(column):
        return pl.col(column).cast(pl.Float64).round()
    if column.endswith(SERIES_ENDINGS):
        return pl.col(column).cast(pl.List(pl.Float32))  # a line of a few pixels
    if column in METRICS and METRICS[column].unit == "score":
        return pl.col(column).round(2)
    return pl.col(column).round(3) if column.endswith(SHARE_ENDINGS) else pl.col(column)


def column_configs(columns: Mapping[str, str]) -> dict[str, Any]:
    """How Streamlit shows each column; times and shares are known by their names."""
    return {column: _column_config(column, label) for column, label in columns.items()}


def _column_config(column: str, label: str) -> Any:
    help_text = METRICS[column].definition if column in METRICS else None
    if column == "at":
        return st.column_config.DatetimeColumn(label, help=help_text, format="YYYY-MM-DD HH:mm:ss")
    if column.endswith(SERIES_ENDINGS):
        return st.column_config.LineChartColumn(label, help=help_text, y_min=0)
    if is_duration(column):
        return st.column_config.NumberColumn(
            label, help=help_text, alignment="right"
        )  # a format would hide words
    if column.endswith(SHARE_ENDINGS):
        return st.column_config.NumberColumn(label, help=help_text, format="percent")
    if column in METRICS:
        return st.column_config.NumberColumn(label, help=help_text, format="localized")
    return st.column_config.Column(label, help=help_text)
