"""Heat maps made of square markers, which can be clicked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import plotly.graph_objects as go
import polars as pl

from lib.charts.axes import build_name_axis, build_ticks, format_hover_name
from lib.charts.clock import build_time_axis, format_times
from lib.charts.theme import HEAT, INK, apply_layout
from lib.formatting import format_count, format_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lib.frames.schema import Unit

SYMBOLS: Final = {"met": "square", "missed": "square-x", "too close to call": "square-open", None: "square"}
"""A second sign beside the colour: a cross through what was missed, and nothing within what is uncertain."""

SMALLEST_PX, LARGEST_PX, WIDTH_PX = 7, 26, 210
"""How large squares are: as their columns find room beside each other on a phone, where names stand left."""

NAMES_PX: Final = 80
"""What names below the squares, which are written aslant, take of the height."""

ROW_PX: Final = 30

WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Squares:
    """What the squares are of: columns of the frame, and the keys of the rows, topmost first.

    `x` and `y` tell columns and rows apart: ids, times or numbers. `x_name` and `y_name` are what they are
    called, where that is something else: two ids of one name are two.
    """

    x: str
    y: str
    key: str
    value: str
    n: str
    unit: Unit = "share"
    rows: Sequence[str | None] = ()
    x_name: str | None = None
    x_suffix: str = ""
    y_name: str | None = None
    standing: str | None = None
    more_is_better: bool = False


def create_squares(frame: pl.DataFrame, of: Squares, *, title: str) -> go.Figure:
    """A square for each row of the frame, darker for more; its names, number and n stand in the hover."""
    xs, x_axis, x_words = _x_positions(frame, of)
    rows = _names(frame, of.y, of.y_name, of.rows)
    number = {key: place for place, key in enumerate(rows)}
    texts = [
        f"{format_hover_name(rows[y])}, {x}<br>{format_value(value, of.unit)}"
        + ("" if of.unit == "count" else f" of {format_count(n)}")
        for y, x, value, n in zip(frame[of.y], x_words, frame[of.value], frame[of.n], strict=True)
    ]
    columns = frame[of.x].n_unique()
    chart = go.Figure(
        go.Scatter(
            x=xs,
            y=[number[key] for key in frame[of.y]],
            mode="markers",
            marker={
                "symbol": [SYMBOLS[standing] for standing in frame[of.standing]] if of.standing else "square",
                "size": max(SMALLEST_PX, min(LARGEST_PX, WIDTH_PX // max(columns, 1))),
                "color": frame[of.value],
                "colorscale": HEAT,
                "reversescale": of.more_is_better,
                "showscale": of.standing is None,
                "colorbar": {**_scale(frame[of.value], of.unit), "tickfont": {"color": INK}, "thickness": 10},
                "line": {"width": 1.5 if of.standing else 0, "color": INK},
            },
            customdata=[(of.value, mark) for mark in frame[of.key]],
            text=texts,
            hovertemplate="%{text}<extra></extra>",
        )
    )
    chart.update_xaxes(x_axis)
    chart.update_yaxes(build_name_axis(list(rows.values())))
    below = NAMES_PX if frame[of.x].dtype == pl.String else 0
    return apply_layout(chart, title=title, height=110 + ROW_PX * max(len(rows), 2) + below)


def _names(
    frame: pl.DataFrame, by: str, name: str | None, order: Sequence[str | None] = ()
) -> dict[str | None, str | None]:
    """What each key that occurs is called, in the order given, else in the frame's."""
    names = dict(zip(frame[by], frame[name or by], strict=True))
    return {key: names[key] for key in order or names if key in names}


def _x_positions(
    frame: pl.DataFrame, of: Squares
) -> tuple[Sequence[Any] | pl.Series, dict[str, object], list[str]]:
    """Where each square stands from left to right, the axis for that, and how a hover says it."""
    at = frame[of.x]
    if at.dtype.is_temporal():
        return at, build_time_axis(at), format_times(at)
    if at.dtype.is_numeric():
        return at, {}, [f"{value}{of.x_suffix}" for value in at]
    names = _names(frame, of.x, of.x_name)
    number = {key: place for place, key in enumerate(names)}
    axis = build_name_axis(list(names.values())) | {"range": [-0.6, len(names) - 0.4], "tickangle": -45}
    return [number[key] for key in at], axis, [format_hover_name(names[key]) for key in at]


def _scale(values: pl.Series, unit: str) -> dict[str, object]:
    """The colours' own axis, in the values' unit."""
    return {} if unit == "count" else build_ticks(values, unit)


def create_week_chart(frame: pl.DataFrame, *, value: str, n: str, title: str) -> go.Figure:
    """A share by hour and weekday: columns hour (0-23), weekday (Mon ...) and hour_of_week, the key."""
    of = Squares(x="hour", y="weekday", key="hour_of_week", value=value, n=n, rows=WEEKDAYS, x_suffix=":00")
    chart = create_squares(frame, of, title=title)
    chart.update_xaxes(range=[-0.6, 23.6], dtick=3, ticksuffix=":00")
    return chart
