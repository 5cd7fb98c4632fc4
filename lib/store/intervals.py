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


def joined(stretches: Iterable[Period]) -> list[Period]:
    """The same instants as few stretches, oldest first; those that touch become one."""
    found: list[Period] = []
    for stretch in sorted(stretches, key=lambda one: one.start):
        if found and stretch.start <= found[-1].end:
            found[-1] = Period(found[-1].start, max(found[-1].end, stretch.end))
        else:
            found.append(stretch)
    return found


def without(stretches: Iterable[Period], holes: Iterable[Period]) -> list[Period]:
    """The instants of `stretches` that are in no hole, as few stretches, oldest first."""
    cut = joined(holes)
    ends = [hole.end for hole in cut]
    return [part for one in joined(stretches) for part in _without(one, cut, bisect_right(ends, one.start))]


def common(stretches: Iterable[Period], others: Iterable[Period]) -> list[Period]:
    """The instants that are in both, oldest first."""
    cut = joined(others)
    pairs = ((one, other) for one in joined(stretches) for other in cut if one.overlaps(other))
    return [Period(max(one.start, other.start), min(one.end, other.end)) for one, other in pairs]


def total(stretches: Iterable[Period]) -> timedelta:
    """How long they are together, what overlaps counted once."""
    return sum((stretch.length for stretch in joined(stretches)), timedelta())


def between(start: datetime, end: datetime) -> list[Period]:
    """One stretch, or none where the end is not after the start."""
    return [Period(start, end)] if start < end else []


def _without(stretch: Period, cut: Sequence[Period], first: int) -> list[Period]:
    """What the holes leave of a stretch; those before the first end before it begins."""
    met = list(takewhile(lambda hole: hole.start < stretch.end, islice(cut, first, None)))
    edges = [(stretch.start, stretch.start), *((h.start, h.end) for h in met), (stretch.end, stretch.end)]
    return [Period(before[1], after[0]) for before, after in pairwise(edges) if before[1] < after[0]]
