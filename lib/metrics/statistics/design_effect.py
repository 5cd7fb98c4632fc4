"""Design effects: how much more a share or mean varies than it would with independent calls.

Calls of the same hour are correlated. The differences of two periods, hour by hour, estimate the variance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from lib.metrics.definitions.rates import RATIOS, SQUARES
from lib.metrics.tables.hourly_sums import HOUR, SUMS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lib.metrics.statistics.distributions import Floats

LEAST_HOURS: Final = 12
"""Hours below which the effect is taken as 1."""


def compute_design_effects(now: pl.DataFrame, before: pl.DataFrame) -> dict[str, float]:
    """By metric, how many times as large the standard error of two periods' difference is; 1 at least.

    The variance of the difference of r = Σ top / Σ n and the r' before is Σ e²·H/(H - 1), over the H hours,
    for e = (top - r·n)/Σ n - (top' - r'·n')/Σ n': that of a ratio of sums over clusters (Cochran 1977,
    section 6.3), of pairs of hours. It is compared with the variance of independent calls.
    """
    effects: dict[str, float] = {}
    for frame in SUMS:
        column = f"{frame}_hours"
        if column in now.columns and column in before.columns:
            late, early = (hours[column].explode().struct.unnest() for hours in (now, before))
            effects |= _compare_frame(late, early)
    return effects


def _compare_frame(now: pl.DataFrame, before: pl.DataFrame) -> dict[str, float]:
    ratios = {
        name: [top, bottom, *([pl.col(SQUARES[name])] if name in SQUARES else [])]
        for name, (top, bottom, needs) in RATIOS.items()
        if needs in now.columns
    }
    hours = pl.concat([now[HOUR], before[HOUR]]).drop_nulls().unique().to_frame()
    early, late = (_arrays(hours, frame, ratios) for frame in (before, now))
    return {name: _design_effect(early[name], late[name]) for name in ratios}


def _arrays(
    hours: pl.DataFrame, frame: pl.DataFrame, ratios: Mapping[str, list[pl.Expr]]
) -> dict[str, list[Floats]]:
    """Each ratio's parts in every hour, 0 where nothing happened."""
    columns = {f"{name} {place}": part for name, parts in ratios.items() for place, part in enumerate(parts)}
    sums = frame.select(HOUR, *(part.cast(pl.Float64).alias(name) for name, part in columns.items()))
    both = hours.join(sums, on=HOUR, how="left", maintain_order="left").fill_null(0)
    return {
        name: [both[f"{name} {place}"].to_numpy() for place in range(len(parts))]
        for name, parts in ratios.items()
    }


def _design_effect(early: list[Floats], late: list[Floats]) -> float:
    sizes = [float(part[1].sum()) for part in (early, late)]
    hours = int(((early[1] > 0) | (late[1] > 0)).sum())
    if hours < LEAST_HOURS or min(sizes) < LEAST_HOURS:
        return 1.0
    apart = _residual(late, sizes[1]) - _residual(early, sizes[0])
    clustered = float((apart**2).sum()) * hours / (hours - 1)
    independent = _variance(early, sizes[0]) + _variance(late, sizes[1])
    return max(1.0, (clustered / independent) ** 0.5) if independent > 0 else 1.0


def _residual(part: list[Floats], n: float) -> Floats:
    residual: Floats = (part[0] - part[0].sum() / n * part[1]) / n
    return residual


def _variance(part: list[Floats], n: float) -> float:
    """Of a share by its own rate, of a mean by its squares."""
    mean = float(part[0].sum()) / n
    if len(part) > 2:
        return max(float(part[2].sum()) - n * mean**2, 0.0) / (n - 1) / n
    return max(mean * (1 - mean), 0.0) / n
