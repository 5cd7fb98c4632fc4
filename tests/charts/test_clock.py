"""Axes of days and hours, and of values that are all nothing or all alike."""

from __future__ import annotations

from datetime import datetime, timedelta

import polars as pl
import pytest

from lib.charts.axes import axis_end, build_count_axis, build_ticks, build_x_ticks
from lib.charts.clock import FEWER_LABELS, MOST_LABELS, build_time_axis, format_times

NOON = datetime(2024, 9, 3, 12)  # noqa: DTZ001 (on the viewer's clock)
MIDNIGHT = datetime(2024, 9, 3)  # noqa: DTZ001


def series(start: datetime, step: timedelta, count: int) -> pl.Series:
    return pl.Series([start + step * n for n in range(count)], dtype=pl.Datetime("us"))


@pytest.mark.parametrize("count", [2, 7, 31, 93, 400])
def test_clock_axis_of_many_days_has_a_handful_of_labels(count: int) -> None:
    axis = build_time_axis(series(MIDNIGHT, timedelta(days=1), count))
    labels = axis["ticktext"]
    assert isinstance(labels, list)
    assert 2 <= len(labels) <= (FEWER_LABELS if count == 400 else MOST_LABELS)
    assert labels[0] == ("Sep 3, 2024" if count == 400 else "Sep 3")


def test_clock_axis_of_hours_names_a_day_once() -> None:
    axis = build_time_axis(series(NOON, timedelta(hours=6), 4))
    assert axis["ticktext"] == ["12:00<br>Sep 3", "18:00", "00:00<br>Sep 4", "06:00"]


def test_clock_axis_of_one_interval_reaches_to_both_sides() -> None:
    axis = build_time_axis(series(NOON, timedelta(hours=1), 1))
    assert axis["range"] == [NOON - timedelta(hours=12), NOON + timedelta(hours=12)]
    assert axis["ticktext"] == ["12:00<br>Sep 3"]


def test_clock_axis_of_nothing_is_empty() -> None:
    assert build_time_axis(series(NOON, timedelta(0), 0)) == {"type": "date"}


def test_words_of_days_and_of_hours() -> None:
    assert format_times(series(MIDNIGHT, timedelta(days=1), 2)) == ["Tue, Sep 3", "Wed, Sep 4"]
    assert format_times(series(NOON, timedelta(hours=1), 1)) == ["Sep 3, 12:00"]


@pytest.mark.parametrize("top", [1.0, 86_399.0, 100_860.0, 1e6, 1e9])
def test_ticks_of_seconds_are_few_and_reach_the_top(top: float) -> None:
    marks = build_ticks(pl.Series([top]), "seconds")["tickvals"]
    below = build_x_ticks(pl.Series([top]), "seconds")["tickvals"]
    assert isinstance(marks, list)
    assert isinstance(below, list)
    assert marks[-1] >= top
    assert len(marks) <= 8
    assert len(below) <= 8 if top < 36_000 else len(below) <= 6


def test_ticks_above_a_low_end_lie_near_it() -> None:
    marks = build_x_ticks(pl.Series([1e6, 1e6 + 50]), "seconds", low=1e6)["tickvals"]
    assert isinstance(marks, list)
    assert len(marks) <= 8
    assert marks[0] <= 1e6 < marks[-1]


@pytest.mark.parametrize(("unit", "end"), [("share", 0.1), ("seconds", 60)])
@pytest.mark.parametrize("values", [[], [None], [0.0], [0.0, None]])
def test_axis_of_nothing_has_a_length(values: list[float | None], unit: str, end: float) -> None:
    assert axis_end(pl.Series(values, dtype=pl.Float64), unit) == end


def test_axis_of_few_counts_has_whole_ticks() -> None:
    assert build_count_axis(pl.Series([0, 0])) == {"range": [0, 1.05], "dtick": 1}
    assert build_count_axis(pl.Series([300])) == {"range": [0, 315]}
