"""Metrics by two dimensions at once: agent and queue, queue and interval, one queue and the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from lib.metrics.definitions.dimensions import DIMENSION_SEPARATOR, Grain, dimension, interval, wall_clock
from lib.metrics.definitions.rates import with_ratios
from lib.metrics.tables.sums import handling_sums, visit_sums

if TYPE_CHECKING:
    from collections.abc import Callable

    from lib.settings import Metrics

AGENT_QUEUE = f"agent_id{DIMENSION_SEPARATOR}queue_id"
AGENT_INTERVAL = f"agent_id{DIMENSION_SEPARATOR}interval"
QUEUE_INTERVAL = f"queue_id{DIMENSION_SEPARATOR}interval"
OVERFLOW = f"queue_id{DIMENSION_SEPARATOR}next_queue_id"


def agent_queue_table(handlings: pl.LazyFrame, rules: Metrics, grain: Grain) -> pl.LazyFrame:
    """A row for each agent and queue with handlings, with `AGENT_QUEUE` as its key."""
    keyed = handlings.with_columns(dimension(AGENT_QUEUE, grain))
    sums = handling_sums(keyed, ["agent_id", "queue_id", AGENT_QUEUE], rules)
    return sums.pipe(with_ratios).sort(AGENT_QUEUE)


def agent_interval_table(handlings: pl.LazyFrame, rules: Metrics, grain: Grain) -> pl.LazyFrame:
    """A row for each agent and interval with handlings, oldest first, `at` on the zone's clock."""
    return _over_time(handling_sums, handlings, "agent_id", rules, grain)


def queue_interval_table(visits: pl.LazyFrame, rules: Metrics, grain: Grain) -> pl.LazyFrame:
    """A row for each queue and interval with visits, oldest first, `at` on the zone's clock."""
    return _over_time(visit_sums, visits, "queue_id", rules, grain)


def _over_time(
    sums: Callable[[pl.LazyFrame, list[str], Metrics], pl.LazyFrame],
    frame: pl.LazyFrame,
    column: str,
    rules: Metrics,
    grain: Grain,
) -> pl.LazyFrame:
    key = f"{column}{DIMENSION_SEPARATOR}interval"
    keyed = frame.with_columns(dimension(key, grain), interval(grain).alias("began"))
    return (
        sums(keyed, [column, "began", key], rules)
        .pipe(with_ratios)
        .sort("began", column)
        .with_columns(wall_clock(pl.col("began"), grain.zone).alias("at"))
        .drop("began")
    )


def overflow_table(visits: pl.LazyFrame, rules: Metrics, grain: Grain) -> pl.LazyFrame:
    """A row for each pair of queues with overflows, most first: `overflowed` counts them."""
    keyed = visits.with_columns(dimension(OVERFLOW, grain))
    return (
        visit_sums(keyed, ["queue_id", "next_queue_id", OVERFLOW], rules)
        .filter(pl.col("overflowed") > 0)
        .select("queue_id", "next_queue_id", OVERFLOW, "overflowed")
        .sort(pl.col("overflowed"), OVERFLOW, descending=[True, False])
    )
