"""Sessions that were open when they were fetched are asked again, and few requests are spent on them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from lib.period import Period
from lib.smartassist import Question
from lib.store import UNSETTLED_STALE_AFTER, Part, due, forget, interval_before, open_session_parts
from lib.store.fetch.parts import windows_around
from lib.store.intervals import BEGINNING
from tests.store.made import DAY, HOUR, MONDAY, SETTLE, WEEK, Made, every, hours, record, synced

if TYPE_CHECKING:
    from datetime import datetime

    from lib.store import Store

NOW = MONDAY + 80 * HOUR + timedelta(minutes=5)
MINUTE = timedelta(minutes=1)
HOURLY = every(HOUR, WEEK)
VISIT = {"destinationType": "QueueEntry", "queueId": "qu-1", "queueName": "E-mail"}


def waiting(number: int, start: datetime, **fields: object) -> dict[str, Any]:
    """An e-mail that nobody has answered."""
    entered = VISIT | {"EnterTime": f"{start:%Y-%m-%dT%H:%M:%S}"}
    made: dict[str, Any] = record(number, start, destinations=[entered], finalStatus="TRANSIENT_OPEN")
    del made["sessionEndTime"]
    return {**made, **fields}


def answered(number: int, start: datetime, at: datetime) -> dict[str, Any]:
    """The same, answered with 900 s of work and 60 s after it."""
    ended = at + timedelta(seconds=900)
    agent = {
        "agentId": "u-1",
        "name": "Mara",
        "acceptedTime": f"{at:%Y-%m-%dT%H:%M:%S}",
        "interactionEndTime": f"{ended:%Y-%m-%dT%H:%M:%S}",
        "interactionDuration": 900,
        "afterCallWorkDuration": 60,
        "status": "Answered",
    }
    visit = VISIT | {"EnterTime": f"{start:%Y-%m-%dT%H:%M:%S}", "respondingAgent": agent}
    return record(
        number, start, destinations=[visit], sessionEndTime=f"{ended:%Y-%m-%dT%H:%M:%S}", finalStatus="CLOSED"
    )


EMAIL = waiting(7000, MONDAY + 5 * MINUTE)
WHOLE = hours(0, 81)


def again(store: Store, service: Made, now: datetime, at_least: int = 0) -> None:
    parts = [Part(WHOLE), *open_session_parts(WHOLE.end, now, 30 * DAY, at_least)]
    synced(store, service, WHOLE, now=now, parts=parts)


@pytest.fixture
def fetched(store: Store) -> Store:
    """A store that was filled when an e-mail of 80 hours ago was open."""
    synced(store, Made([*HOURLY, EMAIL]), WHOLE, now=NOW)
    return store


def test_sync_session_closed_after_it_was_settled_is_closed_in_the_store(fetched: Store) -> None:
    later = NOW + 7 * HOUR
    service = Made([*HOURLY, answered(7000, MONDAY + 5 * MINUTE, NOW + HOUR)])
    again(fetched, service, later)
    (visit,) = fetched.scan("visits").filter(session_id=EMAIL["sessionId"]).collect()["outcome"]
    (handled,) = fetched.scan("handlings").filter(session_id=EMAIL["sessionId"]).collect()["handle_s"]
    assert (visit, handled) == ("answered", 960)
    small = [one.window for one in service.asked if one.window.end <= later - SETTLE]
    assert small == [Period(MONDAY + 4 * MINUTE, MONDAY + 7 * MINUTE)]
    again(fetched, closed := Made(service.records), later + 7 * HOUR)
    assert not [one for one in closed.asked if one.window.end <= later - SETTLE]


def test_sync_open_session_asked_lately_is_not_asked_again(fetched: Store) -> None:
    service = Made([*HOURLY, EMAIL])
    again(fetched, service, NOW + UNSETTLED_STALE_AFTER - MINUTE)
    assert not [one for one in service.asked if one.window.start < MONDAY + HOUR]
    again(fetched, service, NOW + UNSETTLED_STALE_AFTER)
    again(fetched, service, NOW + UNSETTLED_STALE_AFTER + HOUR)
    assert len([one for one in service.asked if one.window.start < MONDAY + HOUR]) == 1


def test_sync_open_session_older_than_it_is_asked_for_is_left(fetched: Store) -> None:
    now = MONDAY + 31 * DAY
    assert not due(
        fetched, Question(WHOLE), open_session_parts(WHOLE.end, now, 30 * DAY), now=now, settle=SETTLE
    )


def test_due_at_least_so_many_takes_the_longest_unasked_first(store: Store) -> None:
    emails = [waiting(7000 + number, MONDAY + number * HOUR) for number in range(3)]
    synced(store, Made(emails), hours(0, 1), now=NOW - 2 * HOUR)
    synced(store, Made(emails), hours(0.5, 1.5), now=NOW - HOUR)
    synced(store, Made(emails), hours(1.5, 2.5), now=NOW)
    part = open_session_parts(WHOLE.end, NOW, 30 * DAY, at_least=2)
    (windows,) = due(store, Question(WHOLE), part, now=NOW, settle=SETTLE)
    assert [one.start for one in windows] == [MONDAY - MINUTE, MONDAY + HOUR - MINUTE]


def test_sync_narrow_question_asks_open_sessions_narrowly_and_loses_none(fetched: Store) -> None:
    service = Made([*HOURLY, EMAIL])
    part = open_session_parts(WHOLE.end, NOW + 7 * HOUR, 30 * DAY)
    synced(fetched, service, hours(0, 1), now=NOW + 7 * HOUR, parts=part, channels=("chat",))
    assert [one.channels for one in service.asked] == [("chat",)]
    assert EMAIL["sessionId"] in fetched.scan("records").collect()["session_id"]


def test_sync_unchanged_records_write_no_file(fetched: Store) -> None:
    before = fetched.entry().versions
    now = NOW + 7 * HOUR
    parts = open_session_parts(WHOLE.end, now, 30 * DAY)
    synced(fetched, Made([*HOURLY, EMAIL]), WHOLE, now=now, parts=parts)
    assert fetched.entry().versions == before
    assert len(fetched.coverage().fetches) > 1


def test_sync_days_before_come_after_the_period(store: Store) -> None:
    service = Made(every(HOUR, hours(-168, 48)))
    parts = [Part(hours(24, 48)), *(Part(one) for one in interval_before(hours(24, 48), 7 * DAY))]
    synced(store, service, hours(24, 48), parts=parts)
    assert service.asked[0].window.start >= MONDAY + DAY
    assert min(one.window.start for one in service.asked) == MONDAY - 6 * DAY


def test_refresh_asks_the_period_alone_again(store: Store) -> None:
    service = Made(every(HOUR, hours(0, 48)))
    synced(store, service, hours(0, 48))
    parts = [Part(hours(24, 48)), *(Part(one) for one in interval_before(hours(24, 48), DAY))]
    report = synced(store, service, hours(24, 48), parts=parts, refresh=True)
    assert min(one.start for one in report.windows) == MONDAY + DAY


def test_forget_customer_with_an_open_session_leaves_nothing_to_ask(store: Store) -> None:
    synced(store, Made([EMAIL | {"userId": "u-ada"}]), WHOLE, now=NOW)
    assert store.open_starts(WHOLE, store.entry()) == [MONDAY + 5 * MINUTE]
    forget(store, "u-ada", now=NOW)
    assert store.open_starts(WHOLE, store.entry()) == []


@pytest.mark.parametrize(
    ("minutes", "windows"),
    [
        ([], []),
        ([0.5], [(-1, 2)]),
        ([0, 0], [(-1, 2)]),
        ([0, 10], [(-1, 12)]),
        ([0, 60], [(-1, 2), (59, 62)]),
    ],
)
def test_windows_around_starts_are_small_and_near_ones_are_joined(
    minutes: list[float], windows: list[tuple[int, int]]
) -> None:
    around = windows_around(MONDAY + minute * MINUTE for minute in minutes)
    assert [((one.start - MONDAY) / MINUTE, (one.end - MONDAY) / MINUTE) for one in around] == windows


def test_reach_back_ends_where_the_calendar_begins() -> None:
    first = Period(BEGINNING + DAY, BEGINNING + 2 * DAY)
    assert interval_before(first, 7 * DAY) == [Period(BEGINNING, BEGINNING + DAY)]
    assert interval_before(first, timedelta()) == []


def test_sync_store_of_a_clock_ahead_enters_only_what_was_asked_by_the_right_one(store: Store) -> None:
    begun = [
        one for one in HOURLY if str(one["sessionStartTime"]) < f"{MONDAY + 10 * HOUR:%Y-%m-%dT%H:%M:%S}"
    ]
    synced(store, Made(begun), hours(0, 24), now=MONDAY + 5 * DAY)
    synced(store, Made(HOURLY), hours(0, 24), now=MONDAY + 12 * HOUR)
    assert all(one.asked_at <= MONDAY + 13 * HOUR for one in store.coverage().fetches)
    synced(store, Made(HOURLY), hours(0, 24), now=MONDAY + 6 * DAY)
    assert store.scan("records").select(pl.len()).collect().item() == 25


def test_sync_clock_behind_keeps_what_was_asked_by_the_right_one(store: Store) -> None:
    synced(store, Made(HOURLY), hours(0, 48), now=MONDAY + 6 * DAY)
    synced(store, Made(HOURLY), hours(0, 48), now=MONDAY + HOUR)
    parts = [Part(hours(2, 48))]
    assert not due(store, Question(hours(2, 48)), parts, now=MONDAY + 6 * DAY + HOUR, settle=SETTLE)
