"""Waterfall charts: the parts of a change from the value before to the value now."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Final

import plotly.graph_objects as go

from lib.charts.axes import format_hover_name, unique_labels
from lib.charts.theme import COLOURS, apply_layout, chart_height
from lib.formatting import format_points, format_value

if TYPE_CHECKING:
    import polars as pl

    from lib.frames.schema import Unit

MORE: Final = ("Adds", COLOURS["abandoned"], "/")
LESS: Final = ("Takes away", COLOURS["talk"], "")
ENDS: Final = ("Before", "Now")
MARGIN: Final = 0.22
"""The axis reaches so far beyond the sums on either side, as a part of their span: room for the numbers."""


def create_waterfall(
    parts: pl.DataFrame,
    *,
    label: str,
    effect: str,
    metric: str,
    key: str | None,
    before: float,
    now: float,
    unit: Unit,
    title: str,
) -> go.Figure:
    """The parts of a change, each bar beginning where the one above it ends.

    The axis need not begin at nothing: the bars' lengths are what is to be read.

    Args:
        parts: a row a part, in the order to draw; one where `is_rest` is true opens nothing.
        label: the column with the parts' names.
        effect: the column with what each adds, in the metric's unit.
        metric: the metric that is split, for the click.
        key: the column with the keys of what the parts are by; null where they are by nothing.
        before: the value before.
        now: the value now.
        unit: share, seconds or count.
        title: the chart's.
    """
    effects = parts[effect].to_list()
    sums = list(accumulate(effects, initial=before))
    keys = parts[key] if key else [None] * parts.height
    are_links = ~parts["is_rest"] if "is_rest" in parts.columns else [True] * parts.height
    marks = [(metric if is_link else None, mark) for is_link, mark in zip(are_links, keys, strict=True)]
    names = [format_hover_name(name) for name in parts[label]]
    bars = [
        _bars([row for row, add in enumerate(effects) if (add > 0) == is_more], sums, marks, names, unit)
        for is_more in (True, False)
    ]
    ends = _ends((before, now), parts.height, metric, unit)
    chart = go.Figure([*(bar for bar in bars if len(bar.x)), ends])
    low, high = min(*sums, now), max(*sums, now)
    margin = (high - low or abs(high) or 1) * MARGIN
    chart.update_xaxes(
        range=[low - margin, high + margin], showticklabels=False, title="points" if unit == "share" else None
    )
    chart.update_yaxes(
        tickvals=list(range(-1, parts.height + 1)),
        ticktext=[ENDS[0], *unique_labels(parts[label]), ENDS[1]],
        range=[parts.height + 0.6, -1.6],
    )
    return apply_layout(chart, title=title, height=chart_height(parts.height + 2))


def _bars(
    rows: list[int],
    sums: list[float],
    marks: list[tuple[str | None, str | None]],
    names: list[str],
    unit: Unit,
) -> go.Bar:
    """The bars of one direction, with their sign."""
    added = [sums[row + 1] - sums[row] for row in rows]
    name, colour, pattern = MORE if any(add > 0 for add in added) else LESS
    texts = [_format_signed(add, unit) for add in added]
    return go.Bar(
        x=added,
        base=[sums[row] for row in rows],
        y=rows,
        orientation="h",
        name=name,
        marker={"color": colour, "pattern": {"shape": pattern}},
        text=[text.removesuffix(" points") for text in texts],
        textposition="outside",
        customdata=[marks[row] for row in rows],
        hovertext=[f"{names[row]}<br>{text}" for row, text in zip(rows, texts, strict=True)],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _ends(values: tuple[float, float], parts: int, metric: str, unit: Unit) -> go.Scatter:
    texts = [format_value(value, unit) for value in values]
    return go.Scatter(
        x=values,
        y=[-1, parts],
        mode="markers+text",
        name="Before and now",
        showlegend=False,
        marker={"symbol": "diamond", "size": 11, "color": COLOURS["other"]},
        text=[f"  {text}" for text in texts],
        textposition="middle right",
        customdata=[(metric, None)] * 2,
        hovertext=[f"{end}<br>{text}" for end, text in zip(ENDS, texts, strict=True)],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _format_signed(effect: float, unit: Unit) -> str:
    size = format_points(abs(effect)) if unit == "share" else format_value(abs(effect), unit)
    is_nothing = not any(digit in size for digit in "123456789")
    return size if is_nothing else f"{'+' if effect > 0 else '−'}{size}"
