"""Funnel plots: shares over their n with control limits; outliers differ by shape and are named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import plotly.graph_objects as go

from lib.charts.axes import EMPTY_END_SHARE, format_hover_name, shorten_name
from lib.charts.theme import COLOURS, MarkStyle, apply_layout

if TYPE_CHECKING:
    import polars as pl

VERDICTS: Final = {
    "inside": MarkStyle("Within chance", "circle", COLOURS["other"]),
    "outside_95": MarkStyle("Outside 95 %", "diamond", COLOURS["hold"]),
    "outside_998": MarkStyle("Outside 99.8 %", "star", COLOURS["abandoned"]),
    "too_few": MarkStyle("Too few to say", "circle-open", COLOURS["other"]),
}

LIMITS: Final = {"95": ("95 %", "dash"), "998": ("99.8 %", "dot")}
"""How each pair of limits is written beside it, and drawn."""

MARGIN: Final = 1.15
"""The axis reaches so far beyond the highest share."""

FAR: Final = 0.5
"""Where the lowest is more than this part of the highest, an axis from nothing would hide how they differ."""


def create_funnel_chart(
    units: pl.DataFrame,
    curve: pl.DataFrame,
    *,
    name: str,
    key: str,
    rate: str,
    n: str,
    overall: float,
    title: str,
    axis: str,
) -> go.Figure:
    """Each unit's share over its n, with the limits that chance keeps to.

    Args:
        units: a row a unit, with `share`, `verdict` and `flagged` of a funnel.
        curve: the limits at each `n`.
        name: the column with the units' names.
        key: the column with their keys.
        rate: the metric that is drawn, for the click.
        n: the column that the share is of.
        overall: the share of the whole.
        title: the chart's.
        axis: what n counts.
    """
    marks = [
        _units(judged, style, name, n).update(customdata=[(rate, mark) for mark in judged[key]])
        for verdict, style in VERDICTS.items()
        if (judged := units.filter(units["verdict"] == verdict)).height
    ]
    chart = go.Figure([*_limits(curve), *marks])
    chart.add_hline(y=overall, line={"color": COLOURS["other"], "width": 1})
    for limit, (label, _) in LIMITS.items():
        place = {"x": curve["n"].last(), "y": curve[f"high_{limit}"].last()}
        chart.add_annotation(**place, text=label, showarrow=False, xanchor="right", yanchor="bottom")
    chart.update_yaxes(tickformat=".0%", range=_axis_range(units, curve))
    chart.update_xaxes(title=axis, rangemode="tozero")
    return apply_layout(chart, title=title, height=380)


def _axis_range(units: pl.DataFrame, curve: pl.DataFrame) -> list[float]:
    """From where to where the axis goes: from nothing, unless all there is to see stands far above it."""
    end = curve.tail(curve.height // 2)
    top = max(_largest(units["share"]) * MARGIN, _largest(end["high_95"])) or EMPTY_END_SHARE
    bottom = min(_smallest(units["share"]), _smallest(end["low_998"]))
    return [bottom - (MARGIN - 1) * (top - bottom) if bottom > FAR * top else -0.02 * top, top]


def _limits(curve: pl.DataFrame) -> list[go.Scatter]:
    return [
        go.Scatter(
            x=curve["n"],
            y=curve[f"{end}_{limit}"],
            mode="lines",
            showlegend=False,
            line={"color": COLOURS["other"], "dash": dash, "width": 1},
            hoverinfo="skip",
        )
        for limit, (_, dash) in LIMITS.items()
        for end in ("low", "high")
    ]


def _units(units: pl.DataFrame, style: MarkStyle, name: str, n: str) -> go.Scatter:
    names = [shorten_name(unit_name) for unit_name in units[name]]
    texts = [unit if flagged else "" for unit, flagged in zip(names, units["flagged"], strict=True)]
    return go.Scatter(
        x=units[n],
        y=units["share"],
        mode="markers+text" if any(texts) else "markers",
        name=style.label,
        marker={"symbol": style.symbol, "color": style.colour, "size": 9 if "circle" in style.symbol else 13},
        text=texts,
        textposition="top center",
        hovertext=[format_hover_name(unit) for unit in units[name]],
        hovertemplate=f"%{{hovertext}}<br>%{{y:.1%}} of %{{x:,}}<br>{style.label}<extra></extra>",
    )


def _smallest(values: pl.Series) -> float:
    return float(values.min() or 0)  # type: ignore[arg-type]


def _largest(values: pl.Series) -> float:
    return float(values.max() or 0)  # type: ignore[arg-type]
