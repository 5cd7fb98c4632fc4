"""The strip says how far a sync is, and lets a reader pause it, go on, stop it and take it up again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from lib.demo import DemoServer
from lib.errors import ServiceUnavailable
from lib.period import Period
from lib.store import Progress
from lib.store.locations import make_folder
from lib.store.lock import acquire_lock
from lib.sync.worker import Status, Worker
from lib.ui.app.app_state import app_state
from lib.ui.layout import sync_status
from tests.pages.held import STORED_DAYS
from tests.pages.opened import context_of, open_page, page_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from lib.demo import Centre
    from lib.store import Store

UNDER_WAY = Progress(
    windows_done=2, windows_left=6, requests=41, requests_left=118, records=3912, elapsed_s=41, allowed=60
)

NEVER_FETCHED = {"period": "dates", "from": "2023-02-01", "to": "2023-02-02", "zone": "UTC"}


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch, store: Store) -> Callable[[Status], AppTest]:
    """A page whose worker stands so; it never begins anything."""
    del store

    def show(status: Status) -> AppTest:
        monkeypatch.setattr(Worker, "status", property(lambda _: status))
        return open_page("data")

    return show


def buttons(app: AppTest) -> list[str]:
    return [one.label for one in app.button if one.key and one.key.endswith("-sync")]


def test_progress_is_told_in_parts_requests_pace_and_time(shown: Callable[[Status], AppTest]) -> None:
    app = shown(Status(running=True, progress=UNDER_WAY))
    (bar,) = app.get("progress")
    assert bar.proto.text == (
        "Fetching part 3 of about 8: 3,912 records in 41 requests; "
        "about 118 to go at 60 a minute, about 1:58 left"
    )
    assert buttons(app) == ["Pause", "Stop"]


def test_a_pause_that_is_still_finishing_says_so(shown: Callable[[Status], AppTest]) -> None:
    app = shown(Status(running=True, ending=True, paused=True, progress=UNDER_WAY))
    (bar,) = app.get("progress")
    assert bar.proto.text == "Finishing the part under way, then it pauses …"
    assert buttons(app) == ["Resume", "Stop"]


def test_a_pause_stays_until_somebody_resumes(store: Store) -> None:
    del store
    app = open_page("data")
    app_state().worker.pause()
    assert "Fetching is paused. This holds for all who use this dashboard." in page_text(app.run())
    assert "Fetching is paused." in page_text(open_page("overview"))
    app.button(key="resume-sync").click().run()
    assert not app_state().worker.status.paused
    assert "Fetching is paused." not in page_text(app)


def test_another_process_that_syncs_is_told_calmly(shown: Callable[[Status], AppTest]) -> None:
    app = shown(Status(busy="Process 7 on desk is syncing this store. What it fetches shows by itself."))
    assert "Process 7 on desk is syncing this store." in page_text(app)
    assert not app.error


@pytest.fixture
def serving(settings: Callable[..., None], tmp_path: Path, centre: Centre) -> Iterator[DemoServer]:
    """A service that answers, and an empty store."""
    with DemoServer(centre) as server:
        settings(STORE__PATH=tmp_path, SMARTASSIST__HOST=server.url, SMARTASSIST__REQUESTS_PER_MINUTE=60_000)
        yield server


def test_the_real_lock_of_another_process_is_told_calmly(serving: DemoServer) -> None:
    del serving
    store = app_state().source.store
    make_folder(store.root)
    with acquire_lock(store.root):
        app = open_page("data", STORED_DAYS)
        thread = app_state().worker._thread
        assert thread
        thread.join(20)
        app.run()
        assert "is syncing this store" in page_text(app)
        assert not app.error


def test_what_was_stopped_is_fetched_when_a_reader_asks(serving: DemoServer) -> None:
    app_state().worker.pause()
    app = open_page("data", STORED_DAYS)
    app.button(key="stop-sync").click().run()
    assert "Fetching was stopped; 0% of the period is there." in page_text(app).replace("\u202f", "").replace(
        " %", "%"
    )
    assert serving.requests == 0
    app.button(key="fetch-rest").click().run()
    thread = app_state().worker._thread
    assert thread
    thread.join(60)
    app.run()
    assert "Fetching was stopped" not in page_text(app)
    assert serving.requests > 0


def test_trouble_with_the_period_before_is_not_told_on_a_page_that_is_whole(
    shown: Callable[[Status], AppTest],
) -> None:
    app = shown(Status(error=str(ServiceUnavailable("It is down."))))
    assert not app.error


@pytest.mark.parametrize("page", ["overview", "queues", "conversations", "call_back"])
@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (
            Status(error="It is down. Wait a little."),
            (
                "This period was not fetched yet, and fetching the rest failed: It is down. Wait a little. "
                "Press “Try again” above."
            ),
        ),
        (
            Status(paused=True),
            "This period was not fetched yet, and fetching is paused. Press “Resume” above.",
        ),
        (Status(running=True), "The first records are on their way."),
        (Status(), "This period was not fetched yet, with nothing to show in it."),
    ],
    ids=str,
)
def test_page_of_a_period_that_is_not_there_says_why(
    store: Store, monkeypatch: pytest.MonkeyPatch, page: str, status: Status, sentence: str
) -> None:
    del store
    monkeypatch.setattr(Worker, "status", property(lambda _: status))
    text = page_text(open_page(page, NEVER_FETCHED))
    assert sentence in text
    assert not [claim for claim in ("Nothing happened", "Nobody waits", "Nothing matches") if claim in text]


@pytest.mark.parametrize(("first", "there"), [("2024-09-08", "29%"), ("2024-09-16", None)])
def test_data_says_how_much_of_the_days_before_the_period_is_there(
    store: Store, first: str, there: str | None
) -> None:
    del store
    text = page_text(open_page("data", STORED_DAYS | {"from": first})).replace("\u202f", "")
    assert (f"Of the 7 days before it {there} is there." in text) == (there is not None)
    assert ("may be answered in it" in text) == (there is not None)


def test_page_of_a_period_that_is_not_there_says_so_whatever_is_picked(
    shown: Callable[[Status], AppTest],
) -> None:
    shown(Status(error="It is down."))
    text = page_text(open_page("overview", NEVER_FETCHED | {"channel": "pigeon"}))
    assert "fetching the rest failed: It is down." in text
    assert "Nothing matches" not in text


def test_a_page_wants_today_first_then_its_period_then_the_one_before(store: Store) -> None:
    del store
    closed = context_of(open_page("overview"))
    assert next(one.window for one in sync_status.list_questions(closed)) == closed.period
    seven = context_of(open_page("overview", {"period": "last-7-days", "zone": "UTC"}))
    today, period, before = (one.window for one in sync_status.list_questions(seven))
    midnight = seven.now.replace(hour=0, minute=0, second=0, microsecond=0)
    assert today == Period(midnight, seven.period.end)
    assert period == seven.period
    assert before.end <= seven.period.start
    later = replace(seven, before=Period(seven.period.start, seven.now))
    assert sync_status.list_questions(later) == sync_status.list_questions(seven)


def test_without_a_refresh_a_reader_can_ask_for_what_is_new(
    settings: Callable[..., None], resting: None, tmp_path: Path
) -> None:
    del resting
    settings(STORE__PATH=tmp_path, STORE__REFRESH_MINUTES=0)
    today = open_page("data", {"period": "today", "zone": "UTC"})
    assert today.button(key="fetch-new").label == "Fetch what is new"
    assert not [one for one in open_page("data", STORED_DAYS).button if one.key == "fetch-new"]
