"""Each agent's handle time as it would be with the team's mix of work: direct standardisation.

Nicholl, Jacques and Campbell 2013, BMC Medical Research Methodology 13:133. A raw mean compares who gets
the hard queue with who does not, and ratios of observed to expected must not be compared with each other
(Evans et al. 2013, PMC3618107): here everyone's kinds of work are given the same weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from lib.formatting import format_duration
from lib.metrics.definitions.filters import INBOUND
from lib.metrics.statistics import distributions
from lib.metrics.statistics.intervals import Z_95, ratio
from lib.metrics.statistics.multiple_testing import (
    ABOVE,
    BELOW,
    FALSE_SHARE,
    flag_together,
    summarize_differences,
)
from lib.metrics.statistics.overdispersion import inflation

KIND: Final = ("queue_id", "channel", "direction")
"""What a handling's length depends on beside who handles it."""

LEAST_N: Final = 10
"""Handlings under which nothing is said of an agent."""

LEAST_OF_KIND: Final = 3
"""Handlings of a kind from which an agent is taken to do it; the mean of fewer swings too far."""

LEAST_LOGGED_S: Final = 1.0
"""Shorter times have this one's log."""

LEAST_COVERED: Final = 0.5
"""The share of the team's work that must be of kinds that an agent does too."""

LEAST_FOR_SPREAD: Final = 30
"""The team's handlings of a kind under which its spread is taken from all kinds."""


MOST_CLEARED: Final = 3
"""Agents who only look slow or fast of whom a sentence tells."""

EMPTY_COLUMNS: Final = (
    *(pl.lit(None, pl.Float64).alias(name) for name in ("n", "raw_s", "standard_s", "low_s", "high_s")),
    *(pl.lit(None, pl.Float64).alias(name) for name in ("covered", "p_value")),
    *(pl.lit(None, pl.String).alias(name) for name in ("verdict", "looks", "side")),
    pl.lit(None, pl.Boolean).alias("flagged"),
)
SUMMED: Final = ("total", "squares", "logs", "log_squares")
COLUMNS: Final = ["agent_id", *(column.meta.output_name() for column in EMPTY_COLUMNS)]


@dataclass(frozen=True, slots=True)
class MixAdjustment:
    """Agents held to the team's mix.

    `rows` have, an agent: `n`, `raw_s`, `standard_s` with its 95 % interval `low_s` to `high_s`,
    `covered` (the share of the team's work that is of kinds the agent does), `verdict` (slower, faster,
    within, too_few, too_little_mix), `looks` (slow, fast: what the raw mean says of one who is within),
    and of those judged `side`, `p_value` and `flagged`. `aht_s` is the team's, null without handlings.
    `phi` above 1: agents differ among themselves by more than chance, and only who stands out from that
    is flagged.
    """

    rows: pl.DataFrame
    aht_s: float | None
    phi: float


def mix_sums(handlings: pl.LazyFrame, value: str = "handle_s") -> pl.LazyFrame:
    """A row an agent and kind of work: `n` timed handlings, and sums of seconds, of logs, and of squares."""
    time = pl.col(value).fill_null(0)
    log = pl.max_horizontal(time, LEAST_LOGGED_S).log()
    sums = {"total": time, "squares": time**2, "logs": log, "log_squares": log**2}
    spelled = (
        handlings.filter(pl.col("interaction_s").is_not_null())
        .group_by("agent_id", *KIND)
        .agg(
            pl.len().cast(pl.Float64).alias("n"),
            *(value_expr.sum().alias(name) for name, value_expr in sums.items()),
        )
    )
    # A channel is spelled in several ways: few sums are cheaper to bring together than many rows.
    kind = [pl.col("channel").str.to_lowercase(), pl.col("direction").fill_null(INBOUND)]
    return spelled.group_by("agent_id", "queue_id", *kind).agg(pl.col("n", *SUMMED).sum())


def adjust_mix(sums: pl.DataFrame) -> MixAdjustment:
    """Each agent's time at the team's mix, and whether it differs from the rest of the team's.

    With w the team's share of a kind and m the agent's mean, the agent's time is Σ w·m over the kinds that
    the agent does; the others count as if it stood to the team's there as it does here. Times are skewed,
    so the interval is made on the log scale, with the team's spread in each kind: an agent's own is small
    just when the mean is.

    Two looks are taken, and the surer one counts, its p-value doubled: at the mean, at the team's mix, and
    at the logs, kind by kind, which a few endless handlings do not sway.

    Args:
        sums: as of `mix_sums`; rows without an agent belong to the team and are not judged.
    """
    n, total = (float(sums[name].sum()) for name in ("n", "total"))
    if not n:
        return MixAdjustment(
            sums.select("agent_id").clear().with_columns(EMPTY_COLUMNS).select(COLUMNS), None, 1.0
        )
    agents = _agents(_kinds(sums.lazy(), n), total / n).collect()
    deviates = [agents[name].fill_null(0).to_numpy() for name in ("z_mean", "z_log")]
    surer = np.where(np.abs(deviates[0]) > np.abs(deviates[1]), *deviates)
    is_judged = agents["standard_s"].is_not_null()
    phi = inflation(surer[is_judged.to_numpy()])
    tails = np.minimum(2 * distributions.two_sided(surer / phi**0.5), 1)
    return MixAdjustment(_add_verdicts(agents, pl.Series(surer), pl.Series(tails)), total / n, phi)


def _kinds(sums: pl.LazyFrame, n: float) -> pl.LazyFrame:
    """Each agent's kinds with the team's weight, means and variances, and the rest of the team's n and means.

    `mean` and `variance` are of seconds, `log` and `log_variance` of logs.
    """
    team = [pl.col(name).sum().over(KIND).alias(f"team_{name}") for name in ("n", *SUMMED)]
    rest_n = pl.col("team_n") - pl.col("n")
    of_all = {
        "weight": pl.col("team_n") / n,
        "rest_n": rest_n,
        "team_mean": pl.col("team_total") / pl.col("team_n"),
        "rest_mean": ratio(pl.col("team_total") - pl.col("total"), rest_n),
        "rest_log": ratio(pl.col("team_logs") - pl.col("logs"), rest_n),
        "variance": _variance("total", "squares", relative=True),
        "log_variance": _variance("logs", "log_squares", relative=False),
    }
    columns = [value.alias(name) for name, value in of_all.items()]
    return sums.with_columns(team).select("agent_id", "n", "total", "logs", *columns)


def _variance(total: str, squares: str, *, relative: bool) -> pl.Expr:
    """The team's variance in a kind; where the kind is rare, that of all kinds, in proportion to the mean."""
    count, mean = pl.col("team_n"), pl.col(f"team_{total}") / pl.col("team_n")
    residual = (pl.col(f"team_{squares}") - pl.col(f"team_{total}") * mean).clip(0)
    scale = mean**2 if relative else pl.lit(1.0)
    pooled = (residual / count * pl.col("n")).sum() / (scale * pl.col("n")).sum()
    return pl.when(count >= LEAST_FOR_SPREAD).then(residual / (count - 1)).otherwise(pooled * scale)


def _agents(kinds: pl.LazyFrame, aht_s: float) -> pl.LazyFrame:
    """A row an agent: raw and standardised means, their errors on the log scale, and what is covered."""
    done = (pl.col("n") >= LEAST_OF_KIND) & pl.col("rest_mean").is_not_null()
    weight, variance = pl.col("weight").filter(done), pl.col("variance").filter(done)
    own, team, rest = (
        (weight * mean.filter(done)).sum()
        for mean in (pl.col("total") / pl.col("n"), pl.col("team_mean"), pl.col("rest_mean"))
    )
    errors = [(weight**2 * variance / pl.col(n).filter(done)).sum() / team**2 for n in ("n", "rest_n")]
    enough = (pl.col("n").sum() >= LEAST_N) & (weight.sum() >= LEAST_COVERED) & (own > 0) & (rest > 0)
    return (
        kinds.filter(pl.col("agent_id").is_not_null())
        .group_by("agent_id")
        .agg(
            pl.col("n").sum().alias("handled"),
            (pl.col("total").sum() / pl.col("n").sum()).alias("raw_s"),
            ((pl.col("n") * pl.col("variance")).sum().sqrt() / pl.col("total").sum()).alias("raw_error"),
            weight.sum().alias("covered"),
            pl.when(enough).then(own / team * aht_s).alias("standard_s"),
            errors[0].sqrt().alias("error"),
            ((own / rest).log() / (errors[0] + errors[1]).sqrt()).alias("z_mean"),
            _log_deviate().alias("z_log"),
            pl.lit(aht_s).alias("aht_s"),
        )
        .sort("handled", "agent_id", descending=[True, False])
    )


def _log_deviate() -> pl.Expr:
    """The mean difference of logs from the rest's, kind by kind, each weighed by how sure it is."""
    apart = pl.col("logs") / pl.col("n") - pl.col("rest_log")
    error = pl.col("log_variance") * (1 / pl.col("n") + 1 / pl.col("rest_n"))
    is_known = apart.is_not_null() & (error > 0)
    return (apart / error).filter(is_known).sum() / (1 / error).filter(is_known).sum().sqrt()


def _add_verdicts(agents: pl.DataFrame, surer: pl.Series, tails: pl.Series) -> pl.DataFrame:
    """Intervals and verdicts for those of whom there is enough to say something."""
    reach = (Z_95 * pl.col("error")).exp()
    is_judged = pl.col("standard_s").is_not_null()
    above = pl.when(surer > 0).then(pl.lit(ABOVE)).otherwise(pl.lit(BELOW))
    judged = agents.with_columns(
        pl.col("handled").alias("n"),
        (pl.col("standard_s") / reach).alias("low_s"),
        (pl.col("standard_s") * reach).alias("high_s"),
        pl.when(is_judged).then(tails).alias("p_value"),
        pl.when(is_judged).then(above).alias("side"),
    )
    return flag_together(judged)[0].with_columns(_verdict(), _looks()).select(COLUMNS)


def _verdict() -> pl.Expr:
    slower = pl.when(pl.col("side") == ABOVE).then(pl.lit("slower")).otherwise(pl.lit("faster"))
    too_few = pl.when(pl.col("n") < LEAST_N).then(pl.lit("too_few")).otherwise(pl.lit("too_little_mix"))
    flagged = pl.when("flagged").then(slower).otherwise(pl.lit("within"))
    return pl.when(pl.col("p_value").is_null()).then(too_few).otherwise(flagged).alias("verdict")


def _looks() -> pl.Expr:
    """What the raw mean says of one whom the team's mix clears: half or more of it was the mix."""
    raw = (pl.col("raw_s") / pl.col("aht_s")).log()
    adjusted = (pl.col("standard_s") / pl.col("aht_s")).log()
    cleared = (pl.col("p_value") > FALSE_SHARE) & (adjusted.abs() <= raw.abs() / 2)
    slow = pl.when(cleared & (raw > Z_95 * pl.col("raw_error"))).then(pl.lit("slow"))
    return slow.when(cleared & (raw < -Z_95 * pl.col("raw_error"))).then(pl.lit("fast")).alias("looks")


def describe_adjusted_times(adjustment: MixAdjustment, rows: pl.DataFrame, *, name: str) -> list[str]:
    """Who is slower or faster at the team's mix, and who only looks so.

    Args:
        adjustment: the team's times.
        rows: its rows, with a column of names.
        name: that column.
    """
    sentences = [
        summarize_differences(rows, name=name, of=("agent", "agents"), above="is slower", below="is faster")
    ]
    apart = (pl.col("raw_s") / pl.col("standard_s")).log().abs()
    looks = rows.drop_nulls("looks").sort(apart, descending=True).head(MOST_CLEARED)
    return sentences + [
        f"{agent or 'One without a name'} only looks {look}: {format_duration(raw)} as it came, "
        f"{format_duration(standard)} at the team's mix (the team {format_duration(adjustment.aht_s)})."
        for agent, look, raw, standard in looks.select(name, "looks", "raw_s", "standard_s").iter_rows()
    ]
