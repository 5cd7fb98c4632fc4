"""Where intervals begin on a zone's clock, also when it is put forward or back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import polars as pl
import pytest

from lib.frames.schema import INSTANT
from lib.metrics import Grain, interval_table, with_empty_intervals
from lib.metrics.definitions.dimensions import interval
from lib.period import UTC_ZONE, Period, Zone, days
from tests.metrics.rows import RULES, at, handling, tables, visit

NEW_YORK, INDIA = Zone(name="America/New_York"), Zone(offset_min=-330)
EVERY = {"15m": 15, "30m": 30, "1h": 60, "1d": 0, "1w": 0}
CHANGES = ("2026-03-08T07:00", "2026-04-23T22:00", "2026-11-01T05:00", "2026-11-01T06:00")
"""New York forward, Cairo forward at midnight, Havana back at midnight, New York back."""

NEARBY = [at(change) + timedelta(minutes=7 * step) for change in CHANGES for step in range(-240, 240)]


def beginnings(instants: list[datetime], zone: Zone, every: str) -> list[datetime]:
    rows = pl.DataFrame({"time": instants}, schema={"time": INSTANT})
    return rows.select(interval(Grain(zone, every))).to_series().to_list()


def by_calendar(instant: datetime, zone: Zone, every: str) -> datetime:
    """The same by the standard library, one instant at a time."""
    local = zone.local(instant)
    if minutes := EVERY[every]:
        return local.replace(minute=local.minute // minutes * minutes, second=0).astimezone(UTC)
    day = local.date() - timedelta(days=local.weekday() if every == "1w" else 0)
    return zone.instant(datetime.combine(day, time()))


@pytest.mark.parametrize(
    ("zone", "every", "instant", "began"),
    [
        (UTC_ZONE, "15m", "2026-06-03T12:29:59", "2026-06-03T12:15"),
        (UTC_ZONE, "30m", "2026-06-03T12:30:00", "2026-06-03T12:30"),
        (UTC_ZONE, "1d", "2026-06-03T23:59:59", "2026-06-03T00:00"),
        (UTC_ZONE, "1w", "2026-06-03T12:00:00", "2026-06-01T00:00"),
        (INDIA, "1h", "2026-06-03T12:15:00", "2026-06-03T11:30"),
        (INDIA, "1d", "2026-06-03T18:29:59", "2026-06-02T18:30"),
        (INDIA, "1d", "2026-06-03T18:30:00", "2026-06-03T18:30"),
        (INDIA, "1w", "2026-06-07T18:30:00", "2026-06-07T18:30"),
        (Zone(offset_min=300), "1d", "2026-06-03T04:59:59", "2026-06-02T05:00"),
        (Zone(name="Asia/Kolkata"), "1h", "2026-06-03T12:15:00", "2026-06-03T11:30"),
        (Zone(name="Asia/Kathmandu"), "1h", "2026-06-03T12:20:00", "2026-06-03T12:15"),
        (NEW_YORK, "1d", "2026-06-03T03:59:59", "2026-06-02T04:00"),
        (NEW_YORK, "1d", "2026-12-03T04:59:59", "2026-12-02T05:00"),
    ],
)
def test_where_an_interval_begins(zone: Zone, every: str, instant: str, began: str) -> None:
    assert beginnings([at(instant)], zone, every) == [at(began)]


def test_an_hour_that_comes_twice_is_two_hours() -> None:
    first, second, after = at("2026-11-01T05:45"), at("2026-11-01T06:45"), at("2026-11-01T07:45")
    assert {NEW_YORK.local(first).hour, NEW_YORK.local(second).hour} == {1}
    quarter = timedelta(minutes=45)
    hours = [instant - quarter for instant in (first, second, after)]
    assert beginnings([first, second, after], NEW_YORK, "1h") == hours


def test_an_hour_that_is_skipped_has_no_interval() -> None:
    instants = [at("2026-03-08T06:59"), at("2026-03-08T07:00")]
    assert [NEW_YORK.local(began).hour for began in beginnings(instants, NEW_YORK, "1h")] == [1, 3]


@pytest.mark.parametrize(
    ("zone", "first", "last", "hours"),
    [
        (NEW_YORK, "2026-11-01T04:00:00", "2026-11-02T04:59:59", 25),
        (NEW_YORK, "2026-03-08T05:00:00", "2026-03-09T03:59:59", 23),
        (Zone(name="America/Havana"), "2026-11-01T04:00:00", "2026-11-02T04:59:59", 25),
        (Zone(name="Africa/Cairo"), "2026-04-23T22:00:00", "2026-04-24T20:59:59", 23),
        (Zone(offset_min=300), "2026-11-01T05:00:00", "2026-11-02T04:59:59", 24),
    ],
)
def test_a_day_begins_at_its_first_moment_and_holds_all_its_hours(
    zone: Zone, first: str, last: str, hours: int
) -> None:
    second, start = timedelta(seconds=1), at(first)
    assert beginnings([start, at(last)], zone, "1d") == [start, start]
    assert beginnings([start - second, at(last) + second], zone, "1d") == [
        beginnings([start - second], zone, "1d")[0],
        start + timedelta(hours=hours),
    ]


@pytest.mark.parametrize("every", EVERY)
@pytest.mark.parametrize(
    "zone",
    [
        UTC_ZONE,
        INDIA,
        NEW_YORK,
        Zone(offset_min=300),
        Zone(name="Africa/Cairo"),
        Zone(name="America/Havana"),
        Zone(name="Asia/Kolkata"),
    ],
    ids=lambda zone: zone.label,
)
def test_every_instant_near_a_change_falls_where_the_calendar_puts_it(zone: Zone, every: str) -> None:
    assert beginnings(NEARBY, zone, every) == [by_calendar(instant, zone, every) for instant in NEARBY]


def test_the_table_has_a_row_an_interval_oldest_first() -> None:
    selected = tables(
        visits=[visit("abandoned", time="2026-11-01T06:10"), visit(time="2026-11-01T05:10")],
        handlings=[handling(60, time="2026-11-01T05:50"), handling(90, time="2026-11-01T08:00")],
    )
    table = interval_table(selected, RULES, Grain(NEW_YORK, "1h")).collect()
    columns = "interval", "offered", "abandonment_rate", "handlings", "aht_s", "wait_p50_s"
    assert table.select(columns).rows() == [
        ("2026-11-01T05:00:00Z", 1, 0.0, 1, 60.0, 10.0),
        ("2026-11-01T06:00:00Z", 1, 1.0, 0, None, None),
        ("2026-11-01T08:00:00Z", 0, None, 1, 90.0, None),
    ]
    one_oclock = at("2026-11-01T01:00").replace(tzinfo=None)
    assert table["at"].to_list()[:2] == [one_oclock, one_oclock]


def test_no_rows_are_no_intervals() -> None:
    assert interval_table(tables(), RULES, Grain(NEW_YORK, "1h")).collect().is_empty()


def test_with_empty_intervals_fills_zero_counts_and_empty_ratios_where_fetched() -> None:
    period = Period(at("2024-09-20T10:00"), at("2024-09-20T14:00"))
    table = interval_table(tables([visit(time="2024-09-20T11:10")]), RULES, Grain(UTC_ZONE, "1h")).collect()
    filled = with_empty_intervals(
        table, period, Grain(UTC_ZONE, "1h"), lambda part: part.start < at("2024-09-20T13:00")
    )
    assert filled["at"].dt.hour().to_list() == [10, 11, 12, 13]
    assert filled["offered"].to_list() == [0, 1, 0, None]
    assert filled["abandonment_rate"].to_list() == [None, 0, None, None]


def test_with_empty_intervals_day_of_a_clock_change_has_each_hour_once() -> None:
    day = days(date(2024, 11, 3), date(2024, 11, 3), NEW_YORK)
    table = interval_table(tables(), RULES, Grain(NEW_YORK, "1h")).collect()
    filled = with_empty_intervals(table, day, Grain(NEW_YORK, "1h"), lambda _: True)
    assert filled["at"].dt.hour().to_list() == [0, 1, 1, *range(2, 24)]
    assert filled["offered"].sum() == 0
