"""Stretches of time behave as sets of instants."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from lib.store.intervals import intersect_intervals, merge_intervals, subtract_intervals, total_length
from tests.store.made import HOUR, hours

if TYPE_CHECKING:
    from lib.period import Period

BOUNDS = st.lists(st.integers(0, 24), min_size=2, max_size=2, unique=True).map(sorted)
STRETCHES = st.lists(BOUNDS.map(lambda pair: hours(*pair)), max_size=6)


def instants(stretches: list[Period]) -> set[int]:
    """The hours that are within."""
    return {hour for hour in range(24) if any(one.overlaps(hours(hour, hour + 1)) for one in stretches)}


@given(STRETCHES)
def test_joined_stretches_hold_the_same_and_neither_touch_nor_overlap(stretches: list[Period]) -> None:
    found = merge_intervals(stretches)
    assert instants(found) == instants(stretches)
    assert all(one.end < other.start for one, other in pairwise(found))


@given(STRETCHES, STRETCHES)
def test_what_is_cut_and_what_is_common_are_the_whole(stretches: list[Period], holes: list[Period]) -> None:
    left, shared = subtract_intervals(stretches, holes), intersect_intervals(stretches, holes)
    assert instants(left) == instants(stretches) - instants(holes)
    assert instants(shared) == instants(stretches) & instants(holes)
    assert (
        total_length(left) + total_length(shared)
        == total_length(stretches)
        == len(instants(stretches)) * HOUR
    )
