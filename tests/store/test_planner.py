"""Windows are sized to what one query reaches, newest first, and lose or double no instant."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.period import LONGEST_WINDOW, Period
from lib.store.fetch.density import Density, hour_of_week
from lib.store.fetch.planner import Planner
from lib.store.intervals import merge_intervals, total_length
from tests.store.made import DAY, HOUR, MONDAY, WEEK, hours

if TYPE_CHECKING:
    from lib.smartassist.paging import Reading

READINGS: tuple[Reading, ...] = ("records", "pages")


def arrivals(period: Period, busy: float, night: float = 0.1, weekend: float = 0.4) -> list[datetime]:
    """When conversations begin: busy by day, few by night, fewer on weekends; so many in a busy hour."""
    found, start = [], period.start
    while start < period.end:
        rate = busy * (1 if 8 <= start.hour < 20 else night) * (weekend if start.weekday() > 4 else 1)
        count = round(rate)
        found += [start + HOUR * index / count for index in range(count)]
        start += HOUR
    return found


def run(
    planner: Planner, starts: list[datetime], reading: Reading, workers: int = 3
) -> list[tuple[Period, int]]:
    """Play the service: each window with how many records it held, in the order they were asked."""
    under_way: list[Period] = []
    asked: list[tuple[Period, int]] = []
    while not planner.finished:
        while len(under_way) < workers and (window := planner.next()):
            under_way.append(window)
            asked.append((window, sum(window.start <= start < window.end for start in starts)))
        window = under_way.pop(0)
        inside = [start for start in starts if window.start <= start < window.end]
        planner.finish(window, Counter(map(hour_of_week, inside)), reading)
    return asked


def requests(asked: list[tuple[Period, int]], reading: Reading) -> int:
    """What they cost where the first answer tells how many there are: pages, an empty one, parts."""
    over = sum(3 for _, count in asked if reading == "pages" and count > 1000)
    return over + 1 + sum(ceil(count / 100) + 1 for _, count in asked)


@pytest.mark.parametrize("busy", [230, 500])
@pytest.mark.parametrize(("reading", "allowed"), [("records", 1.05), ("pages", 1.3)])
def test_requests_are_not_wasted(busy: float, reading: Reading, allowed: float) -> None:
    starts = arrivals(WEEK, busy)
    asked = run(Planner([[WEEK]], Density(), None), starts, reading)
    assert requests(asked, reading) <= allowed * ceil(len(starts) / 100)


@pytest.mark.parametrize("reading", READINGS)
@given(
    stretches=st.lists(st.tuples(st.integers(0, 400), st.integers(1, 90)), min_size=1, max_size=3),
    busy=st.sampled_from([0, 3, 200]),
    known=st.booleans(),
    workers=st.integers(1, 4),
)
@settings(max_examples=15, deadline=None)
def test_no_instant_is_lost_or_doubled(
    reading: Reading, stretches: list[tuple[int, int]], busy: int, workers: int, *, known: bool
) -> None:
    missing = merge_intervals(hours(first, first + length) for first, length in stretches)
    starts = [start for period in missing for start in arrivals(period, busy)]
    planner = Planner([missing], Density(), reading if known else None)
    windows = [window for window, _ in run(planner, starts, reading, workers)]
    assert merge_intervals(windows) == missing
    assert total_length(windows) == sum((window.length for window in windows), timedelta())
    assert all(earlier.end > later.end for earlier, later in pairwise(windows))
    assert max(window.length for window in windows) <= LONGEST_WINDOW


def test_the_first_window_is_small_and_alone() -> None:
    planner = Planner([[WEEK]], Density(), None)
    assert planner.next() == hours(167.75, 168)
    assert planner.next() is None


def test_known_hours_need_no_probe() -> None:
    density = Density()
    density.observe(Period(MONDAY - 7 * DAY, MONDAY), Counter(map(hour_of_week, arrivals(WEEK, 230))))
    planner = Planner([[WEEK]], density, "pages")
    windows = [planner.next() for _ in range(3)]
    assert all(window and 500 <= density.estimate_records(window) <= 950 for window in windows)


def test_a_window_that_failed_is_handed_out_again() -> None:
    planner = Planner([[WEEK]], Density(), "records")
    window = planner.next()
    assert window
    planner.abandon(window)
    assert planner.left == (WEEK,)
    assert planner.next() == window


def test_what_is_left_is_told() -> None:
    planner = Planner([[WEEK]], Density(), None)
    window = planner.next()
    assert window
    planner.finish(window, {hour_of_week(window.start): 25}, "records")
    assert 160 < planner.requests_left < 180
    assert planner.windows_left >= 1


def test_what_matters_most_is_asked_first_and_nothing_twice() -> None:
    today, rest, before = hours(140, 150), hours(100, 168), hours(0, 100)
    planner = Planner([[today], [rest], [before]], Density(), "records")
    asked = [window for window, _ in run(planner, arrivals(WEEK, 60), "records", workers=1)]
    firsts = [next(i for i, one in enumerate(asked) if one.overlaps(part)) for part in (today, rest, before)]
    assert firsts == sorted(firsts)
    until = max(i for i, one in enumerate(asked) if today.overlaps(one))
    assert merge_intervals(asked[: until + 1]) == [today]
    assert merge_intervals(asked) == [WEEK]
    assert total_length(asked) == sum((one.length for one in asked), timedelta())


@pytest.mark.parametrize("busy", [60, 230, 400])
def test_the_first_figures_are_there_after_three_requests(busy: float) -> None:
    """One page that holds it all, one that tells what the offset counts, one that is empty."""
    (window, count), *_ = run(Planner([[hours(0, 12)]], Density(), None), arrivals(WEEK, busy), "records")
    assert window.end == hours(0, 12).end
    assert 0 < count <= 100


def test_windows_of_what_is_urgent_begin_small_and_grow_with_what_was_read() -> None:
    density = Density()
    density.observe(Period(MONDAY - 7 * DAY, MONDAY), Counter(map(hour_of_week, arrivals(WEEK, 500))))
    urgent = Planner([[hours(48, 168)], [WEEK]], density, "records")
    counts = [count for _, count in run(urgent, arrivals(WEEK, 500), "records", workers=1)]
    assert 800 <= counts[0] <= 1200
    assert 1.5 <= counts[1] / counts[0] <= 3
    plain = Planner([[WEEK]], density, "records")
    assert run(plain, arrivals(WEEK, 500), "records", workers=1)[0][1] > 7000


def test_a_window_that_failed_comes_before_all_others() -> None:
    planner = Planner([[hours(150, 168)], [WEEK]], Density(), "records")
    window = planner.next()
    assert window
    planner.abandon(window)
    assert planner.next() == window
