"""Times variants of one piece of work side by side, and says how they compare."""

from __future__ import annotations

import gc
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def medians(variants: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Seconds of each variant: the median of `rounds`, after one round to warm up.

    The variants take turns, so that a machine that slows down slows all of them.
    """
    times: dict[str, list[float]] = {name: [] for name in variants}
    for number in range(rounds + 1):
        for name, work in variants.items():
            gc.collect()
            begun = perf_counter()
            work()
            if number:
                times[name].append(perf_counter() - begun)
    return {name: median(taken) for name, taken in times.items()}


def report(title: str, taken: Mapping[str, float], of: str, pieces: int, unit: str) -> str:
    """A line a variant: its time, its time a piece, and how many times as long as `of` it took."""
    width = max(map(len, taken))
    lines = [
        f"  {name:<{width}}  {seconds * 1e3:9.1f} ms  {seconds / pieces * 1e6:8.2f} µs a {unit}"
        f"  {seconds / taken[of]:6.2f} ×"
        for name, seconds in taken.items()
    ]
    return "\n".join([title, *lines])
