"""What was asked when, and what of a period is therefore there, missing or still to change; no I/O."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from lib.period import Period
from lib.store.intervals import between, common, joined, total, without

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
        return between(self.window.start, min(self.window.end, self.asked_at))

    def settled(self, settle: timedelta) -> list[Period]:
        """The part that was old enough when it was asked to be final."""
        return between(self.window.start, min(self.window.end, self.asked_at - settle))

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
        return _wider(self.channels, channels) and _wider(self.queues, queues)


@dataclass(frozen=True, slots=True)
class Coverage:
    """All that was asked; every question about it is answered from it alone."""

    asked: tuple[FetchedWindow, ...] = ()

    def trusted(self, now: datetime) -> Coverage:
        """The same without what was asked later than now: a clock was ahead, so when it was is not known."""
        return Coverage(tuple(one for one in self.asked if one.asked_at <= now + LEEWAY))

    def asked_since(
        self, instant: datetime, channels: Collection[str] = (), queues: Collection[str] = ()
    ) -> list[Period]:
        """What was asked after an instant, oldest first."""
        asked = [one for one in self.asked if one.asked_at > instant and one.serves(channels, queues)]
        return joined(part for one in asked for part in one.reach)

    def share(
        self, period: Period, now: datetime, channels: Collection[str] = (), queues: Collection[str] = ()
    ) -> float:
        """How much of the period up to now is there, 0 to 1; 1 for a period that is yet to come."""
        due = _up_to(period, now)
        if not due:
            return 1.0
        return total(common(due, self.trusted(now).there(channels, queues))) / total(due)

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
        serving = [one for one in self.trusted(now).asked if one.serves(channels, queues)]
        final = [part for one in serving for part in one.settled(settle)]
        fresh = [part for one in serving if now - one.asked_at < stale_after for part in one.reach]
        due = without(_up_to(period, now), [*final, *fresh])
        return [one for one in reversed(due) if not _only_just(one, period, now, stale_after)]

    def data_as_of(
        self, period: Period, channels: Collection[str] = (), queues: Collection[str] = ()
    ) -> datetime | None:
        """When the oldest of what is shown of the period was asked; null when nothing of it is there."""
        left, oldest = [period], None
        for one in _newest_first(self.asked):
            if one.window.overlaps(period) and one.serves(channels, queues) and common(left, one.reach):
                left, oldest = without(left, one.reach), one.asked_at
        return oldest

    def windows(self, settle: timedelta) -> pl.DataFrame:
        """The windows, newest first, with the columns of `WINDOWS`."""
        rows = [
            (
                one.window.start,
                one.window.end,
                one.asked_at,
                one.records,
                one.requests,
                list(one.channels),
                list(one.queues),
                one.is_final(settle),
            )
            for one in sorted(self.asked, key=lambda one: one.window.start, reverse=True)
        ]
        return pl.DataFrame(rows, schema=WINDOWS, orient="row")

    def there(self, channels: Collection[str] = (), queues: Collection[str] = ()) -> list[Period]:
        """The stretches that are there, settled or not, oldest first."""
        return joined(self._reaches(channels, queues))

    def plus(self, added: FetchedWindow) -> Coverage:
        """With one more window, less those that it and other newer ones make superfluous.

        It counts as the newest, whatever a clock that was ahead says of the others.
        """
        newest = [added, *_newest_first(self.asked)]
        kept = [
            one
            for place, one in enumerate(newest)
            if not one.window.overlaps(added.window) or _adds(one, newest[:place])
        ]
        return Coverage(tuple(reversed(kept)))

    def merged(self, settle: timedelta, now: datetime) -> Coverage:
        """The same as fewer windows: neighbours that are final, and stay so as of the older of the two.

        What was asked again within another, for a session that was open, stays apart for a day: when that
        was says when it is due again.
        """
        apart = [one for one in self.asked if now - one.asked_at < APART_FOR and self._asked_again(one)]
        kept: list[FetchedWindow] = []
        others = (one for one in self.asked if one not in apart)
        for one in sorted(others, key=lambda one: (one.channels, one.queues, one.window.start)):
            both = kept[-1].with_next(one) if kept else None
            if both and all(part.is_final(settle) for part in (kept[-1], one, both)):
                kept[-1] = both
            else:
                kept.append(one)
        return Coverage(tuple(reversed(_newest_first([*kept, *apart]))))

    def _asked_again(self, one: FetchedWindow) -> bool:
        """Whether it lies within an older window of the same question."""
        return any(other.is_older_around(one) for other in self.asked)

    def since(self, start: datetime) -> Coverage:
        """What remains when all before `start` is removed."""
        return Coverage(
            tuple(
                replace(one, window=part)
                for one in self.asked
                for part in between(max(one.window.start, start), one.window.end)
            )
        )

    def _reaches(self, channels: Collection[str], queues: Collection[str]) -> Iterable[Period]:
        return [part for one in self.asked if one.serves(channels, queues) for part in one.reach]


def _newest_first(asked: Iterable[FetchedWindow]) -> list[FetchedWindow]:
    return sorted(asked, key=lambda one: one.asked_at, reverse=True)


def _adds(one: FetchedWindow, newer: Iterable[FetchedWindow]) -> bool:
    """Whether it covers anything that none of these does."""
    near = (other for other in newer if other.window.overlaps(one.window))
    serving = (other for other in near if other.serves(one.channels, one.queues))
    return bool(without(one.reach, [part for other in serving for part in other.reach]))


def _wider(held: Collection[str], wanted: Collection[str]) -> bool:
    return not held or (bool(wanted) and set(wanted) <= set(held))


def _up_to(period: Period, now: datetime) -> list[Period]:
    return between(period.start, min(period.end, now))


def _only_just(stretch: Period, period: Period, now: datetime, stale_after: timedelta) -> bool:
    """Whether it is no more than the moments since the last look."""
    return stretch.end == now and stretch.start > period.start and stretch.length < stale_after
