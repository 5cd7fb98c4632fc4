"""Counts and seconds by queue, by agent, by interval and in all: summed by grain, divided last."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from lib.frames.schema import OUTCOMES
from lib.metrics.definitions.dimensions import (
    HANDLE_BUCKETS_S,
    WAIT_BUCKETS_S,
    WEEKDAYS,
    Grain,
    bucket_label,
    dimension,
    interval,
    wall_clock,
)
from lib.metrics.definitions.rates import with_ratios
from lib.metrics.definitions.registry import METRICS, count_columns
from lib.metrics.tables.hourly_sums import sum_tables
from lib.metrics.tables.sums import (
    assignment_sums,
    handling_sums,
    join_sums,
    sum_by,
    visit_sums,
    wait_quantiles,
)
from lib.period import Period

if TYPE_CHECKING:
    from collections.abc import Callable

    from lib.metrics.definitions.filters import Tables
    from lib.settings import Metrics

TIMES = ("handle_total_s", "talk_total_s", "hold_total_s", "acw_total_s", "held", "with_acw")
MEANS = ("aht_s", "hold_mean_s", "hold_mean_held_s", "acw_mean_s", "acw_mean_any_s")

SURVEYS = (
    "handled_csat_scored",
    "handled_csat_mean",
    "handled_nps_scored",
    "handled_nps",
    "handled_nps_mean",
    "handled_like_scored",
    "handled_liked_rate",
)
QUEUE_COLUMNS = (
    "queue_id",
    "queue_name",
    "offered",
    *OUTCOMES,
    "short_abandoned",
    "abandonment_rate",
    "abandonment_low",
    "abandonment_high",
    "within_target",
    "service_level",
    "asa_s",
    "wait_p50_s",
    "wait_p90_s",
    "handlings",
    *TIMES,
    *MEANS,
    "service_level_base",
    "callbacks_opted",
    "callbacks_open",
    "callbacks_kept",
    "callback_mean_s",
    "callback_p50_s",
    *SURVEYS,
)
"""The exported table by queue: names and order are a contract."""

AGENT_COLUMNS = (
    "agent_id",
    "agent_name",
    "handlings",
    *TIMES,
    *MEANS,
    "abandoned_with_agent",
    "assignments",
    "non_responses",
    "reassigned",
    "first_response_mean_s",
    "assignments_in_progress",
    *SURVEYS,
)
"""The exported table by agent: names and order are a contract."""


def queue_table(visits: pl.LazyFrame, handlings: pl.LazyFrame, rules: Metrics) -> pl.LazyFrame:
    """A row a queue, busiest first, with `QUEUE_COLUMNS` and more ratios after them.

    A transfer direct to an agent has no queue: its handlings stand in the row whose queue_id is null.
    """
    return (
        join_sums(
            "queue_id", visit_sums(visits, ["queue_id"], rules), handling_sums(handlings, ["queue_id"], rules)
        )
        .join(newest_names("queue", visits, handlings), on="queue_id", how="left", nulls_equal=True)
        .pipe(with_ratios)
        .sort("offered", "handlings", "queue_id", descending=[True, True, False], nulls_last=True)
        .select(*QUEUE_COLUMNS, pl.exclude(QUEUE_COLUMNS))
    )


def agent_table(handlings: pl.LazyFrame, assignments: pl.LazyFrame, rules: Metrics) -> pl.LazyFrame:
    """A row an agent, busiest first, with `AGENT_COLUMNS` and more ratios after them."""
    return (
        join_sums(
            "agent_id",
            handling_sums(handlings, ["agent_id"], rules),
            assignment_sums(assignments, ["agent_id"], rules),
        )
        .join(newest_names("agent", handlings, assignments), on="agent_id", how="left", nulls_equal=True)
        .pipe(with_ratios)
        .sort("handlings", "assignments", "agent_id", descending=[True, True, False], nulls_last=True)
        .select(*AGENT_COLUMNS, pl.exclude(AGENT_COLUMNS))
    )


def interval_table(tables: Tables, rules: Metrics, grain: Grain) -> pl.LazyFrame:
    """A row an interval in which anything happened, oldest first.

    `interval` is its key and `at` its beginning on the zone's clock (naive).
    """
    visits, handlings = (
        frame.with_columns(dimension("interval", grain), interval(grain).alias("began"))
        for frame in (tables.visits, tables.handlings)
    )
    keys = ["interval", "began"]
    return (
        join_sums(keys, visit_sums(visits, keys, rules), handling_sums(handlings, keys, rules))
        .pipe(with_ratios)
        .sort("began")
        .with_columns(wall_clock(pl.col("began"), grain.zone).alias("at"))
        .drop("began")
    )


def with_empty_intervals(
    table: pl.DataFrame, period: Period, grain: Grain, is_known: Callable[[Period], bool]
) -> pl.DataFrame:
    """A row every interval of the period, oldest first, for a table of intervals in which anything happened.

    Added rows have 0 in each count, and null in everything else. Where `is_known` says that an interval was
    not fetched or has not begun, its counts are null as well.
    """
    times = pl.datetime_range(period.start, period.end, "15m", closed="left", time_zone="UTC", eager=True)
    began = pl.col("began")
    every = (
        times.alias("time")
        .to_frame()
        .group_by(dimension("interval", grain), interval(grain).alias("began"))
        .agg(
            pl.col("time").min().alias("first"),
            (pl.col("time").max() + pl.duration(minutes=15)).alias("last"),
        )
        .with_columns(wall_clock(began, grain.zone).alias("at"))
        .join(table.select("interval"), on="interval", how="anti")
    )
    are_known = [is_known(Period(*bounds)) for bounds in every.select("first", "last").iter_rows()]
    is_counted = pl.Series("known", are_known, pl.Boolean)
    zeros = [
        pl.when(is_counted).then(0).cast(table.schema[name]).alias(name)
        for name in table.columns
        if name in METRICS and METRICS[name].unit == "count"
    ]
    added = every.select(pl.col("interval").cast(table.schema["interval"]), "at", *zeros)
    return pl.concat([table, added.cast({"at": table.schema["at"]})], how="diagonal").sort("interval")


def week_table(visits: pl.LazyFrame, rules: Metrics, grain: Grain) -> pl.LazyFrame:
    """A row an hour of the week with visits: `hour_of_week` its key, `weekday` (Mon …) and `hour` (0–23)."""
    weekday, hour = (
        pl.col("hour_of_week").str.split("-").list.get(0),
        pl.col("hour_of_week").str.split("-").list.get(1),
    )
    return (
        visit_sums(visits.with_columns(dimension("hour_of_week", grain)), ["hour_of_week"], rules)
        .pipe(with_ratios)
        .filter(pl.col("offered") > 0)
        .with_columns(
            weekday.replace_strict({str(i + 1): day for i, day in enumerate(WEEKDAYS)}).alias("weekday"),
            hour.cast(pl.Int64).alias("hour"),
        )
        .sort(weekday, "hour")
    )


def wait_table(visits: pl.LazyFrame, rules: Metrics, grain: Grain) -> pl.LazyFrame:
    """A row a wait bucket: `wait_bucket` its key, `label` how it is read, shortest first."""
    return _by_bucket(visits, "wait_bucket", WAIT_BUCKETS_S, grain, count_columns("visits", rules))


def handle_time_table(handlings: pl.LazyFrame, rules: Metrics, grain: Grain) -> pl.LazyFrame:
    """A row a handle time bucket: `handle_bucket` its key, `label` how it is read, shortest first."""
    return _by_bucket(handlings, "handle_bucket", HANDLE_BUCKETS_S, grain, count_columns("handlings", rules))


def _by_bucket(
    frame: pl.LazyFrame, by: str, lows: tuple[int, ...], grain: Grain, sums: list[pl.Expr]
) -> pl.LazyFrame:
    return (
        sum_by(frame.with_columns(dimension(by, grain)), [by], sums)
        .sort(pl.col(by).cast(pl.Int64, strict=False), nulls_last=True)
        .with_columns(bucket_label(by, lows).alias("label"))
    )


def summary(tables: Tables, rules: Metrics) -> pl.LazyFrame:
    """One row: every metric over the selection, and the sums of each hour of the week."""
    sums = [*sum_tables(tables, rules), wait_quantiles(tables.visits, rules)]
    return pl.concat(sums, how="horizontal").pipe(with_ratios)


def newest_names(kind: str, *frames: pl.LazyFrame) -> pl.LazyFrame:
    """The most recent name of each queue or agent, by id.

    Rows without an id have no name.
    """
    key, name = f"{kind}_id", f"{kind}_name"
    names = pl.concat([frame.select(key, name, "time").drop_nulls([key, name]) for frame in frames])
    return names.group_by(key).agg(pl.col(name).sort_by("time", name).last())
