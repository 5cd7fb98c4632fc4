"""The charts: a frame and the names of its columns in, a figure out.

Each mark carries (figure, key): the column it draws, which is a figure's name, and the key of the
dimension it is drawn by, so that a click opens the very rows it stands on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go
import polars as pl

from lib.charts.axes import count_axis, end_of, full, named_axis, ticks, ticks_below
from lib.charts.clock import clock_axis, words
from lib.charts.theme import COLOURS, PATTERNS, framed, row_height
from lib.formatting import count, duration, share, spread

if TYPE_CHECKING:
    from collections.abc import Mapping


def stacked_columns(
    frame: pl.DataFrame, *, x: str, key: str, parts: Mapping[str, str], title: str
) -> go.Figure:
    """Counts over time, stacked; `parts` maps columns to labels."""
    when = words(frame[x])
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
    chart.update_xaxes(clock_axis(frame[x]))
    chart.update_yaxes(count_axis(frame.select(list(parts)).sum_horizontal()))
    return framed(chart, title=title)


def line(
    frame: pl.DataFrame,
    *,
    x: str,
    key: str,
    value: str,
    n: str,
    unit: str,
    title: str,
) -> go.Figure:
    """One figure over time, with markers that can be clicked; a gap where there is nothing to divide by."""
    speak = share if unit == "share" else duration
    told = [
        f"{when}<br>{speak(number)} of {count(total)}"
        for when, number, total in zip(words(frame[x]), frame[value], frame[n], strict=True)
    ]
    chart = go.Figure(
        go.Scatter(
            x=frame[x],
            y=frame[value],
            mode="lines+markers",
            line={"color": COLOURS["abandoned" if value == "abandonment_rate" else "talk"], "width": 2},
            marker={"size": 7},
            customdata=[(value, mark) for mark in frame[key]],
            text=told,
            hovertemplate="%{text}<extra></extra>",
        )
    )
    chart.update_xaxes(clock_axis(frame[x]))
    chart.update_yaxes(range=[0, end_of(frame[value], unit)], **ticks(frame[value], unit))
    return framed(chart, title=title)


def rates(
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
    told = [
        f"{full(who)}<br>{share(value)} ({spread(a, b)}) of {count(total)}"
        for who, value, a, b, total in zip(frame[name], frame[rate], low, high, frame[n], strict=True)
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
            text=told,
            hovertemplate="%{text}<extra></extra>",
        )
    )
    if overall is not None:
        chart.add_vline(x=overall, line={"color": COLOURS["other"], "dash": "dot"})
    tops = pl.Series([*frame[rate], *high, overall], dtype=pl.Float64)
    chart.update_xaxes(tickformat=".0%", range=[-0.02 * end_of(tops, "share"), end_of(tops, "share")])
    chart.update_yaxes(named_axis(frame[name]))
    return framed(chart, title=title, height=row_height(frame.height))


def stacked_bars(
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
                    f"{full(who)}<br>{label} {duration(seconds)}"
                    for who, seconds in zip(frame[name], frame[column], strict=True)
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
    chart.update_xaxes(range=[0, end_of(total, "seconds")], **ticks_below(total, "seconds"))
    chart.update_yaxes(named_axis(frame[name]))
    return framed(chart, title=title, height=row_height(frame.height))


def columns(frame: pl.DataFrame, *, x: str, key: str, value: str, title: str, axis: str) -> go.Figure:
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
    chart.update_yaxes(count_axis(frame[value]))
    return framed(chart, title=title)
