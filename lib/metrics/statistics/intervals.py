"""Confidence intervals as Polars expressions."""

from __future__ import annotations

import polars as pl

Z_95 = 1.959963984540054
"""The standard normal's 97.5 % quantile."""


def wilson(successes: pl.Expr, trials: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Lower and upper end of Wilson's score interval, 95 %, for a share; null without trials.

    Wilson 1927; recommended for small n by Brown, Cai and DasGupta 2001. It takes the trials for
    independent, which calls of one bad hour are not: the true interval is then wider.
    """
    share = successes / trials
    shrink = 1 + Z_95**2 / trials
    middle = share + Z_95**2 / (2 * trials)
    spread = Z_95 * ((share * (1 - share) + Z_95**2 / (4 * trials)) / trials).sqrt()
    low, high = (middle - spread) / shrink, (middle + spread) / shrink
    some = trials > 0
    # Rounding must not put an end on the wrong side of the share: 0 of 10 begins at 0, not at 4e-17.
    return (
        pl.when(some).then(pl.min_horizontal(low, share).clip(0, 1)),
        pl.when(some).then(pl.max_horizontal(high, share).clip(0, 1)),
    )


def ratio(numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    """A quotient, null where there is nothing to divide by."""
    return pl.when(denominator > 0).then(numerator / denominator)
