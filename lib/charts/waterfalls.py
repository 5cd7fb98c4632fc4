"""A change in its parts, from what was before to what is now: bars that float from one sum to the next."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Final

import plotly.graph_objects as go

from lib.charts.axes import full, labels
from lib.charts.theme import COLOURS, framed, row_height
from lib.formatting import points, spoken

if TYPE_CHECKING:
    import polars as pl

    from lib.frames.schema import Unit

MORE: Final = ("Adds", COLOURS["abandoned"], "/")
LESS: Final = ("Takes away", COLOURS["talk"], "")
ENDS: Final = ("Before", "Now")
ROOM: Final = 0.22
"""The axis reaches so far beyond the sums on either side, as a part of their span: room for the numbers."""


def waterfall(
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
    """The parts of a change, each beginning where the one above it ends, so that they sum before the eyes.

    The axis need not begin at nothing: the bars' lengths are what is to be read.

    Args:
        parts: a row a part, in the order to draw; one where `is_rest` is true opens nothing.
        label: the column with the parts' names.
        effect: the column with what each adds, in the figure's unit.
        metric: the figure that is split, for the click.
        key: the column with the keys of what the parts are by; null where they are by nothing.
        before: the figure before.
        now: the figure now.
        unit: share, seconds or count.
        title: the chart's.
    """
    effects = parts[effect].to_list()
    sums = list(accumulate(effects, initial=before))
    keys = parts[key] if key else [None] * parts.height
    opens = ~parts["is_rest"] if "is_rest" in parts.columns else [True] * parts.height
    marks = [(metric if opened else None, mark) for opened, mark in zip(opens, keys, strict=True)]
    names = [full(name) for name in parts[label]]
    bars = [
        _bars([row for row, add in enumerate(effects) if (add > 0) == is_more], sums, marks, names, unit)
        for is_more in (True, False)
    ]
    ends = _ends((before, now), parts.height, metric, unit)
    chart = go.Figure([*(bar for bar in bars if len(bar.x)), ends])
    low, high = min(*sums, now), max(*sums, now)
    room = (high - low or abs(high) or 1) * ROOM
    chart.update_xaxes(
        range=[low - room, high + room], showticklabels=False, title="points" if unit == "share" else None
    )
    chart.update_yaxes(
        tickvals=list(range(-1, parts.height + 1)),
        ticktext=[ENDS[0], *labels(parts[label]), ENDS[1]],
        range=[parts.height + 0.6, -1.6],
    )
    return framed(chart, title=title, height=row_height(parts.height + 2))


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
    words = [_signed(add, unit) for add in added]
    return go.Bar(
        x=added,
        base=[sums[row] for row in rows],
        y=rows,
        orientation="h",
        name=name,
        marker={"color": colour, "pattern": {"shape": pattern}},
        text=[word.removesuffix(" points") for word in words],
        textposition="outside",
        customdata=[marks[row] for row in rows],
        hovertext=[f"{names[row]}<br>{word}" for row, word in zip(rows, words, strict=True)],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _ends(values: tuple[float, float], parts: int, figure: str, unit: Unit) -> go.Scatter:
    words = [spoken(value, unit) for value in values]
    return go.Scatter(
        x=values,
        y=[-1, parts],
        mode="markers+text",
        name="Before and now",
        showlegend=False,
        marker={"symbol": "diamond", "size": 11, "color": COLOURS["other"]},
        text=[f"  {word}" for word in words],
        textposition="middle right",
        customdata=[(figure, None)] * 2,
        hovertext=[f"{end}<br>{word}" for end, word in zip(ENDS, words, strict=True)],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _signed(effect: float, unit: Unit) -> str:
    size = points(abs(effect)) if unit == "share" else spoken(abs(effect), unit)
    is_nothing = not any(digit in size for digit in "123456789")
    return size if is_nothing else f"{'+' if effect > 0 else '−'}{size}"
