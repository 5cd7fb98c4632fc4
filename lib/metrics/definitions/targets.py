"""Targets of the settings, by queue, and whether a metric meets them by more than chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import polars as pl

if TYPE_CHECKING:
    from lib.settings import Metrics

TARGETS = {"service_level": "service_level_target", "abandonment_rate": "abandonment_max"}
"""The metrics that can have a target, with the setting that holds it."""

INTERVALS = {"service_level": "service_level", "abandonment_rate": "abandonment"}
"""The stem of the columns with each metric's 95 % interval."""

Standing = Literal["met", "missed", "too close to call"]


def find_target(metric: str, rules: Metrics, queue_id: str | None = None) -> float | None:
    """A metric's target, a queue's own where it has one; null where none is set."""
    setting = TARGETS.get(metric)
    if setting is None:
        return None
    own = getattr(rules.queues.get(queue_id or ""), setting, None)
    common: float | None = getattr(rules, setting)
    return common if own is None else own


def with_targets(queues: pl.DataFrame, rules: Metrics) -> pl.DataFrame:
    """Rows by queue with `…_target` and `…_standing` (met, missed, too close to call) of each metric.

    A share is compared by its 95 % interval: where that contains the target, it is too close to call.
    Both columns are null where no target is set, the standing also where the share is null.
    """
    for metric, stem in INTERVALS.items():
        aims = [find_target(metric, rules, queue) for queue in queues["queue_id"]]
        ends = queues.select(f"{stem}_low", f"{stem}_high").iter_rows()
        standings = [
            None if aim is None or low is None else compare_with_target(metric, low, high, aim)
            for aim, (low, high) in zip(aims, ends, strict=True)
        ]
        queues = queues.with_columns(
            pl.Series(f"{metric}_target", aims, dtype=pl.Float64),
            pl.Series(f"{metric}_standing", standings, dtype=pl.String),
        )
    return queues


def compare_with_target(metric: str, low: float, high: float, aim: float) -> Standing:
    """Whether a share's interval meets its target; abandonment meets it below, service level above."""
    if low <= aim <= high:
        return "too close to call"
    return "met" if (high < aim) == (metric == "abandonment_rate") else "missed"
