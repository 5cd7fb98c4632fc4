"""A share or a mean over time within what is usual; what lies outside is told by shape beside colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import plotly.graph_objects as go

from lib.charts.axes import NO_SECONDS, NO_SHARE, ticks
from lib.charts.clock import clock_axis, words
from lib.charts.theme import COLOURS, Sign, framed
from lib.formatting import between, count, spoken

if TYPE_CHECKING:
    import polars as pl

    from lib.frames.schema import Unit

BAND: Final = "rgba(140, 140, 140, 0.18)"
TALLEST: Final = 2.0
"""So many times as high as the highest value, or as half of the bands reach, may an axis be."""

SIGNS: Final = {
    "run": Sign("Long run on one side", "square-open", COLOURS["hold"]),
    "special": Sign("Special", "diamond", COLOURS["abandoned"]),
}


def control_figure(
    points: pl.DataFrame,
    *,
    key: str,
    metric: str,
    n: str,
    unit: Unit,
    title: str,
    target: float | None = None,
) -> go.Figure:
    """A figure over time, the band of what is usual behind it.

    Args:
        points: a control chart's rows: `at`, `value`, `usual`, `low`, `high`, `special` and `run` among them.
        key: the column with the intervals' keys.
        metric: the figure that is drawn, for the click.
        n: the column that the value is of.
        unit: share or seconds.
        title: the chart's.
        target: what is aimed at, where there is something.
    """
    told = _told(points, n, unit)
    marks = [(metric, mark) for mark in points[key]]
    line = _marks(points, told, marks).update(
        mode="lines+markers",
        name="Within the usual",
        line={"color": COLOURS["talk"], "width": 2},
        marker={"size": 7},
    )
    found = [_found(points, told, marks, of) for of in SIGNS if points[of].count()]
    chart = go.Figure([*_band(points), line, *found])
    if target is not None:
        chart.add_hline(y=target, line={"color": COLOURS["other"], "dash": "dash"})
    tops = points.select("value", "high").max_horizontal()
    end = _end(points, target or 0.0, unit)
    chart.update_xaxes(clock_axis(points["at"]))
    chart.update_yaxes(range=[0, 1.05 * end], **ticks(tops.clip(upper_bound=end), unit))
    return framed(chart, title=title)


def _end(points: pl.DataFrame, target: float, unit: Unit) -> float:
    """Where the axis ends: beyond all values, and most of the bands.

    The band of an hour or a day of few calls may reach so high that nothing else could be told apart.
    """
    highs, values = points["high"].drop_nulls(), points["value"].drop_nulls()
    of_values = max([*values, target], default=0.0)
    middle = float(highs.median() or 0.0)  # type: ignore[arg-type]
    highest = max([*highs, of_values], default=0.0)
    return min(highest, TALLEST * max(of_values, middle)) or (NO_SECONDS if unit == "seconds" else NO_SHARE)


def _told(points: pl.DataFrame, n: str, unit: Unit) -> list[str]:
    return [
        f"{when}<br>{spoken(value, unit)} of {count(total)}<br>usual {between(low, high, unit)}"
        for when, (value, total, low, high) in zip(
            words(points["at"]), points.select("value", n, "low", "high").iter_rows(), strict=True
        )
    ]


def _marks(points: pl.DataFrame, told: list[str], marks: list[tuple[str, str]]) -> go.Scatter:
    return go.Scatter(
        x=points["at"],
        y=points["value"],
        customdata=marks,
        text=told,
        hovertemplate="%{text}<extra></extra>",
    )


def _found(points: pl.DataFrame, told: list[str], marks: list[tuple[str, str]], of: str) -> go.Scatter:
    """The points of a finding once more, with their sign."""
    sign, there = SIGNS[of], points[of].is_not_null()
    picked = [place for place, it in enumerate(there) if it]
    return _marks(points.filter(there), [told[at] for at in picked], [marks[at] for at in picked]).update(
        mode="markers",
        name=sign.label,
        marker={"symbol": sign.symbol, "color": sign.colour, "size": 13, "line": {"color": sign.colour}},
        hovertemplate=f"%{{text}}<br>{sign.label}<extra></extra>",
    )


def _band(points: pl.DataFrame) -> list[go.Scatter]:
    """The limits with what lies between them filled, and the usual; nothing of them can be clicked."""
    edges = {"low": (None, "solid", 0), "high": ("tonexty", "solid", 0), "usual": (None, "dot", 1)}
    return [
        go.Scatter(
            x=points["at"],
            y=points[edge],
            mode="lines",
            name="The usual",
            showlegend=edge == "usual",
            line={"color": COLOURS["other"], "dash": dash, "width": width, "shape": "hvh"},
            fill=fill,
            fillcolor=BAND,
            hoverinfo="skip",
        )
        for edge, (fill, dash, width) in edges.items()
    ]
