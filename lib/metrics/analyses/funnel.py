"""Funnels: a share by agent or queue against what chance allows of so many, instead of a league table.

Spiegelhalter 2005, "Funnel plots for comparing institutional performance", doi 10.1002/sim.1970.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import polars as pl

from lib.formatting import format_number
from lib.metrics.statistics import distributions
from lib.metrics.statistics.binomial_limits import lower_limit, upper_limit
from lib.metrics.statistics.multiple_testing import ABOVE, BELOW, flag_together
from lib.metrics.statistics.overdispersion import inflation

if TYPE_CHECKING:
    from lib.metrics.statistics.distributions import Floats

LEAST_N: Final = 10
"""Below it, nothing is said of a unit, and it is not named."""

REACHES: Final = {"95": 1.959963984540054, "998": 3.090232306167813}
"""The two pairs of limits in standard deviations: beyond each end lie 2.5 % and 0.1 % by chance."""

CURVE_POINTS: Final = 60

Verdict = Literal["inside", "outside_95", "outside_998", "too_few"]


@dataclass(frozen=True, slots=True)
class Funnel:
    """Units in their funnel.

    `rows` are the units with `share`, `low_95`, `high_95`, `low_998`, `high_998`, `verdict`, `side`
    (above, below), `p_value` and `flagged`; the last three are null where there are too few.
    `curve` is the limits at each `n` to be drawn. `rate` is the whole's share, or the target;
    null where nothing was counted. `phi` above 1 says that the limits were widened, as units differ
    among themselves by more than chance.
    """

    rows: pl.DataFrame
    curve: pl.DataFrame
    rate: float | None
    phi: float


def build_funnel(units: pl.DataFrame, *, count: str, n: str, target: float | None = None) -> Funnel:
    """Each unit's share against the whole's, with exact binomial limits at its n.

    Args:
        units: a row a unit; the columns named may be of any kind of rate.
        count: the column counted, such as abandoned_with_agent.
        n: the column that it is a part of, such as handlings.
        target: the share to compare with, in place of the whole's.
    """
    counted, total = (units[name].fill_null(0).to_numpy().astype(np.int64) for name in (count, n))
    rate = target if target is not None else (float(counted.sum() / total.sum()) if total.sum() else None)
    if rate is None:
        rows = _rows(units, counted, total, 0.0, 1.0).with_columns(share=pl.lit(None, pl.Float64))
        return Funnel(rows, _limits(np.empty(0, np.int64), 0.0, 1.0), None, 1.0)
    phi = inflation(_deviates(counted, total, rate))
    return Funnel(_rows(units, counted, total, rate, phi), _curve(total, rate, phi), rate, phi)


def _deviates(counted: Any, total: Any, rate: float) -> Floats:
    """How many standard errors each unit with enough lies off the whole."""
    enough = total >= LEAST_N
    if not 0 < rate < 1:
        return np.empty(0)
    deviates: Floats = (counted - total * rate)[enough] / np.sqrt(total[enough] * rate * (1 - rate))
    return deviates


def _rows(units: pl.DataFrame, counted: Any, total: Any, rate: float, phi: float) -> pl.DataFrame:
    lower, upper = distributions.at_most(counted, total, rate), distributions.at_least(counted, total, rate)
    beyond = np.maximum(distributions.deviate(np.minimum(lower, upper)), 0) / phi**0.5
    limits = _limits(total, rate, phi)
    some, enough = pl.Series(total > 0), pl.Series(total >= LEAST_N)
    share = pl.Series(np.divide(counted, total, out=np.zeros(len(total)), where=total > 0))
    judged = units.with_columns(
        pl.when(some).then(share).alias("share"),
        *(pl.when(some).then(limits[name]).alias(name) for name in limits.columns if name != "n"),
        pl.when(enough).then(pl.Series(distributions.two_sided(beyond))).alias("p_value"),
        pl.when(enough).then(pl.Series(np.where(upper < lower, ABOVE, BELOW), dtype=pl.String)).alias("side"),
        pl.when(~enough)
        .then(pl.lit("too_few"))
        .when(share.is_between(limits["low_95"], limits["high_95"]))
        .then(pl.lit("inside"))
        .when(share.is_between(limits["low_998"], limits["high_998"]))
        .then(pl.lit("outside_95"))
        .otherwise(pl.lit("outside_998"))
        .alias("verdict"),
    )
    return flag_together(judged)[0]


def _curve(total: Any, rate: float, phi: float) -> pl.DataFrame:
    """The limits at n from LEAST_N up to the largest unit's, denser where the funnel is steep."""
    most = max(int(total.max(initial=0)), LEAST_N + 1)
    return _limits(np.unique(np.geomspace(LEAST_N, most, CURVE_POINTS).round().astype(np.int64)), rate, phi)


def _limits(n: Any, rate: float, phi: float) -> pl.DataFrame:
    columns: dict[str, Any] = {"n": n}
    for name, reach in REACHES.items():
        wider = reach * phi**0.5
        columns |= {f"low_{name}": lower_limit(n, rate, wider), f"high_{name}": upper_limit(n, rate, wider)}
    return pl.DataFrame(columns)


def describe_funnel_limits(funnel: Funnel) -> str:
    """What has to be known to read the funnel: the limits' width, and who is not judged."""
    few = int((funnel.rows["verdict"] == "too_few").sum())
    notes = ["Outside the outer limits lie 2 in 1,000 by chance, outside the inner ones 1 in 20."]
    if funnel.phi > 1:
        notes.append(
            f"All differ among themselves by more than chance (φ {format_number(funnel.phi)}): "
            "limits are widened."
        )
    if few:
        notes.append(f"Under {LEAST_N} there is too little to say: {few}.")
    return " ".join(notes)
