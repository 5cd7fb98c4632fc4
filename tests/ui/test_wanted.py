"""What pages want becomes one piece of work: the last hours first, today before the rest, nothing twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from lib.period import Period
from lib.settings import Store as Settings
from lib.smartassist import Question
from lib.store import Part, open_store
from lib.sync.fetch_requests import UNDER_WAY, UNSETTLED_STALE_AFTER, Ages, plan_jobs
from tests.store.made import DAY, HOUR, MONDAY, Made, every, hours, synced

if TYPE_CHECKING:
    from pathlib import Path

    from lib.store import Store

NOW = MONDAY + 38 * HOUR
TODAY, WEEK, BEFORE = Question(hours(24, 48)), Question(hours(-144, 48)), Question(hours(-312, -144))
ALONE = Settings(reach_back_days=0, open_days=0)
"""Pages' periods alone are asked."""

AGES = Ages.of(ALONE)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(str(tmp_path), "acme")


def test_the_last_hours_come_first_then_today_then_the_period_then_the_one_before(store: Store) -> None:
    (job,) = plan_jobs(store, [(TODAY, WEEK, BEFORE)], AGES, now=NOW)
    edge, rest = NOW - UNDER_WAY, UNSETTLED_STALE_AFTER
    assert job.parts == (
        Part(Period(edge, TODAY.window.end), timedelta(minutes=5)),
        Part(Period(TODAY.window.start, edge), rest),
        Part(Period(WEEK.window.start, edge), rest),
        Part(BEFORE.window, rest),
    )
    assert job.question.window == Period(BEFORE.window.start, TODAY.window.end)


def test_jobs_days_before_each_period_and_open_sessions_come_last(store: Store) -> None:
    (job,) = plan_jobs(store, [(TODAY, BEFORE)], Ages.of(Settings(reach_back_days=7, open_days=30)), now=NOW)
    rest = UNSETTLED_STALE_AFTER
    assert job.parts[-3:] == (
        Part(Period(TODAY.window.start - 7 * DAY, TODAY.window.start), rest),
        Part(Period(BEFORE.window.start - 7 * DAY, BEFORE.window.start), rest),
        Part(Period(NOW - 30 * DAY, NOW), rest, open_only=True),
    )
    assert BEFORE.window in [part.window for part in job.parts[:-3]]


def test_what_two_pages_want_most_comes_before_what_either_wants_next(store: Store) -> None:
    other = Question(hours(20, 44))
    (job,) = plan_jobs(store, [(TODAY, BEFORE), (other, WEEK)], AGES, now=NOW)
    rest = [part.window.start for part in job.parts if part.stale_after == UNSETTLED_STALE_AFTER]
    assert rest == [one.window.start for one in (TODAY, other, BEFORE, WEEK)]


def test_a_narrow_question_is_a_job_of_its_own(store: Store) -> None:
    narrow = replace(TODAY, channels=("voice",))
    whole, part = plan_jobs(store, [(TODAY, narrow)], AGES, now=NOW)
    assert (whole.question.channels, part.question.channels) == ((), ("voice",))


def test_nothing_is_due_of_what_is_there(store: Store) -> None:
    synced(store, Made(every(HOUR, hours(0, 48))), hours(24, 48), now=NOW)
    assert not plan_jobs(store, [(TODAY,)], AGES, now=NOW + timedelta(minutes=4))
    assert plan_jobs(store, [(TODAY,)], AGES, now=NOW + timedelta(minutes=6))


def test_who_asks_for_what_is_new_gets_what_is_older_than_a_minute(store: Store) -> None:
    synced(store, Made(every(HOUR, hours(0, 48))), hours(24, 48), now=NOW)
    later = NOW + timedelta(minutes=2)
    assert not plan_jobs(store, [(TODAY,)], AGES, now=later)
    assert plan_jobs(store, [(TODAY,)], AGES.newest(), now=later)


def test_without_a_refresh_only_a_reader_asks_for_what_is_new(store: Store) -> None:
    never = Ages.of(ALONE.model_copy(update={"refresh_minutes": 0.0}))
    synced(store, Made(every(HOUR, hours(0, 48))), hours(24, 48), now=NOW)
    later = NOW + timedelta(hours=2)
    assert not plan_jobs(store, [(TODAY,)], never, now=later)
    assert plan_jobs(store, [(TODAY,)], never.newest(), now=later)


def test_hours_missed_since_the_last_look_are_due_however_few(store: Store) -> None:
    synced(store, Made(every(HOUR, hours(0, 48))), hours(24, 48), now=NOW)
    later = NOW + timedelta(hours=5)
    (job,) = plan_jobs(store, [(TODAY,)], AGES, now=later)
    assert [part.window for part in job.parts] == [
        Period(later - UNDER_WAY, TODAY.window.end),
        Period(TODAY.window.start, later - UNDER_WAY),
    ]


def test_what_is_not_kept_is_never_due(store: Store) -> None:
    forgetful = Ages.of(ALONE.model_copy(update={"retention_days": 1}))
    assert not plan_jobs(store, [(BEFORE,)], forgetful, now=NOW)
    assert not plan_jobs(store, [(Question(Period(MONDAY - 9 * DAY, MONDAY - 8 * DAY)),)], forgetful, now=NOW)
