"""A sync asks for what is missing, keeps each window whole, and wastes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from math import ceil
from pathlib import Path
from threading import Event, Semaphore
from typing import TYPE_CHECKING

import polars as pl
import pytest

from lib.demo import DEMO_CREDENTIALS, Centre, DemoServer, ServiceOptions
from lib.errors import ServiceUnavailable
from lib.period import Period
from lib.settings import SmartAssist
from lib.smartassist import Question, Service
from lib.smartassist.failures import GivenUp
from lib.store import Part, Progress, Store, commit, open_store, sync
from lib.store.intervals import merge_intervals
from lib.store.tables import starts_in
from tests.store.made import DAY, HOUR, LATER, MONDAY, SETTLE, WEEK, Made, every, hours, ids, synced, wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Literal

    from lib.smartassist import Page

QUARTERLY = every(timedelta(minutes=15), WEEK)


@pytest.fixture(scope="module")
def centre() -> Centre:
    """A week of twenty thousand records."""
    return Centre(seed=1, volume=5, clock=lambda: LATER)


@pytest.mark.parametrize(("reading", "allowed"), [("records", 1.05), ("pages", 1.3)])
def test_over_a_socket_each_record_is_there_once_and_asked_for_once(
    centre: Centre, tmp_path: Path, reading: Literal["records", "pages"], allowed: float
) -> None:
    day = Period(WEEK.end, WEEK.end + DAY)
    truth = sorted(
        str(one["sessionId"]) for one in centre.records(WEEK.start, day.end - timedelta(seconds=1))
    )
    store = open_store(str(tmp_path))
    with DemoServer(centre, ServiceOptions(offset_counts=reading)) as server:
        account = SmartAssist(host=server.url, requests_per_minute=60_000, **DEMO_CREDENTIALS._asdict())
        with Service(account) as service:
            week, again, more = (
                sync(store, service, Question(Period(WEEK.start, end)), now=LATER, settle=SETTLE)
                for end in (WEEK.end, WEEK.end, day.end)
            )
        assert week.requests + more.requests == server.requests
    assert 19_000 < week.records < 21_000
    assert week.requests <= allowed * ceil(week.records / 100)
    assert (again.requests, again.windows) == (0, ())
    assert more.requests <= allowed * ceil(more.records / 100)
    assert merge_intervals(more.windows) == [day]
    begun = store.scan("records").filter(starts_in(Period(WEEK.start, day.end))).collect()
    assert sorted(begun["session_id"]) == truth
    assert len(set(ids(store))) == len(ids(store))
    assert store.entry().reading == reading
    conversations = store.scan("conversations").select(pl.len()).collect().item()
    assert disk(store) < 500 * conversations


def disk(store: Store) -> int:
    """Bytes of all that the store keeps."""
    return sum(path.stat().st_size for path in Path(store.root).rglob("*") if path.is_file())


def test_a_second_sync_asks_nothing(store: Store) -> None:
    synced(store, Made(QUARTERLY))
    service = Made(QUARTERLY)
    report = synced(store, service)
    assert (service.asked, report.requests) == ([], 0)


def test_one_more_day_asks_for_that_day_alone(store: Store) -> None:
    synced(store, Made(QUARTERLY), hours(0, 144))
    service = Made(QUARTERLY)
    synced(store, service)
    assert [one.window for one in service.asked] == [hours(144, 168)]
    assert ids(store) == wanted(service)


def test_what_stands_on_a_bound_is_there_once(store: Store) -> None:
    service = Made(every(HOUR, WEEK))
    for first in (0, 24, 48):
        synced(store, service, hours(first, first + 24))
    assert ids(store) == wanted(service)[:73]
    synced(store, service)
    assert ids(store) == wanted(service)


def test_a_refresh_asks_for_everything(store: Store) -> None:
    synced(store, Made(QUARTERLY))
    report = synced(store, Made(QUARTERLY), refresh=True)
    assert sum((one.length for one in report.windows), timedelta()) == WEEK.length


def test_a_late_change_replaces_what_was_there(store: Store) -> None:
    service = Made(QUARTERLY)
    synced(store, service, now=WEEK.end)
    later = service.with_changed(600, csatScore=5, surveyType="csat")
    synced(store, later, now=WEEK.end + HOUR)
    scores = store.scan("conversations").select("csat_score").collect()["csat_score"]
    assert scores.drop_nulls().to_list() == [5.0]
    assert ids(store) == wanted(service)
    assert min(one.window.start for one in later.asked) >= WEEK.end - SETTLE


def test_today_is_asked_up_to_now_and_goes_on_from_there(store: Store) -> None:
    synced(store, Made(QUARTERLY), now=MONDAY + 10 * HOUR)
    assert len(ids(store)) == 41
    service = Made(QUARTERLY)
    synced(store, service, now=MONDAY + 12 * HOUR)
    assert ids(store) == wanted(service)[:49]
    assert max(one.window.end for one in service.asked) == MONDAY + 12 * HOUR


def test_a_narrow_sync_brings_its_part_and_takes_nothing_away(store: Store) -> None:
    synced(store, Made(QUARTERLY), hours(0, 100))
    service = Made(QUARTERLY)
    synced(store, service, hours(50, 168), channels=("chat",))
    assert {one.channels for one in service.asked} == {("chat",)}
    chats = [str(one["sessionId"]) for one in QUARTERLY if one["channel"] == "chat"]
    assert set(ids(store)) == set(wanted(service)[:401]) | set(chats)
    assert len(ids(store)) == len(set(ids(store)))
    assert synced(store, service, channels=("chat",), queues=("qu-0",)).requests == 0
    synced(store, service)
    assert ids(store) == wanted(service)


def test_an_account_that_counts_by_the_end_loses_nothing(store: Store) -> None:
    service = Made(every(timedelta(minutes=7), hours(0, 48)), by="sessionEndTime")
    for first in (36, 24, 12, 0):
        synced(store, service, hours(first, first + 12.5))
    assert ids(store) == wanted(service)


def test_the_newest_window_is_asked_first(store: Store) -> None:
    service = Made(QUARTERLY)
    synced(store, service, workers=1)
    ends = [one.window.end for one in service.asked]
    assert ends == sorted(ends, reverse=True)
    assert ends[0] == WEEK.end


def test_an_error_keeps_what_was_whole_and_a_rerun_finishes(store: Store) -> None:
    def fails(question: Question) -> Exception | None:
        return ServiceUnavailable("It is down.") if question.window.start == WEEK.start else None

    with pytest.raises(ServiceUnavailable, match="It is down"):
        synced(store, Made(QUARTERLY, fails=fails))
    assert 0 < len(ids(store)) < len(QUARTERLY)
    service = Made(QUARTERLY)
    synced(store, service)
    assert ids(store) == wanted(service)
    assert len(service.asked) == 1


def test_a_cancelled_sync_keeps_what_was_whole(store: Store) -> None:
    report = synced(store, Made(QUARTERLY), cancelled=lambda: True)
    assert report.cancelled
    assert len(ids(store)) == report.records < len(QUARTERLY)


class Waiting(Made):
    """A service that, once it has given the second window's first page, waits to be let go."""

    def __init__(self, records: list[dict[str, object]]) -> None:
        super().__init__(records, reading="records")
        self.begun, self.let_go = Event(), Event()

    def pages(self, question: Question, given_up: Callable[[], bool] = lambda: False) -> Iterator[Page]:
        for number, page in enumerate(super().pages(question, given_up)):
            if len(self.asked) > 1 and number == 1:
                self.begun.set()
                self.let_go.wait(10)
            yield page


def test_a_cancelled_sync_finishes_the_window_that_it_is_reading(store: Store) -> None:
    service = Waiting(QUARTERLY)

    def cancelled() -> bool:
        if service.begun.is_set():
            service.let_go.set()
        return service.begun.is_set()

    report = synced(store, service, workers=1, cancelled=cancelled)
    assert report.cancelled
    assert [one.window for one in service.asked] == list(report.windows)
    assert len(report.windows) == 2


def test_a_sync_that_is_given_up_returns_at_once_and_keeps_what_was_whole(store: Store) -> None:
    service = Waiting(QUARTERLY)
    report = synced(store, service, workers=1, given_up=service.begun.is_set)
    service.let_go.set()
    assert report.cancelled
    assert len(report.windows) == 1
    assert len(ids(store)) == report.records > 0


class InLine(Made):
    """A service that answers one question; the others wait for their turn until they are given up."""

    def __init__(self, records: list[dict[str, object]]) -> None:
        super().__init__(records, reading="records")
        self.turns = Semaphore(1)
        self.waiting: set[Question] = set()

    def pages(self, question: Question, given_up: Callable[[], bool] = lambda: False) -> Iterator[Page]:
        self.waiting.add(question)
        while not self.turns.acquire(timeout=0.01):
            if given_up():
                self.waiting.remove(question)
                raise GivenUp
        self.waiting.remove(question)
        yield from super().pages(question, given_up)


def test_what_waits_for_its_turn_is_left_when_a_sync_is_cancelled(store: Store) -> None:
    service = InLine(QUARTERLY)
    report = synced(store, service, workers=3, cancelled=lambda: bool(service.asked))
    assert report.cancelled
    assert list(report.windows) == [one.window for one in service.asked]
    assert len(report.windows) == 1
    assert not service.waiting


def test_the_most_important_part_comes_first(store: Store) -> None:
    service = Made(QUARTERLY)
    parts = [Part(hours(48, 72)), Part(WEEK)]
    synced(store, service, parts=parts, workers=1)
    windows = [one.window for one in service.asked]
    of_first = [one for one in windows if one.overlaps(hours(48, 72))]
    assert windows[: len(of_first)] == of_first
    assert ids(store) == wanted(service)
    assert len(set(windows)) == len(windows)


def test_each_part_has_an_age_of_its_own(store: Store) -> None:
    now = MONDAY + 20 * HOUR
    synced(store, Made(QUARTERLY), now=now)
    service = Made(QUARTERLY)
    parts = [Part(hours(17, 24), timedelta(minutes=5)), Part(hours(0, 24), timedelta(hours=6))]
    synced(store, service, parts=parts, now=now + timedelta(minutes=10))
    assert [one.window for one in service.asked] == [Period(MONDAY + 17 * HOUR, now + timedelta(minutes=10))]


def test_the_time_left_is_told_by_what_the_account_allows() -> None:
    young = Progress(
        windows_done=0, windows_left=3, requests=3, requests_left=120, records=9, elapsed_s=0.5, allowed=60
    )
    assert young.rate == 60
    assert young.left_s == 120
    assert replace(young, allowed=None).rate == 360


def test_progress_ends_with_nothing_left(store: Store) -> None:
    told: list[Progress] = []
    report = synced(store, Made(QUARTERLY), progress=told.append)
    assert (told[-1].requests_left, told[-1].windows_left) == (0, 0)
    assert (told[-1].requests, told[-1].records) == (report.requests, report.records)
    assert told[-1].share == 1
    assert "records; requests:" in str(told[-1])


def test_what_is_too_old_is_neither_asked_nor_kept(store: Store) -> None:
    synced(store, Made(QUARTERLY))
    service = Made(QUARTERLY)
    synced(store, service, refresh=True, now=WEEK.end, retention_days=2)
    assert min(one.window.start for one in service.asked) == WEEK.end - 2 * DAY
    assert ids(store) == [
        one for one in wanted(service) if one >= f"{int((WEEK.end - 2 * DAY).timestamp()):08x}"
    ]
    assert store.coverage().share(WEEK, LATER) == pytest.approx(2 / 7)


def test_every_table_is_read_at_one_version(store: Store) -> None:
    synced(store, Made(QUARTERLY), hours(0, 24))
    before = {name: store.scan(name) for name in ("conversations", "visits", "handlings", "records")}
    synced(store, Made(QUARTERLY))
    assert {len(frame.collect()) for frame in before.values()} == {97}
    assert {len(store.scan(name).collect()) for name in before} == {len(QUARTERLY)}


def test_the_version_rises_with_every_commit(store: Store) -> None:
    assert store.version == 0
    synced(store, Made(QUARTERLY), hours(0, 24))
    first = store.version
    synced(store, Made(QUARTERLY), hours(24, 48))
    assert 0 < first < store.version
    assert open_store(store.root.rsplit("/", 1)[0], "acme").version == store.version


def test_an_empty_store_has_typed_empty_frames(store: Store) -> None:
    assert store.scan("handlings", WEEK).collect().is_empty()
    assert "talk_s" in store.scan("handlings").collect_schema().names()
    assert store.coverage().data_as_of(WEEK) is None


def test_what_comes_twice_in_a_window_is_there_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commit, "AT_ONCE", 100)
    twice = [*QUARTERLY, {**QUARTERLY[0], "csatScore": 4, "surveyType": "csat"}]
    synced(store, Made(twice))
    assert ids(store) == wanted(Made(QUARTERLY))
    first = store.scan("conversations").sort("session_start").first().collect()
    assert first["csat_score"].to_list() == [4]


def test_tables_read_together_belong_together(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    synced(store, Made(QUARTERLY), hours(0, 24))
    writer, whole = open_store(store.root.rsplit("/", 1)[0], "acme"), Store.files

    def files(reader: Store, *of: object) -> object:
        found = whole(reader, *of)  # type: ignore[arg-type]
        if reader is store:
            synced(writer, Made(QUARTERLY))
        return found

    monkeypatch.setattr(Store, "files", files)
    together = store.scans(["conversations", "records"])
    assert {len(frame.collect()) for frame in together.values()} == {97}
