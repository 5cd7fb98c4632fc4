"""A few closed days in a store, and pages that read them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import streamlit as st

from lib.demo import DEMO_CREDENTIALS, Centre, DemoServer
from lib.period import Period
from lib.smartassist import Service
from lib.source import demo_account
from lib.store import Store, open_store
from lib.sync.worker import Worker
from tests.pages.held import ASKED_AT, VOLUME, fill, stored_period

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NO_ONE_THERE = "http://127.0.0.1:9"
BEFORE_ANYTHING = Period(datetime(1999, 5, 22, tzinfo=UTC), datetime(1999, 6, 3, tzinfo=UTC))
BEGUN_WITH: dict[str, object] = {}
"""The settings that the pages' engine was built for; it outlives a test where the next one wants the same."""

KEPT: set[object] = set()
"""The folders whose engine may outlive a test."""


@pytest.fixture(scope="session")
def centre() -> Centre:
    """The made-up centre, small, long after the days that the store holds."""
    return Centre(volume=VOLUME, clock=lambda: ASKED_AT)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, centre: Centre) -> Iterator[Path]:
    """The folder of a store that holds FIRST to LAST, the day before, and a time in which nothing was."""
    folder = tmp_path_factory.mktemp("filled")
    with DemoServer(centre) as server, Service(demo_account(server.url)) as service:
        for window in (stored_period(), BEFORE_ANYTHING):
            fill(folder, service, window)
    KEPT.add(folder)
    yield folder
    begin_with({})


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Sets what the next page starts from: `settings(STORE__PATH=…)`; nobody answers unless told so."""

    def write(**values: object) -> None:
        account = {
            f"SMARTASSIST__{name.upper()}": value for name, value in DEMO_CREDENTIALS._asdict().items()
        }
        chosen = {"SMARTASSIST__HOST": NO_ONE_THERE} | account | values
        for name, value in chosen.items():
            monkeypatch.setenv(f"CALLBOARD_{name}", str(value))
        begin_with(chosen)

    yield write
    if BEGUN_WITH.get("STORE__PATH") not in KEPT:
        begin_with({})


def begin_with(chosen: dict[str, object]) -> None:
    """Let the process's one engine go, unless it was built for the same settings."""
    if chosen != BEGUN_WITH:
        st.cache_resource.clear()
        BEGUN_WITH.clear()
        BEGUN_WITH.update(chosen)


@pytest.fixture
def store(filled: Path, settings: Callable[..., None], resting: None) -> Store:
    """The store that the pages read; what is not in it is not asked for, since nobody would answer."""
    del resting
    settings(STORE__PATH=filled)
    return open_store(str(filled), DEMO_CREDENTIALS.account_id)


@pytest.fixture
def resting(monkeypatch: pytest.MonkeyPatch) -> None:
    """No sync is begun, whatever a page wants."""
    monkeypatch.setattr(Worker, "request", lambda *_args, **_more: False)
