"""The timeline of one conversation: lanes of queues and agents, bars for intervals, diamonds for instants."""

from __future__ import annotations

from datetime import timedelta
from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING

import plotly.graph_objects as go
import polars as pl

from lib.charts.theme import COLOURS, PATTERNS, apply_layout, chart_height
from lib.formatting import MISSING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

LINE_LENGTH = 18
"""Letters of a lane's name on one line: on a phone it then leaves two thirds to the clock."""

LINE_HEIGHT_PX = 16
TOP_PX = 40
BELOW_PX = 70
"""Room for the clock and the legend, which stands below it."""

MARGIN = 0.04
LEAST_MARGIN = timedelta(seconds=10)
"""The clock reaches so far beyond what happened on either side, as a part of all its time."""

LEAST_WIDTH_PX = 2
"""A bar of a second in an hour is drawn this wide, so that it is seen."""


def create_timeline_chart(frame: pl.DataFrame, kinds: Mapping[str, str], *, title: str) -> go.Figure:
    """The chart.

    Args:
        frame: lane, kind, words, start and end (naive, on the viewer's clock; end null for a moment or where
            it is not known), in the order in which the lanes stand from the top.
        kinds: what kinds are called in the legend; others are told by their lanes.
        title: the chart's title.
    """
    names = {
        lane: "<br>".join(map(_escape_markup, wrap(lane, LINE_LENGTH) or [MISSING])) for lane in frame["lane"]
    }
    rows = {lane: row for row, lane in enumerate(names)}
    parts = {kind: part for (kind,), part in frame.group_by("kind", maintain_order=True)}
    chart = go.Figure([_trace(kind, kinds.get(kind), part, rows) for kind, part in parts.items()])
    clock = {"tickformat": "%H:%M:%S\n%d %b", "nticks": 5, "tickangle": 0, "showgrid": True}
    chart.update_xaxes(type="date", range=_time_range(frame), **clock)
    chart.update_yaxes(
        type="linear",
        tickvals=list(range(len(names))),
        ticktext=list(names.values()),
        range=[len(names) - 0.4, -0.6],
    )
    lines = sum(name.count("<br>") for name in names.values())
    height = chart_height(len(names)) + BELOW_PX + LINE_HEIGHT_PX * lines
    apply_layout(chart, title=title, height=height)
    legend = {"orientation": "h", "x": 0, "y": 0, "yref": "container", "yanchor": "bottom"}
    return chart.update_layout(barmode="overlay", bargap=0.35, margin_t=TOP_PX, legend=legend)


def _trace(kind: str, label: str | None, part: pl.DataFrame, rows: Mapping[str, int]) -> go.Bar | go.Scatter:
    common = {
        "y": [rows[lane] for lane in part["lane"]],
        "name": label,
        "text": [_escape_markup(text) for text in part["words"]],
        "hovertemplate": "%{text}<extra></extra>",
        "showlegend": label is not None,
    }
    colour = COLOURS.get(kind, COLOURS["other"])
    if part["end"].null_count() == part.height:
        marker = {"symbol": "diamond", "size": 11, "color": colour, "line": {"width": 1}}
        return go.Scatter(x=part["start"], mode="markers", marker=marker, **common)
    return go.Bar(
        base=part["start"],
        x=[_milliseconds(start, end) for start, end in part.select("start", "end").iter_rows()],
        orientation="h",
        textposition="none",
        marker={
            "color": colour,
            "line": {"color": colour, "width": LEAST_WIDTH_PX},
            "pattern": {"shape": PATTERNS.get(kind, "")},
        },
        **common,
    )


def _time_range(frame: pl.DataFrame) -> list[datetime] | None:
    """From the first to the last, with room on either side: some seconds at least, for what has no length."""
    times = pl.concat([frame["start"], frame["end"]]).drop_nulls().to_list()
    if not times:
        return None
    first, last = min(times), max(times)
    margin = max((last - first) * MARGIN, LEAST_MARGIN)
    return [first - margin, last + margin]


def _milliseconds(start: pl.Datetime, end: pl.Datetime | None) -> float:
    return 0 if end is None else (end - start).total_seconds() * 1000  # type: ignore[operator]


def _escape_markup(text: str) -> str:
    """Text in which nothing is taken for markup."""
    return escape(text, quote=False)
