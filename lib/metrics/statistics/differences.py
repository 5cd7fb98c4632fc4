"""The difference of two shares or two means with its 95 % interval, as Polars expressions."""

from __future__ import annotations

from typing import Final

import polars as pl

from lib.metrics.statistics import distributions
from lib.metrics.statistics.intervals import ratio

LEAST_MEAN_N: Final = 30
"""Handlings or waits under which nothing is said of how sure a mean is."""

Estimate = tuple[pl.Expr, pl.Expr, pl.Expr]


def newcombe(now: Estimate, before: Estimate) -> Estimate:
    """A share less the one before, and the ends of Newcombe's 95 % interval.

    Newcombe 1998 (Statistics in Medicine 17, 873-890), method 10: each share's Wilson interval gives
    the distance on the side towards the other. Each is (share, low, high), of independent trials.
    """
    (share, low, high), (other, other_low, other_high) = now, before
    difference = share - other
    down = ((share - low) ** 2 + (other_high - other) ** 2).sqrt()
    up = ((high - share) ** 2 + (other - other_low) ** 2).sqrt()
    return difference, difference - down, difference + up


def mean_with_error(total: pl.Expr, squares: pl.Expr, n: pl.Expr) -> Estimate:
    """A mean, its standard error squared (null under two), and its n, from sums that add up over days."""
    mean = ratio(total, n)
    # Rounding can leave a hair under nothing of the variance of values that are all alike.
    variance = ((squares - total * mean) / (n - 1)).clip(0)
    return mean, pl.when(n > 1).then(variance / n), n


def welch(now: Estimate, before: Estimate) -> Estimate:
    """A mean less the one before, and the ends of Welch's 95 % interval (1947, Biometrika 34, 28-35).

    Each is (mean, squared error, n), n a float. Times are skewed, so that of a few the interval would
    promise too much: under LEAST_MEAN_N on either side there is none.
    """
    (mean, error, n), (other, other_error, other_n) = now, before
    squared = error + other_error
    degrees = squared**2 / (error**2 / (n - 1) + other_error**2 / (other_n - 1))
    reach = pl.when(squared > 0).then(_student(degrees) * squared.sqrt()).otherwise(0.0)
    half_width = pl.when((n >= LEAST_MEAN_N) & (other_n >= LEAST_MEAN_N)).then(reach)
    difference = mean - other
    return difference, difference - half_width, difference + half_width


def _student(degrees: pl.Expr) -> pl.Expr:
    """Student's 97.5 % quantile; null for what is no number."""
    return degrees.map_batches(
        lambda values: pl.Series(distributions.student(0.975, values.to_numpy())).fill_nan(None),
        return_dtype=pl.Float64,
    )
