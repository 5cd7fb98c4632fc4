"""Wilson's interval against published values, and quotients without a denominator."""

from __future__ import annotations

import polars as pl
import pytest

from lib.metrics.statistics.intervals import ratio, wilson


def interval(successes: int | None, trials: int | None) -> tuple[float | None, float | None]:
    counted = pl.DataFrame(
        {"successes": [successes], "trials": [trials]}, schema={"successes": pl.Int64, "trials": pl.Int64}
    )
    low, high = wilson(pl.col("successes"), pl.col("trials"))
    result = counted.select(low=low, high=high)
    return result["low"].item(), result["high"].item()


# Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, the score method.
@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_as_published(successes: int, trials: int, low: float, high: float) -> None:
    assert interval(successes, trials) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        (0, 1, 0.0, 0.793451),
        (1, 1, 0.206549, 1.0),
        (1, 2, 0.094531, 0.905469),
        (2, 3, 0.207660, 0.938508),
        (0, 10, 0.0, 0.277533),
        (10, 10, 0.722467, 1.0),
        (9, 112, 0.042851, 0.145696),
        (5000, 1_000_000, 0.004864, 0.005140),
    ],
)
def test_wilson_to_six_places(successes: int, trials: int, low: float, high: float) -> None:
    assert interval(successes, trials) == pytest.approx((low, high), abs=1e-6)


@pytest.mark.parametrize("trials", range(1, 100))
def test_nobody_begins_at_0_and_everybody_ends_at_1(trials: int) -> None:
    assert interval(0, trials)[0] == 0
    assert interval(trials, trials)[1] == 1


@pytest.mark.parametrize(("successes", "trials"), [(0, 0), (None, None), (1, None), (None, 3)])
def test_no_interval_without_counts(successes: int | None, trials: int | None) -> None:
    assert interval(successes, trials) == (None, None)


@pytest.mark.parametrize(
    ("numerator", "denominator", "quotient"),
    [(1, 4, 0.25), (0, 4, 0.0), (4, 4, 1.0), (0, 0, None), (3, 0, None), (3, None, None), (None, 3, None)],
)
def test_ratio(numerator: int | None, denominator: int | None, quotient: float | None) -> None:
    counted = pl.DataFrame(
        {"top": [numerator], "bottom": [denominator]}, schema={"top": pl.Int64, "bottom": pl.Int64}
    )
    assert counted.select(ratio(pl.col("top"), pl.col("bottom"))).item() == quotient
