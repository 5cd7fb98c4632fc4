"""Newcombe's interval against published values, Welch's against SciPy, from sums alone."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy import stats

from lib.metrics.statistics.differences import LEAST_MEAN_N, mean_with_error, newcombe, welch
from lib.metrics.statistics.intervals import ratio, wilson

Found = tuple[float | None, float | None, float | None]


def shares(counted: int, n: int, other: int, m: int) -> Found:
    now, before = (
        (ratio(pl.lit(hits), pl.lit(tries)), *wilson(pl.lit(hits), pl.lit(tries)))
        for hits, tries in ((counted, n), (other, m))
    )
    made = newcombe(now, before)
    return pl.select(difference=made[0], low=made[1], high=made[2]).row(0)


def means(values: list[float], others: list[float]) -> Found:
    now, before = (
        mean_with_error(
            pl.lit(float(sum(some))), pl.lit(float(sum(value**2 for value in some))), pl.lit(float(len(some)))
        )
        for some in (values, others)
    )
    made = welch(now, before)
    return pl.select(difference=made[0], low=made[1], high=made[2]).row(0)


# Newcombe, Statistics in Medicine 17 (1998), 873-890, table II, method 10.
@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((0, 10, 0, 10), -0.2775, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0000),
        ((10, 10, 0, 10), 0.6075, 1.0000),
    ],
)
def test_shares_as_published(counts: tuple[int, int, int, int], low: float, high: float) -> None:
    difference, *ends = shares(*counts)
    assert difference == pytest.approx(counts[0] / counts[1] - counts[2] / counts[3])
    assert ends == pytest.approx([low, high], abs=5e-5)


@pytest.mark.parametrize("counts", [(0, 0, 1, 2), (1, 2, 0, 0), (0, 0, 0, 0)])
def test_no_difference_of_shares_without_trials(counts: tuple[int, int, int, int]) -> None:
    assert shares(*counts) == (None, None, None)


@pytest.mark.parametrize(("n", "m", "spread"), [(30, 30, 0.9), (200, 31, 0.5), (1000, 4000, 0.7)])
def test_means_as_scipy_has_them(n: int, m: int, spread: float) -> None:
    dice = np.random.default_rng(n)
    values, others = dice.lognormal(5.6, spread, n), dice.lognormal(5.5, spread / 2, m)
    ends = stats.ttest_ind(values, others, equal_var=False).confidence_interval()
    assert means(values.tolist(), others.tolist()) == pytest.approx(
        (values.mean() - others.mean(), ends.low, ends.high)
    )


def test_of_a_few_there_is_a_difference_and_no_interval() -> None:
    many, few = [100.0, 200.0] * LEAST_MEAN_N, [100.0] * (LEAST_MEAN_N - 1)
    assert means(many, few) == (50, None, None)
    assert means([100.0], many) == (-50, None, None)
    assert means([], many) == (None, None, None)


def test_values_all_alike_are_sure() -> None:
    assert means([60.1] * 40, [50.1] * 40) == pytest.approx((10, 10, 10))
