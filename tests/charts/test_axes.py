"""Ticks of an axis: enough of them to read a length by, and names of them in minutes and seconds."""

from __future__ import annotations

import polars as pl
import pytest

from lib.charts.axes import build_ticks


@pytest.mark.parametrize("top", [2.0, 9.0, 14.0, 59.0, 61.0, 250.0, 1_000.0, 3_700.0, 20_000.0])
def test_an_axis_of_seconds_has_a_handful_of_ticks_that_are_seen(top: float) -> None:
    marks = build_ticks(pl.Series([0.0, top]), "seconds")["tickvals"]
    assert isinstance(marks, list)
    seen = [mark for mark in marks if mark <= top]
    assert 3 <= len(seen) <= 7
    assert marks[-1] >= top


def test_ticks_are_named_in_minutes_and_seconds() -> None:
    assert build_ticks(pl.Series([70.0]), "seconds")["ticktext"] == [
        "0:00",
        "0:15",
        "0:30",
        "0:45",
        "1:00",
        "1:15",
    ]


def test_shares_are_ticked_in_percent_and_nothing_is_ticked_as_a_minute() -> None:
    assert build_ticks(pl.Series([0.4]), "share") == {"tickformat": ".0%"}
    assert build_ticks(pl.Series([None], dtype=pl.Float64), "seconds")["tickvals"] == [
        0,
        10,
        20,
        30,
        40,
        50,
        60,
        70,
    ]
