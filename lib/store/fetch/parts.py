"""What a sync asks beside the period itself: the days before it, and sessions that were open; no I/O."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from lib.period import Period
from lib.store.intervals import BEGINNING, interval_between, subtract_intervals

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lib.smartassist import Question
    from lib.store.coverage import Coverage

STALE_AFTER = timedelta(minutes=15)
"""How old an answer that may still change must be before it is asked for again."""

UNSETTLED_STALE_AFTER = timedelta(hours=6)
"""How old it must be where it changes seldom: surveys, dispositions, sessions open for days."""

TICK, MINUTE = timedelta(microseconds=1), timedelta(minutes=1)
NEAR = timedelta(minutes=15)
"""Open sessions that began no longer than this after one another are asked for together."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch to be made present, and how old an answer for it may be that can still change.

    With `open_only` it is asked only around the starts of sessions that the store holds as open, settled or
    not. `at_least` so many of these sessions are asked for however new their answers are, the oldest first.
    """

    window: Period
    stale_after: timedelta = STALE_AFTER
    open_only: bool = False
    at_least: int = 0


def interval_before(window: Period, length: timedelta) -> list[Period]:
    """The stretch before a period in which sessions began that may reach into it; none for no length."""
    return interval_between(subtract_time(window.start, length), window.start)


def open_session_parts(end: datetime, now: datetime, open_for: timedelta, at_least: int = 0) -> list[Part]:
    """The open sessions that began before `end`, and not longer ago than they are asked for again."""
    stretch = interval_between(subtract_time(now, open_for), min(end, now))
    return [Part(interval, UNSETTLED_STALE_AFTER, open_only=True, at_least=at_least) for interval in stretch]


def subtract_time(instant: datetime, length: timedelta) -> datetime:
    """So long before; the calendar's beginning where it does not reach back so far."""
    return instant - length if instant - BEGINNING > length else BEGINNING


def windows_around(starts: Iterable[datetime]) -> list[Period]:
    """Small windows that hold these instants, in whole minutes, with a minute to spare on either side."""
    windows: list[Period] = []
    for start in sorted(starts):
        minute = start.astimezone(UTC).replace(second=0, microsecond=0)
        window = Period(minute - MINUTE, minute + 2 * MINUTE)
        if windows and window.start - windows[-1].end <= NEAR:
            windows[-1] = Period(windows[-1].start, window.end)
        else:
            windows.append(window)
    return windows


def windows_to_refetch(
    part: Part, starts: Iterable[datetime], coverage: Coverage, question: Question, now: datetime
) -> list[Period]:
    """Windows around the starts of open sessions that are due by the part's ages, of `open_only`."""
    narrow = question.channels, question.queues
    fresh = coverage.intervals_since(now - part.stale_after, *narrow)
    past_starts = sorted(start for start in starts if start < now)
    fresh_starts = _within(past_starts, fresh)
    due = [start for start in past_starts if start not in fresh_starts]
    if missing := max(0, part.at_least - len(due)):
        ages = {start: coverage.data_as_of(Period(start, start + TICK), *narrow) for start in fresh_starts}
        due += sorted(fresh_starts, key=lambda start: ages[start] or BEGINNING)[:missing]
    return subtract_intervals(windows_around(due), [Period(now, now + 3 * MINUTE)])


def _within(instants: Iterable[datetime], stretches: list[Period]) -> set[datetime]:
    """Those that lie in any of the stretches, which are apart and the oldest first."""
    firsts = [interval.start for interval in stretches]
    places = ((instant, bisect_right(firsts, instant) - 1) for instant in instants)
    return {instant for instant, place in places if place >= 0 and instant < stretches[place].end}
