"""Every share and mean as a quotient of two sums, and the count that it is taken over."""

from __future__ import annotations

import polars as pl

from lib.metrics.statistics.intervals import ratio, wilson


def with_ratios(sums: pl.LazyFrame) -> pl.LazyFrame:
    """Adds every ratio whose columns are in the frame; null where there is nothing to divide by."""
    columns = sums.collect_schema().names()
    exprs = [
        ratio(top, bottom).alias(name) for name, (top, bottom, needs) in RATIOS.items() if needs in columns
    ]
    if "offered" in columns:
        for stem, name in (("abandonment", "abandonment_rate"), ("service_level", "service_level")):
            low, high = wilson(*RATIOS[name][:2])
            exprs += [low.alias(f"{stem}_low"), high.alias(f"{stem}_high")]
    return sums.with_columns(exprs)


Ratio = tuple[pl.Expr, pl.Expr, str]
"""Numerator, denominator, and the column whose presence says that the frame has their grain.

Both are single columns: the settings decide which rows these count, never what is divided by what.
"""

RATIOS: dict[str, Ratio] = {
    "abandonment_rate": (pl.col("counted_abandoned"), pl.col("abandonment_base"), "offered"),
    "unserved_rate": (pl.col("unserved"), pl.col("offered"), "offered"),
    "service_level": (pl.col("well_served"), pl.col("service_level_base"), "offered"),
    "callback_mean_s": (pl.col("callback_total_s"), pl.col("callbacks_timed"), "offered"),
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
    "non_response_rate": (pl.col("non_responses"), pl.col("assignments_decided"), "assignments"),
    "containment_rate": (pl.col("contained"), pl.col("containment_base"), "contained"),
    "transfer_rate": (pl.col("transferred"), pl.col("handled_conversations"), "bot_only"),
    "csat_mean": (pl.col("csat_total"), pl.col("scored"), "bot_only"),
    "nps": (pl.col("nps_net_total"), pl.col("nps_scored"), "bot_only"),
    "nps_mean": (pl.col("nps_total"), pl.col("nps_scored"), "bot_only"),
    "liked_rate": (pl.col("liked"), pl.col("like_scored"), "bot_only"),
    "handled_csat_mean": (pl.col("handled_csat_total"), pl.col("handled_csat_scored"), "timed"),
    "handled_nps": (pl.col("handled_nps_net_total"), pl.col("handled_nps_scored"), "timed"),
    "handled_nps_mean": (pl.col("handled_nps_total"), pl.col("handled_nps_scored"), "timed"),
    "handled_liked_rate": (pl.col("handled_liked"), pl.col("handled_like_scored"), "timed"),
    "scored_rate": (pl.col("scored_handled"), pl.col("handled_conversations"), "bot_only"),
}

SQUARES = {
    "asa_s": "wait_squares",
    "callback_mean_s": "callback_squares",
    "aht_s": "handle_squares",
    "talk_mean_s": "talk_squares",
    "hold_mean_s": "hold_squares",
    "hold_mean_held_s": "hold_squares",
    "acw_mean_s": "acw_squares",
    "acw_mean_any_s": "acw_squares",
    "first_response_mean_s": "first_response_squares",
    "csat_mean": "csat_squares",
    "nps": "nps_net_squares",
    "nps_mean": "nps_squares",
    "handled_csat_mean": "handled_csat_squares",
    "handled_nps": "handled_nps_net_squares",
    "handled_nps_mean": "handled_nps_squares",
}
"""The sum of squares beside each mean's sum; one whose n leaves zeros out shares it with the whole's."""

DENOMINATORS = {name: bottom.meta.root_names()[0] for name, (_, bottom, _) in RATIOS.items()} | {
    "wait_p50_s": "waited",
    "wait_p90_s": "waited",
    "callback_p50_s": "callbacks_timed",
}
"""The count that each share, mean and quantile is taken over, shown as n."""

NUMERATORS = {
    name: top.meta.root_names()[0]
    for name, (top, _, _) in RATIOS.items()
    if name.endswith("_rate") or name == "service_level"
}
"""The count that is each share's numerator."""
