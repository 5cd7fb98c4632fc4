"""Periods, zones and the clock changes between them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.errors import InputError
from lib.period import (
    LONGEST_WINDOW,
    UTC_ZONE,
    Period,
    Zone,
    days,
    from_west_positive,
    offset_zone,
    parse_time,
    parse_zone,
    previous,
)

LONDON = Zone(name="Europe/London")
NEW_YORK = Zone(name="America/New_York")
KOLKATA = Zone(name="Asia/Kolkata")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def period(start: str, end: str) -> Period:
    return Period(at(start), at(end))


@pytest.mark.parametrize(
    ("text", "zone", "instant"),
    [
        ("2024-09-20 00:00", UTC_ZONE, "2024-09-20T00:00"),
        ("2024-09-20", UTC_ZONE, "2024-09-20T00:00"),
        ("2024-09-20T07:20:15", UTC_ZONE, "2024-09-20T07:20:15"),
        (" 2024-09-20 07:20:15 ", UTC_ZONE, "2024-09-20T07:20:15"),
        ("2024-09-20 00:00", KOLKATA, "2024-09-19T18:30"),
        ("2024-09-20 00:00", Zone(offset_min=-330), "2024-09-19T18:30"),
        ("2024-09-20 00:00", Zone(offset_min=300), "2024-09-20T05:00"),
        ("2024-09-20 00:00", NEW_YORK, "2024-09-20T04:00"),
        ("2024-12-20 00:00", NEW_YORK, "2024-12-20T05:00"),
        ("2024-09-20T00:00:00Z", KOLKATA, "2024-09-20T00:00"),
        ("2024-09-20T00:00:00+05:30", NEW_YORK, "2024-09-19T18:30"),
        ("2024-09-20T00:00:00.250", UTC_ZONE, "2024-09-20T00:00:00.250"),
    ],
)
def test_a_wall_clock_time_is_read_in_its_zone(text: str, zone: Zone, instant: str) -> None:
    assert parse_time(text, zone) == at(instant)
    assert parse_time(text, zone).tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "zone", "instant"),
    [
        ("2024-03-31 00:59:59", LONDON, "2024-03-31T00:59:59"),
        ("2024-03-31 01:30", LONDON, "2024-03-31T01:30"),
        ("2024-03-31 02:00", LONDON, "2024-03-31T01:00"),
        ("2024-10-27 00:59", LONDON, "2024-10-26T23:59"),
        ("2024-10-27 01:30", LONDON, "2024-10-27T00:30"),
        ("2024-10-27 02:00", LONDON, "2024-10-27T02:00"),
        ("2024-03-10 02:30", NEW_YORK, "2024-03-10T07:30"),
        ("2024-11-03 01:30", NEW_YORK, "2024-11-03T05:30"),
    ],
)
def test_a_skipped_hour_runs_on_and_of_a_repeated_one_the_first_is_meant(
    text: str, zone: Zone, instant: str
) -> None:
    assert parse_time(text, zone) == at(instant)


@pytest.mark.parametrize(
    "text",
    ["", "now", "2024-02-30", "2024-13-01", "2024-09-20 25:00", "20/09/2024", "24:00", "2024-09-20 to 21"],
)
def test_what_is_no_time_is_said_in_a_sentence(text: str) -> None:
    with pytest.raises(InputError, match=f"“{text}” is no date and time"):
        parse_time(text, UTC_ZONE)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("0001-01-01 00:00", KOLKATA),
        ("9999-12-31 23:59", NEW_YORK),
        ("0001-01-01T00:00:00+14:00", UTC_ZONE),
        ("9999-12-31T23:59:59-05:00", UTC_ZONE),
    ],
)
def test_the_ends_of_the_calendar_are_no_times(text: str, zone: Zone) -> None:
    with pytest.raises(InputError):
        parse_time(text, zone)


@pytest.mark.parametrize(
    ("first", "last", "zone", "start", "end"),
    [
        ((2024, 9, 20), (2024, 9, 26), UTC_ZONE, "2024-09-20T00:00", "2024-09-27T00:00"),
        ((2024, 9, 20), (2024, 9, 20), KOLKATA, "2024-09-19T18:30", "2024-09-20T18:30"),
        ((2024, 3, 31), (2024, 3, 31), LONDON, "2024-03-31T00:00", "2024-03-31T23:00"),
        ((2024, 10, 27), (2024, 10, 27), LONDON, "2024-10-26T23:00", "2024-10-28T00:00"),
        ((2024, 11, 3), (2024, 11, 3), NEW_YORK, "2024-11-03T04:00", "2024-11-04T05:00"),
        ((2024, 12, 31), (2024, 12, 31), Zone(offset_min=300), "2024-12-31T05:00", "2025-01-01T05:00"),
    ],
)
def test_days_are_whole_in_their_zone(
    first: tuple[int, int, int], last: tuple[int, int, int], zone: Zone, start: str, end: str
) -> None:
    assert days(date(*first), date(*last), zone) == period(start, end)


def test_a_day_of_a_clock_change_is_an_hour_off() -> None:
    lengths = [days(day, day, LONDON).length for day in (date(2024, 3, 31), date(2024, 10, 27))]
    assert lengths == [timedelta(hours=23), timedelta(hours=25)]


@pytest.mark.parametrize("zone", [LONDON, NEW_YORK, KOLKATA, Zone(offset_min=300)])
def test_days_one_by_one_make_the_year_without_a_gap(zone: Zone) -> None:
    start = date(2024, 1, 1)
    one_by_one = [days(day, day, zone) for day in (start + timedelta(days=at) for at in range(366))]
    assert all(day.end == after.start for day, after in pairwise(one_by_one))
    assert Period(one_by_one[0].start, one_by_one[-1].end) == days(start, date(2024, 12, 31), zone)


def test_days_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(InputError, match="the other way round"):
        days(date(2024, 9, 21), date(2024, 9, 20), UTC_ZONE)


@pytest.mark.parametrize(("first", "last"), [(date.min, date(2024, 1, 1)), (date(2024, 1, 1), date.max)])
def test_days_beyond_the_calendar_are_refused(first: date, last: date) -> None:
    with pytest.raises(InputError, match="calendar"):
        days(first, last, KOLKATA)


@pytest.mark.parametrize("end", ["2024-09-20T10:00", "2024-09-20T09:59:59", "2023-01-01T00:00"])
def test_a_period_that_ends_before_it_begins_is_refused(end: str) -> None:
    with pytest.raises(InputError, match="Choose an end after the start"):
        period("2024-09-20T10:00", end)


@pytest.mark.parametrize(
    ("end", "lengths"),
    [
        ("2024-09-20T00:00:01", [timedelta(seconds=1)]),
        ("2024-09-27T00:00", [timedelta(days=7)]),
        ("2024-09-27T00:00:01", [timedelta(days=7), timedelta(seconds=1)]),
        ("2024-10-08T12:00", [timedelta(days=7), timedelta(days=7), timedelta(days=4, hours=12)]),
    ],
)
def test_windows_are_a_week_and_then_the_rest(end: str, lengths: list[timedelta]) -> None:
    assert [window.length for window in period("2024-09-20T00:00", end).windows()] == lengths


instants = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
lengths = st.timedeltas(timedelta(seconds=2), timedelta(days=800)).map(
    lambda length: timedelta(seconds=int(length.total_seconds()))
)


@settings(derandomize=True, database=None, deadline=None)
@given(instants, lengths)
def test_windows_and_halves_cover_a_period_once(start: datetime, length: timedelta) -> None:
    whole = Period(start.replace(microsecond=0), start.replace(microsecond=0) + length)
    for parts in (list(whole.windows()), list(whole.halves())):
        assert (parts[0].start, parts[-1].end) == (whole.start, whole.end)
        assert all(part.end == after.start for part, after in pairwise(parts))
        assert not any(part.overlaps(after) for part, after in pairwise(parts))
    assert max(window.length for window in whole.windows()) <= LONGEST_WINDOW


@pytest.mark.parametrize(
    ("end", "middle"),
    [
        ("2024-09-20T00:00:02", "2024-09-20T00:00:01"),
        ("2024-09-20T00:00:03", "2024-09-20T00:00:01"),
        ("2024-09-21T00:00:00", "2024-09-20T12:00:00"),
    ],
)
def test_halves_meet_at_a_whole_second(end: str, middle: str) -> None:
    first, second = period("2024-09-20T00:00", end).halves()
    assert (first.end, second.start) == (at(middle), at(middle))


def test_a_second_cannot_be_halved() -> None:
    with pytest.raises(InputError):
        period("2024-09-20T00:00:00", "2024-09-20T00:00:01").halves()


@pytest.mark.parametrize(
    ("start", "end", "overlap"),
    [
        ("2024-09-20T11:00", "2024-09-20T12:00", False),
        ("2024-09-20T09:00", "2024-09-20T10:00", False),
        ("2024-09-20T10:59:59", "2024-09-20T12:00", True),
        ("2024-09-20T10:10", "2024-09-20T10:20", True),
        ("2024-09-20T09:00", "2024-09-20T12:00", True),
    ],
)
def test_periods_that_only_touch_do_not_overlap(start: str, end: str, overlap: bool) -> None:  # noqa: FBT001
    one, other = period("2024-09-20T10:00", "2024-09-20T11:00"), period(start, end)
    assert (one.overlaps(other), other.overlaps(one)) == (overlap, overlap)


@pytest.mark.parametrize(
    ("text", "zone", "label"),
    [
        ("Europe/London", LONDON, "Europe/London"),
        (" Asia/Kolkata ", KOLKATA, "Asia/Kolkata"),
        ("-330", Zone(offset_min=-330), "UTC+05:30"),
        ("300", Zone(offset_min=300), "UTC-05:00"),
        ("0", Zone(offset_min=0), "UTC+00:00"),
        ("-840", Zone(offset_min=-840), "UTC+14:00"),
        ("570", Zone(offset_min=570), "UTC-09:30"),
    ],
)
def test_a_zone_is_a_name_or_minutes_west(text: str, zone: Zone, label: str) -> None:
    assert parse_zone(text) == zone
    assert zone.label == label


@pytest.mark.parametrize(
    "text",
    ["", "-", "--330", "3-30", "Mars/Phobos", "Europe", "../UTC", "/etc/UTC", "a\0b", "x" * 300, "9" * 5000],
)
def test_what_is_no_zone_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_zone(text)


@pytest.mark.parametrize("minutes", [841, -841, 10**9])
def test_no_place_is_further_than_fourteen_hours(minutes: int) -> None:
    with pytest.raises(InputError, match="14 hours"):
        offset_zone(minutes)


@pytest.mark.parametrize(("minutes", "hours"), [(300, -5), (-330, 5.5), (0, 0), (630, -10.5)])
def test_an_offset_counts_west_as_positive(minutes: int, hours: float) -> None:
    assert from_west_positive(minutes).utcoffset(None) == timedelta(hours=hours)
    local = offset_zone(minutes).local(at("2024-09-20T12:00"))
    assert local.replace(tzinfo=UTC) == at("2024-09-20T12:00") - timedelta(minutes=minutes)


@settings(derandomize=True, database=None, deadline=None)
@given(instants, st.sampled_from([UTC_ZONE, KOLKATA, Zone(offset_min=300), Zone(offset_min=-330)]))
def test_to_a_zone_and_back_where_no_clock_changes(instant: datetime, zone: Zone) -> None:
    assert zone.instant(zone.local(instant).replace(tzinfo=None)) == instant


@pytest.mark.parametrize(
    ("zone", "start", "end", "before"),
    [
        pytest.param(UTC_ZONE, "2024-09-20", "2024-09-21", ("2024-09-13", "2024-09-14"), id="a day"),
        pytest.param(UTC_ZONE, "2024-09-16", "2024-09-23", ("2024-09-09", "2024-09-16"), id="a week"),
        pytest.param(UTC_ZONE, "2024-09-16", "2024-09-24", ("2024-09-02", "2024-09-10"), id="eight days"),
        pytest.param(UTC_ZONE, "2024-09-01", "2024-10-01", ("2024-07-28", "2024-08-27"), id="a month"),
        pytest.param(
            UTC_ZONE,
            "2024-09-20T09:00",
            "2024-09-20T09:30",
            ("2024-09-13T09:00", "2024-09-13T09:30"),
            id="half",
        ),
        pytest.param(
            NEW_YORK,
            "2026-11-02T05:00",
            "2026-11-09T05:00",
            ("2026-10-26T04:00", "2026-11-02T05:00"),
            id="back",
        ),
        pytest.param(
            NEW_YORK,
            "2026-03-09T04:00",
            "2026-03-10T04:00",
            ("2026-03-02T05:00", "2026-03-03T05:00"),
            id="on",
        ),
        pytest.param(
            NEW_YORK,
            "2026-03-15T06:00",
            "2026-03-15T07:00",
            ("2026-03-01T07:00", "2026-03-01T08:00"),
            id="gap",
        ),
        pytest.param(
            NEW_YORK,
            "2026-11-01T05:40",
            "2026-11-01T06:10",
            ("2026-10-25T05:40", "2026-10-25T06:10"),
            id="twice",
        ),
        pytest.param(
            KOLKATA,
            "2024-09-19T18:30",
            "2024-09-20T18:30",
            ("2024-09-12T18:30", "2024-09-13T18:30"),
            id="half past",
        ),
    ],
)
def test_the_period_before_is_of_the_same_weekdays(
    zone: Zone, start: str, end: str, before: tuple[str, str]
) -> None:
    assert previous(period(start, end), zone) == period(*before)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(
    st.sampled_from((UTC_ZONE, LONDON, NEW_YORK, KOLKATA, Zone(offset_min=300))),
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 (the zone is given beside)
    st.integers(1, 60 * 24 * 100),
)
def test_the_period_before_ends_in_time_and_begins_on_the_same_weekday(
    zone: Zone, start: datetime, minutes: int
) -> None:
    first = zone.instant(start.replace(second=0, microsecond=0))
    asked = Period(first, first + timedelta(minutes=minutes))
    found = previous(asked, zone)
    assert found.end <= asked.start
    assert abs(found.length - asked.length) <= timedelta(hours=2)
    assert zone.local(found.start).weekday() == zone.local(asked.start).weekday()
    assert asked.start - found.start <= asked.length + timedelta(days=15)


def test_before_the_calendar_there_is_no_period() -> None:
    with pytest.raises(InputError, match="calendar"):
        previous(period("0001-01-02", "0001-01-03"), UTC_ZONE)
