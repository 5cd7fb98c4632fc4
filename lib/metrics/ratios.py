"""Every share and mean as one sum over another, divided last, and the count that it is taken over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from lib.metrics.statistics import ratio, wilson

if TYPE_CHECKING:
    from lib.settings import Metrics, ServiceLevelPolicy


def with_ratios(sums: pl.LazyFrame, rules: Metrics) -> pl.LazyFrame:
    """Every ratio whose numerator and denominator are there; null where there is nothing to divide by."""
    there = sums.collect_schema().names()
    ratios = ratios_under(rules)
    exprs = [
        ratio(top, bottom).alias(name) for name, (top, bottom, needs) in ratios.items() if needs in there
    ]
    if "offered" in there:
        for stem, name in (("abandonment", "abandonment_rate"), ("service_level", "service_level")):
            low, high = wilson(*ratios[name][:2])
            exprs += [low.alias(f"{stem}_low"), high.alias(f"{stem}_high")]
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
    "transferred_on_rate": (pl.col("transferred_on"), pl.col("handlings"), "timed"),
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
