"""Control charts: a share or mean over time with its limits; findings differ by shape and colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import plotly.graph_objects as go

from lib.charts.axes import EMPTY_END_S, EMPTY_END_SHARE, build_ticks
from lib.charts.clock import build_time_axis, format_times
from lib.charts.theme import COLOURS, MarkStyle, apply_layout
from lib.formatting import format_count, format_interval, format_value

if TYPE_CHECKING:
    import polars as pl

    from lib.frames.schema import Unit

BAND: Final = "rgba(140, 140, 140, 0.18)"
TALLEST: Final = 2.0
"""So many times as high as the highest value, or as half of the bands reach, may an axis be."""

FINDING_STYLES: Final = {
    "run": MarkStyle("Long run on one side", "square-open", COLOURS["hold"]),
    "special": MarkStyle("Special", "diamond", COLOURS["abandoned"]),
}


def create_control_chart(
    points: pl.DataFrame,
    *,
    key: str,
    metric: str,
    n: str,
    unit: Unit,
    title: str,
    target: float | None = None,
) -> go.Figure:
    """A metric over time, with the band of its limits.

    Args:
        points: a control chart's rows: `at`, `value`, `usual`, `low`, `high`, `special` and `run` among them.
        key: the column with the intervals' keys.
        metric: the metric that is drawn, for the click.
        n: the column that the value is of.
        unit: share or seconds.
        title: the chart's.
        target: what is aimed at, where there is something.
    """
    texts = _hover_texts(points, n, unit)
    marks = [(metric, mark) for mark in points[key]]
    line = _marks(points, texts, marks).update(
        mode="lines+markers",
        name="Within the usual",
        line={"color": COLOURS["talk"], "width": 2},
        marker={"size": 7},
    )
    findings = [_finding(points, texts, marks, of) for of in FINDING_STYLES if points[of].count()]
    chart = go.Figure([*_band(points), line, *findings])
    if target is not None:
        chart.add_hline(y=target, line={"color": COLOURS["other"], "dash": "dash"})
    tops = points.select("value", "high").max_horizontal()
    end = _axis_end(points, target or 0.0, unit)
    chart.update_xaxes(build_time_axis(points["at"]))
    chart.update_yaxes(range=[0, 1.05 * end], **build_ticks(tops.clip(upper_bound=end), unit))
    return apply_layout(chart, title=title)


def _axis_end(points: pl.DataFrame, target: float, unit: Unit) -> float:
    """Where the axis ends: beyond all values, and most of the bands.

    The band of an hour or a day of few calls may reach so high that nothing else could be told apart.
    """
    highs, values = points["high"].drop_nulls(), points["value"].drop_nulls()
    of_values = max([*values, target], default=0.0)
    middle = float(highs.median() or 0.0)  # type: ignore[arg-type]
    highest = max([*highs, of_values], default=0.0)
    return min(highest, TALLEST * max(of_values, middle)) or (
        EMPTY_END_S if unit == "seconds" else EMPTY_END_SHARE
    )


def _hover_texts(points: pl.DataFrame, n: str, unit: Unit) -> list[str]:
    return [
        f"{when}<br>{format_value(value, unit)} of {format_count(total)}<br>usual "
        f"{format_interval(low, high, unit)}"
        for when, (value, total, low, high) in zip(
            format_times(points["at"]), points.select("value", n, "low", "high").iter_rows(), strict=True
        )
    ]


def _marks(points: pl.DataFrame, texts: list[str], marks: list[tuple[str, str]]) -> go.Scatter:
    return go.Scatter(
        x=points["at"],
        y=points["value"],
        customdata=marks,
        text=texts,
        hovertemplate="%{text}<extra></extra>",
    )


def _finding(points: pl.DataFrame, texts: list[str], marks: list[tuple[str, str]], column: str) -> go.Scatter:
    """The points of a finding once more, with their sign."""
    style, is_finding = FINDING_STYLES[column], points[column].is_not_null()
    places = [place for place, it in enumerate(is_finding) if it]
    return _marks(
        points.filter(is_finding), [texts[at] for at in places], [marks[at] for at in places]
    ).update(
        mode="markers",
        name=style.label,
        marker={"symbol": style.symbol, "color": style.colour, "size": 13, "line": {"color": style.colour}},
        hovertemplate=f"%{{text}}<br>{style.label}<extra></extra>",
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
