"""Pages never wait: a worker fetches what they want, and heeds pause, stop, other processes and the end."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import TYPE_CHECKING, Self

import pytest

from lib.errors import ServiceUnavailable, StoreError
from lib.settings import Store as Settings
from lib.smartassist import Question
from lib.store import Store, open_store
from lib.store.intervals import merge_intervals
from lib.store.locations import make_folder
from lib.store.lock import acquire_lock
from lib.sync.worker import AFTER_AN_ERROR, WANTED_FOR, WHILE_BUSY, Worker
from tests.smartassist.fake import account
from tests.store.made import HOUR, MONDAY, Made, every, hours, ids

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from lib.settings import SmartAssist
    from lib.smartassist import Page

NOW = MONDAY + 168 * HOUR
QUARTERLY = every(timedelta(minutes=15), hours(0, 168))
TODAY, WEEK, BEFORE = Question(hours(144, 168)), Question(hours(72, 168)), Question(hours(0, 72))


@dataclass
class Gated(Made):
    """A service that holds its n-th question until it is let go, or until the worker closes it."""

    held_at: int = 10**6
    until: datetime | None = None
    """What begins later is not there yet."""

    reached: Event = field(default_factory=Event)
    let_go: Event = field(default_factory=Event)

    def pages(self, question: Question, given_up: Callable[[], bool] = lambda: False) -> Iterator[Page]:
        number = len(self.asked)
        for page in super().pages(question, given_up):
            yield page
            if number == self.held_at:
                self.reached.set()
                assert self.let_go.wait(20)

    def answers(self, one: dict[str, object], question: Question) -> bool:
        begun = datetime.fromisoformat(str(one["sessionStartTime"])).replace(tzinfo=UTC)
        return (self.until is None or begun < self.until) and super().answers(one, question)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.let_go.set()


@dataclass
class Fake:
    """What a worker needs of a source."""

    store: Store
    made: Gated
    account: SmartAssist = field(default_factory=account)

    def service(self) -> Gated:
        return self.made


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(str(tmp_path / "data"), "acme")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def working(store: Store, clock: Clock) -> Iterator[Callable[..., tuple[Worker, Gated]]]:
    """A worker over a service that is made so; it ends with the test."""
    workers: list[Worker] = []

    def begin(**options: object) -> tuple[Worker, Gated]:
        made = Gated(QUARTERLY, reading="records", **options)  # type: ignore[arg-type]
        workers.append(Worker(Fake(store, made), Settings(reach_back_days=0), clock))  # type: ignore[arg-type]
        return workers[-1], made

    yield begin
    for worker in workers:
        worker.close()


def ended(worker: Worker) -> Worker:
    """The worker, once its thread has ended."""
    if worker._thread is not None:
        worker._thread.join(20)
        assert not worker._thread.is_alive()
    return worker


def test_what_is_wanted_is_fetched_in_the_order_of_its_importance(
    working: Callable[..., tuple[Worker, Gated]], store: Store
) -> None:
    worker, made = working()
    assert worker.request(TODAY, WEEK, BEFORE)
    ended(worker)
    assert len(ids(store)) == len(QUARTERLY)
    first_of = [
        next(n for n, one in enumerate(made.asked) if one.window.overlaps(part.window))
        for part in (TODAY, Question(hours(72, 144)), BEFORE)
    ]
    assert first_of == sorted(first_of)
    assert made.asked[0].window.end == NOW
    assert not worker.status.running


def test_nothing_is_asked_of_what_is_there(working: Callable[..., tuple[Worker, Gated]]) -> None:
    worker, made = working()
    worker.request(TODAY)
    ended(worker)
    before = len(made.asked)
    assert not worker.request(TODAY)
    assert len(made.asked) == before


def test_the_last_hours_are_asked_again_once_they_are_old(
    working: Callable[..., tuple[Worker, Gated]], clock: Clock
) -> None:
    worker, made = working()
    worker.request(TODAY)
    ended(worker)
    before = len(made.asked)
    clock.now = NOW + timedelta(minutes=4)
    assert not worker.request(TODAY)
    clock.now = NOW + timedelta(minutes=6)
    assert worker.request(TODAY)
    ended(worker)
    assert merge_intervals(one.window for one in made.asked[before:]) == [hours(165.1, 168)]


def test_progress_tells_parts_requests_and_rate(working: Callable[..., tuple[Worker, Gated]]) -> None:
    worker, made = working(held_at=1)
    worker.request(WEEK)
    assert made.reached.wait(20)
    progress = worker.status.progress
    assert progress
    assert progress.windows_done >= 1
    assert progress.requests_left > 0
    assert 0 < progress.rate <= 60


def test_a_page_that_wants_something_else_meanwhile_need_not_wait_for_all_of_it(
    working: Callable[..., tuple[Worker, Gated]],
) -> None:
    worker, made = working(held_at=1)
    worker.request(WEEK)
    assert made.reached.wait(20)
    assert worker.request(BEFORE)
    assert worker.request(WEEK)
    made.let_go.set()
    ended(worker)
    assert not worker.request(BEFORE)
    assert not worker.request(WEEK)


def test_a_wish_that_nobody_repeats_is_forgotten(
    working: Callable[..., tuple[Worker, Gated]], clock: Clock
) -> None:
    worker, made = working()
    worker.pause()
    worker.request(BEFORE)
    clock.now += WANTED_FOR
    worker.resume()
    worker.request(TODAY)
    ended(worker)
    assert not [one for one in made.asked if one.window.overlaps(BEFORE.window)]


def test_a_pause_finishes_the_window_under_way_and_resume_goes_on(
    working: Callable[..., tuple[Worker, Gated]], store: Store
) -> None:
    worker, made = working(held_at=1)
    worker.request(WEEK)
    assert made.reached.wait(20)
    worker.pause()
    assert worker.status.running
    assert worker.status.ending
    made.let_go.set()
    ended(worker)
    assert worker.status.paused
    assert not worker.status.running
    held_so_far = ids(store)
    assert 0 < len(held_so_far) < 96 * 4
    assert not worker.request(WEEK)
    assert ended(worker).status.paused
    worker.resume()
    assert worker.request(WEEK)
    ended(worker)
    assert len(ids(store)) >= 96 * 4
    assert len(set(ids(store))) == len(ids(store))


def test_who_resumes_before_the_window_is_done_loses_no_time(
    working: Callable[..., tuple[Worker, Gated]],
) -> None:
    worker, made = working(held_at=1)
    worker.request(WEEK)
    assert made.reached.wait(20)
    worker.pause()
    worker.resume()
    made.let_go.set()
    ended(worker)
    assert not worker.request(WEEK)
    assert not worker.status.paused


def test_a_stop_gives_up_at_once_and_the_page_does_not_begin_anew(
    working: Callable[..., tuple[Worker, Gated]], store: Store
) -> None:
    worker, made = working(held_at=1)
    worker.request(WEEK)
    assert made.reached.wait(20)
    worker.stop()
    ended(worker)
    kept = ids(store)
    assert 0 < len(kept) < 96 * 4
    assert not worker.request(WEEK)
    assert worker.is_stopped(WEEK)
    assert not worker.is_stopped(BEFORE)
    assert ids(store) == kept
    assert worker.request(WEEK, again=True)
    ended(worker)
    assert not worker.is_stopped(WEEK)
    assert set(kept) < set(ids(store))


def test_another_process_that_syncs_is_no_error_and_is_waited_for(
    working: Callable[..., tuple[Worker, Gated]], store: Store, clock: Clock
) -> None:
    worker, made = working()
    make_folder(store.root)
    with acquire_lock(store.root):
        worker.request(TODAY)
        status = ended(worker).status
        assert status.busy
        assert "Process" in status.busy
        assert status.error is None
        assert not worker.request(TODAY)
        clock.now += WHILE_BUSY
        assert not worker.request(TODAY)
        assert ended(worker).status.busy
    clock.now += WHILE_BUSY
    worker.request(TODAY)
    assert ended(worker).status.busy is None
    assert made.asked


def test_what_the_other_process_brought_ends_the_waiting(
    working: Callable[..., tuple[Worker, Gated]], store: Store, clock: Clock
) -> None:
    waiting, _ = working()
    make_folder(store.root)
    with acquire_lock(store.root):
        waiting.request(TODAY)
        ended(waiting)
    other, _ = working()
    other.request(TODAY)
    ended(other)
    clock.now += WHILE_BUSY
    assert not waiting.request(TODAY)
    assert waiting.status.busy is None


def test_after_an_error_it_rests_unless_it_is_asked_again(
    working: Callable[..., tuple[Worker, Gated]], clock: Clock
) -> None:
    worker, made = working(fails=lambda _: ServiceUnavailable("It is down."))
    worker.request(TODAY)
    assert ended(worker).status.error == "It is down."
    spent = len(made.asked)
    assert not worker.request(TODAY)
    assert len(made.asked) == spent
    worker.request(TODAY, again=True)
    ended(worker)
    assert len(made.asked) > spent
    made.fails = lambda _: None
    clock.now += AFTER_AN_ERROR
    worker.request(TODAY)
    assert ended(worker).status.error is None


def test_an_error_that_nobody_knows_is_told_as_one(
    working: Callable[..., tuple[Worker, Gated]], caplog: pytest.LogCaptureFixture
) -> None:
    worker, _ = working(fails=lambda _: ZeroDivisionError())
    worker.request(TODAY)
    assert "does not know" in str(ended(worker).status.error)
    assert "ZeroDivisionError" in caplog.text


def test_a_store_that_cannot_be_read_is_for_the_page_to_tell(
    working: Callable[..., tuple[Worker, Gated]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Store) -> None:
        raise StoreError("It cannot be read.")

    worker, _ = working()
    monkeypatch.setattr(Store, "entry", broken)
    with pytest.raises(StoreError):
        worker.request(TODAY)


def test_want_clock_put_right_after_an_error_does_not_rest_until_it_catches_up(
    working: Callable[..., tuple[Worker, Gated]], clock: Clock
) -> None:
    worker, made = working(fails=lambda _: ServiceUnavailable("It is down."))
    clock.now = NOW + timedelta(days=1)
    worker.request(TODAY)
    assert ended(worker).status.error
    clock.now, made.fails = NOW, lambda _: None
    assert worker.request(TODAY)
    assert ended(worker).status.error is None


def test_want_of_a_clock_ahead_does_not_count_as_fetched_once_it_is_put_right(
    working: Callable[..., tuple[Worker, Gated]], clock: Clock, store: Store
) -> None:
    noon = MONDAY + 156 * HOUR
    worker, made = working()
    made.until, clock.now = noon, NOW
    worker.request(TODAY)
    ended(worker)
    made.until, clock.now = noon + HOUR, noon + HOUR
    assert worker.request(TODAY)
    ended(worker)
    made.until, clock.now = NOW, NOW + timedelta(minutes=1)
    worker.request(TODAY)
    ended(worker)
    assert len(ids(store)) == 24 * 4


def test_a_close_in_the_middle_ends_it_without_a_word_and_keeps_what_was_whole(
    working: Callable[..., tuple[Worker, Gated]], store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    worker, made = working(held_at=1)
    worker.request(WEEK)
    assert made.reached.wait(20)
    with caplog.at_level(logging.DEBUG, "callboard"):
        worker.close()
    assert not worker._thread or not worker._thread.is_alive()
    assert caplog.text == ""
    assert len(ids(store)) > 0
    assert not worker.request(WEEK)
    with acquire_lock(store.root):
        pass
