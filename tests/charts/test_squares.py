"""Squares of two dimensions: what each says and opens, how a missed target looks, and room on a phone."""

from __future__ import annotations

import polars as pl
import pytest

from lib.charts.squares import Squares, create_squares

PHONE_PX = 210
CELLS = pl.DataFrame(
    {
        "queue": ["Sales", "Sales", "Care"],
        "day": ["Mon", "Tue", "Mon"],
        "mark": ["q1~1", "q1~2", "q2~1"],
        "service_level": [0.5, 0.8, 0.9],
        "offered": [40, 20, 1200],
        "standing": ["missed", "too close to call", "met"],
    }
)
OF = Squares(x="day", y="queue", key="mark", value="service_level", n="offered", rows=["Care", "Sales"])


def test_a_square_opens_its_cell_and_says_its_number() -> None:
    trace = create_squares(CELLS, OF, title="").data[0]
    assert [tuple(mark) for mark in trace.customdata] == [("service_level", mark) for mark in CELLS["mark"]]
    assert list(trace.text) == [
        "Sales, Mon<br>50.0% of 40",
        "Sales, Tue<br>80.0% of 20",
        "Care, Mon<br>90.0% of 1,200",
    ]
    assert list(trace.marker.color) == [0.5, 0.8, 0.9]


def test_a_missed_target_is_told_by_shape() -> None:
    of = Squares(x="day", y="queue", key="mark", value="service_level", n="offered", standing="standing")
    marker = create_squares(CELLS, of, title="").data[0].marker
    assert tuple(marker.symbol) == ("square-x", "square-open", "square")


def test_the_rows_stand_in_the_order_given() -> None:
    chart = create_squares(CELLS, OF, title="")
    assert chart.layout.yaxis.ticktext == ("Care", "Sales")
    assert chart.layout.yaxis.range == (1.6, -0.6)
    assert list(chart.data[0].y) == [1, 1, 0]


@pytest.mark.parametrize("columns", [1, 6, 14, 24])
def test_squares_do_not_cover_each_other_on_a_phone(columns: int) -> None:
    frame = pl.concat([CELLS.head(1)] * columns).with_columns(pl.int_range(columns).alias("day"))
    size = create_squares(frame, OF, title="").data[0].marker.size
    assert 7 <= size <= 26
    assert columns * size <= PHONE_PX


def test_names_below_get_room() -> None:
    numbered = CELLS.with_columns(pl.int_range(3).alias("day"))
    heights = [create_squares(frame, OF, title="").layout.height for frame in (CELLS, numbered)]
    assert heights[0] > heights[1]
