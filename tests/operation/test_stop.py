"""SIGTERM in the middle of a sync: the process ends within seconds, quietly, and the store is whole."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from lib.demo import DEMO_CREDENTIALS, Centre, DemoServer
from lib.frames.schema import SCHEMAS
from lib.period import Period
from lib.smartassist import Question, Service
from lib.source import demo_account
from lib.store import Store, open_store, sync
from tests.bench.pages import wait_for
from tests.bench.visitor import visiting

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
CLI = "import sys; from lib.cli import main; sys.exit(main())"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
FORTNIGHT = Period(NOW - timedelta(days=21), NOW - timedelta(days=7))
WITH_DAY_BEFORE = Period(FORTNIGHT.start - timedelta(days=1), FORTNIGHT.end)
SETTLE = timedelta(hours=72)
SLOW_S = 60
SECONDS_TO_END = 10
REQUESTS_A_MINUTE = 12
ENOUGH = 4
"""Requests after which a sync waits for its pace: three begin at once, then one every five seconds."""


@pytest.fixture
def service() -> Iterator[DemoServer]:
    with DemoServer(Centre(volume=0.5, clock=lambda: NOW)) as server:
        yield server


def environment(service: DemoServer, folder: Path) -> dict[str, str]:
    account = {f"SMARTASSIST__{name.upper()}": value for name, value in DEMO_CREDENTIALS._asdict().items()}
    chosen = {
        "SMARTASSIST__HOST": service.url,
        "SMARTASSIST__REQUESTS_PER_MINUTE": str(REQUESTS_A_MINUTE),
        "STORE__PATH": str(folder / "store"),
    }
    return {
        **os.environ,
        **{f"CALLBOARD_{name}": value for name, value in {**account, **chosen}.items()},
        "PYTHONPATH": str(ROOT),
        "HOME": str(folder),
    }


def under_way(service: DemoServer, process: subprocess.Popen[bytes]) -> None:
    """Wait until it is."""
    deadline = time.monotonic() + SLOW_S
    while service.requests < ENOUGH and time.monotonic() < deadline:
        assert process.poll() is None
        Event().wait(0.05)
    assert service.requests >= ENOUGH


def ended(process: subprocess.Popen[bytes], log: Path) -> str:
    """Ask it to end; what it logged, once it did within its seconds."""
    process.send_signal(signal.SIGTERM)
    process.wait(SECONDS_TO_END)
    return log.read_text(encoding="utf-8")


def kept(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    frames = {name: store.scan(name, FORTNIGHT).collect() for name in SCHEMAS}
    return {name: sorted(frame.rows(), key=repr) for name, frame in frames.items()}


def whole(service: DemoServer, folder: Path) -> None:
    """What is there can be read, and the next sync makes it as if nothing had been."""
    store = open_store(str(folder / "store"), DEMO_CREDENTIALS.account_id)
    assert store.scan("records").collect()["session_id"].is_unique().all()
    undisturbed = open_store(str(folder / "undisturbed"), DEMO_CREDENTIALS.account_id)
    for one in (store, undisturbed):
        with Service(demo_account(service.url)) as asked:
            sync(
                one,
                asked,
                Question(Period(FORTNIGHT.start - timedelta(days=1), FORTNIGHT.end)),
                now=NOW,
                settle=SETTLE,
            )
    assert kept(store) == kept(undisturbed)


def test_the_dashboard_ends(service: DemoServer, tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.headless=true"]
    log = tmp_path / "log"
    with log.open("wb") as told:
        process = subprocess.Popen(  # noqa: S603 (our own command)
            [*command, f"--server.port={port}"],
            cwd=tmp_path,
            env=environment(service, tmp_path),
            stdout=told,
            stderr=told,
        )
    wait_for(f"http://127.0.0.1:{port}/healthz")
    link = {"period": "dates", "from": "2026-10-30", "to": "2026-11-12", "zone": "UTC"}
    with visiting(f"http://127.0.0.1:{port}") as visitor:
        visitor.open("", link)
        under_way(service, process)
        said = ended(process, log)
    assert process.returncode in {0, -signal.SIGTERM}
    assert not re.search(r"Traceback|Error", said), said
    whole(service, tmp_path)


def test_the_command_ends(service: DemoServer, tmp_path: Path) -> None:
    period = ["--start", f"{FORTNIGHT.start:%Y-%m-%d %H:%M}", "--end", f"{FORTNIGHT.end:%Y-%m-%d %H:%M}"]
    log = tmp_path / "log"
    with log.open("wb") as told:
        process = subprocess.Popen(  # noqa: S603 (our own command)
            [sys.executable, "-c", CLI, "sync", *period],
            cwd=tmp_path,
            env=environment(service, tmp_path),
            stdout=told,
            stderr=told,
        )
    under_way(service, process)
    said = ended(process, log)
    assert "Traceback" not in said, said
    assert process.returncode != 0
    whole(service, tmp_path)
