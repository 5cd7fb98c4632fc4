"""Within which shares chance keeps so many at a given rate: exact binomial limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from lib.metrics.statistics import distributions

if TYPE_CHECKING:
    from lib.metrics.statistics.distributions import Floats


EXACT_TO: Final = 8.0
"""Deviates up to which limits are exact; tails beyond it mean nothing, and distances grow in proportion."""


def lower_limit(n: Any, rate: Any, deviate: float) -> Floats:
    """The share of `n` below which so little lies by chance as lies `deviate` below a normal mean.

    Interpolated between counts: with r the smallest count at which P(R ≤ r) reaches the tail, the limit
    is (r - α) / n for α = (P(R ≤ r) - tail) / P(R = r), as in Spiegelhalter's appendix (2005).
    """
    n, rate = np.broadcast_arrays(np.asarray(n, np.int64), np.asarray(rate, np.float64))
    certain = (rate <= 0) | (rate >= 1)
    open_rate = np.where(certain, 0.5, rate)
    tail = float(distributions.upper_tail(min(deviate, EXACT_TO)))
    least = distributions.smallest_count(tail, n, open_rate)
    reached, before = (distributions.at_most(count, n, open_rate) for count in (least, least - 1))
    exact = (least - (reached - tail) / (reached - before)) / np.maximum(n, 1)
    limit: Floats = rate + (exact - rate) * max(deviate / EXACT_TO, 1)
    return np.where(certain, rate, np.maximum(limit, 0))


def upper_limit(n: Any, rate: Any, deviate: float) -> Floats:
    """The share of `n` above which so little lies by chance: the lower limit of those left over, mirrored.

    Spiegelhalter interpolates P(R ≤ r) at this end too, by which a count with P(R ≥ r) well over the
    tail can lie outside: 3 of 40 at 2.5 %. Mirrored, a point is outside exactly when its own tail is.
    """
    return 1 - lower_limit(n, 1 - rate, deviate)
