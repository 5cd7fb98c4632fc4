"""What is made of a period is made once for what the store holds of it, whatever comes in of other days."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl
import pytest
import streamlit as st

from lib.access import LOCAL_VIEWER
from lib.frames.schema import SCHEMAS
from lib.period import UTC_ZONE, Period
from lib.settings import Metrics
from lib.store import Store, open_store
from lib.ui.layout.sync_status import ELSEWHERE, HERE, is_newest
from lib.ui.query import data_access
from lib.ui.query.callbacks import find_callbacks
from lib.ui.query.page_context import PageContext
from lib.ui.query.selection import Selection
from tests.store.made import DAY, HOUR, LATER, Made, every, hours, record, synced

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FRIDAY = hours(96, 120)

HOURLY = every(HOUR, hours(0, 168))

LATE = {
    "destinationType": "QueueEntry",
    "queueId": "qu-1",
    "EnterTime": "2024-09-25T18:00:00",
    "respondingAgent": {"agentId": "u-1", "name": "Agent 1", "acceptedTime": "2024-09-27T08:00:00"},
}
"""A visit of Wednesday, answered on Friday."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store that holds Friday and the day before it."""
    opened = open_store(str(tmp_path))
    synced(opened, Made(HOURLY), hours(72, 120))
    yield opened
    st.cache_resource.clear()


def view(store: Store, period: Period = FRIDAY) -> PageContext:
    """What a run of a page would show now."""
    state = data_access.read_state(store)
    return PageContext(
        viewer=LOCAL_VIEWER,
        selection=Selection("dates", UTC_ZONE, period.start.date(), period.start.date()),
        period=period,
        now=LATER,
        rules=Metrics(),
        store=store,
        state=state,
        content=data_access.hash_contents(store, state, period),
        names=data_access.load_names(store, state, period, LOCAL_VIEWER),
    )


def counted(store: Store, made: list[str], what: str = "page") -> int:
    """The rows of Friday's conversations, as a page asks for them; notes where they had to be counted."""

    def queries() -> list[pl.LazyFrame]:
        made.append(what)
        return [view(store).tables.conversations.select(pl.len())]

    return int(view(store).collect(what, queries)[0].item())


def test_what_came_of_other_days_changes_nothing(store: Store) -> None:
    made: list[str] = []
    first, before = view(store), counted(store, made)
    synced(store, Made(HOURLY), hours(0, 48))
    assert store.version > first.version
    assert view(store).content == first.content
    assert first.is_drawn_of(data_access.read_state(store))
    assert counted(store, made) == before
    assert made == ["page"]


NAMELESS: dict[str, object] = {"sessionId": None, "conversationId": None}
"""What makes a record a reject."""


@pytest.mark.parametrize("came", [{"status": "NEW"}, {"destinations": []}, NAMELESS], ids=str)
def test_what_came_of_its_own_day_is_seen(store: Store, came: dict[str, object]) -> None:
    made: list[str] = []
    first, before = view(store), counted(store, made)
    more = [*HOURLY, record(1000, FRIDAY.start + timedelta(minutes=30), **came)]
    synced(store, Made(more), FRIDAY, refresh=True)
    assert view(store).content != first.content
    assert not first.is_drawn_of(data_access.read_state(store))
    assert counted(store, made) == before + (came is not NAMELESS)
    assert made == ["page", "page"]


def test_content_handling_of_an_older_session_counts_as_the_days_own(store: Store) -> None:
    first = view(store)
    late = record(1000, FRIDAY.start - 30 * HOUR, destinations=[LATE])
    synced(store, Made([*HOURLY, late]), hours(48, 96), refresh=True)
    assert view(store).content != first.content
    assert late["sessionId"] in view(store).all_tables.conversations.collect()["session_id"]


def test_view_store_written_meanwhile_reads_its_own_version(store: Store) -> None:
    first = view(store)
    named = data_access.scan_table(first, "conversations").collect()
    more = record(1000, FRIDAY.start + HOUR / 2)
    synced(store, Made([*HOURLY, more]), FRIDAY, refresh=True)
    sessions = named.select("session_id", "session_start")
    assert data_access.scan_table(first, "conversations").collect().equals(named)
    assert data_access.scan_dispositions(first).collect().height == named.height
    assert data_access.load_customers(first, sessions).height == named.height
    assert data_access.load_session(first, str(more["sessionId"]))["conversations"].is_empty()
    assert data_access.load_session(view(store), str(more["sessionId"]))["conversations"].height == 1


def test_what_was_asked_anew_is_told_even_if_nothing_came(store: Store) -> None:
    first = view(store)
    synced(store, Made(HOURLY), FRIDAY, refresh=True, now=LATER + DAY)
    assert not first.is_drawn_of(data_access.read_state(store))


@pytest.mark.parametrize("table", SCHEMAS)
def test_every_table_is_heeded(store: Store, monkeypatch: pytest.MonkeyPatch, table: str) -> None:
    """Rejects have a table of their own: they may be all that came."""
    state, first, files = (
        data_access.read_state(store),
        data_access.hash_contents(store, data_access.read_state(store), FRIDAY),
        Store.files,
    )

    def with_one_more(self: Store, name: str, at: object) -> object:
        found = files(self, name, at)  # type: ignore[arg-type]
        there = [file for file in files(self, "visits", at) if file.meets(FRIDAY)]  # type: ignore[arg-type]
        return (*found, replace(there[0], path="more")) if name == table else found

    monkeypatch.setattr(Store, "files", with_one_more)
    st.cache_resource.clear()
    assert data_access.hash_contents(store, state, FRIDAY) != first


def test_what_is_usual_is_made_anew_when_the_weeks_before_come_in(store: Store) -> None:
    made: list[str] = []

    def usual() -> None:
        now = view(store)
        now.keep("usual", lambda: made.append("usual"), after=now.history)

    usual()
    synced(store, Made(HOURLY), hours(120, 168))
    usual()
    assert made == ["usual"]
    synced(store, Made(HOURLY), hours(24, 48))
    usual()
    assert made == ["usual", "usual"]


def test_who_is_reached_on_another_day_is_no_longer_to_be_called(store: Store) -> None:
    left = record(
        1000,
        FRIDAY.start + HOUR,
        userId="u-ada",
        disconnectingEvent="User Hangup",
        destinations=[
            {"destinationType": "QueueEntry", "queueId": "qu-1", "EnterTime": "2024-09-27T01:00:00"}
        ],
    )
    reached = record(1001, FRIDAY.end + 2 * HOUR, userId="u-ada")
    synced(store, Made([*HOURLY, left]), FRIDAY, refresh=True)
    assert find_callbacks(view(store))["session_id"].to_list() == [left["sessionId"]]
    before = view(store).content
    synced(store, Made([*HOURLY, reached]), hours(120, 144))
    assert view(store).content == before
    assert find_callbacks(view(store)).is_empty()


def test_a_page_is_drawn_anew_soon_for_its_own_days_and_later_for_others(store: Store) -> None:
    first = view(store)
    assert is_newest(first, LATER + DAY)
    synced(store, Made(HOURLY), hours(0, 48))
    assert is_newest(first, LATER)
    assert not is_newest(first, LATER + ELSEWHERE)
    synced(store, Made([*HOURLY, record(1000, FRIDAY.start + HOUR / 2)]), FRIDAY, refresh=True)
    assert is_newest(first, LATER)
    assert not is_newest(first, LATER + HERE)
    assert not is_newest(replace(first, names=data_access.Names((), {}, {})), LATER)
