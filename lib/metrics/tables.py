"""Counts and seconds by queue, by agent, by interval and in all: summed by grain, divided last."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from lib.frames.schema import OUTCOMES
from lib.metrics.dimensions import (
    HANDLE_BUCKETS_S,
    WAIT_BUCKETS_S,
    WEEKDAYS,
    Grain,
    bucket_label,
    dimension,
    interval,
    wall_clock,
)
from lib.metrics.figures import counts
from lib.metrics.statistics import ratio, wilson

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lib.metrics.filters import Tables
    from lib.settings import Metrics, ServiceLevelPolicy

TIMES = ("handle_total_s", "talk_total_s", "hold_total_s", "acw_total_s", "held", "with_acw")
MEANS = ("aht_s", "hold_mean_s", "hold_mean_held_s", "acw_mean_s", "acw_mean_any_s")

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
)
"""The exported table by agent: names and order are a contract."""


def queue_table(visits: pl.LazyFrame, handlings: pl.LazyFrame, rules: Metrics) -> pl.LazyFrame:
    """A row a queue, busiest first, with `QUEUE_COLUMNS` and more ratios after them.

    A transfer direct to an agent has no queue: its handlings stand in the row whose queue_id is null.
    """
    return (
        _joined(
            "queue_id", visit_sums(visits, ["queue_id"], rules), handling_sums(handlings, ["queue_id"], rules)
        )
        .join(newest_names("queue", visits, handlings), on="queue_id", how="left", nulls_equal=True)
        .pipe(with_ratios, rules)
        .sort("offered", "handlings", "queue_id", descending=[True, True, False], nulls_last=True)
        .select(*QUEUE_COLUMNS, pl.exclude(QUEUE_COLUMNS))
    )


def agent_table(handlings: pl.LazyFrame, assignments: pl.LazyFrame, rules: Metrics) -> pl.LazyFrame:
    """A row an agent, busiest first, with `AGENT_COLUMNS` and more ratios after them."""
    return (
        _joined(
            "agent_id",
            handling_sums(handlings, ["agent_id"], rules),
            assignment_sums(assignments, ["agent_id"], rules),
        )
        .join(newest_names("agent", handlings, assignments), on="agent_id", how="left", nulls_equal=True)
        .pipe(with_ratios, rules)
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
        _joined(keys, visit_sums(visits, keys, rules), handling_sums(handlings, keys, rules))
        .pipe(with_ratios, rules)
        .sort("began")
        .with_columns(wall_clock(pl.col("began"), grain.zone).alias("at"))
        .drop("began")
    )


def week_table(visits: pl.LazyFrame, rules: Metrics, grain: Grain) -> pl.LazyFrame:
    """A row an hour of the week with visits: `hour_of_week` its key, `weekday` (Mon …) and `hour` (0–23)."""
    weekday, hour = (
        pl.col("hour_of_week").str.split("-").list.get(0),
        pl.col("hour_of_week").str.split("-").list.get(1),
    )
    return (
        visit_sums(visits.with_columns(dimension("hour_of_week", grain)), ["hour_of_week"], rules)
        .pipe(with_ratios, rules)
        .filter(pl.col("offered") > 0)
        .with_columns(
            weekday.replace_strict({str(i + 1): day for i, day in enumerate(WEEKDAYS)}).alias("weekday"),
            hour.cast(pl.Int64).alias("hour"),
        )
        .sort(weekday, "hour")
    )


def wait_table(visits: pl.LazyFrame, rules: Metrics, grain: Grain) -> pl.LazyFrame:
    """A row a wait bucket: `wait_bucket` its key, `label` how it is read, shortest first."""
    return _by_bucket(visits, "wait_bucket", WAIT_BUCKETS_S, grain, counts("visits", rules))


def handle_time_table(handlings: pl.LazyFrame, rules: Metrics, grain: Grain) -> pl.LazyFrame:
    """A row a handle time bucket: `handle_bucket` its key, `label` how it is read, shortest first."""
    return _by_bucket(handlings, "handle_bucket", HANDLE_BUCKETS_S, grain, counts("handlings", rules))


def _by_bucket(
    frame: pl.LazyFrame, by: str, lows: tuple[int, ...], grain: Grain, sums: list[pl.Expr]
) -> pl.LazyFrame:
    return (
        _sums(frame.with_columns(dimension(by, grain)), [by], sums)
        .sort(pl.col(by).cast(pl.Int64, strict=False), nulls_last=True)
        .with_columns(bucket_label(by, lows).alias("label"))
    )


def summary(tables: Tables, rules: Metrics) -> pl.LazyFrame:
    """One row: every figure over everything that was picked."""
    return pl.concat(
        [
            visit_sums(tables.visits, [], rules),
            handling_sums(tables.handlings, [], rules),
            assignment_sums(tables.assignments, [], rules),
            conversation_sums(tables.conversations, [], rules),
        ],
        how="horizontal",
    ).pipe(with_ratios, rules)


def visit_sums(visits: pl.LazyFrame, by: list[str], rules: Metrics) -> pl.LazyFrame:
    """Counts of visits and seconds waited by `by`, and the quantiles of answered waits."""
    waited = pl.col("wait_s").filter(
        (pl.col("outcome") == "answered") & pl.col("direction").ne_missing("Outbound")
    )
    return _sums(
        visits,
        by,
        [
            *counts("visits", rules),
            waited.sum().alias("wait_total_s"),
            _squares(waited, "wait"),
            waited.quantile(0.5, "linear").alias("wait_p50_s"),
            waited.quantile(0.9, "linear").alias("wait_p90_s"),
        ],
    )


def handling_sums(handlings: pl.LazyFrame, by: list[str], rules: Metrics) -> pl.LazyFrame:
    """Counts of handlings, seconds handled and their squares by `by`; only of handlings that are timed."""
    timed = pl.col("interaction_s").is_not_null()
    spans = {part: pl.col(f"{part}_s").filter(timed) for part in ("handle", "talk", "hold", "acw")}
    spans["first_response"] = pl.col("first_response_s")
    return _sums(
        handlings,
        by,
        [
            *counts("handlings", rules),
            *(span.sum().alias(f"{part}_total_s") for part, span in spans.items()),
            *(_squares(span, part) for part, span in spans.items()),
        ],
    )


def assignment_sums(assignments: pl.LazyFrame, by: list[str], rules: Metrics) -> pl.LazyFrame:
    """Counts of assignments by `by`."""
    return _sums(assignments, by, counts("assignments", rules))


def conversation_sums(conversations: pl.LazyFrame, by: list[str], rules: Metrics) -> pl.LazyFrame:
    """Counts of conversations and the sum of their CSAT scores by `by`."""
    return _sums(
        conversations,
        by,
        [
            *counts("conversations", rules),
            pl.col("csat_score").sum().alias("csat_total"),
            _squares(pl.col("csat_score"), "csat"),
        ],
    )


def _squares(span: pl.Expr, part: str) -> pl.Expr:
    """The sum of squares, from which a mean's spread is made last: it adds up over days as sums do."""
    return (span**2).sum().alias(f"{part}_squares")


def _sums(frame: pl.LazyFrame, by: list[str], sums: Iterable[pl.Expr]) -> pl.LazyFrame:
    return frame.group_by(by).agg(sums) if by else frame.select(sums)


def _joined(key: str | list[str], left: pl.LazyFrame, right: pl.LazyFrame) -> pl.LazyFrame:
    """Both grains by one key; what one side does not have counts 0, but a quantile stays null."""
    joined = left.join(right, on=key, how="full", coalesce=True, nulls_equal=True)
    summed = pl.selectors.integer() | pl.selectors.ends_with("_total_s", "_squares")
    summed -= pl.selectors.by_name(key)
    return joined.with_columns(summed.fill_null(0))


def with_ratios(sums: pl.LazyFrame, rules: Metrics) -> pl.LazyFrame:
    """Every ratio whose numerator and denominator are there; null where there is nothing to divide by."""
    there = sums.collect_schema().names()
    ratios = ratios_under(rules)
    exprs = [
        ratio(top, bottom).alias(name) for name, (top, bottom, needs) in ratios.items() if needs in there
    ]
    if "offered" in there:
        top, bottom, _ = ratios["abandonment_rate"]
        low, high = wilson(top, bottom)
        exprs += [low.alias("abandonment_low"), high.alias("abandonment_high")]
    return sums.with_columns(exprs)


def ratios_under(rules: Metrics) -> dict[str, Ratio]:
    """Every ratio as the settings want it."""
    ratios = {**RATIOS, "service_level": SERVICE_LEVELS[rules.service_level_policy]}
    if not rules.count_short_abandoned:
        ratios["abandonment_rate"] = (_less_short("abandoned"), _less_short("offered"), "offered")
    return ratios


def _less_short(name: str) -> pl.Expr:
    return pl.col(name) - pl.col("short_abandoned")


Ratio = tuple[pl.Expr, pl.Expr, str]
"""Numerator, denominator, and the column that tells whether their grain is there at all."""

RATIOS: dict[str, Ratio] = {
    "abandonment_rate": (pl.col("abandoned"), pl.col("offered"), "offered"),
    "unserved_rate": (
        pl.col("abandoned") + pl.col("system_ended") + pl.col("unknown"),
        pl.col("offered"),
        "offered",
    ),
    "asa_s": (pl.col("wait_total_s"), pl.col("waited"), "offered"),
    "aht_s": (pl.col("handle_total_s"), pl.col("timed"), "timed"),
    "talk_mean_s": (pl.col("talk_total_s"), pl.col("timed"), "timed"),
    "hold_mean_s": (pl.col("hold_total_s"), pl.col("timed"), "timed"),
    "hold_mean_held_s": (pl.col("hold_total_s"), pl.col("held"), "timed"),
    "held_rate": (pl.col("held"), pl.col("timed"), "timed"),
    "acw_mean_s": (pl.col("acw_total_s"), pl.col("timed"), "timed"),
    "acw_mean_any_s": (pl.col("acw_total_s"), pl.col("with_acw"), "timed"),
    "with_acw_rate": (pl.col("with_acw"), pl.col("timed"), "timed"),
    "abandoned_with_agent_rate": (pl.col("abandoned_with_agent"), pl.col("handlings"), "timed"),
    "first_response_mean_s": (pl.col("first_response_total_s"), pl.col("first_responses"), "timed"),
    "non_response_rate": (pl.col("non_responses"), pl.col("assignments"), "assignments"),
    "containment_rate": (pl.col("contained"), pl.col("inbound_conversations"), "contained"),
    "transfer_rate": (pl.col("transferred"), pl.col("handled_conversations"), "bot_only"),
    "csat_mean": (pl.col("csat_total"), pl.col("scored"), "bot_only"),
    "scored_rate": (pl.col("scored_handled"), pl.col("handled_conversations"), "bot_only"),
}

SERVICE_LEVELS: dict[ServiceLevelPolicy, Ratio] = {
    "offered": (pl.col("within_target"), pl.col("offered"), "offered"),
    "offered_less_short": (pl.col("within_target"), _less_short("offered"), "offered"),
    "answered": (pl.col("within_target"), pl.col("answered"), "offered"),
    "answered_or_abandoned": (
        pl.col("within_target") + pl.col("abandoned_in_time"),
        pl.col("offered"),
        "offered",
    ),
}


SQUARES = {
    "asa_s": "wait_squares",
    "aht_s": "handle_squares",
    "talk_mean_s": "talk_squares",
    "hold_mean_s": "hold_squares",
    "hold_mean_held_s": "hold_squares",
    "acw_mean_s": "acw_squares",
    "acw_mean_any_s": "acw_squares",
    "first_response_mean_s": "first_response_squares",
    "csat_mean": "csat_squares",
}
"""The sum of squares beside each mean's sum; one whose n leaves zeros out shares it with the whole's."""

OVER = {name: bottom.meta.root_names()[0] for name, (_, bottom, _) in RATIOS.items()} | {
    "service_level": "offered",
    "wait_p50_s": "waited",
    "wait_p90_s": "waited",
}
"""The count that each share, mean and quantile is taken over: the n that stands beside it."""


def newest_names(kind: str, *frames: pl.LazyFrame) -> pl.LazyFrame:
    """The name last seen of each queue or agent, since names change and ids do not.

    Rows without an id may be of many, so that no name is theirs.
    """
    key, name = f"{kind}_id", f"{kind}_name"
    seen = pl.concat([frame.select(key, name, "time").drop_nulls([key, name]) for frame in frames])
    return seen.group_by(key).agg(pl.col(name).sort_by("time", name).last())
