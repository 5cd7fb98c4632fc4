"""Funnel limits against hand-worked and exact values; who is inside, outside, and not judged."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from lib.metrics.analyses.funnel import Funnel, build_funnel, describe_funnel_limits
from lib.metrics.statistics.binomial_limits import lower_limit, upper_limit
from lib.metrics.statistics.intervals import Z_95
from lib.metrics.statistics.multiple_testing import summarize_differences
from lib.metrics.statistics.overdispersion import inflation

LIMITS = ("low_998", "low_95", "share", "high_95", "high_998")


def funnel_of(*counted: tuple[int | None, int | None], target: float | None = None) -> Funnel:
    rows = [
        {"unit": f"u{place}", "hits": hits, "tries": tries} for place, (hits, tries) in enumerate(counted)
    ]
    schema = {"unit": pl.String, "hits": pl.Int64, "tries": pl.Int64}
    return build_funnel(pl.DataFrame(rows, schema=schema), count="hits", n="tries", target=target)


def verdicts(result: Funnel) -> list[str]:
    return result.rows["verdict"].to_list()


# By hand, of 10 at one half: P(R ≤ 1) = 11/1024, P(R ≤ 2) = 56/1024, so that r is 2,
# α = (56/1024 - 0.025) / (45/1024), and the limit (2 - α) / 10.
def test_a_limit_by_hand() -> None:
    assert lower_limit([10], 0.5, Z_95) == pytest.approx([(2 - (56 - 25.6) / 45) / 10])
    assert upper_limit([10], 0.5, Z_95) == pytest.approx([1 - (2 - (56 - 25.6) / 45) / 10])


# Three standard errors of a large n: the normal funnel of the textbooks.
def test_limits_of_many_are_the_normal_ones() -> None:
    error = (0.08 * 0.92 / 1_000_000) ** 0.5
    assert lower_limit([1_000_000], 0.08, 1.96) == pytest.approx([0.08 - 1.96 * error], abs=2e-6)
    assert upper_limit([1_000_000], 0.08, 3.09) == pytest.approx([0.08 + 3.09 * error], abs=2e-6)


@pytest.mark.parametrize("rate", [0.005, 0.025, 0.08, 0.5, 0.93])
@pytest.mark.parametrize(("reach", "tail"), [(Z_95, 0.025), (3.090233, 0.001)])
def test_chance_alone_seldom_goes_beyond_a_limit(rate: float, reach: float, tail: float) -> None:
    for n in (10, 11, 40, 250):
        counts = np.arange(n + 1)
        likely = stats.binom.pmf(counts, n, rate)
        assert likely[counts / n < lower_limit([n], rate, reach)].sum() <= tail
        assert likely[counts / n > upper_limit([n], rate, reach)].sum() <= tail


def test_a_count_that_chance_gives_one_in_thirteen_is_inside() -> None:
    assert stats.binom.sf(2, 40, 0.025) == pytest.approx(1 / 13, abs=2e-3)
    assert verdicts(funnel_of((3, 40), target=0.025)) == ["inside"]


def test_far_out_limits_go_on_as_standard_errors_do() -> None:
    assert lower_limit([1_000_000], 0.5, 100) == pytest.approx([0.45], abs=5e-4)
    assert upper_limit([1_000_000], 0.5, 1000) == pytest.approx([1.0], abs=5e-3)
    assert (lower_limit([40, 40], 0.5, 1000) == 0).all()


def test_inside_outside_and_far_outside() -> None:
    result = funnel_of((10, 100), (18, 100), (26, 100), (4, 100), (42, 400))
    assert result.rate == 100 / 800
    assert verdicts(result) == ["inside", "inside", "outside_998", "outside_95", "inside"]
    assert result.rows["side"].to_list() == ["below", "above", "above", "below", "below"]
    assert result.rows["flagged"].to_list() == [False, False, True, True, False]


def test_a_target_takes_the_wholes_place() -> None:
    assert funnel_of((10, 100), (12, 100), target=0.3).rate == 0.3
    assert verdicts(funnel_of((10, 100), (12, 100), target=0.3)) == ["outside_998"] * 2


def test_under_ten_there_is_too_little_to_say() -> None:
    result = funnel_of((9, 9), (1, 10), (0, 0), (None, None), (10, 100))
    assert verdicts(result) == ["too_few", "inside", "too_few", "too_few", "inside"]
    assert result.rows["p_value"].is_null().to_list() == [True, False, True, True, False]
    assert result.rows["flagged"].to_list() == [None, False, None, None, False]
    assert result.rows["share"].to_list() == [1.0, 0.1, None, None, 0.1]
    assert result.rate == 20 / 119


def test_nothing_counted_has_no_rate() -> None:
    for result in (funnel_of(), funnel_of((0, 0))):
        assert result.rate is None
        assert result.rows["share"].null_count() == result.rows.height
        assert set(verdicts(result)) <= {"too_few"}
        assert result.curve.is_empty()


@pytest.mark.parametrize(("hits", "rate"), [(0, 0.0), (50, 1.0)])
def test_where_all_are_alike_nobody_stands_out(hits: int, rate: float) -> None:
    result = funnel_of((hits, 50), (hits, 50))
    assert (result.rate, verdicts(result), result.rows["flagged"].any()) == (rate, ["inside"] * 2, False)


def test_the_curve_reaches_from_the_least_to_the_largest() -> None:
    curve = funnel_of((10, 100), (40, 400)).curve
    assert (curve["n"].min(), curve["n"].max()) == (10, 400)
    for name in ("low_95", "low_998"):
        assert (curve[name] <= 0.1).all()
    assert (curve["high_998"] >= curve["high_95"]).all()
    assert curve.height <= 60


# Of 21, the third from either end is the quantile: -5 is drawn in to -3, and the mean square is 54 / 21.
def test_the_inflation_by_hand() -> None:
    assert inflation(np.array([3, 3, 3, *[0.0] * 15, -3, -3, -5])) == pytest.approx(54 / 21)


def test_units_equal_but_for_chance_are_not_inflated() -> None:
    deviates = stats.norm.ppf((np.arange(30) + 0.5) / 30)
    assert inflation(deviates) == 1
    assert inflation(np.array([5.0] * 9)) == 1
    assert inflation(np.empty(0)) == 1


def test_one_far_off_does_not_inflate_the_limits_that_it_is_held_to() -> None:
    assert inflation(np.array([*np.linspace(-1, 1, 30), 40.0])) == 1


def test_where_all_differ_the_limits_are_widened() -> None:
    spread = funnel_of(*((100 + 20 * step, 1000) for step in range(-5, 6)))
    assert spread.phi > 2
    assert verdicts(spread).count("inside") >= 9
    tight, wide = funnel_of((10, 100), (10, 100)).curve, spread.curve
    assert (
        wide.filter(pl.col("n") == 10)["high_95"].item() > tight.filter(pl.col("n") == 10)["high_95"].item()
    )
    assert "widened" in describe_funnel_limits(spread)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(
    st.lists(
        st.integers(0, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
        min_size=1,
        max_size=40,
    )
)
def test_a_verdict_is_what_the_p_value_and_the_drawn_limits_say(units: list[tuple[int, int]]) -> None:
    result = funnel_of(*units)
    widened = result.phi > 1
    rows = result.rows.filter(pl.col("p_value").is_not_null())
    for verdict, p_value in rows.select("verdict", "p_value").iter_rows():
        expected = "inside" if p_value >= 0.05 else "outside_95" if p_value >= 0.002 else "outside_998"
        assert verdict == expected or min(abs(p_value - cut) for cut in (0.05, 0.002)) < 1e-9 or widened
    for low, inner_low, share, inner_high, high in rows.select(LIMITS).iter_rows():
        assert 0 <= low <= inner_low <= inner_high <= high <= 1
        assert 0 <= share <= 1


def test_the_funnel_in_words() -> None:
    result = funnel_of((10, 100), (12, 100), (35, 100), (14, 100), (9, 100), (1, 5))
    said = summarize_differences(
        result.rows, name="unit", of=("agent", "agents"), above="more", below="fewer"
    )
    assert said == (
        "1 of 5 agents differs by more than chance (0.05 expected): u2 more. 1 has too few to say."
    )
    assert describe_funnel_limits(result) == (
        "Outside the outer limits lie 2 in 1,000 by chance, outside the inner ones 1 in 20. "
        "Under 10 there is too little to say: 1."
    )
