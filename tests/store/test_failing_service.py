"""Twelve answers in a hundred fail, in every way: the figures are the truth, or the run says why not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import stamina

from lib.demo import Centre, DemoServer
from lib.errors import ServiceError
from lib.period import Period
from lib.smartassist import Question, Service
from lib.smartassist.pace import Pace
from lib.source import demo_account
from lib.store import open_store, sync
from lib.store.tables import starts_in
from tests.store.failing import BROKEN, PLAIN, TIMEOUT_S, Failing, Planned

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 11, 10, 15, tzinfo=UTC)
SETTLE = timedelta(hours=72)
WEEK = Period(datetime(2026, 10, 27, tzinfo=UTC), datetime(2026, 11, 3, tzinfo=UTC))


@pytest.fixture(scope="module")
def centre() -> Centre:
    return Centre(volume=3, clock=lambda: NOW)


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=6):
        yield


def patient_pace() -> Pace:
    """A pace whose clock jumps instead of sleeping."""
    now = [0.0]
    return Pace(60_000, clock=lambda: now[0], sleep=lambda seconds: now.__setitem__(0, now[0] + seconds))


def kept(path: Path) -> list[tuple[Any, ...]]:
    store = open_store(str(path))
    return sorted(store.scan("records").select("session_id", "record").collect().rows())


@pytest.fixture(scope="module")
def undisturbed(centre: Centre, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Any, ...]]:
    path = tmp_path_factory.mktemp("undisturbed")
    with DemoServer(centre) as server, Service(demo_account(server.url)) as service:
        sync(open_store(str(path)), service, Question(WEEK), now=NOW, settle=SETTLE)
    return kept(path)


@pytest.mark.parametrize("seed", range(4))
def test_the_figures_are_the_truth_or_the_run_says_why_not(
    centre: Centre, undisturbed: list[tuple[Any, ...]], tmp_path: Path, seed: int
) -> None:
    server = DemoServer(centre)
    failing = Failing(server._app, seed)
    server._app = failing  # type: ignore[assignment]
    with server:
        account = demo_account(server.url).model_copy(update={"timeout_s": TIMEOUT_S})
        errors: list[str] = []
        while len(errors) < 5:
            try:
                with Service(account, pace=patient_pace()) as service:
                    sync(open_store(str(tmp_path)), service, Question(WEEK), now=NOW, settle=SETTLE)
                break
            except ServiceError as error:
                errors.append(str(error))
    assert all(error.endswith(".") for error in errors)
    assert len(failing.failed) >= 5
    assert kept(tmp_path) == undisturbed


@pytest.mark.parametrize("way", [*PLAIN, *BROKEN])
def test_each_way_to_fail_is_got_over(centre: Centre, tmp_path: Path, way: str) -> None:
    day = Period(WEEK.start, WEEK.start + timedelta(hours=12))
    server, store = DemoServer(centre), open_store(str(tmp_path))
    failing = Planned(server._app, [way, None, way])
    server._app = failing  # type: ignore[assignment]
    with server:
        account = demo_account(server.url).model_copy(update={"timeout_s": TIMEOUT_S})
        with Service(account, pace=patient_pace()) as service:
            sync(store, service, Question(day), now=NOW, settle=SETTLE)
    assert failing.failed == [way, way]
    truth = centre.records(day.start, day.end - timedelta(seconds=1))
    begun = store.scan("records", day).filter(starts_in(day)).collect()
    assert sorted(begun["session_id"]) == sorted(str(one["sessionId"]) for one in truth)
