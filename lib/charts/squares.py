"""Two dimensions as squares that can be clicked: a heat map's cells could not be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import plotly.graph_objects as go
import polars as pl

from lib.charts.axes import short, ticks
from lib.charts.speak import count, spoken
from lib.charts.theme import HEAT, INK, framed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lib.frames.schema import Unit

SYMBOLS: Final = {"met": "square", "missed": "square-x", "too close to call": "square-open", None: "square"}
"""A second sign beside the colour: a cross through what was missed, and nothing within what is uncertain."""

SMALLEST_PX, LARGEST_PX, ROOM_PX = 7, 26, 210
"""How large squares are: as their columns find room beside each other on a phone, where names stand left."""

NAMES_PX: Final = 80
"""What names below the squares, which are written aslant, take of the height."""

ROW_PX: Final = 30

WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Squares:
    """What the squares are of: columns of the frame, and the order of the rows, topmost first."""

    x: str
    y: str
    key: str
    value: str
    n: str
    unit: Unit = "share"
    rows: Sequence[str] = ()
    standing: str | None = None
    more_is_better: bool = False


def squares(frame: pl.DataFrame, of: Squares, *, title: str) -> go.Figure:
    """A square for each row of the frame, darker for more; its number and n stand in the hover."""
    columns = frame[of.x].n_unique()
    told = [
        spoken(value, of.unit) + ("" if of.unit == "count" else f" of {count(n)}")
        for value, n in zip(frame[of.value], frame[of.n], strict=True)
    ]
    chart = go.Figure(
        go.Scatter(
            x=frame[of.x],
            y=[short(name) for name in frame[of.y]],
            mode="markers",
            marker={
                "symbol": [SYMBOLS[word] for word in frame[of.standing]] if of.standing else "square",
                "size": max(SMALLEST_PX, min(LARGEST_PX, ROOM_PX // max(columns, 1))),
                "color": frame[of.value],
                "colorscale": HEAT,
                "reversescale": of.more_is_better,
                "showscale": of.standing is None,
                "colorbar": {**_scale(frame[of.value], of.unit), "tickfont": {"color": INK}, "thickness": 10},
                "line": {"width": 1.5 if of.standing else 0, "color": INK},
            },
            customdata=[(of.value, mark) for mark in frame[of.key]],
            text=told,
            hovertemplate="%{y}, %{x}<br>%{text}<extra></extra>",
        )
    )
    rows = [short(name) for name in of.rows or frame[of.y].unique(maintain_order=True)]
    chart.update_yaxes(type="category", categoryorder="array", categoryarray=rows[::-1])
    below = NAMES_PX if frame[of.x].dtype == pl.String else 0
    return framed(chart, title=title, height=110 + ROW_PX * max(len(rows), 2) + below)


def _scale(values: pl.Series, unit: str) -> dict[str, object]:
    """The colours' own axis, in the values' unit."""
    return {} if unit == "count" else ticks(values, unit)


def week(frame: pl.DataFrame, *, value: str, n: str, title: str) -> go.Figure:
    """A share by hour and weekday: columns hour (0-23), weekday (Mon ...) and hour_of_week, the key."""
    of = Squares(x="hour", y="weekday", key="hour_of_week", value=value, n=n, rows=WEEKDAYS)
    chart = squares(frame, of, title=title)
    chart.update_traces(hovertemplate="%{y} %{x}:00<br>%{text}<extra></extra>")
    chart.update_xaxes(range=[-0.6, 23.6], dtick=3, ticksuffix=":00")
    return chart
