"""The charts: a frame and the names of its columns in, a figure out.

Each mark carries (figure, key): the column it draws, which is a figure's name, and the key of the
dimension it is drawn by, so that a click opens the very rows it stands on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from lib.charts.axes import short, ticks
from lib.charts.speak import count, duration, share, spread
from lib.charts.theme import COLOURS, PATTERNS, framed, row_height

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl


def stacked_columns(
    frame: pl.DataFrame, *, x: str, key: str, parts: Mapping[str, str], title: str
) -> go.Figure:
    """Counts over time, stacked; `parts` maps columns to labels."""
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
                hovertemplate="%{x}<br>%{y:,} " + label.lower() + "<extra></extra>",
            )
            for part, label in parts.items()
        ]
    )
    chart.update_layout(barmode="stack")
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
    words = [speak(number) for number in frame[value]]
    chart = go.Figure(
        go.Scatter(
            x=frame[x],
            y=frame[value],
            mode="lines+markers",
            line={"color": COLOURS["abandoned" if value == "abandonment_rate" else "talk"], "width": 2},
            marker={"size": 7},
            customdata=[(value, mark) for mark in frame[key]],
            text=[f"{word} of {count(total)}" for word, total in zip(words, frame[n], strict=True)],
            hovertemplate="%{x}<br>%{text}<extra></extra>",
        )
    )
    chart.update_yaxes(rangemode="tozero", **ticks(frame[value], unit))
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
    words = [
        f"{share(value)} ({spread(a, b)}) of {count(total)}"
        for value, a, b, total in zip(frame[rate], low, high, frame[n], strict=True)
    ]
    chart = go.Figure(
        go.Scatter(
            x=frame[rate],
            y=[short(text) for text in frame[name]],
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
            text=words,
            hovertemplate="%{y}<br>%{text}<extra></extra>",
        )
    )
    if overall is not None:
        chart.add_vline(x=overall, line={"color": COLOURS["other"], "dash": "dot"})
    chart.update_xaxes(tickformat=".0%", rangemode="tozero")
    chart.update_yaxes(autorange="reversed")
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
                y=[short(text) for text in frame[name]],
                orientation="h",
                name=label,
                customdata=[(column, mark) for mark in frame[key]],
                text=[duration(seconds) for seconds in frame[column]],
                textposition="none",
                marker={
                    "color": COLOURS.get(column.split("_")[0], COLOURS["other"]),
                    "pattern": {"shape": PATTERNS.get(column.split("_")[0], "") if len(parts) > 1 else ""},
                },
                hovertemplate="%{y}<br>" + label + " %{text}<extra></extra>",
            )
            for column, label in parts.items()
        ]
    )
    chart.update_layout(barmode="stack")
    total = frame.select(list(parts)).sum_horizontal()
    chart.update_xaxes(**ticks(total, "seconds"))
    chart.update_yaxes(autorange="reversed")
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
    return framed(chart, title=title)
