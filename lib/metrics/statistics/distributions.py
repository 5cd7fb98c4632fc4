"""Tails and quantiles of the normal, Student's t, χ² and the binomial: SciPy's, imported at first use.

The import takes a fifth of a second, which no page and no command should pay that asks for none of this.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from types import ModuleType

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Counts = npt.NDArray[np.int64]

SMALLEST = 1e-300
"""Where a tail is taken for no smaller, so that its normal deviate stays finite."""


def _special() -> ModuleType:
    return import_module("scipy.special")


def two_sided(z: Any) -> Floats:
    """The chance of a normal deviate at least as far out as `z`, on either side."""
    return np.asarray(2 * _special().ndtr(-np.abs(z)), np.float64)


def deviate(tail: Any) -> Floats:
    """The normal deviate that only `tail` of all exceed; 1.96 for 0.025."""
    return np.asarray(-_special().ndtri(np.clip(tail, SMALLEST, 1)), np.float64)


def upper_tail(z: Any) -> Floats:
    """The chance of a normal deviate above `z`."""
    return np.asarray(_special().ndtr(-np.asarray(z)), np.float64)


def student(share: float, degrees: Any) -> Floats:
    """The quantile of Student's t: 2.23 for 0.975 and 10 degrees of freedom."""
    return np.asarray(_special().stdtrit(degrees, share), np.float64)


def chi_squared_tail(value: float, degrees: float) -> float:
    """The chance of a χ² above `value`."""
    return float(_special().chdtrc(degrees, value))


def at_most(count: Any, n: Any, rate: Any) -> Floats:
    """The binomial chance of `count` or fewer of `n`; none for fewer than none."""
    counted = np.asarray(count, np.int64)
    chance = _special().bdtr(np.maximum(counted, 0).astype(np.float64), np.asarray(n, np.int64), rate)
    return np.where(counted < 0, 0.0, chance)


def at_least(count: Any, n: Any, rate: Any) -> Floats:
    """The binomial chance of `count` or more of `n`, exact far out in the tail."""
    counted = np.asarray(count, np.int64)
    chance = _special().bdtrc(np.maximum(counted - 1, 0).astype(np.float64), np.asarray(n, np.int64), rate)
    return np.where(counted <= 0, 1.0, chance)


def smallest_count(share: Any, n: Any, rate: Any) -> Counts:
    """The binomial quantile: the smallest count of which `share` or more lie at or below, by bisection."""
    n = np.asarray(n, np.int64)
    low: Counts = np.full_like(n, -1)
    high: Counts = n.copy()
    while (high - low > 1).any():
        middle = (low + high) // 2
        reached = at_most(middle, n, rate) >= share
        low, high = np.where(reached, low, middle), np.where(reached, middle, high)
    return high
