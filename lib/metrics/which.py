"""Which rows each figure counts, as expressions under the rules that the settings choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from lib.metrics.filters import OUTBOUND

if TYPE_CHECKING:
    from collections.abc import Callable

    from lib.settings import Metrics


def inbound() -> pl.Expr:
    """Whatever is not outbound: a record without a direction is taken for inbound."""
    return pl.col("direction").ne_missing(OUTBOUND)


def with_outcome(outcome: str) -> Callable[[Metrics], pl.Expr]:
    """Offered visits of one outcome."""
    return lambda _: inbound() & (pl.col("outcome") == outcome)


def target_s(rules: Metrics) -> pl.Expr:
    """The service level's threshold in seconds, each queue's own where it has one."""
    own = {
        queue: target.service_level_s
        for queue, target in rules.queues.items()
        if target.service_level_s is not None
    }
    if not own:
        return pl.lit(rules.service_level_s)
    return pl.col("queue_id").replace_strict(own, default=rules.service_level_s, return_dtype=pl.Float64)


def in_time(outcome: str) -> Callable[[Metrics], pl.Expr]:
    """Offered visits of one outcome that waited up to the threshold; an unknown wait is not in time."""
    return lambda rules: (
        with_outcome(outcome)(rules) & (pl.col("wait_s") <= target_s(rules)).fill_null(value=False)
    )


def short_abandoned(rules: Metrics) -> pl.Expr:
    """Abandoned sooner than the settings count as a wait; an unknown wait is not short."""
    return with_outcome("abandoned")(rules) & (pl.col("wait_s") < rules.short_abandon_s).fill_null(
        value=False
    )


def abandoned(rules: Metrics) -> pl.Expr:
    """The rate's numerator: without the short ones where the settings say so."""
    left = with_outcome("abandoned")(rules)
    return left if rules.count_short_abandoned else left & ~short_abandoned(rules)


def well_served(rules: Metrics) -> pl.Expr:
    """The service level's numerator under the policy that the settings name."""
    served = in_time("answered")(rules)
    if rules.service_level_policy == "answered_or_abandoned":
        return served | in_time("abandoned")(rules)
    return served


def timed() -> pl.Expr:
    """Handlings whose interaction time is known."""
    return pl.col("interaction_s").is_not_null()


def some(column: str) -> Callable[[Metrics], pl.Expr]:
    """Timed handlings with any of a duration."""
    return lambda _: timed() & (pl.col(column) > 0).fill_null(value=False)


def every(_: Metrics) -> pl.Expr:
    """All rows there are."""
    return pl.col("session_id").is_not_null()


def waited(rules: Metrics) -> pl.Expr:
    """Answered visits whose wait is known."""
    return with_outcome("answered")(rules) & pl.col("wait_s").is_not_null()


def where(rows: pl.Expr) -> Callable[[Metrics], pl.Expr]:
    """Rows that no rule changes."""
    return lambda _: rows
