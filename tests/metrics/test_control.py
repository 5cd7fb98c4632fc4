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


def timed(means: Sequence[float], n: int = 100, every: str = "1d") -> ControlChart:
    return chart_means(points([mean * n for mean in means], n), total="top", n="n", every=every)


def said(found: ControlChart) -> str:
    return describe_special_points(found, what="abandoned", unit="share")


def special(found: ControlChart) -> dict[int, str]:
    return {place: side for place, side in enumerate(found.rows["special"]) if side}


QUIET = [28, 31, 27, 30, 33, 26, 29, 32]


def test_a_day_far_off_is_special() -> None:
    found = left([*QUIET, 92, 30])
    assert special(found) == {8: "above"}
    assert said(found) == "Tue, Oct 27 is special: 23.0% abandoned, usual 4–12%."


def test_ordinary_days_are_not() -> None:
    assert special(left(QUIET)) == {}
    assert said(left(QUIET)) == "None of 8 days is special."


def test_several_are_told_farthest_first() -> None:
    found = left([*QUIET, 92, 30, 31, 28, 0, 120, *QUIET[:6]])
    assert special(found) == {8: "above", 12: "below", 13: "above"}
    assert said(found).startswith("3 of 20 days are special: Sun, Nov 1 (30.0% abandoned, usual 4–12%); ")


def test_after_three_they_are_counted() -> None:
    found = left([*QUIET * 4, 92, 30, 92, 31, 92, 28, 92])
    assert said(found).endswith(", and 1 more.")


def test_under_eight_days_there_is_nothing_usual() -> None:
    found = left([*QUIET[:6], 92])
    assert said(found) == "Too few days to say: 7, and 8 are needed."
    assert found.rows.select("usual", "low", "high", "special", "run").null_count().row(0) == (7,) * 5
    assert found.rows["value"].to_list()[-1] == 0.23


def test_a_day_of_few_is_not_judged() -> None:
    found = left([*QUIET, 5, None, 30], [400] * 8 + [9, None, 400])
    assert found.points == 9
    assert found.rows["usual"].is_null().to_list() == [False] * 8 + [True, True, False]
    assert found.rows["value"].is_null().to_list() == [False] * 9 + [True, False]


def test_history_is_judged_by_but_not_shown() -> None:
    since = MONDAY + timedelta(days=8)
    found = left([92, *QUIET[1:], 31, 92], since=since)
    assert found.rows["at"].to_list() == [since, since + timedelta(days=1)]
    assert special(found) == {1: "above"}
    assert said(left(QUIET, since=since)) == "No day has enough to be judged."


WEEK = [80, 30, 28, 31, 29, 30, 32]
"""Mondays are always so."""


def test_from_three_weeks_on_a_weekday_is_held_against_its_own_usual() -> None:
    assert left(WEEK * 2).pattern is None
    assert 0 in special(left(WEEK * 2))
    found = left([*WEEK * 3, 80, 80])
    assert found.pattern == "weekday"
    assert special(found) == {22: "above"}
    assert found.rows["usual"].to_list()[:2] == pytest.approx([0.2, 0.075])
    assert "the usual of its weekday" in describe_control_limits(found)


def test_no_day_is_left_out_for_a_weekday_with_too_few() -> None:
    found = left([*WEEK * 2, *WEEK[:6], 92])
    assert found.pattern == "weekday"
    found = left([*WEEK * 2, *WEEK[:5]])
    assert (found.pattern, found.points) == (None, 19)


def test_an_hour_is_held_against_the_hour_of_the_day_and_later_of_the_week() -> None:
    day = [0, 0, 3, 8, 12, 8]
    hours = [(hour + 4 * place % 3) for place, hour in enumerate(day * 21)]
    frame = points(hours, 100, step=timedelta(hours=4))
    short = chart_shares(frame.head(30), counted="top", n="n", every="1h")
    long = chart_shares(frame, counted="top", n="n", every="1h")
    assert (short.pattern, long.pattern) == ("hour of the day", "hour of the week")


def test_weeks_have_one_usual() -> None:
    frame = points([*QUIET, 99], step=timedelta(days=7))
    found = chart_shares(frame, counted="top", n="n", every="1w")
    assert found.pattern is None
    assert said(found).startswith("The week from Mon, Dec 14 is special: ")


def test_a_special_hour_is_told_with_its_time() -> None:
    frame = points([*QUIET, 99], step=timedelta(hours=1))
    found = chart_shares(frame, counted="top", n="n", every="1h")
    assert said(found).startswith("Mon, Oct 19, 08:00 is special: ")


@pytest.mark.parametrize(("longer", "runs"), [(7, False), (8, True)])
def test_eight_in_a_row_on_one_side_are_a_shift(longer: int, *, runs: bool) -> None:
    found = left([36, 24, 36, 24, 24, 36, *[27] * longer, 35, 35])
    assert found.rows["run"].to_list() == [None] * 6 + ["below" if runs else None] * longer + [None] * 2
    sentence = "From Sun, Oct 25 on, 8 days in a row lie below the usual: the level may have shifted."
    assert (sentence in said(found)) is runs


def test_of_many_points_a_run_must_be_longer() -> None:
    found = left([*[36, 24] * 20, *[27] * 8, 35, *[36, 24] * 20])
    assert found.rows["run"].null_count() == found.rows.height


def test_a_mean_far_off_is_special() -> None:
    found = timed([300, 304, 297, 301, 299, 303, 298, 340, 302])
    assert special(found) == {7: "above"}
    assert found.scale == "as is"
    sentence = describe_special_points(found, what="handle time", unit="seconds")
    assert sentence == "Mon, Oct 26 is special: 5:40 handle time, usual 4:49–5:12."


def test_times_that_differ_by_factors_are_compared_by_factors() -> None:
    found = timed([5, 20, 8, 30, 6, 25, 12, 40, 9, 22])
    assert found.scale == "log"
    assert (found.rows["low"] > 0).all()
    assert special(found) == {}
    assert "factors" in describe_control_limits(found)


@pytest.mark.parametrize("value", [300.1, 0.0])
def test_days_all_alike_are_not_special(value: float) -> None:
    assert special(timed([value] * 12)) == {}


@pytest.mark.parametrize("share", [0, 400])
def test_where_nobody_or_everybody_leaves_no_day_is_special(share: int) -> None:
    assert special(left([share] * 12)) == {}


def test_days_farther_apart_than_chance_have_wider_limits() -> None:
    wild = [200, 320, 180, 350, 240, 290, 210, 330]
    found = left(wild, 4000)
    assert found.spread > 3
    assert special(found) == {}
    assert "times as wide as chance alone" in describe_control_limits(found)
    assert left(QUIET).spread == 1


def test_of_ordinary_days_three_in_a_thousand_are_called_special() -> None:
    dice = np.random.default_rng(7)
    days = [left(dice.binomial(400, 0.08, 28).tolist()) for _ in range(150)]
    called = sum(found.rows["special"].count() for found in days)
    assert 1 <= called <= 25  # of 4,200: 11 are expected


def test_no_points_are_too_few() -> None:
    assert said(left([])) == "Too few days to say: 0, and 8 are needed."
    assert timed([]).points == 0
