"""Findings as sentences: alternative text of charts, and the headlines of pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from lib.formatting import (
    format_count,
    format_number,
    format_quantity,
    format_share,
    format_time,
    format_value,
    format_weekday,
)
from lib.metrics import METRICS
from lib.metrics.definitions.rates import DENOMINATORS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lib.metrics import Grain
    from lib.settings import Metrics, ServiceLevelPolicy


def describe_extremes(frame: pl.DataFrame, name: str, metric: str) -> str:
    """Where a metric is highest and lowest, by the names in a column."""
    rows = frame.drop_nulls(metric).sort(metric, descending=True)
    if rows.is_empty():
        return "There is nothing to show."
    highest, lowest = (rows.row(row, named=True) for row in (0, -1))
    text = f"Highest: {_format_row(highest, name, metric)}"
    return f"{text}." if rows.height == 1 else f"{text}; lowest: {_format_row(lowest, name, metric)}."


def describe_peak(intervals: pl.DataFrame, metric: str, grain: Grain) -> str:
    """When a metric was highest and lowest."""
    format_at = format_weekday if grain.every.endswith(("d", "w")) else format_time
    labelled = intervals.with_columns(
        pl.Series("when", [format_at(at) for at in intervals["at"]], dtype=pl.String)
    )
    return describe_extremes(labelled, "when", metric)


def _format_row(row: dict[str, object], name: str, metric: str) -> str:
    """`Sales Desk with 4.2% of 540`."""
    value = row[metric]
    over = f" of {format_count(row[DENOMINATORS[metric]])}" if metric in DENOMINATORS else ""  # type: ignore[arg-type]
    return f"{row[name]} with {format_value(value, METRICS[metric].unit)}{over}"  # type: ignore[arg-type]


def describe_targets(queues: pl.DataFrame, metric: str, queue_name: Callable[[str | None], str]) -> list[str]:
    """Which queues miss a metric's target, of how many; nothing where none has one.

    Names are as recorded: not escaped.
    """
    aimed = queues.drop_nulls(f"{metric}_standing").sort(metric, descending=metric != "service_level")
    if aimed.is_empty():
        return []
    missed, close = (
        [queue_name(key) for key in aimed.filter(pl.col(f"{metric}_standing") == standing)["queue_id"]]
        for standing in ("missed", "too close to call")
    )
    label = METRICS[metric].label
    if not missed:
        text = f"{label}: no queue of {aimed.height} misses its target by more than chance."
    else:
        text = f"{label}: {_count_missed(len(missed), aimed.height)}: {join_names(missed)}."
    return [text, *([f"Too close to call: {join_names(close)}."] if close else [])]


def _count_missed(missed: int, of: int) -> str:
    """`1 of 6 queues misses its target`, `2 of 6 queues miss their target`."""
    rest = "misses its target" if missed == 1 else "miss their target"
    return f"{format_count(missed)} of {format_quantity(of, 'queues')} {rest}"


def describe_target_misses(cells: pl.DataFrame, metric: str) -> str:
    """How often each queue missed a target, the one that did most first."""
    missed = (
        cells.filter(pl.col(f"{metric}_standing") == "missed").group_by("queue").len().sort("len", "queue")
    )
    counts = [f"{queue} {format_quantity(times, 'times')}" for queue, times in reversed(missed.rows())]
    return (
        f"Its target was missed by {join_names(counts)}."
        if counts
        else "No target was missed by more than chance."
    )


def join_names(names: Sequence[str]) -> str:
    """`a, b and c`."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""


POLICIES: dict[ServiceLevelPolicy, str] = {
    "offered": "all offered",
    "offered_less_short": "those offered less short abandons",
    "answered": "those answered",
    "answered_or_abandoned": "all offered, those who left in time counted as served",
}


def describe_service_level(rules: Metrics) -> str:
    """What service level means under the settings: threshold, policy and target."""
    own = any(queue.service_level_s is not None for queue in rules.queues.values())
    aim = rules.service_level_target
    return (
        f"Service level: answered within {format_number(rules.service_level_s, 0)} s, of "
        f"{POLICIES[rules.service_level_policy]}."
        + ("" if rules.callbacks_in_waits else " Callbacks are left out.")
        + (" Some queues have a threshold of their own." if own else "")
        + (f" Target: {format_share(aim, 0)}." if aim is not None else "")
    )
