"""How long callers would wait before they left: survival curves by queue, and whose callers leave sooner.

Kaplan and Meier 1958; for call centres Brown et al. 2005, "Statistical Analysis of a Telephone Call Center",
JASA 100, 36-50. The mean wait of those who left is far below their patience: the patient were answered
first. A visit that was answered, or ended in any other way, counts as one that waited at least so long.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from lib.formatting import format_duration, format_number
from lib.metrics.definitions import predicates
from lib.metrics.definitions.filters import OUTBOUND
from lib.metrics.statistics import distributions
from lib.metrics.statistics.intervals import Z_95, ratio
from lib.metrics.statistics.multiple_testing import ABOVE, BELOW, flag_together

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lib.metrics.statistics.distributions import Floats

LEAST_AT_RISK: Final = 30
"""Waiting callers under which a curve ends: what follows hangs on a handful."""

MOST_STEPS: Final = 120
"""Steps of a curve that are drawn."""

HALF, QUARTER = 0.5, 0.75
"""The parts still waiting when half, and a quarter, would have left."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Curves and what they say; what a curve does not reach is null.

    `curves` has a row a queue and second at which somebody left, and each queue's last: `at_risk`, `left`,
    `staying` and its 95 % band `low` to `high`. `queues` has a row a queue: `n` known waits, `left`,
    `quarter_s`, `median_s` from `median_low_s` to `median_high_s`, `left_mean_s` (the mean wait of those
    who left, to stand beside it), `hazard` (how many times as fast they leave as the others), `p_value`,
    `side` (above: sooner) and `flagged`.
    """

    curves: pl.DataFrame
    queues: pl.DataFrame


def wait_counts(visits: pl.LazyFrame, by: str = "queue_id") -> pl.LazyFrame:
    """A row a queue and whole second waited: `n` visits, of whom so many `left`, `left_wait_s` in all."""
    has_wait = pl.col("direction").ne_missing(OUTBOUND) & pl.col("wait_s").is_not_null()
    is_abandoned = pl.col("outcome") == "abandoned"
    return (
        visits.with_columns(_queue_wait_s().alias("wait_s"))
        .filter(has_wait)
        .group_by(by, pl.col("wait_s").floor().cast(pl.Int64).alias("second"))
        .agg(
            pl.len().cast(pl.Int64).alias("n"),
            is_abandoned.sum().cast(pl.Int64).alias("left"),
            pl.col("wait_s").filter(is_abandoned).sum().alias("left_wait_s"),
        )
    )


def _queue_wait_s() -> pl.Expr:
    """Seconds in the queue: for a callback until it was asked for, after which nobody is waiting in it."""
    until_asked = (pl.col("callback_opted_time") - pl.col("enter_time")).dt.total_milliseconds() / 1000
    waited = pl.when(pl.col("outcome").ne_missing("answered")).then("wait_s")
    own = pl.coalesce(pl.when(until_asked >= 0).then(until_asked), waited)
    return pl.when(predicates.is_callback_opted()).then(own).otherwise("wait_s")


def estimate_survival(counts: pl.LazyFrame, by: str = "queue_id") -> pl.LazyFrame:
    """Of those who wait, the part that would not have left yet, second by second.

    S(t) = Π (1 - left/at risk) up to t; the band is Greenwood's (1926) on the scale of log(-log S)
    (Kalbfleisch and Prentice 1980), which stays within 0 and 1. Who is answered in a second was at risk in
    it. A row a `by` and second, cut where fewer than LEAST_AT_RISK remain.
    """
    at_risk = pl.col("n").sum() - pl.col("n").cum_sum() + pl.col("n")
    abandoned = pl.col("left")
    greenwood = ratio(
        abandoned.cast(pl.Float64), pl.col("at_risk") * (pl.col("at_risk") - abandoned)
    ).fill_null(0)
    error = greenwood.cum_sum().over(by).sqrt() / pl.col("staying").log().abs()
    inside = (pl.col("staying") > 0) & (pl.col("staying") < 1)
    return (
        counts.sort(by, "second")
        .with_columns(at_risk.over(by).alias("at_risk"))
        .filter(pl.col("at_risk") >= LEAST_AT_RISK)
        .with_columns((1 - abandoned / pl.col("at_risk")).cum_prod().over(by).alias("staying"))
        .with_columns(
            *(
                pl.when(inside)
                .then(pl.col("staying").pow((sign * Z_95 * error).exp()))
                .otherwise("staying")
                .alias(end)
                for end, sign in (("low", 1), ("high", -1))
            )
        )
        .select(by, "second", "n", "at_risk", "left", "staying", "low", "high")
    )


def compare_patience(counts: pl.DataFrame, by: str = "queue_id") -> Patience:
    """Curves by queue, when half would have left, and whose callers leave sooner than the others'.

    Args:
        counts: as of `wait_counts`; additive over days.
        by: the column whose values are compared.
    """
    curves = estimate_survival(counts.lazy(), by).collect()
    reached = [
        pl.col("second").filter(pl.col(column) <= part).min().alias(name)
        for name, column, part in (
            ("quarter_s", "staying", QUARTER),
            ("median_s", "staying", HALF),
            ("median_low_s", "low", HALF),
            ("median_high_s", "high", HALF),
        )
    ]
    queues = (
        counts.group_by(by)
        .agg(
            pl.col("n", "left").sum(),
            ratio(pl.col("left_wait_s").sum(), pl.col("left").sum()).alias("left_mean_s"),
        )
        .join(curves.group_by(by).agg(reached), on=by, how="left", nulls_equal=True)
        .join(compare_log_rank(counts, by), on=by, how="left", nulls_equal=True)
        .sort("n", by, descending=[True, False])
    )
    last = pl.col("second") == pl.col("second").max().over(by)
    return Patience(curves.filter((pl.col("left") > 0) | last), flag_together(queues)[0])


def thin_curves(curves: pl.DataFrame, by: str = "queue_id") -> pl.DataFrame:
    """Curves with at most MOST_STEPS rows each, the last among them: as many as an eye can tell apart."""
    place, steps = pl.int_range(pl.len()).over(by), pl.len().over(by)
    nth = (place + 1) * MOST_STEPS // steps
    return curves.filter((steps <= MOST_STEPS) | (nth != place * MOST_STEPS // steps))


def compare_log_rank(counts: pl.DataFrame, by: str = "queue_id") -> pl.DataFrame:
    """Each queue against all others together: `hazard`, `p_value` and `side`; null of fewer than 30.

    Mantel 1966: at each second at which anybody left, as many of the queue's should have as it had of
    those waiting; the variance is the hypergeometric's. `hazard` is Pike's ratio of (left/expected)s.
    """
    ordered = counts.sort("second")
    seconds = ordered.filter(pl.col("left") > 0)["second"].unique().sort().to_numpy()
    keys = ordered[by].unique(maintain_order=True)
    parts = [ordered.filter(pl.col(by).eq_missing(key)) for key in keys]
    at_risk = np.array([_count_at_risk(part, seconds) for part in parts]).reshape(len(parts), len(seconds))
    abandoned = np.array([_count_abandoned(part, seconds) for part in parts]).reshape(
        len(parts), len(seconds)
    )
    some, gone = at_risk.sum(axis=0), abandoned.sum(axis=0)
    share = at_risk / np.maximum(some, 1)
    expected = (gone * share).sum(axis=1)
    chances = gone * (some - gone) / np.maximum(some - 1, 1)
    variance = (chances * share * (1 - share)).sum(axis=1)
    compared = pl.DataFrame(
        {
            by: keys,
            "many": pl.Series([part["n"].sum() >= LEAST_AT_RISK for part in parts], dtype=pl.Boolean),
            "seen": abandoned.sum(axis=1),
            "expected": expected,
            "variance": variance,
        }
    )
    return _add_tests(compared, float(gone.sum())).select(by, "hazard", "p_value", "side")


def _count_at_risk(part: pl.DataFrame, seconds: Any) -> Floats:
    """How many of a queue still waited at each second."""
    before = np.concatenate([[0.0], part["n"].cum_sum().cast(pl.Float64)])
    counts: Floats = before[-1] - before[np.searchsorted(part["second"].to_numpy(), seconds, side="left")]
    return counts


def _count_abandoned(part: pl.DataFrame, seconds: Any) -> Floats:
    """How many of a queue left at each second."""
    counts = np.zeros(len(seconds))
    gone = part.filter(pl.col("left") > 0)
    counts[np.searchsorted(seconds, gone["second"].to_numpy())] = gone["left"].to_numpy()
    return counts


def _add_tests(sums: pl.DataFrame, gone: float) -> pl.DataFrame:
    others = ratio(gone - pl.col("seen"), gone - pl.col("expected"))
    is_known = pl.col("many") & (pl.col("variance") > 0)
    z = (pl.col("seen") - pl.col("expected")) / pl.col("variance").sqrt()
    tested = sums.with_columns(
        pl.when(is_known).then(z).alias("z"),
        pl.when(is_known & (others > 0))
        .then(ratio(pl.col("seen"), pl.col("expected")) / others)
        .alias("hazard"),
    )
    tails = pl.Series(distributions.two_sided(tested["z"].fill_null(0).to_numpy()))
    side = pl.when(pl.col("z") > 0).then(pl.lit(ABOVE)).otherwise(pl.lit(BELOW))
    return tested.with_columns(
        pl.when(pl.col("z").is_not_null()).then(tails).alias("p_value"),
        pl.when(pl.col("z").is_not_null()).then(side).alias("side"),
    )


def describe_impatient_queues(queues: pl.DataFrame, *, name: str) -> list[str]:
    """Whose callers leave sooner than the others', and when half of them would have left.

    Args:
        queues: those of a `Patience`, with a column of names.
        name: that column.
    """
    sooner = queues.filter(pl.col("flagged") & (pl.col("side") == ABOVE)).sort("p_value")
    if sooner.is_empty():
        return ["No queue's callers leave sooner than the others' by more than chance."]
    return [
        f"Callers of {row[name] or 'a queue without a name'} leave sooner than the others"
        f"{_format_hazard(row['hazard'])}. {describe_patience(row)}"
        for row in sooner.iter_rows(named=True)
    ]


def describe_patience(row: Mapping[str, Any]) -> str:
    """When half of a queue's callers would have left, or a quarter, and how long those waited who did."""
    if row["quarter_s"] is None:
        return "Too few waited so long as to tell when a quarter would have left."
    text = f"A quarter would have left by {format_duration(row['quarter_s'])}"
    if row["median_s"] is not None:
        high = row["median_high_s"]
        end = "or later" if high is None else f"to {format_duration(high)}"
        text = (
            f"Half would have left by {format_duration(row['median_s'])} "
            f"({format_duration(row['median_low_s'])} {end})"
        )
    return f"{text}; those who did leave had waited {format_duration(row['left_mean_s'])} on average."


def _format_hazard(hazard: float | None) -> str:
    return "" if hazard is None else f", {format_number(hazard)} times as fast"
