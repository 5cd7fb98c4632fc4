"""Sentences on the parts of a change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from lib.formatting import format_duration, format_points, format_share

if TYPE_CHECKING:
    from collections.abc import Callable

    from lib.metrics.analyses.change_decomposition import ChangeSplit

LEAST_EFFECT: Final = {True: 0.0005, False: 0.5}
"""The smallest effect that is named, by whether it is of a share (else seconds)."""


def describe_change_parts(
    split: ChangeSplit, *, metric: str, is_share: bool, queue: Callable[[str | None], str] | None = None
) -> str:
    """What a change is made of, the largest part first, and which queue did most.

    Args:
        split: the change in its parts.
        metric: what has changed: AHT, Abandonment.
        is_share: whether the unit is points, else seconds.
        queue: the name of a queue by its id, where one is to be named.
    """
    if split.before is None or split.now is None:
        return f"{metric} cannot be compared: one of the periods has nothing."
    format_level, format_size = (
        (format_share, format_points) if is_share else (format_duration, format_duration)
    )
    change = split.now - split.before
    least = LEAST_EFFECT[is_share]
    levels = f"from {format_level(split.before)} to {format_level(split.now)}"
    if abs(change) < least:
        first = f"{metric} is as before, {levels}"
    else:
        first = f"{metric} {'rose' if change > 0 else 'fell'} by {format_size(abs(change))}, {levels}"
    parts = split.parts.filter(pl.col("effect").abs() >= least).sort(pl.col("effect").abs(), descending=True)
    effects = [
        f"{_format_signed(effect, format_size)} by {label.lower()}"
        for label, effect in parts.select("label", "effect").iter_rows()
    ]
    return (
        f"{first}: {', '.join(effects)}.{_largest_queue(split, least, format_size, queue)}"
        if effects
        else f"{first}."
    )


def _largest_queue(
    split: ChangeSplit,
    least: float,
    format_size: Callable[[float], str],
    queue: Callable[[str | None], str] | None,
) -> str:
    by_queue = split.queues.group_by("queue_id").agg(pl.col("effect").sum()).sort(pl.col("effect").abs())
    if queue is None or by_queue.height < 2 or abs(by_queue["effect"][-1]) < least:
        return ""
    key, effect = by_queue.row(-1)
    return f" The most in {queue(key)}: {_format_signed(effect, format_size)}."


def _format_signed(effect: float, format_size: Callable[[float], str]) -> str:
    return ("+" if effect > 0 else "−") + format_size(abs(effect))
