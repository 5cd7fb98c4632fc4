"""How far units differ among themselves beyond chance, and the limits that allow for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from lib.metrics.statistics.distributions import Floats

TAIL: Final = 0.1
"""The share at either end whose deviates are drawn in to that end's quantile."""

LEAST_UNITS: Final = 10
"""Among fewer, one far off would be drawn in by little and widen the limits that it is held to."""


def inflation(deviates: Floats) -> float:
    """Spiegelhalter's φ (2005): how many times chance's variance the units' deviates have; 1 where none more.

    The mean square of the deviates after winsorising, so that the very units sought do not hide
    themselves. Of `I` units equal but for chance it seldom passes 1 + 2√(2/I); up to there,
    and among fewer than LEAST_UNITS, it is 1.
    """
    units = len(deviates)
    if units < LEAST_UNITS:
        return 1.0
    low, high = np.quantile(deviates, [TAIL, 1 - TAIL])
    phi = float(np.mean(np.clip(deviates, low, high) ** 2))
    return phi if phi > 1 + 2 * (2 / units) ** 0.5 else 1.0
