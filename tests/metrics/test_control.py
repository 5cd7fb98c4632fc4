"""Which days and hours are special, whose usual they are held against, and what is said of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest

from lib.metrics.analyses.control_chart import ControlChart, chart_means, chart_shares
from lib.text.control_findings import describe_control_limits, describe_special_points

if TYPE_CHECKING:
    from collections.abc import Sequence

MONDAY = datetime(2026, 10, 19)  # noqa: DTZ001 (a reader's clock has no zone)


def points(
    top: Sequence[float | None], n: Sequence[int | None] | int = 400, *, step: timedelta = timedelta(days=1)
) -> pl.DataFrame:
    total = [n] * len(top) if isinstance(n, int) else n
    at = [MONDAY + step * place for place in range(len(top))]
    schema = {"at": pl.Datetime, "top": pl.Float64, "n": pl.Int64}
    return pl.DataFrame({"at": at, "top": top, "n": total}, schema=schema)


def left(top: Sequence[float | None], n: Sequence[int | None] | int = 400, **more: Any) -> ControlChart:
    return chart_shares(points(top, n), counted="top", n="n", every="1d", **more)


def chart_times(means: Sequence[float], n: int = 100, every: str = "1d") -> ControlChart:
    return chart_means(points([mean * n for mean in means], n), total="top", n="n", every=every)


def sentence_of(result: ControlChart) -> str:
    return describe_special_points(result, measure="abandoned", unit="share")


def special_points(result: ControlChart) -> dict[int, str]:
    return {place: side for place, side in enumerate(result.rows["special"]) if side}


QUIET = [28, 31, 27, 30, 33, 26, 29, 32]


def test_a_day_far_off_is_special() -> None:
    result = left([*QUIET, 92, 30])
    assert special_points(result) == {8: "above"}
    assert sentence_of(result) == "Tue, Oct 27 is special: 23.0% abandoned, usual 4–12%."


def test_ordinary_days_are_not() -> None:
    assert special_points(left(QUIET)) == {}
    assert sentence_of(left(QUIET)) == "None of 8 days is special."


def test_several_are_told_farthest_first() -> None:
    result = left([*QUIET, 92, 30, 31, 28, 0, 120, *QUIET[:6]])
    assert special_points(result) == {8: "above", 12: "below", 13: "above"}
    assert sentence_of(result).startswith(
        "3 of 20 days are special: Sun, Nov 1 (30.0% abandoned, usual 4–12%); "
    )


def test_after_three_they_are_counted() -> None:
    result = left([*QUIET * 4, 92, 30, 92, 31, 92, 28, 92])
    assert sentence_of(result).endswith(", and 1 more.")


def test_under_eight_days_there_is_nothing_usual() -> None:
    result = left([*QUIET[:6], 92])
    assert sentence_of(result) == "Too few days to say: 7, and 8 are needed."
    assert result.rows.select("usual", "low", "high", "special", "run").null_count().row(0) == (7,) * 5
    assert result.rows["value"].to_list()[-1] == 0.23


def test_a_day_of_few_is_not_judged() -> None:
    result = left([*QUIET, 5, None, 30], [400] * 8 + [9, None, 400])
    assert result.points == 9
    assert result.rows["usual"].is_null().to_list() == [False] * 8 + [True, True, False]
    assert result.rows["value"].is_null().to_list() == [False] * 9 + [True, False]


def test_history_is_judged_by_but_not_shown() -> None:
    since = MONDAY + timedelta(days=8)
    result = left([92, *QUIET[1:], 31, 92], since=since)
    assert result.rows["at"].to_list() == [since, since + timedelta(days=1)]
    assert special_points(result) == {1: "above"}
    assert sentence_of(left(QUIET, since=since)) == "No day has enough to be judged."


WEEK = [80, 30, 28, 31, 29, 30, 32]
"""Mondays are always so."""


def test_from_three_weeks_on_a_weekday_is_held_against_its_own_usual() -> None:
    assert left(WEEK * 2).pattern is None
    assert 0 in special_points(left(WEEK * 2))
    result = left([*WEEK * 3, 80, 80])
    assert result.pattern == "weekday"
    assert special_points(result) == {22: "above"}
    assert result.rows["usual"].to_list()[:2] == pytest.approx([0.2, 0.075])
    assert "the usual of its weekday" in describe_control_limits(result)


def test_no_day_is_left_out_for_a_weekday_with_too_few() -> None:
    result = left([*WEEK * 2, *WEEK[:6], 92])
    assert result.pattern == "weekday"
    result = left([*WEEK * 2, *WEEK[:5]])
    assert (result.pattern, result.points) == (None, 19)


def test_an_hour_is_held_against_the_hour_of_the_day_and_later_of_the_week() -> None:
    day = [0, 0, 3, 8, 12, 8]
    hours = [(hour + 4 * place % 3) for place, hour in enumerate(day * 21)]
    frame = points(hours, 100, step=timedelta(hours=4))
    short = chart_shares(frame.head(30), counted="top", n="n", every="1h")
    long = chart_shares(frame, counted="top", n="n", every="1h")
    assert (short.pattern, long.pattern) == ("hour of the day", "hour of the week")


def test_weeks_have_one_usual() -> None:
    frame = points([*QUIET, 99], step=timedelta(days=7))
    result = chart_shares(frame, counted="top", n="n", every="1w")
    assert result.pattern is None
    assert sentence_of(result).startswith("The week from Mon, Dec 14 is special: ")


def test_a_special_hour_is_told_with_its_time() -> None:
    frame = points([*QUIET, 99], step=timedelta(hours=1))
    result = chart_shares(frame, counted="top", n="n", every="1h")
    assert sentence_of(result).startswith("Mon, Oct 19, 08:00 is special: ")


@pytest.mark.parametrize(("longer", "runs"), [(7, False), (8, True)])
def test_eight_in_a_row_on_one_side_are_a_shift(longer: int, *, runs: bool) -> None:
    result = left([36, 24, 36, 24, 24, 36, *[27] * longer, 35, 35])
    assert result.rows["run"].to_list() == [None] * 6 + ["below" if runs else None] * longer + [None] * 2
    sentence = "From Sun, Oct 25 on, 8 days in a row lie below the usual: the level may have shifted."
    assert (sentence in sentence_of(result)) is runs


def test_of_many_points_a_run_must_be_longer() -> None:
    result = left([*[36, 24] * 20, *[27] * 8, 35, *[36, 24] * 20])
    assert result.rows["run"].null_count() == result.rows.height


def test_a_mean_far_off_is_special() -> None:
    result = chart_times([300, 304, 297, 301, 299, 303, 298, 340, 302])
    assert special_points(result) == {7: "above"}
    assert result.scale == "as is"
    sentence = describe_special_points(result, measure="handle time", unit="seconds")
    assert sentence == "Mon, Oct 26 is special: 5:40 handle time, usual 4:49–5:12."


def test_times_that_differ_by_factors_are_compared_by_factors() -> None:
    result = chart_times([5, 20, 8, 30, 6, 25, 12, 40, 9, 22])
    assert result.scale == "log"
    assert (result.rows["low"] > 0).all()
    assert special_points(result) == {}
    assert "factors" in describe_control_limits(result)


@pytest.mark.parametrize("value", [300.1, 0.0])
def test_days_all_alike_are_not_special(value: float) -> None:
    assert special_points(chart_times([value] * 12)) == {}


@pytest.mark.parametrize("share", [0, 400])
def test_where_nobody_or_everybody_leaves_no_day_is_special(share: int) -> None:
    assert special_points(left([share] * 12)) == {}


def test_days_farther_apart_than_chance_have_wider_limits() -> None:
    wild = [200, 320, 180, 350, 240, 290, 210, 330]
    result = left(wild, 4000)
    assert result.spread > 3
    assert special_points(result) == {}
    assert "times as wide as chance alone" in describe_control_limits(result)
    assert left(QUIET).spread == 1


def test_of_ordinary_days_three_in_a_thousand_are_called_special() -> None:
    dice = np.random.default_rng(7)
    days = [left(dice.binomial(400, 0.08, 28).tolist()) for _ in range(150)]
    called = sum(result.rows["special"].count() for result in days)
    assert 1 <= called <= 25  # of 4,200: 11 are expected


def test_no_points_are_too_few() -> None:
    assert sentence_of(left([])) == "Too few days to say: 0, and 8 are needed."
    assert chart_times([]).points == 0
