"""Laney's p′ and Taylor's I′, which is XmR where every point has the same n, against published values."""

from __future__ import annotations

import numpy as np
import pytest

from lib.metrics.statistics.control_limits import Means, Shares, usual_and_sigma

# Attendances seen within four hours and all attendances, by week: Mohammed, Panesar, Laney and Wilson 2013,
# BMJ Quality & Safety 22, 362-368, doi 10.1136/bmjqs-2012-001373.
SEEN = (
    "266501 264225 276532 281461 269071 261215 270409 279778 270483 270320 "
    "267923 271478 255353 256820 261835 259144 255910 260863 264465 260989"
)
CAME = (
    "280443 276823 291681 296155 282343 275888 283867 295251 284468 282529 "
    "279618 283932 266629 268091 276803 271578 266005 273520 278574 273772"
)
# A patient's systolic blood pressure on 26 mornings: Mohammed, Worthington and Woodall 2008,
# doi 10.1136/qshc.2004.012047.
PRESSURE = (
    "169 172 175 174 161 142 174 171 168 174 180 194 161 181 175 176 186 166 157 183 177 171 185 176 181 174"
)


def numbers(text: str) -> np.ndarray:
    return np.array(text.split(), float)


def shares(top: np.ndarray, n: np.ndarray) -> Shares:
    return Shares(top, n, top / n)


def means(value: np.ndarray, n: np.ndarray, *, log: bool = False) -> Means:
    return Means(value * n, n, value, log)


def everyone(values: np.ndarray) -> np.ndarray:
    return np.ones(len(values), bool)


def test_laneys_chart_of_the_published_weeks_finds_none_special() -> None:
    chart = shares(numbers(SEEN), numbers(CAME))
    usual, sigma = usual_and_sigma(chart, np.zeros(20, int), everyone(chart.n))
    low, high = chart.limits(usual, sigma)
    assert usual[0] == pytest.approx(0.9529, abs=5e-5)
    assert ((chart.value > low) & (chart.value < high)).all()
    deviates = (chart.value - usual) / np.sqrt(usual * (1 - usual) / chart.n)
    assert sigma == pytest.approx(np.abs(np.diff(deviates)).mean() / 1.128, rel=1e-3)
    error = np.sqrt(usual * (1 - usual) / chart.n)
    assert low == pytest.approx(usual - 3 * sigma * error, abs=2e-4)
    assert high == pytest.approx(usual + 3 * sigma * error, abs=2e-4)


def test_a_plain_chart_of_the_same_weeks_calls_half_of_them_special() -> None:
    chart = shares(numbers(SEEN), numbers(CAME))
    low, high = chart.limits(np.full(20, chart.top.sum() / chart.n.sum()), 1.0)
    assert ((chart.value < low) | (chart.value > high)).sum() >= 10


def test_individual_values_have_the_mean_and_266_moving_ranges() -> None:
    values = numbers(PRESSURE)
    chart = means(values, np.full(26, 40.0))
    usual = np.full(26, values.mean())
    mean_range = np.abs(np.diff(values)).mean()
    low, high = chart.limits(usual, chart.sigma(chart.ranges(usual, everyone(values)).mean()))
    assert low[0] == pytest.approx(values.mean() - 2.66 * mean_range, abs=0.02)
    assert high[0] == pytest.approx(values.mean() + 2.66 * mean_range, abs=0.02)
    # As published: the sixth morning is special, and no other.
    assert np.flatnonzero((values < low) | (values > high)).tolist() == [5]


def test_neighbours_of_few_may_lie_farther_apart() -> None:
    usual = np.array([300.0, 300.0])
    few, many = (means(np.array([300.0, 330.0]), np.full(2, n)) for n in (10.0, 1000.0))
    assert many.ranges(usual, everyone(usual)) == pytest.approx(10 * few.ranges(usual, everyone(usual)))


def test_on_a_log_scale_limits_are_factors() -> None:
    chart = means(np.array([20.0, 60.0, 20.0, 60.0]), np.full(4, 100.0), log=True)
    usual = np.full(4, 40.0)
    low, high = chart.limits(usual, chart.sigma(chart.ranges(usual, everyone(usual)).mean()))
    assert low * high == pytest.approx(usual**2)
    assert low[0] > 0


def test_what_is_far_off_has_no_part_in_what_is_usual() -> None:
    counted = np.array([8.0, 7, 9, 8, 6, 9, 8, 7, 9, 60, 8, 7])
    chart = shares(counted, np.full(12, 100.0))
    usual, sigma = usual_and_sigma(chart, np.zeros(12, int), everyone(counted))
    assert usual[0] == pytest.approx((counted.sum() - 60) / 1100)
    assert sigma == 1


def test_each_cell_has_its_own_usual() -> None:
    counted = np.tile([5.0, 20.0], 6)
    chart = shares(counted, np.full(12, 100.0))
    usual, _ = usual_and_sigma(chart, np.tile([0, 1], 6), everyone(counted))
    assert usual.tolist() == pytest.approx([0.05, 0.2] * 6)
