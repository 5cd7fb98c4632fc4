"""What was asked when, and what of a period is therefore there, missing or still to change; no I/O."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from lib.period import Period
from lib.store.intervals import (
    intersect_intervals,
    interval_between,
    merge_intervals,
    subtract_intervals,
    total_length,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

INSTANT = pl.Datetime("us", "UTC")
WINDOWS = pl.Schema(
    {
        "start": INSTANT,
        "end": INSTANT,
        "asked_at": INSTANT,
        "records": pl.Int64(),
        "requests": pl.Int64(),
        "channels": pl.List(pl.String()),
        "queues": pl.List(pl.String()),
        "settled": pl.Boolean(),
    }
)
"""The columns of `Coverage.windows`."""

LEEWAY = timedelta(minutes=1)
"""How far the clocks of machines that share a store may be apart."""

APART_FOR = timedelta(days=1)
"""How long a window that was asked again within another is kept apart from it."""


@dataclass(frozen=True, slots=True)
class FetchedWindow:
    """One window that was asked for and kept. Empty `channels` and `queues` mean all.

    `asked_at` is when its first request was begun: what happened later is not in it.
    """

    window: Period
    asked_at: datetime
    channels: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()
    requests: int = 0
    records: int = 0

    @property
    def reach(self) -> list[Period]:
        """What it covers: nothing beyond the instant at which it was asked."""
        return interval_between(self.window.start, min(self.window.end, self.asked_at))

    def final_part(self, settle: timedelta) -> list[Period]:
        """The part that was old enough when it was asked to be final."""
        return interval_between(self.window.start, min(self.window.end, self.asked_at - settle))

    def is_final(self, settle: timedelta) -> bool:
        """Whether all of it was old enough when it was asked."""
        return self.window.end <= self.asked_at - settle

    def with_next(self, other: FetchedWindow) -> FetchedWindow | None:
        """This and a later one that touches it as one, as of the older; null where that cannot be said."""
        if (self.channels, self.queues) != (other.channels, other.queues):
            return None
        if self.window.end < other.window.start:
            return None
        return replace(
            self,
            window=Period(self.window.start, max(self.window.end, other.window.end)),
            asked_at=min(self.asked_at, other.asked_at),
            requests=self.requests + other.requests,
            records=self.records + other.records,
        )

    def is_older_around(self, other: FetchedWindow) -> bool:
        """Whether it was asked before another of the same question, over all of that one's window."""
        return (
            self.asked_at < other.asked_at
            and self.window.start <= other.window.start
            and self.window.end >= other.window.end
            and (self.channels, self.queues) == (other.channels, other.queues)
        )

    def serves(self, channels: Collection[str], queues: Collection[str]) -> bool:
        """Whether it holds all that this narrower, or equal, question would bring."""
        return _includes(self.channels, channels) and _includes(self.queues, queues)


@dataclass(frozen=True, slots=True)
class Coverage:
    """All that was asked; every question about it is answered from it alone."""

    fetches: tuple[FetchedWindow, ...] = ()

    def without_future(self, now: datetime) -> Coverage:
        """The same without what was asked later than now: a clock was ahead, so when it was is not known."""
        return Coverage(tuple(fetch for fetch in self.fetches if fetch.asked_at <= now + LEEWAY))

    def intervals_since(
        self, instant: datetime, channels: Collection[str] = (), queues: Collection[str] = ()
    ) -> list[Period]:
        """What was asked after an instant, oldest first."""
        later = [
            fetch for fetch in self.fetches if fetch.asked_at > instant and fetch.serves(channels, queues)
        ]
        return merge_intervals(part for fetch in later for part in fetch.reach)

    def share(
        self, period: Period, now: datetime, channels: Collection[str] = (), queues: Collection[str] = ()
    ) -> float:
        """How much of the period up to now is there, 0 to 1; 1 for a period that is yet to come."""
        due = _up_to(period, now)
        if not due:
            return 1.0
        return total_length(
            intersect_intervals(due, self.without_future(now).intervals(channels, queues))
        ) / total_length(due)

    def missing(  # noqa: PLR0913 (each by its name)
        self,
        period: Period,
        now: datetime,
        channels: Collection[str] = (),
        queues: Collection[str] = (),
        *,
        settle: timedelta,
        stale_after: timedelta,
    ) -> list[Period]:
        """What of the period must be asked, newest first; nothing beyond now.

        What was asked `settle` after it happened is final. What was asked earlier may still change, and is
        due again when that was longer than `stale_after` ago. The last moments before now are due when there
        are more of them than `stale_after`.
        """
        serving = [fetch for fetch in self.without_future(now).fetches if fetch.serves(channels, queues)]
        final = [part for fetch in serving for part in fetch.final_part(settle)]
        fresh = [part for fetch in serving if now - fetch.asked_at < stale_after for part in fetch.reach]
        due = subtract_intervals(_up_to(period, now), [*final, *fresh])
        return [fetch for fetch in reversed(due) if not _is_recent_gap(fetch, period, now, stale_after)]

    def data_as_of(
        self, period: Period, channels: Collection[str] = (), queues: Collection[str] = ()
    ) -> datetime | None:
        """When the oldest of what is shown of the period was asked; null when nothing of it is there."""
        uncovered, oldest = [period], None
        for fetch in _newest_first(self.fetches):
            if (
                fetch.window.overlaps(period)
                and fetch.serves(channels, queues)
                and intersect_intervals(uncovered, fetch.reach)
            ):
                uncovered, oldest = subtract_intervals(uncovered, fetch.reach), fetch.asked_at
        return oldest

    def windows(self, settle: timedelta) -> pl.DataFrame:
        """The windows, newest first, with the columns of `WINDOWS`."""
        rows = [
            (
                fetch.window.start,
                fetch.window.end,
                fetch.asked_at,
                fetch.records,
                fetch.requests,
                list(fetch.channels),
                list(fetch.queues),
                fetch.is_final(settle),
            )
            for fetch in sorted(self.fetches, key=lambda fetch: fetch.window.start, reverse=True)
        ]
        return pl.DataFrame(rows, schema=WINDOWS, orient="row")

    def intervals(self, channels: Collection[str] = (), queues: Collection[str] = ()) -> list[Period]:
        """The stretches that are there, settled or not, oldest first."""
        return merge_intervals(self._reaches(channels, queues))

    def add_window(self, added: FetchedWindow) -> Coverage:
        """With one more window, less those that it and other newer ones make superfluous.

        It counts as the newest, whatever a clock that was ahead says of the others.
        """
        newest = [added, *_newest_first(self.fetches)]
        needed = [
            fetch
            for place, fetch in enumerate(newest)
            if not fetch.window.overlaps(added.window) or _adds_coverage(fetch, newest[:place])
        ]
        return Coverage(tuple(reversed(needed)))

    def merge_windows(self, settle: timedelta, now: datetime) -> Coverage:
        """The same as fewer windows: neighbours that are final, and stay so as of the older of the two.

        What was asked again within another, for a session that was open, stays apart for a day: when that
        was says when it is due again.
        """
        apart = [
            fetch for fetch in self.fetches if now - fetch.asked_at < APART_FOR and self._is_refetch(fetch)
        ]
        merged: list[FetchedWindow] = []
        others = (fetch for fetch in self.fetches if fetch not in apart)
        for fetch in sorted(others, key=lambda fetch: (fetch.channels, fetch.queues, fetch.window.start)):
            both = merged[-1].with_next(fetch) if merged else None
            if both and all(part.is_final(settle) for part in (merged[-1], fetch, both)):
                merged[-1] = both
            else:
                merged.append(fetch)
        return Coverage(tuple(reversed(_newest_first([*merged, *apart]))))

    def _is_refetch(self, fetch: FetchedWindow) -> bool:
        """Whether it lies within an older window of the same question."""
        return any(other.is_older_around(fetch) for other in self.fetches)

    def since(self, start: datetime) -> Coverage:
        """What remains when all before `start` is removed."""
        return Coverage(
            tuple(
                replace(fetch, window=part)
                for fetch in self.fetches
                for part in interval_between(max(fetch.window.start, start), fetch.window.end)
            )
        )

    def _reaches(self, channels: Collection[str], queues: Collection[str]) -> Iterable[Period]:
        return [part for fetch in self.fetches if fetch.serves(channels, queues) for part in fetch.reach]


def _newest_first(windows: Iterable[FetchedWindow]) -> list[FetchedWindow]:
    return sorted(windows, key=lambda fetch: fetch.asked_at, reverse=True)


def _adds_coverage(fetch: FetchedWindow, newer: Iterable[FetchedWindow]) -> bool:
    """Whether it covers anything that none of these does."""
    near = (other for other in newer if other.window.overlaps(fetch.window))
    serving = (other for other in near if other.serves(fetch.channels, fetch.queues))
    return bool(subtract_intervals(fetch.reach, [part for other in serving for part in other.reach]))


def _includes(wide: Collection[str], narrow: Collection[str]) -> bool:
    return not wide or (bool(narrow) and set(narrow) <= set(wide))


def _up_to(period: Period, now: datetime) -> list[Period]:
    return interval_between(period.start, min(period.end, now))


def _is_recent_gap(stretch: Period, period: Period, now: datetime, stale_after: timedelta) -> bool:
    """Whether it is no more than the moments since the last look."""
    return stretch.end == now and stretch.start > period.start and stretch.length < stale_after
