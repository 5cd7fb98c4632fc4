"""What a change is made of, in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from lib.formatting import duration, points, share

if TYPE_CHECKING:
    from collections.abc import Callable

    from lib.metrics.analyses.change_decomposition import Split

LEAST_TOLD: Final = {True: 0.0005, False: 0.5}
"""Effects that would be said as nothing: by whether they are of a share."""


def split_sentence(
    found: Split, *, metric: str, is_share: bool, queue: Callable[[str | None], str] | None = None
) -> str:
    """What a change is made of, the largest part first, and which queue did most.

    Args:
        found: the change in its parts.
        metric: what has changed: AHT, Abandonment.
        is_share: whether the unit is points, else seconds.
        queue: the name of a queue by its id, where one is to be named.
    """
    if found.before is None or found.now is None:
        return f"{metric} cannot be compared: one of the periods has nothing."
    spoken, size = (share, points) if is_share else (duration, duration)
    change = found.now - found.before
    least = LEAST_TOLD[is_share]
    told = f"from {spoken(found.before)} to {spoken(found.now)}"
    if abs(change) < least:
        first = f"{metric} is as before, {told}"
    else:
        first = f"{metric} {'rose' if change > 0 else 'fell'} by {size(abs(change))}, {told}"
    parts = found.parts.filter(pl.col("effect").abs() >= least).sort(pl.col("effect").abs(), descending=True)
    made = [
        f"{_signed(effect, size)} by {label.lower()}"
        for label, effect in parts.select("label", "effect").iter_rows()
    ]
    return f"{first}: {', '.join(made)}.{_most(found, least, size, queue)}" if made else f"{first}."


def _most(
    found: Split, least: float, size: Callable[[float], str], queue: Callable[[str | None], str] | None
) -> str:
    by_queue = found.queues.group_by("queue_id").agg(pl.col("effect").sum()).sort(pl.col("effect").abs())
    if queue is None or by_queue.height < 2 or abs(by_queue["effect"][-1]) < least:
        return ""
    key, effect = by_queue.row(-1)
    return f" The most in {queue(key)}: {_signed(effect, size)}."


def _signed(effect: float, size: Callable[[float], str]) -> str:
    return ("+" if effect > 0 else "−") + size(abs(effect))
