"""Dates in a viewer's zone to UTC instants and back, and the service's west-positive offset."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lib.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_WINDOW = timedelta(days=7)
WEEK = timedelta(days=7)
FARTHEST_OFFSET_MIN = 14 * 60
MINUTES = re.compile(r"-?[0-9]{1,9}")
TIME_FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d")


@dataclass(frozen=True, slots=True)
class Zone:
    """A viewer's time zone: a named zone, or a plain offset in minutes, west positive.

    A named zone knows its clock changes; a plain offset is the same all year.
    Exactly one of the two is set.
    """

    name: str | None = None
    offset_min: int | None = None

    @property
    def tzinfo(self) -> ZoneInfo | timezone:
        """The zone as the standard library knows it."""
        return ZoneInfo(self.name) if self.name is not None else from_west_positive(self.offset_min or 0)

    @property
    def label(self) -> str:
        """What a reader is shown: `Europe/London`, `UTC+05:30`."""
        if self.name is not None:
            return self.name
        east = -(self.offset_min or 0)
        sign = "-" if east < 0 else "+"
        return f"UTC{sign}{abs(east) // 60:02d}:{abs(east) % 60:02d}"

    def local(self, instant: datetime) -> datetime:
        """An aware instant on this zone's clock."""
        return instant.astimezone(self.tzinfo)

    def instant(self, wall: datetime) -> datetime:
        """The UTC instant of a naive wall-clock time; of the two in a repeated hour, the first."""
        return wall.replace(tzinfo=self.tzinfo).astimezone(UTC)


UTC_ZONE = Zone(name="UTC")


@dataclass(frozen=True, slots=True)
class Period:
    """A half-open stretch of time, [start, end), both ends aware and in UTC.

    Raises:
        InputError: the end is not after the start.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise InputError(
                f"The period ends ({self.end:%Y-%m-%d %H:%M} UTC) before it has begun "
                f"({self.start:%Y-%m-%d %H:%M} UTC). Choose an end after the start."
            )

    @property
    def length(self) -> timedelta:
        """How long the period is, in real time (a day of a clock change is not 24 h)."""
        return self.end - self.start

    def windows(self, longest: timedelta = LONGEST_WINDOW) -> Iterator[Period]:
        """Cut into consecutive stretches no longer than `longest`, oldest first."""
        start = self.start
        while start < self.end:
            end = min(start + longest, self.end)
            yield Period(start, end)
            start = end

    def halves(self) -> tuple[Period, Period]:
        """Cut in two at a whole second.

        Raises:
            InputError: the period is a second or shorter and cannot be cut.
        """
        middle = (self.start + self.length / 2).replace(microsecond=0)
        return Period(self.start, middle), Period(middle, self.end)

    def overlaps(self, other: Period) -> bool:
        """Whether the two share an instant."""
        return self.start < other.end and other.start < self.end


def parse_zone(text: str) -> Zone:
    """A named zone such as `Asia/Kolkata`, or the service's offset in minutes such as `-330`.

    Raises:
        InputError: neither.
    """
    text = text.strip()
    if MINUTES.fullmatch(text):
        return offset_zone(int(text))
    try:
        return Zone(name=ZoneInfo(text).key)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InputError(
            f"“{text}” is no time zone known here. Use a name such as Europe/London, "
            "or minutes west of UTC such as -330."
        ) from error


def offset_zone(minutes: int) -> Zone:
    """A plain offset in minutes as the service counts it: New York in winter 300, India -330.

    Raises:
        InputError: no place on earth is that far from UTC.
    """
    if abs(minutes) > FARTHEST_OFFSET_MIN:
        raise InputError(f"An offset of {minutes} minutes is more than 14 hours. Use minutes, such as -330.")
    return Zone(offset_min=minutes)


def from_west_positive(minutes: int) -> timezone:
    """The service's offset (local = UTC - offset) as a standard `timezone`."""
    return timezone(-timedelta(minutes=minutes))


def parse_time(text: str, zone: Zone) -> datetime:
    """A wall-clock time of `zone`, such as `2024-09-20 00:00`, as a UTC instant.

    A bare date is its midnight. A text that carries its own offset keeps it.

    Raises:
        InputError: not a date, or not one on the calendar.
    """
    text = text.strip()
    for form in TIME_FORMATS:
        try:
            return zone.instant(datetime.strptime(text, form))  # noqa: DTZ007 (the zone is applied here)
        except (ValueError, OverflowError):
            continue
    try:
        parsed = datetime.fromisoformat(text)
        return parsed.astimezone(UTC) if parsed.tzinfo else zone.instant(parsed)
    except (ValueError, OverflowError) as error:
        raise InputError(f"“{text}” is no date and time. Write it as 2024-09-20 00:00.") from error


def previous(period: Period, zone: Zone) -> Period:
    """The nearest earlier period of the same weekdays and times of day on the zone's clock.

    Moved by the fewest whole weeks for which it ends no later than the period begins: by one for a day
    or a week, by five for a month. Where clocks changed between, its real length may differ by that.

    Raises:
        InputError: the calendar begins after it.
    """
    start, end = (zone.local(instant).replace(tzinfo=None) for instant in (period.start, period.end))
    weeks = max(1, -((start - end) // WEEK))
    try:
        while (moved := _move_back(period, start, end, weeks, zone)) is None:
            weeks += 1
    except OverflowError as error:
        raise InputError(
            "The calendar does not reach back to the period before. Choose later days."
        ) from error
    return moved


def _move_back(period: Period, start: datetime, end: datetime, weeks: int, zone: Zone) -> Period | None:
    """The wall-clock times moved back; null where that overlaps the period, or falls into a skipped hour."""
    first = zone.instant(start - weeks * WEEK)
    # Within an hour that comes twice the wall clock may read earlier at the end than at the start.
    last = zone.instant(end - weeks * WEEK) if end > start else first + period.length
    return Period(first, last) if first < last <= period.start else None


def days(first: date, last: date, zone: Zone) -> Period:
    """From the midnight that begins `first` to the one that ends `last`, both in `zone`.

    Raises:
        InputError: `last` is before `first`, or at the calendar's end.
    """
    if last < first:
        raise InputError(
            f"The last day ({last}) is before the first ({first}). Choose them the other way round."
        )
    try:
        return Period(
            zone.instant(datetime.combine(first, time())),
            zone.instant(datetime.combine(last + timedelta(days=1), time())),
        )
    except OverflowError as error:
        raise InputError(f"The calendar does not reach from {first} to {last}. Choose other days.") from error
