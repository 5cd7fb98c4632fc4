"""Control limits of a share or a mean over time: the centre, the spread about it, and the limits.

Shares by Laney's p′ (2002, Quality Engineering 14, 531-537), means by Taylor's normalized individuals
chart (I′, 2018), which is Wheeler's XmR where every point has the same n. Both tell the spread from
moving ranges of neighbours in time, after what is usual of each has been taken off.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sqrt
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np

from lib.metrics.statistics.binomial_limits import lower_limit, upper_limit

if TYPE_CHECKING:
    from lib.metrics.statistics.distributions import Floats

SIGMAS: Final = 3
TO_SIGMA: Final = sqrt(pi) / 2
"""The standard deviation of normal values, for a mean distance of 1 between two: 1/d2, and 3/d2 = 2.66."""

MIDDLE: Final = 0.954 / 1.128
"""The median of normal moving ranges over their mean, d4/d2."""

GROSS: Final = 2.0
"""Points beyond so many times the limits have no part in what is usual."""

NEAREST: Final = 1e-9
"""By so much a mean may differ from its usual where all are alike: rounding must put none outside."""


class Chart(Protocol):
    """What shares and means do each in their way; all arrays hold an element a point, oldest first."""

    @property
    def top(self) -> Floats:
        """What is summed."""

    @property
    def n(self) -> Floats:
        """What it is divided by."""

    @property
    def value(self) -> Floats:
        """The share or mean; 0 without n."""

    def ranges(self, usual: Floats, among: Any) -> Floats:
        """The standard deviations that neighbours' distances suggest, each less its own usual."""

    def sigma(self, mean_range: float) -> float:
        """The spread about the usual."""

    def limits(self, usual: Floats, sigma: float) -> tuple[Floats, Floats]:
        """The values between which a point is usual."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of `n` visits or handlings."""

    top: Floats
    n: Floats
    value: Floats

    def ranges(self, usual: Floats, among: Any) -> Floats:
        """Of deviates (p - p̄)/√(p̄(1 - p̄)/n); a share that is usually none has no deviate."""
        error = np.sqrt(usual * (1 - usual) / np.maximum(self.n, 1))
        deviates = np.divide(self.value - usual, error, out=np.zeros_like(error), where=error > 0)
        ranges: Floats = np.abs(np.diff(deviates[among])) * TO_SIGMA
        return ranges

    def sigma(self, mean_range: float) -> float:
        """Laney's σz; no less than 1, since shares of independent calls lie no nearer each other."""
        return max(1.0, mean_range)

    def limits(self, usual: Floats, sigma: float) -> tuple[Floats, Floats]:
        """Exact binomial ones at 3·σz, which are Laney's own where many are counted."""
        reach = SIGMAS * sigma
        return lower_limit(self.n, usual, reach), upper_limit(self.n, usual, reach)


@dataclass(frozen=True, slots=True)
class Means:
    """Means over `n` handlings or waits, compared as they are or, with `log`, by factors."""

    top: Floats
    n: Floats
    value: Floats
    log: bool

    def ranges(self, usual: Floats, among: Any) -> Floats:
        """Taylor's: √(π/2)·|difference| / √(1/n + 1/n of the neighbour)."""
        residuals = (self._scale(self.value) - self._scale(usual))[among]
        parts = 1 / self.n[among]
        ranges: Floats = np.abs(np.diff(residuals)) * sqrt(pi / 2) / np.sqrt(parts[1:] + parts[:-1])
        return ranges

    def sigma(self, mean_range: float) -> float:
        """One handling's standard deviation, as the points' distances suggest it."""
        return mean_range

    def limits(self, usual: Floats, sigma: float) -> tuple[Floats, Floats]:
        """Of points with equal n these are XmR's: the mean ± 2.66 mean moving ranges."""
        reach = np.maximum(SIGMAS * sigma / np.sqrt(np.maximum(self.n, 1)), NEAREST)
        if self.log:
            return usual * np.exp(-reach), usual * np.exp(reach)
        return np.maximum(usual - reach, 0), usual + reach

    def _scale(self, values: Floats) -> Floats:
        return np.log(np.maximum(values, NEAREST)) if self.log else values


def usual_and_sigma(chart: Chart, cells: Any, judged: Any) -> tuple[Floats, float]:
    """Each point's usual and the spread about it, made of all points but those grossly special.

    A first pass with medians, which one outage cannot move, finds these: beyond GROSS times the limits.
    With a smaller factor the second pass would call more of what is ordinary special than it should.
    """
    usual = _centres(chart, cells, judged, np.zeros(len(cells)), robust=True)
    sigma = chart.sigma(float(np.median(chart.ranges(usual, judged))) / MIDDLE)
    low, high = chart.limits(usual, GROSS * sigma)
    ordinary = judged & (chart.value >= low) & (chart.value <= high)
    usual = _centres(chart, cells, ordinary, usual, robust=False)
    return usual, chart.sigma(float(chart.ranges(usual, ordinary).mean()))


def _centres(chart: Chart, cells: Any, among: Any, default: Floats, *, robust: bool) -> Floats:
    """The whole of each cell's points, or their median where a special one may still be among them."""
    centres = default.copy()
    for cell in np.unique(cells[among]):
        here = among & (cells == cell)
        middle = float(np.median(chart.value[here]))
        # Of small counts half may be none (or all), of which a median says nothing.
        telling = robust and middle not in {0, 1}
        centres[cells == cell] = middle if telling else chart.top[here].sum() / chart.n[here].sum()
    return centres
