"""Quantiles and their intervals against SciPy's, by hand, and by how often they hold the truth."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy import stats

from lib.metrics import queue_table
from lib.metrics.statistics.quantiles import describe_quantiles, quantile_table
from tests.metrics.rows import RULES, Row, frame, handling, visit


def quantiles_of(values: list[float | None]) -> Row:
    rows = pl.LazyFrame({"span_s": values}, schema={"span_s": pl.Float64})
    return quantile_table(rows, [], "span_s").collect().row(0, named=True)


# The 10th and the 23rd of 32 hold the median with 95 %: tables of the sign test, n = 32.
def test_ranks_as_tabled() -> None:
    result = quantiles_of([float(n) for n in range(1, 33)])
    assert (result["n"], result["p50_s"], result["p50_low_s"], result["p50_high_s"]) == (32, 16.5, 10, 23)


@pytest.mark.parametrize("n", [6, 17, 50, 400])
def test_intervals_as_scipy_has_them(n: int) -> None:
    values = np.random.default_rng(n).lognormal(5, 0.9, n)
    result = quantiles_of(values.tolist())
    for name, share in (("p50", 0.5), ("p90", 0.9)):
        ends = stats.quantile_test(values, q=float(np.quantile(values, share)), p=share).confidence_interval()
        if name == "p50" or n >= 30:
            assert result[f"{name}_s"] == pytest.approx(np.quantile(values, share))
            low, high = (float(end) if np.isfinite(end) else None for end in (ends.low, ends.high))
            assert (result[f"{name}_low_s"], result[f"{name}_high_s"]) == (low, high)


@pytest.mark.parametrize(
    ("n", "half", "tenth"),
    [(0, False, False), (5, False, False), (6, True, False), (29, True, False), (30, True, True)],
)
def test_few_have_no_quantile(n: int, *, half: bool, tenth: bool) -> None:
    result = quantiles_of([float(value) for value in range(n)])
    assert (result["p50_s"] is not None, result["p90_s"] is not None) == (half, tenth)
    assert (result["p50_low_s"] is not None, result["p90_low_s"] is not None) == (half, tenth)


def test_an_end_that_the_values_do_not_reach_is_open() -> None:
    assert quantiles_of([float(value) for value in range(30)])["p90_high_s"] is None
    assert quantiles_of([float(value) for value in range(36)])["p90_high_s"] == 35


def test_unknown_values_are_left_out() -> None:
    assert quantiles_of([None, *[5.0] * 6, None]) == quantiles_of([5.0] * 6)
    assert quantiles_of([5.0] * 6)["n"] == 6


def test_the_interval_holds_the_truth_95_times_in_100() -> None:
    dice = np.random.default_rng(2)
    groups = pl.LazyFrame(
        {"group": np.repeat(np.arange(2000), 60), "span_s": dice.lognormal(5, 0.9, 120_000)}
    )
    result = quantile_table(groups, ["group"], "span_s").collect()
    for name, share in (("p50", 0.5), ("p90", 0.9)):
        truth = float(stats.lognorm.ppf(share, 0.9, scale=np.exp(5)))
        inside = result.select(pl.lit(truth).is_between(f"{name}_low_s", f"{name}_high_s")).to_series()
        assert 0.945 <= inside.mean() <= 0.985  # type: ignore[operator]


def test_by_queue_the_quantiles_are_those_of_the_table() -> None:
    visits = [visit(wait_s=float(wait)) for wait in range(40)] + [
        visit(wait_s=float(wait), queue_id=None) for wait in range(7)
    ]
    result = (
        quantile_table(frame("visits", visits), ["queue_id"], "wait_s")
        .collect()
        .sort("queue_id", nulls_last=True)
    )
    table = (
        queue_table(frame("visits", visits), frame("handlings", []), RULES)
        .collect()
        .sort("queue_id", nulls_last=True)
    )
    assert result["p50_s"].to_list() == table["wait_p50_s"].to_list() == [19.5, 3.0]
    assert result["p90_s"].to_list() == [pytest.approx(table["wait_p90_s"][0]), None]


def test_no_rows_have_no_groups() -> None:
    assert quantile_table(frame("handlings", []), ["agent_id"], "handle_s").collect().is_empty()
    assert quantile_table(frame("handlings", [handling(60)]), ["agent_id"], "handle_s").collect()[
        "n"
    ].to_list() == [1]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (range(5), "Too few to say how long half waited: 5."),
        (range(20), "Half waited up to 0:10 (0:05 to 0:14)."),
        (range(30), "Half waited up to 0:14 (0:09 to 0:20), nine in ten up to 0:26 (0:22 or more)."),
        (range(100), "Half waited up to 0:50 (0:39 to 1:00), nine in ten up to 1:29 (1:23 to 1:35)."),
    ],
)
def test_quantiles_in_words(values: range, sentence: str) -> None:
    assert describe_quantiles(quantiles_of([float(value) for value in values]), verb="waited") == sentence
