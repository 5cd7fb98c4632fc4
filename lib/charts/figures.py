"""Basic charts: a frame and the names of its columns in, a Plotly figure out.

Each mark carries (metric, key): the metric's name and the key of the dimension that it is drawn by, so
that a click lists the rows that it counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go
import polars as pl

from lib.charts.axes import (
    axis_end,
    build_count_axis,
    build_name_axis,
    build_ticks,
    build_x_ticks,
    format_hover_name,
)
from lib.charts.clock import build_time_axis, format_times
from lib.charts.theme import COLOURS, PATTERNS, apply_layout, chart_height
from lib.formatting import format_count, format_duration, format_share, format_share_interval

if TYPE_CHECKING:
    from collections.abc import Mapping


def create_stacked_columns(
    frame: pl.DataFrame, *, x: str, key: str, parts: Mapping[str, str], title: str
) -> go.Figure:
    """Counts over time, stacked; `parts` maps columns to labels."""
    when = format_times(frame[x])
    chart = go.Figure(
        [
            go.Bar(
                x=frame[x],
                y=frame[part],
                name=label,
                customdata=[(part, mark) for mark in frame[key]],
                marker={
                    "color": COLOURS.get(part, COLOURS["other"]),
                    "pattern": {"shape": PATTERNS.get(part, "")},
                },
                text=when,
                textposition="none",
                hovertemplate="%{text}<br>%{y:,} " + label.lower() + "<extra></extra>",
            )
            for part, label in parts.items()
        ]
    )
    chart.update_layout(barmode="stack")
    chart.update_xaxes(build_time_axis(frame[x]))
    chart.update_yaxes(build_count_axis(frame.select(list(parts)).sum_horizontal()))
    return apply_layout(chart, title=title)


def create_line_chart(
    frame: pl.DataFrame,
    *,
    x: str,
    key: str,
    value: str,
    n: str,
    unit: str,
    title: str,
) -> go.Figure:
    """One metric over time, with markers that can be clicked; a gap where there is nothing to divide by."""
    format_number = format_share if unit == "share" else format_duration
    texts = [
        f"{when}<br>{format_number(number)} of {format_count(total)}"
        for when, number, total in zip(format_times(frame[x]), frame[value], frame[n], strict=True)
    ]
    chart = go.Figure(
        go.Scatter(
            x=frame[x],
            y=frame[value],
            mode="lines+markers",
            line={"color": COLOURS["abandoned" if value == "abandonment_rate" else "talk"], "width": 2},
            marker={"size": 7},
            customdata=[(value, mark) for mark in frame[key]],
            text=texts,
            hovertemplate="%{text}<extra></extra>",
        )
    )
    chart.update_xaxes(build_time_axis(frame[x]))
    chart.update_yaxes(range=[0, axis_end(frame[value], unit)], **build_ticks(frame[value], unit))
    return apply_layout(chart, title=title)


def create_rate_chart(
    frame: pl.DataFrame,
    *,
    name: str,
    key: str,
    rate: str,
    n: str,
    title: str,
    overall: float | None,
) -> go.Figure:
    """A share by name, and the whole's, with its 95 % interval: columns `…_low`, `…_high` of its stem."""
    stem = rate.removesuffix("_rate")
    low, high = frame[f"{stem}_low"], frame[f"{stem}_high"]
    texts = [
        f"{format_hover_name(label)}<br>{format_share(value)} ({format_share_interval(a, b)}) of "
        f"{format_count(total)}"
        for label, value, a, b, total in zip(frame[name], frame[rate], low, high, frame[n], strict=True)
    ]
    chart = go.Figure(
        go.Scatter(
            x=frame[rate],
            y=list(range(frame.height)),
            mode="markers",
            marker={"size": 10, "color": COLOURS["abandoned" if rate == "abandonment_rate" else "answered"]},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": (high - frame[rate]).to_list(),
                "arrayminus": (frame[rate] - low).to_list(),
                "color": COLOURS["other"],
            },
            customdata=[(rate, mark) for mark in frame[key]],
            text=texts,
            hovertemplate="%{text}<extra></extra>",
        )
    )
    if overall is not None:
        chart.add_vline(x=overall, line={"color": COLOURS["other"], "dash": "dot"})
    tops = pl.Series([*frame[rate], *high, overall], dtype=pl.Float64)
    chart.update_xaxes(tickformat=".0%", range=[-0.02 * axis_end(tops, "share"), axis_end(tops, "share")])
    chart.update_yaxes(build_name_axis(frame[name]))
    return apply_layout(chart, title=title, height=chart_height(frame.height))


def create_stacked_bars(
    frame: pl.DataFrame,
    *,
    name: str,
    key: str,
    parts: Mapping[str, str],
    title: str,
) -> go.Figure:
    """Seconds by name, stacked so that the bar's length is their sum."""
    chart = go.Figure(
        [
            go.Bar(
                x=frame[column],
                y=list(range(frame.height)),
                orientation="h",
                name=label,
                customdata=[(column, mark) for mark in frame[key]],
                text=[
                    f"{format_hover_name(row_name)}<br>{label} {format_duration(seconds)}"
                    for row_name, seconds in zip(frame[name], frame[column], strict=True)
                ],
                textposition="none",
                marker={
                    "color": COLOURS.get(column.split("_")[0], COLOURS["other"]),
                    "pattern": {"shape": PATTERNS.get(column.split("_")[0], "") if len(parts) > 1 else ""},
                },
                hovertemplate="%{text}<extra></extra>",
            )
            for column, label in parts.items()
        ]
    )
    chart.update_layout(barmode="stack")
    total = frame.select(list(parts)).sum_horizontal()
    chart.update_xaxes(range=[0, axis_end(total, "seconds")], **build_x_ticks(total, "seconds"))
    chart.update_yaxes(build_name_axis(frame[name]))
    return apply_layout(chart, title=title, height=chart_height(frame.height))


def create_columns(frame: pl.DataFrame, *, x: str, key: str, value: str, title: str, axis: str) -> go.Figure:
    """A count by bucket."""
    chart = go.Figure(
        go.Bar(
            x=frame[x],
            y=frame[value],
            customdata=[(value, mark) for mark in frame[key]],
            marker={"color": COLOURS.get(value, COLOURS["answered"])},
            hovertemplate="%{x}<br>%{y:,}<extra></extra>",
        )
    )
    chart.update_xaxes(type="category", title=axis)
    chart.update_yaxes(build_count_axis(frame[value]))
    return apply_layout(chart, title=title)
