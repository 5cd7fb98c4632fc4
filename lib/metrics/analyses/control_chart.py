"""Control charts: which days or hours are special, and which lie within what is usual for them."""

from __future__ import annotations

from dataclasses import dataclass
from math import log2
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import polars as pl

from lib.metrics.statistics.control_limits import Means, Shares, usual_and_sigma
from lib.metrics.statistics.multiple_testing import ABOVE, BELOW

if TYPE_CHECKING:
    from datetime import datetime

    from lib.metrics.statistics.control_limits import Chart
    from lib.metrics.statistics.distributions import Floats

LEAST_POINTS: Final = 8
"""Points under which there is nothing usual yet."""

LEAST_N: Final = 10
"""Visits or handlings of a point under which nothing is said of it."""

LEAST_ALIKE: Final = 3
"""Points of one weekday, or of one hour, from which it has a usual of its own."""

LEAST_RUN: Final = 8
"""Points in a row on one side of the usual from which the level may have shifted."""

BY_FACTORS: Final = 2.0
"""Where the middle 80 % of means span more than this factor, they are compared on a log scale."""

LEAST_COVERED: Final = {"d": 1.0, "h": 0.8, "m": 0.8}
"""The part of the points that must have a usual of their own for a pattern to be taken.

Days are few, and none is left out; of hours, those at night seldom have enough to be judged at all.
"""

_WEEKDAY, _SECOND = pl.col("at").dt.weekday().cast(pl.Int64), pl.col("at").dt.time().cast(pl.Int64)
PATTERNS: Final = {
    "d": {"weekday": _WEEKDAY},
    "w": {},
    "h": {"hour of the week": _SECOND * 7 + _WEEKDAY, "hour of the day": _SECOND},
    "m": {"time of the week": _SECOND * 7 + _WEEKDAY, "time of the day": _SECOND},
}
"""What points of each length of interval may share a usual by, the finest first."""


@dataclass(frozen=True, slots=True)
class ControlChart:
    """Points within or outside what is usual.

    `rows` are the points with `value`, `usual`, `low` and `high` (null where a point is not judged),
    `special` (above, below) and `run` (above, below, for those of a long run on one side).
    `pattern` says whose usual it is; null is one for all. `scale` says how means are compared.
    `points` were judged; `spread` is how many times as far apart shares lie as chance would set them.
    """

    rows: pl.DataFrame
    points: int
    every: str
    pattern: str | None = None
    scale: Literal["as is", "log"] = "as is"
    spread: float = 1.0


def chart_shares(
    points: pl.DataFrame, *, counted: str, n: str, every: str, since: datetime | None = None
) -> ControlChart:
    """Shares over time, such as abandonment by day.

    Args:
        points: a row an interval, oldest first; `at` is its beginning on the viewer's clock (naive).
        counted: the column counted, such as abandoned.
        n: the column that it is a part of, such as offered.
        every: the interval's length, as in a `Grain`.
        since: rows before it serve as history only; four weeks of it give each weekday its usual.
    """
    return _build_chart(points, Shares(*_arrays(points, counted, n)), every, since)


def chart_means(
    points: pl.DataFrame, *, total: str, n: str, every: str, since: datetime | None = None
) -> ControlChart:
    """Means over time, such as handle time by day; `total` is summed over `n`. Else as `chart_shares`."""
    top, count, value = _arrays(points, total, n)
    means = value[(count >= LEAST_N) & (value > 0)]
    low, high = np.quantile(means, [0.1, 0.9]) if len(means) else (1.0, 1.0)
    return _build_chart(points, Means(top, count, value, bool(high > BY_FACTORS * low)), every, since)


def _arrays(points: pl.DataFrame, top: str, n: str) -> tuple[Floats, Floats, Floats]:
    summed, total = (points[name].fill_null(0).cast(pl.Float64).to_numpy() for name in (top, n))
    return summed, total, np.divide(summed, total, out=np.zeros_like(total), where=total > 0)


def _build_chart(points: pl.DataFrame, chart: Chart, every: str, since: datetime | None) -> ControlChart:
    pattern, cells, judged = _choose_pattern(points, every, chart.n >= LEAST_N)
    count, usual, sigma = int(judged.sum()), np.zeros(points.height), 1.0
    if count < LEAST_POINTS:
        judged = np.zeros(points.height, bool)
    else:
        usual, sigma = usual_and_sigma(chart, cells, judged)
    rows = _rows(points, chart, judged, usual, chart.limits(usual, sigma))
    return ControlChart(
        rows=rows if since is None else rows.filter(pl.col("at") >= since),
        points=count,
        every=every,
        pattern=pattern,
        scale="log" if isinstance(chart, Means) and chart.log else "as is",
        spread=sigma if isinstance(chart, Shares) else 1.0,
    )


def _choose_pattern(points: pl.DataFrame, every: str, judged: Any) -> tuple[str | None, Any, Any]:
    """The finest pattern that gives most points a usual of their own, each point's cell, who is judged."""
    for name, key in PATTERNS[every[-1]].items():
        cells = points.select(key).to_series().to_numpy()
        keys, sizes = np.unique(cells[judged], return_counts=True)
        alike = judged & np.isin(cells, keys[sizes >= LEAST_ALIKE])
        if alike.sum() >= max(LEAST_COVERED[every[-1]] * judged.sum(), LEAST_POINTS):
            return name, cells, alike
    return None, np.zeros(points.height, np.int64), judged


def _rows(
    points: pl.DataFrame, chart: Chart, judged: Any, usual: Floats, limits: tuple[Floats, Floats]
) -> pl.DataFrame:
    low, high = limits
    is_judged = pl.Series(judged, dtype=pl.Boolean)
    columns = {"usual": usual, "low": low, "high": high}
    return points.with_columns(
        pl.when(pl.Series(chart.n > 0)).then(pl.Series(chart.value)).alias("value"),
        *(pl.when(is_judged).then(pl.Series(values)).alias(name) for name, values in columns.items()),
        pl.when(is_judged).then(_sides(chart.value > high, chart.value < low)).alias("special"),
        _runs(chart.value - usual, judged).alias("run"),
    )


def _sides(above: Any, below: Any) -> pl.Series:
    names = np.where(above, ABOVE, np.where(below, BELOW, ""))
    return pl.Series(names.tolist(), dtype=pl.String).replace("", None)


def _runs(residuals: Floats, judged: Any) -> pl.Series:
    """The side of the points of a run on it that chance seldom makes so long.

    Longer than log2(points) + 3, as Anhøj and Olesen found (2014, doi 10.1371/journal.pone.0113825):
    8 in a row of up to 22 points, 10 of a hundred.
    """
    sides = np.sign(residuals[judged])
    begins = np.flatnonzero(np.diff(sides, prepend=2))
    lengths = np.diff([*begins, len(sides)])
    longest = max(LEAST_RUN, round(log2(max(len(sides), 1)) + 3) + 1)
    run_sides = np.zeros(len(residuals))
    run_sides[judged] = np.repeat(np.where(lengths >= longest, 1, 0), lengths) * sides
    return _sides(run_sides > 0, run_sides < 0)
