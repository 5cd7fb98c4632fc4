from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import httpx
import pytest

from lib.demo import Centre, DemoServer, ServiceOptions
from lib.demo.api import archive
from lib.demo.api.authorization import RATE_LIMIT_SENTENCE, RateLimit
from lib.demo.api.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.demo.conftest import Client


def test_a_server_counts_what_its_endpoints_were_asked(serve: Callable[[ServiceOptions], Client]) -> None:
    client = serve(ServiceOptions())
    client.ask()
    client.ask(headers={"auth": ""})
    client.ask(path="/elsewhere")
    assert client.server.requests == 2


def test_a_server_stops_its_own_thread(centre: Centre) -> None:
    before = set(threading.enumerate())
    with DemoServer(centre) as server:
        own = {thread for thread in set(threading.enumerate()) - before if thread.name == "callboard-demo"}
        url = server.url
    server.stop()
    assert [thread.is_alive() for thread in own] == [False]
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


def test_a_server_listens_where_it_is_told(centre: Centre) -> None:
    with DemoServer(centre) as first:
        port = int(first.url.rpartition(":")[2])
    with DemoServer(centre, port=port) as second:
        assert second.url == f"http://127.0.0.1:{port}"
        with pytest.raises(OSError, match="in use"):
            DemoServer(centre, port=port).start()


def test_a_server_has_no_address_before_its_start(centre: Centre) -> None:
    with pytest.raises(RuntimeError):
        _ = DemoServer(centre).url


@pytest.mark.parametrize("status", [429, 403, 200])
def test_too_many_requests_are_told_when_to_come_back(
    serve: Callable[[ServiceOptions], Client], status: int
) -> None:
    client = serve(ServiceOptions(requests_per_minute=2, rate_limit_status=status))
    answers = [client.ask() for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, status]
    assert answers[2].json()["errors"][0]["msg"] == RATE_LIMIT_SENTENCE
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 60


def test_the_minute_of_the_rate_limit_slides() -> None:
    now = [0.0]
    limit = RateLimit(2, clock=lambda: now[0])
    limit.check()
    now[0] = 50.0
    limit.check()
    with pytest.raises(Refused) as refused:
        limit.check()
    assert refused.value.retry_after_s == 10
    now[0] = 60.0
    limit.check()


def test_latency_is_added_to_every_answer(serve: Callable[[ServiceOptions], Client]) -> None:
    client = serve(ServiceOptions(latency_s=0.2))
    begin = time.perf_counter()
    client.ask()
    assert time.perf_counter() - begin >= 0.2


def test_a_session_appears_when_its_time_has_come() -> None:
    now = [datetime(2026, 11, 18, 15, tzinfo=UTC)]
    centre = Centre(1, clock=lambda: now[0])
    begin = now[0] - timedelta(hours=1)
    counts = []
    for _ in range(6):
        counts.append(len(centre.select(begin, begin + timedelta(days=1)).keys))
        now[0] += timedelta(minutes=10)
    assert counts == sorted(set(counts))


def test_little_room_changes_no_answer(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_MOST_SESSIONS", 500)
    monkeypatch.setattr(archive, "_MOST_BYTES", 50_000)
    monkeypatch.setattr(archive, "_MOST_DAYS_OF_KEYS", 1)
    start = datetime(2026, 11, 9, tzinfo=UTC)
    small = Centre(1, clock=lambda: start + timedelta(days=20))
    pages = [c.page(c.select(start, start + timedelta(days=4)), 900, 900, 0) for c in (small, small, centre)]
    assert len(pages[0]) == 900
    assert pages[0] == pages[1] == pages[2]


def test_many_threads_read_the_same(centre: Centre) -> None:
    start = datetime(2026, 10, 5, tzinfo=UTC)
    found: list[bytes] = []

    def read() -> None:
        chosen = centre.select(start, start + timedelta(days=2))
        found.append(b"".join(centre.page(chosen, 0, 300, -330)))

    threads = [threading.Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len(set(found)) == 1
