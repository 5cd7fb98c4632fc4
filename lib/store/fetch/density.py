"""How many records an hour of the week brings, learned from those seen; no I/O."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lib.period import Period

HOUR = timedelta(hours=1)
DAY_HOURS = 24
WEEK_HOURS = 7 * DAY_HOURS

SEEN_S = 600.0
"""An hour of the week counts as seen from so many seconds on."""

STEEPNESS = 1.6
"""How much busier the next hour may be than the one before; days rise and fall by about as much."""

DRIFTS = (0.45, 3.0)
SATURDAY_HOUR = 5 * DAY_HOURS


class Density:
    """Records a second by hour of the week, in UTC.

    Hours not seen are taken for average ones. Where it must be `cautious`, they are guessed from the same
    hour of other days or the hours around, rather too high than too low, times the drift: by how much the
    last guess was wrong, on weekdays and on weekends apart.
    """

    def __init__(self) -> None:
        self._seconds = [0.0] * WEEK_HOURS
        self._records = [0.0] * WEEK_HOURS
        self._drift = {True: 1.0, False: 1.0}

    @property
    def blank(self) -> bool:
        """Whether nothing was seen yet."""
        return not any(self._seconds)

    @property
    def seen(self) -> timedelta:
        """How long all that was seen is together."""
        return timedelta(seconds=sum(self._seconds))

    def observe(self, window: Period, counts: Mapping[int, int]) -> None:
        """Take in a window that was read whole, with its records by hour of the week."""
        self._learn_drift(window, sum(counts.values()))
        for hour, seconds in hours(window):
            self._seconds[hour] += seconds
        for hour, count in counts.items():
            self._records[hour] += count

    def estimate_records(self, window: Period, *, cautious: bool = False) -> float:
        """How many records the window is likely to hold; 0 when nothing was seen yet."""
        return sum(self.rate(hour, cautious=cautious) * seconds for hour, seconds in hours(window))

    def has_unseen_hours(self, window: Period) -> bool:
        """Whether any whole hour of the window is one of the week's that was never seen."""
        return any(not self._has_data(hour) for hour, _ in hours(window))

    def start_for(self, stretch: Period, records: float, *, cautious: bool = False) -> datetime:
        """How far back from its end one can go until so many records are likely; at most to its start."""
        end = stretch.end
        while end > stretch.start:
            start = max(_hour_before(end), stretch.start)
            seconds, rate = (end - start).total_seconds(), self.rate(hour_of_week(start), cautious=cautious)
            if rate * seconds >= records:
                return max(start, end - timedelta(seconds=max(1.0, records // rate)))
            records -= rate * seconds
            end = start
        return stretch.start

    def rate(self, hour: int, *, cautious: bool = False) -> float:
        """Records a second in this hour of the week."""
        if self._has_data(hour):
            return self._records[hour] / self._seconds[hour]
        if not cautious or self.blank:
            return self._mean()
        alike = self._by_hour(hour)
        return self._near(hour) if alike is None else alike * self._drift[_weekend(hour)]

    def _near(self, hour: int) -> float:
        """From the nearest time of day that was seen, which may be hours away and far quieter."""
        for steps in range(1, DAY_HOURS // 2 + 1):
            neighbours = [self._by_hour(hour + steps), self._by_hour(hour - steps)]
            if rates := [rate for rate in neighbours if rate is not None]:
                return max(max(rates) * STEEPNESS ** min(steps, 4), self._mean() / 2)
        return self._mean()

    def _by_hour(self, hour: int) -> float | None:
        """The busiest of the week's hours at this time of day, of those that were seen."""
        hours_seen = [
            other for other in range(hour % DAY_HOURS, WEEK_HOURS, DAY_HOURS) if self._has_data(other)
        ]
        return max((self._records[other] / self._seconds[other] for other in hours_seen), default=None)

    def _mean(self) -> float:
        return sum(self._records) / max(sum(self._seconds), 1.0)

    def _has_data(self, hour: int) -> bool:
        return self._seconds[hour] >= SEEN_S

    def _learn_drift(self, window: Period, count: int) -> None:
        """How wrong the guess from other days was; a window with hours guessed from others says nothing."""
        new = [(hour, seconds) for hour, seconds in hours(window) if not self._has_data(hour)]
        alike = [(self._by_hour(hour), seconds) for hour, seconds in new]
        likely = sum(rate * seconds for rate, seconds in alike if rate is not None)
        if likely > 0 and all(rate is not None for rate, _ in alike):
            expected_of_seen = sum(
                self.rate(hour) * seconds for hour, seconds in hours(window) if self._has_data(hour)
            )
            drift = (count - expected_of_seen) / likely
            self._drift[_weekend(hour_of_week(window.start))] = min(max(drift, DRIFTS[0]), DRIFTS[1])


def hour_of_week(instant: datetime) -> int:
    """0 for the hour that begins Monday 00:00 UTC, to 167."""
    utc = instant.astimezone(UTC)
    return utc.weekday() * DAY_HOURS + utc.hour


def _weekend(hour: int) -> bool:
    return hour >= SATURDAY_HOUR


def hours(window: Period) -> Iterator[tuple[int, float]]:
    """Each clock hour that the window touches, as its hour of the week and the seconds within."""
    start = window.start
    while start < window.end:
        end = min(_hour_of(start) + HOUR, window.end)
        yield hour_of_week(start), (end - start).total_seconds()
        start = end


def _hour_of(instant: datetime) -> datetime:
    return instant.replace(minute=0, second=0, microsecond=0)


def _hour_before(end: datetime) -> datetime:
    """The clock hour's beginning that is before `end`, at most an hour."""
    return _hour_of(end - timedelta(microseconds=1))
