"""Whether the server is up and ready, and how it fares, told without a name of anybody."""

from __future__ import annotations

import asyncio
import json
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from lib.errors import SettingsError, StoreError
from lib.server import prometheus, routes
from lib.server.health import Health, check_health
from lib.server.prometheus import Sessions
from lib.settings import Server
from lib.smartassist.counters import Counters
from lib.store import Store, open_store
from lib.sync.worker import Status
from tests.store.made import LATER, Made, every, hours, record, synced

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ASKED = NOW - timedelta(minutes=7)
WELL = Health(True, True, "idle", ASKED, 120, 3)


def parts(store: Store, status: Status | None = None) -> Any:
    return SimpleNamespace(
        source=SimpleNamespace(store=store), worker=SimpleNamespace(status=status or Status())
    )


def failing(error: Exception) -> Any:
    def build() -> Any:
        raise error

    return build


def answer(route: Any) -> Any:
    return asyncio.run(route(None))


def test_an_empty_store_is_ready(tmp_path: Path) -> None:
    assert check_health(lambda: parts(open_store(str(tmp_path)))) == Health(
        settings=True, store=True, sync="idle"
    )


def test_what_is_kept_is_counted(tmp_path: Path) -> None:
    store = open_store(str(tmp_path))
    good = every(timedelta(minutes=30), hours(0, 10))
    synced(
        store, Made([*good, record(99, hours(1, 2).start, sessionId=None, conversationId=None)]), hours(0, 10)
    )
    found = check_health(lambda: parts(store))
    assert (found.records, found.rejects) == (20, 1)
    assert found.asked_at is not None
    assert timedelta(0) <= found.asked_at - LATER < timedelta(minutes=5)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (Status(), "idle"),
        (Status(running=True), "running"),
        (Status(error="platform.example.com kept failing.", failed_at=NOW), "failed"),
    ],
)
def test_a_sync_is_told_without_its_words(tmp_path: Path, status: Status, said: str) -> None:
    found = check_health(lambda: parts(open_store(str(tmp_path)), status))
    assert (found.sync, found.is_ready) == (said, True)
    assert "example" not in str(found.as_json(NOW))


def test_settings_that_cannot_be_used_are_not_ready() -> None:
    assert check_health(failing(SettingsError("x"))) == Health()


def test_a_store_that_cannot_be_opened_is_not_ready() -> None:
    assert check_health(failing(StoreError("x"))) == Health(settings=True)


def test_a_store_that_cannot_be_read_is_not_ready(tmp_path: Path) -> None:
    store = open_store(str(tmp_path))
    synced(store, Made(every(timedelta(hours=1), hours(0, 10))), hours(0, 10))
    for log in Path(store.root, "coverage", "_delta_log").glob("*.json"):
        log.write_text("{", encoding="utf-8")
    found = check_health(lambda: parts(Store(store.root)))
    assert (found.is_ready, found.store, found.sync) == (False, False, "idle")


@pytest.mark.parametrize(
    ("health", "status", "body"),
    [
        (
            WELL,
            200,
            {
                "ready": True,
                "settings": True,
                "store": True,
                "sync": "idle",
                "asked_at": "2026-11-25T11:53:00Z",
            },
        ),
        (Health(), 503, {"ready": False, "settings": False, "store": False, "sync": None, "age_s": None}),
    ],
)
def test_readyz(monkeypatch: pytest.MonkeyPatch, health: Health, status: int, body: dict[str, Any]) -> None:
    monkeypatch.setattr(routes, "check_health", lambda: health)
    found = answer(routes.readyz)
    assert found.status_code == status
    assert json.loads(found.body).items() >= body.items()


def test_an_age_is_in_seconds() -> None:
    assert WELL.as_json(NOW)["age_s"] == 420


def test_healthz() -> None:
    assert answer(routes.healthz).body == b"ok"


def test_there_are_no_meters_unless_they_are_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(routes, "check_health", lambda: WELL)
    monkeypatch.setattr(routes, "server_settings", Server)
    assert answer(routes.metrics).status_code == 404
    monkeypatch.setattr(routes, "server_settings", lambda: Server(metrics=True))
    assert answer(routes.metrics).status_code == 200


def test_meters_are_what_prometheus_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    tally, sessions = Counters(), Sessions()
    tally.count_request("200", 100)
    tally.count_request("200", 20)
    tally.count_request("no answer", 0)
    monkeypatch.setattr(prometheus, "COUNTERS", tally)
    monkeypatch.setattr(prometheus, "SESSIONS", sessions)
    with ExitStack() as open_pages:
        open_pages.enter_context(sessions)
        open_pages.enter_context(sessions)
        text = prometheus.render_metrics(WELL).decode()
    found = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert sessions.open == 0
    assert (
        found.items()
        >= {
            ("callboard_requests_total", "200"): 2,
            ("callboard_requests_total", "no answer"): 1,
            ("callboard_records_received_total",): 120,
            ("callboard_up",): 1,
            ("callboard_records",): 120,
            ("callboard_rejects",): 3,
            ("callboard_sync_running",): 0,
            ("callboard_sync_failed",): 0,
            ("callboard_sessions",): 2,
            ("callboard_asked_timestamp_seconds",): ASKED.timestamp(),
        }.items()
    )
    assert found["process_resident_memory_bytes",] > 0


def test_each_meter_is_in_the_list_above_them() -> None:
    text = prometheus.render_metrics(WELL).decode()
    told = prometheus.__doc__ or ""
    ours = {line.split()[2] for line in text.splitlines() if line.startswith("# TYPE callboard_")}
    assert len(ours) == 9
    assert [name for name in ours if name not in told] == []
