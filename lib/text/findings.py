"""Findings in words: what a chart says to one who does not see it, and what a page says first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from lib.formatting import count, moment, number, several, share, spoken, weekday
from lib.metrics import METRICS
from lib.metrics.definitions.rates import OVER

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lib.metrics import Grain
    from lib.settings import Metrics, ServiceLevelPolicy


def extremes(frame: pl.DataFrame, name: str, metric: str) -> str:
    """Where a figure is highest and lowest, by the names in a column."""
    known = frame.drop_nulls(metric).sort(metric, descending=True)
    if known.is_empty():
        return "There is nothing to show."
    highest, lowest = (known.row(row, named=True) for row in (0, -1))
    told = f"Highest: {_value(highest, name, metric)}"
    return f"{told}." if known.height == 1 else f"{told}; lowest: {_value(lowest, name, metric)}."


def peak(intervals: pl.DataFrame, metric: str, grain: Grain) -> str:
    """When a figure was highest and lowest."""
    say = weekday if grain.every.endswith(("d", "w")) else moment
    named = intervals.with_columns(pl.Series("when", [say(at) for at in intervals["at"]], dtype=pl.String))
    return extremes(named, "when", metric)


def _value(row: dict[str, object], name: str, metric: str) -> str:
    """`Sales Desk with 4.2% of 540`."""
    value = row[metric]
    over = f" of {count(row[OVER[metric]])}" if metric in OVER else ""  # type: ignore[arg-type]
    return f"{row[name]} with {spoken(value, METRICS[metric].unit)}{over}"  # type: ignore[arg-type]


def standings(queues: pl.DataFrame, metric: str, queue_name: Callable[[str | None], str]) -> list[str]:
    """Which queues miss a figure's target, of how many; nothing where none has one.

    Names stand as the records give them.
    """
    aimed = queues.drop_nulls(f"{metric}_standing").sort(metric, descending=metric != "service_level")
    if aimed.is_empty():
        return []
    missed, close = (
        [queue_name(key) for key in aimed.filter(pl.col(f"{metric}_standing") == word)["queue_id"]]
        for word in ("missed", "too close to call")
    )
    what = METRICS[metric].label
    if not missed:
        told = f"{what}: no queue of {aimed.height} misses its target by more than chance."
    else:
        told = f"{what}: {_missing(len(missed), aimed.height)}: {listed(missed)}."
    return [told, *([f"Too close to call: {listed(close)}."] if close else [])]


def _missing(missed: int, of: int) -> str:
    """`1 of 6 queues misses its target`, `2 of 6 queues miss their target`."""
    rest = "misses its target" if missed == 1 else "miss their target"
    return f"{count(missed)} of {several(of, 'queues')} {rest}"


def misses(cells: pl.DataFrame, metric: str) -> str:
    """How often each queue missed a target, the one that did most first."""
    missed = (
        cells.filter(pl.col(f"{metric}_standing") == "missed").group_by("queue").len().sort("len", "queue")
    )
    told = [f"{queue} {several(times, 'times')}" for queue, times in reversed(missed.rows())]
    return (
        f"Its target was missed by {listed(told)}." if told else "No target was missed by more than chance."
    )


def listed(words: Sequence[str]) -> str:
    """`a, b and c`."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else ""


POLICIES: dict[ServiceLevelPolicy, str] = {
    "offered": "all offered",
    "offered_less_short": "those offered less short abandons",
    "answered": "those answered",
    "answered_or_abandoned": "all offered, those who left in time counted as served",
}


def policy(rules: Metrics) -> str:
    """What service level means under the settings: threshold, policy and target."""
    own = any(queue.service_level_s is not None for queue in rules.queues.values())
    aim = rules.service_level_target
    return (
        f"Service level: answered within {number(rules.service_level_s, 0)} s, of "
        f"{POLICIES[rules.service_level_policy]}."
        + ("" if rules.callbacks_in_waits else " Callbacks are left out.")
        + (" Some queues have a threshold of their own." if own else "")
        + (f" Target: {share(aim, 0)}." if aim is not None else "")
    )
