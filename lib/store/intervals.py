"""Stretches of time as sets: joined, cut out of each other, measured; no I/O."""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise, takewhile
from typing import TYPE_CHECKING

from lib.period import Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BEGINNING = datetime.min.replace(tzinfo=UTC)
FAR = datetime.max.replace(tzinfo=UTC)


def merge_intervals(stretches: Iterable[Period]) -> list[Period]:
    """The same instants as few stretches, oldest first; those that touch become one."""
    merged: list[Period] = []
    for stretch in sorted(stretches, key=lambda interval: interval.start):
        if merged and stretch.start <= merged[-1].end:
            merged[-1] = Period(merged[-1].start, max(merged[-1].end, stretch.end))
        else:
            merged.append(stretch)
    return merged


def subtract_intervals(stretches: Iterable[Period], holes: Iterable[Period]) -> list[Period]:
    """The instants of `stretches` that are in no hole, as few stretches, oldest first."""
    cut = merge_intervals(holes)
    ends = [hole.end for hole in cut]
    return [
        part
        for interval in merge_intervals(stretches)
        for part in _subtract(interval, cut, bisect_right(ends, interval.start))
    ]


def intersect_intervals(stretches: Iterable[Period], others: Iterable[Period]) -> list[Period]:
    """The instants that are in both, oldest first."""
    cut = merge_intervals(others)
    pairs = (
        (interval, other)
        for interval in merge_intervals(stretches)
        for other in cut
        if interval.overlaps(other)
    )
    return [
        Period(max(interval.start, other.start), min(interval.end, other.end)) for interval, other in pairs
    ]


def total_length(stretches: Iterable[Period]) -> timedelta:
    """How long they are together, what overlaps counted once."""
    return sum((stretch.length for stretch in merge_intervals(stretches)), timedelta())


def interval_between(start: datetime, end: datetime) -> list[Period]:
    """One stretch, or none where the end is not after the start."""
    return [Period(start, end)] if start < end else []


def _subtract(stretch: Period, cut: Sequence[Period], first: int) -> list[Period]:
    """What the holes leave of a stretch; those before the first end before it begins."""
    overlapping = list(takewhile(lambda hole: hole.start < stretch.end, islice(cut, first, None)))
    edges = [
        (stretch.start, stretch.start),
        *((h.start, h.end) for h in overlapping),
        (stretch.end, stretch.end),
    ]
    return [Period(before[1], after[0]) for before, after in pairwise(edges) if before[1] < after[0]]
