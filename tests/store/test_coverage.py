"""What was asked decides what is there, what is missing and what may still change."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.store.coverage import Coverage, FetchedWindow
from lib.store.intervals import merge_intervals, subtract_intervals, total_length
from tests.store.made import DAY, HOUR, LATER, MONDAY, SETTLE, WEEK, hours

if TYPE_CHECKING:
    from lib.period import Period

STALE = timedelta(minutes=15)


def missing(
    coverage: Coverage, period: Period = WEEK, now: datetime = LATER, **narrow: tuple[str, ...]
) -> list[Period]:
    return coverage.missing(period, now, settle=SETTLE, stale_after=STALE, **narrow)


def asked(window: Period, at: datetime = LATER, **narrow: tuple[str, ...]) -> Coverage:
    return Coverage((FetchedWindow(window, at, **narrow),))


def test_nothing_asked_leaves_all_missing() -> None:
    assert missing(Coverage()) == [WEEK]
    assert Coverage().share(WEEK, LATER) == 0


def test_what_was_asked_long_after_is_final() -> None:
    assert missing(asked(WEEK)) == []
    assert asked(WEEK).share(WEEK, LATER) == 1


def test_gaps_come_newest_first() -> None:
    assert missing(asked(hours(24, 48))) == [hours(48, 168), hours(0, 24)]


def test_the_future_is_never_missing() -> None:
    assert missing(Coverage(), now=MONDAY + 5 * HOUR) == [hours(0, 5)]
    assert missing(Coverage(), now=MONDAY - HOUR) == []
    assert Coverage().share(WEEK, MONDAY - HOUR) == 1


@pytest.mark.parametrize(
    ("asked_after_end", "now_after_end", "due"),
    [
        (timedelta(), timedelta(minutes=1), []),
        (timedelta(), timedelta(minutes=20), [hours(0, 24)]),
        (timedelta(hours=71), timedelta(hours=90), [hours(23, 24)]),
        (timedelta(hours=72), timedelta(hours=900), []),
    ],
)
def test_what_may_still_change_is_due_again_when_it_is_old(
    asked_after_end: timedelta, now_after_end: timedelta, due: list[Period]
) -> None:
    end = hours(0, 24).end
    assert missing(asked(hours(0, 24), end + asked_after_end), hours(0, 24), end + now_after_end) == due


def test_a_window_covers_nothing_beyond_the_instant_it_was_asked_at() -> None:
    noon = asked(hours(0, 24), MONDAY + 12 * HOUR)
    assert noon.share(hours(0, 24), MONDAY + 24 * HOUR) == 0.5
    assert missing(noon, hours(0, 24), MONDAY + 12 * HOUR + timedelta(minutes=14)) == []
    assert missing(noon, hours(0, 24), MONDAY + 12 * HOUR + timedelta(minutes=15)) == [hours(0, 12.25)]


@pytest.mark.parametrize(
    ("held", "wanted", "served"),
    [
        ({}, {}, True),
        ({}, {"channels": ("voice",)}, True),
        ({"channels": ("voice",)}, {}, False),
        ({"channels": ("chat", "voice")}, {"channels": ("voice",)}, True),
        ({"channels": ("voice",)}, {"channels": ("chat", "voice")}, False),
        ({"channels": ("voice",)}, {"channels": ("voice",), "queues": ("qu-1",)}, True),
        ({"queues": ("qu-1",)}, {"channels": ("voice",)}, False),
    ],
)
def test_a_wider_question_serves_a_narrower_one(
    held: dict[str, tuple[str, ...]], wanted: dict[str, tuple[str, ...]], *, served: bool
) -> None:
    assert missing(asked(WEEK, **held), **wanted) == ([] if served else [WEEK])


def test_data_are_as_of_the_oldest_that_is_shown() -> None:
    coverage = asked(hours(0, 24), LATER).add_window(FetchedWindow(hours(24, 48), LATER + HOUR))
    assert coverage.data_as_of(hours(0, 48)) == LATER
    assert coverage.data_as_of(hours(30, 40)) == LATER + HOUR
    assert coverage.data_as_of(hours(60, 70)) is None


def test_a_newer_answer_makes_an_older_one_superfluous() -> None:
    coverage = asked(hours(0, 24), MONDAY + DAY).add_window(FetchedWindow(WEEK, LATER))
    assert [one.window for one in coverage.fetches] == [WEEK]
    assert coverage.data_as_of(hours(0, 24)) == LATER


def test_a_narrow_answer_removes_no_wider_one() -> None:
    assert len(asked(WEEK, MONDAY + DAY).add_window(FetchedWindow(WEEK, LATER, ("voice",))).fetches) == 2


def test_the_windows_are_told_newest_first() -> None:
    rows = asked(hours(0, 24)).add_window(FetchedWindow(hours(24, 48), MONDAY + 2 * DAY)).windows(SETTLE)
    assert rows["start"].to_list() == [MONDAY + DAY, MONDAY]
    assert rows["settled"].to_list() == [False, True]


def test_what_is_removed_is_missing_again() -> None:
    assert missing(asked(WEEK).since(MONDAY + DAY)) == [hours(0, 24)]


WINDOWS = st.lists(
    st.tuples(
        st.lists(st.integers(0, 60), min_size=2, max_size=2, unique=True).map(sorted), st.integers(0, 200)
    ),
    max_size=6,
)


@given(WINDOWS, st.integers(1, 200))
def test_after_asking_what_is_missing_nothing_is(pairs: list[tuple[list[int], int]], hour: int) -> None:
    coverage, now, period = Coverage(), MONDAY + hour * HOUR, hours(0, 60)
    for (first, last), at in sorted(pairs, key=lambda pair: pair[1]):
        if at <= hour:
            coverage = coverage.add_window(FetchedWindow(hours(first, last), MONDAY + at * HOUR))
    due = missing(coverage, period, now)
    assert total_length(due) == sum((one.length for one in due), timedelta())
    for window in due:
        coverage = coverage.add_window(FetchedWindow(window, now))
    assert missing(coverage, period, now) == []
    assert coverage.share(period, now) == 1


@given(WINDOWS)
def test_superfluous_answers_change_nothing(pairs: list[tuple[list[int], int]]) -> None:
    every = tuple(FetchedWindow(hours(*bounds), MONDAY + at * HOUR) for bounds, at in pairs)
    kept = Coverage()
    for one in sorted(every, key=lambda one: one.asked_at):
        kept = kept.add_window(one)
    assert kept.intervals() == Coverage(every).intervals()
    assert missing(kept, now=LATER) == missing(Coverage(every), now=LATER)
    assert subtract_intervals([WEEK], merge_intervals(kept.intervals())) == subtract_intervals(
        [WEEK], Coverage(every).intervals()
    )


def test_final_neighbours_become_one() -> None:
    coverage = asked(hours(0, 24)).add_window(
        FetchedWindow(hours(24, 48), LATER + HOUR, requests=2, records=150)
    )
    (one,) = (
        coverage.add_window(FetchedWindow(hours(48, 72), LATER, requests=1, records=50))
        .merge_windows(SETTLE, LATER + 30 * DAY)
        .fetches
    )
    assert (one.window, one.asked_at, one.requests, one.records) == (hours(0, 72), LATER, 3, 200)


@pytest.mark.parametrize(
    "other",
    [
        FetchedWindow(hours(25, 48), LATER),
        FetchedWindow(hours(24, 48), LATER, ("voice",)),
        FetchedWindow(hours(24, 48), MONDAY + 3 * DAY),
        FetchedWindow(hours(24, 48), MONDAY + 30 * HOUR),
    ],
)
def test_what_is_apart_narrow_or_not_final_stays_by_itself(other: FetchedWindow) -> None:
    before = asked(hours(0, 24), MONDAY + 4 * DAY).add_window(other)
    assert set(before.merge_windows(SETTLE, LATER + 30 * DAY).fetches) == set(before.fetches)


def test_merged_window_asked_again_within_another_stays_apart_for_a_day() -> None:
    again = FetchedWindow(hours(12, 13), LATER)
    coverage = asked(hours(0, 24), MONDAY + 5 * DAY).add_window(again)
    assert coverage.merge_windows(SETTLE, LATER + 23 * HOUR).fetches == coverage.fetches
    (one,) = coverage.merge_windows(SETTLE, LATER + DAY).fetches
    assert one.asked_at == MONDAY + 5 * DAY


def test_share_and_missing_of_what_was_asked_by_a_clock_ahead_count_nothing() -> None:
    ahead = asked(hours(0, 48), MONDAY + 40 * HOUR)
    now = MONDAY + 16 * HOUR
    assert ahead.share(hours(0, 24), now) == 0
    assert missing(ahead, hours(0, 24), now=now) == [hours(0, 16)]
    assert ahead.without_future(MONDAY + 40 * HOUR - timedelta(minutes=1)) == ahead


def test_plus_what_is_asked_now_replaces_what_a_clock_ahead_asked() -> None:
    now = MONDAY + 16 * HOUR
    both = asked(hours(0, 12), MONDAY + 40 * HOUR).add_window(FetchedWindow(hours(0, 12), now))
    assert [one.asked_at for one in both.fetches] == [now]


@given(WINDOWS, st.integers(1, 400))
def test_merging_changes_nothing(pairs: list[tuple[list[int], int]], hour: int) -> None:
    coverage, now = Coverage(), MONDAY + max([hour, *(at for _, at in pairs)]) * HOUR
    for (first, last), at in sorted(pairs, key=lambda pair: pair[1]):
        coverage = coverage.add_window(FetchedWindow(hours(first, last), MONDAY + at * HOUR))
    merged = coverage.merge_windows(SETTLE, LATER + 30 * DAY)
    assert merged.intervals() == coverage.intervals()
    assert missing(merged, now=now) == missing(coverage, now=now)
    assert len(merged.fetches) <= len(coverage.fetches)


def test_a_year_of_windows_costs_little_more_than_a_week_of_them() -> None:
    def comparisons(count: int) -> int:
        calls = 0

        class Counted(FetchedWindow):
            def serves(self, *narrow: tuple[str, ...]) -> bool:
                nonlocal calls
                calls += 1
                return super().serves(*narrow)

        coverage = Coverage(tuple(Counted(hours(n, n + 1), LATER) for n in range(count)))
        coverage.add_window(Counted(hours(count, count + 1), LATER))
        return calls

    assert comparisons(1000) == comparisons(10)
