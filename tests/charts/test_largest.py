"""A waterfall of hundreds of queues: the largest parts, and the others in one, which sum to the same."""

from __future__ import annotations

import polars as pl
import pytest

from lib.charts.serialized_figure import SerializedFigure
from lib.charts.waterfalls import create_waterfall
from lib.ui.sections.change_breakdown import select_largest_parts


def parts(count: int) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "queue_id": [f"q{n}" for n in range(count)],
            "effect": [0.001 * (-1) ** n * n for n in range(count)],
            "queue": [f"Queue {n}" for n in range(count)],
        }
    )


def test_largest_of_few_parts_are_all_of_them() -> None:
    assert select_largest_parts(parts(3)).drop("is_rest").equals(parts(3))


def test_largest_of_many_parts_sum_to_the_whole() -> None:
    drawn = select_largest_parts(parts(300), limit=20)
    assert drawn.height == 20
    assert drawn["effect"].sum() == pytest.approx(parts(300)["effect"].sum())
    assert drawn["queue"].to_list()[-2:] == ["Queue 299", "281 others"]
    assert drawn["is_rest"].to_list() == [False] * 19 + [True]


def test_rest_of_a_waterfall_opens_nothing() -> None:
    chart = create_waterfall(
        select_largest_parts(parts(30), limit=3),
        label="queue",
        effect="effect",
        metric="abandonment_rate",
        key="queue_id",
        before=0.1,
        now=0.1 + parts(30)["effect"].sum(),
        unit="share",
        title="",
    )
    marks = {tuple(mark) for trace in chart.data for mark in trace.customdata}
    assert (None, None) in marks
    bar = next(
        place for place, trace in enumerate(chart.data) if (None, None) in map(tuple, trace.customdata)
    )
    point = {"curve_number": bar, "point_index": len(chart.data[bar].customdata) - 1}
    assert SerializedFigure(chart).find_mark(point) == (None, None)
