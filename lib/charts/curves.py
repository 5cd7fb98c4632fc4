"""Survival curves of waiting callers, as steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import plotly.graph_objects as go

from lib.charts.axes import build_ticks, shorten_name
from lib.charts.theme import COLOURS, apply_layout
from lib.formatting import format_count, format_duration, format_interval, format_share

if TYPE_CHECKING:
    from collections.abc import Collection

    import polars as pl

BAND: Final = "rgba(140, 140, 140, 0.18)"
DASHES: Final = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
SYMBOLS: Final = ("circle", "diamond", "square", "triangle-up", "cross", "x")
"""Curves differ by dash and symbol beside the colour."""

HEIGHT_PX: Final = 440

AXIS_QUANTILE: Final = 0.98
"""The axis ends where so many of the steps have been: one curve's last may lie far beyond all others."""


def create_survival_chart(
    curves: pl.DataFrame, *, name: str, key: str, bands: Collection[str | None], title: str
) -> go.Figure:
    """The part of callers who would still wait, second by second, a curve a queue.

    Args:
        curves: `second`, `at_risk`, `staying`, `low` and `high`, of each queue in order of seconds.
        name: the column with the queues' names.
        key: the column with their keys.
        bands: the keys of the queues whose 95 % band is drawn; of many, bands hide the curves.
        title: the chart's.
    """
    chart = go.Figure()
    for place, ((mark,), curve) in enumerate(curves.group_by([key], maintain_order=True)):
        if mark in bands:
            chart.add_traces(_band(curve))
        chart.add_trace(
            _steps(curve, mark, shorten_name(curve[name][0])).update(
                line={"dash": DASHES[place % len(DASHES)]}, marker={"symbol": SYMBOLS[place % len(SYMBOLS)]}
            )
        )
    chart.add_hline(y=0.5, line={"color": COLOURS["other"], "dash": "dot", "width": 1})
    chart.update_yaxes(tickformat=".0%", range=[0, 1.02], title="Still waiting")
    seconds = curves["second"].filter(curves["second"] <= curves["second"].quantile(AXIS_QUANTILE, "higher"))
    end = float(seconds.max() or 1)  # type: ignore[arg-type]
    chart.update_xaxes(range=[0, 1.02 * end], title="Waited", **build_ticks(seconds, "seconds"))
    apply_layout(chart, title=title, height=HEIGHT_PX)
    # Under the axis the names of many queues have room on a phone too.
    return chart.update_layout(legend={"y": -0.28, "yanchor": "top"}, margin={"t": 40})


def _steps(curve: pl.DataFrame, mark: Any, label: str) -> go.Scatter:
    columns = ("second", "staying", "low", "high", "at_risk")
    texts = [
        f"{label}<br>{format_share(staying, 0)} ({format_interval(low, high, 'share')}) still wait "
        f"after {format_duration(second)}"
        f"<br>{format_count(at_risk)} waited so long"
        for second, staying, low, high, at_risk in curve.select(columns).iter_rows()
    ]
    return go.Scatter(
        x=[0, *curve["second"]],
        y=[1, *curve["staying"]],
        mode="lines+markers",
        name=label,
        line={"shape": "hv", "width": 2},
        marker={"size": 5},
        customdata=[("abandoned", mark)] * (curve.height + 1),
        text=[label, *texts],
        hovertemplate="%{text}<extra></extra>",
    )


def _band(curve: pl.DataFrame) -> list[go.Scatter]:
    plain: dict[str, Any] = {"mode": "lines", "showlegend": False, "hoverinfo": "skip"}
    line = {"width": 0, "shape": "hv"}
    seconds = [0, *curve["second"]]
    return [
        go.Scatter(x=seconds, y=[1, *curve["low"]], line=line, **plain),
        go.Scatter(x=seconds, y=[1, *curve["high"]], line=line, fill="tonexty", fillcolor=BAND, **plain),
    ]
