"""The centre's calendar: local days as UTC seconds, and the day of the outage."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/New_York")
OUTAGE_HOURS = (10, 12)
"""Local hours of the planted outage, on every third Tuesday of a month."""


@lru_cache(maxsize=512)
def first_second(day: date) -> int:
    """UTC seconds at which the local day begins; days of a clock change have 23 or 25 hours."""
    return int(datetime.combine(day, time(), ZONE).timestamp())


def second_at(day: date, hour: float) -> int:
    """UTC seconds of a local wall-clock hour; 24 and more reach into the next day."""
    whole_days, rest = divmod(hour, 24)
    wall = datetime.combine(day + timedelta(days=int(whole_days)), time())
    return int((wall + timedelta(hours=rest)).replace(tzinfo=ZONE).timestamp())


def day_of(second: int) -> date:
    """The local day that holds this UTC second."""
    return datetime.fromtimestamp(second, ZONE).date()


def hours_of(day: date) -> list[tuple[int, int]]:
    """Each real hour of the local day as (its first UTC second, its local hour of the clock)."""
    begin, end = first_second(day), first_second(day + timedelta(days=1))
    return [(s, datetime.fromtimestamp(s, ZONE).hour) for s in range(begin, end, 3600)]


def is_weekend(day: date) -> bool:
    """Whether the day is a Saturday or Sunday."""
    return day.weekday() >= 5


def outage_of(day: date) -> tuple[int, int] | None:
    """UTC seconds [from, to) of the day's planted outage, or None on all days but third Tuesdays."""
    if day.weekday() != 1 or not 15 <= day.day <= 21:
        return None
    return second_at(day, OUTAGE_HOURS[0]), second_at(day, OUTAGE_HOURS[1])


def seconds_of(moment: datetime) -> int:
    """Whole UTC seconds of an aware datetime, rounded down; ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("the moment has no time zone")
    return int(moment.timestamp() // 1)


def utc_now() -> datetime:
    """The real clock, in UTC."""
    return datetime.now(UTC)
