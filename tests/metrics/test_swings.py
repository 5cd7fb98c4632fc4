"""How far figures swing from hour to hour: by hand, by simulation, and what becomes of a verdict by it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from lib.metrics import summary
from lib.metrics.analyses.period_comparison import compare_periods
from lib.metrics.statistics.design_effect import LEAST_HOURS, compute_design_effects
from tests.metrics.rows import RULES, Row, at, conversation, handling, tables, visit

if TYPE_CHECKING:
    import polars as pl

MONDAY = at("2026-11-02T00:00")


def sum_rows(visits: list[Row] = (), handlings: list[Row] = ()) -> pl.DataFrame:  # type: ignore[assignment]
    return summary(tables(visits=visits, handlings=handlings), RULES).collect()


def hours(left: list[int], of: int = 20, first: int = 0) -> list[Row]:
    """Visits of so many hours one after another, so many of which left."""
    return [
        visit("abandoned" if n < gone else "answered", 30) | {"time": MONDAY + timedelta(hours=first + hour)}
        for hour, gone in enumerate(left)
        for n in range(of)
    ]


def test_by_hand() -> None:
    # Of 12 hours of 20 all left in one half and none in the other; before, half left in each hour.
    now, before = sum_rows(hours([20, 0] * 6)), sum_rows(hours([10] * 12))
    # e is ±10/240 in each hour, Σe²·12/11 = 12·(10/240)²·12/11; of independent calls 2·0.25/240.
    clustered = 12 * (10 / 240) ** 2 * 12 / 11
    assert compute_design_effects(now, before)["abandonment_rate"] == pytest.approx(
        (clustered / (0.5 / 240)) ** 0.5
    )


def test_of_a_mean_by_hand() -> None:
    rows = [
        [
            handling(span) | {"time": MONDAY + timedelta(hours=hour)}
            for hour, span in enumerate(spans)
            for _ in range(10)
        ]
        for spans in ([100.0, 300.0] * 6, [200.0] * 12)
    ]
    result = compute_design_effects(sum_rows(handlings=rows[0]), sum_rows(handlings=rows[1]))["aht_s"]
    clustered = 12 * (1000 / 120) ** 2 * 12 / 11
    independent = 120 * 100**2 / 119 / 120
    assert result == pytest.approx((clustered / independent) ** 0.5)


def test_what_every_monday_is_like_is_no_swing() -> None:
    worse = [2, 18] * 12
    assert (
        compute_design_effects(sum_rows(hours(worse)), sum_rows(hours(worse, first=7 * 24)))[
            "abandonment_rate"
        ]
        == 1
    )


def test_of_a_few_hours_nothing_is_known() -> None:
    few = sum_rows(hours([20, 0] * 6)[: 20 * (LEAST_HOURS - 1)])
    assert compute_design_effects(few, few)["abandonment_rate"] == 1
    assert set(compute_design_effects(sum_rows(), sum_rows()).values()) == {1}


def test_an_hour_that_only_one_period_has_counts_as_nothing_in_the_other() -> None:
    now, before = sum_rows(hours([10] * 24)), sum_rows(hours([10] * 12))
    assert compute_design_effects(now, before)["abandonment_rate"] == 1


def test_a_row_without_a_time_is_in_no_hour() -> None:
    lost = [conversation(csat_score=3.0) | {"session_start": None}] * 20
    rows = summary(tables(conversations=lost), RULES).collect()
    assert compute_design_effects(rows, rows)["csat_mean"] == 1


def together(dice: np.random.Generator, spread: float) -> list[Row]:
    """A week whose hours of 20 visits each are good or bad as a whole."""
    rates = np.clip(0.3 * np.exp(dice.normal(0, spread, 120)), 0, 1)
    return hours(dice.binomial(20, rates).tolist())


def test_independent_calls_swing_as_they_should_and_those_of_bad_hours_farther() -> None:
    dice = np.random.default_rng(1)
    calm, wild = (
        [
            compute_design_effects(sum_rows(together(dice, spread)), sum_rows(together(dice, spread)))[
                "abandonment_rate"
            ]
            for _ in range(8)
        ]
        for spread in (0.0, 0.8)
    )
    assert np.mean(calm) < 1.1
    assert 1.5 < np.mean(wild) < 3


def test_a_difference_that_bad_hours_make_is_within_chance() -> None:
    now, before = sum_rows(hours([20, 2] * 12)), sum_rows(hours([16, 0] * 12))
    result = compare_periods(now, before)["abandonment_rate"]
    assert (result.difference, result.verdict) == (pytest.approx(0.15), "more than chance")
    wild = compare_periods(sum_rows(hours([20, 0, 20, 4] * 6)), sum_rows(hours([0, 16, 0, 16] * 6)))[
        "abandonment_rate"
    ]
    assert (wild.difference, wild.verdict) == (pytest.approx(0.15), "within chance")


def test_no_share_can_differ_by_more_than_the_whole() -> None:
    result = compare_periods(sum_rows(hours([20, 0] * 6)), sum_rows(hours([0, 1] * 6)))["abandonment_rate"]
    assert result.low is not None
    assert result.high is not None
    assert -1 <= result.low < result.difference < result.high <= 1
