"""What goes wrong is a sentence on the page: no traceback, no secret, and a way on."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from lib.demo import DemoServer
from lib.demo.api.options import ServiceOptions
from lib.errors import StoreError
from lib.store import Store
from lib.ui.app.app_state import app_state
from tests.pages.held import STORED_DAYS
from tests.pages.opened import PAGES, metrics, open_page, page_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from lib.demo import Centre

SECRET = "a-secret-that-nobody-may-read-on-a-page"
ONE_DAY = STORED_DAYS | {"to": STORED_DAYS["from"]}
PATIENCE_S = 30.0
each_page = pytest.mark.parametrize("page", PAGES)


def only_sentence(app: AppTest) -> str:
    """The one error on the page; nothing else went wrong, and no secret is told."""
    assert not app.exception
    (error,) = app.error
    assert SECRET not in str(app.main)
    assert "Traceback" not in str(app.main)
    return error.value


def settled() -> None:
    """Wait until the worker has stopped."""
    deadline = time.monotonic() + PATIENCE_S
    while app_state().worker.status.running:
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"STORE__SETTLE_HOURS": "soon"}, "store.settle_hours"),
        ({"SMARTASSIST__HOST": "http://plain.example.com"}, "smartassist.host"),
        ({"SMARTASSIST__CLIENT_ID": ""}, "smartassist.client_id"),
        ({"SMARTASSIST__PAGE_SIZE": "1000"}, "smartassist.page_size"),
        ({"METRICS__SERVICE_LEVEL_POLICY": "kind"}, "metrics.service_level_policy"),
        ({"DISPLAY__ZONE": "Europe/Atlantis"}, "display.zone"),
    ],
    ids=str,
)
def test_wrong_settings_are_named(
    settings: Callable[..., None], tmp_path: Path, wrong: dict[str, str], named: str
) -> None:
    settings(STORE__PATH=tmp_path, SMARTASSIST__CLIENT_SECRET=SECRET, **wrong)
    told = only_sentence(open_page("overview"))
    assert told.startswith("The settings need a look")
    assert named in told


@each_page
def test_wrong_settings_stop_every_page(settings: Callable[..., None], tmp_path: Path, page: str) -> None:
    settings(STORE__PATH=tmp_path, STORE__SETTLE_HOURS="soon", SMARTASSIST__CLIENT_SECRET=SECRET)
    app = open_page(page)
    assert "store.settle_hours" in only_sentence(app)
    assert not app.title


def test_mended_settings_are_seen_without_a_restart(
    monkeypatch: pytest.MonkeyPatch, settings: Callable[..., None], filled: Path
) -> None:
    settings(STORE__PATH=filled, STORE__SETTLE_HOURS="soon")
    app = open_page("data")
    assert app.error
    monkeypatch.setenv("CALLBOARD_STORE__SETTLE_HOURS", "72")
    assert not app.run().error
    assert app.title[0].value


def test_a_store_that_cannot_be_laid_is_a_sentence(settings: Callable[..., None], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    settings(STORE__PATH=tmp_path / "file", SMARTASSIST__CLIENT_SECRET=SECRET)
    assert "a file stands in its way" in only_sentence(open_page("overview"))


@each_page
@pytest.mark.parametrize("broken", ["entry", "scans"])
def test_a_store_that_fails_is_a_sentence_on_every_page(
    monkeypatch: pytest.MonkeyPatch, store: Store, page: str, broken: str
) -> None:
    """Wherever a page meets it: before it is drawn, in its strip, in the middle of it."""
    del store

    def fail(*_given: object, **_more: object) -> None:
        raise StoreError("The store cannot be read here.")

    open_page(page)
    monkeypatch.setattr(Store, broken, fail)
    app = open_page(page)
    if broken == "scans" and page not in {"data", "conversation"}:
        assert not app.exception
        return
    assert only_sentence(app) == "The store cannot be read here."


def test_an_empty_store_says_that_records_are_on_their_way(
    settings: Callable[..., None], tmp_path: Path, centre: Centre
) -> None:
    with DemoServer(centre, ServiceOptions(latency_s=0.3)) as server:
        settings(STORE__PATH=tmp_path, SMARTASSIST__HOST=server.url, SMARTASSIST__REQUESTS_PER_MINUTE=60_000)
        app = open_page("overview", ONE_DAY)
        assert not app.exception
        assert "The first records are on their way. The figures appear by themselves." in page_text(app)
        assert [element.proto.text for element in app.get("progress")]
        assert app.button(key="stop-sync").label == "Stop"
        settled()
        assert metrics(app.run())["Offered"] != ["0"]
        assert not app.get("progress")
        assert any(metric.delta for metric in app.metric)
        spent = server.requests
        app.multiselect(key="directions").set_value(["Inbound"]).run()
        settled()
        assert server.requests == spent
        assert "all of the period is there" in page_text(app)


@pytest.fixture
def refusing(settings: Callable[..., None], tmp_path: Path, centre: Centre) -> Iterator[DemoServer]:
    """A service that knows another secret than the settings."""
    with DemoServer(centre, ServiceOptions(client_secret="quite-another-secret-than-the-page-has")) as server:
        settings(
            STORE__PATH=tmp_path,
            SMARTASSIST__HOST=server.url,
            SMARTASSIST__CLIENT_SECRET=SECRET,
            SMARTASSIST__REQUESTS_PER_MINUTE=60_000,
        )
        yield server


def test_a_refused_token_is_a_sentence_and_few_requests(refusing: DemoServer) -> None:
    app = open_page("overview", ONE_DAY)
    settled()
    told = only_sentence(app.run())
    assert "401" in told
    assert "secret" in told
    assert refusing.requests <= 2
    only_sentence(app.run())
    assert not app_state().worker.status.running
    assert refusing.requests <= 2


def test_try_again_asks_again(refusing: DemoServer) -> None:
    app = open_page("data", ONE_DAY)
    settled()
    before = refusing.requests
    app.run().button(key="try-again").click().run()
    settled()
    assert before < refusing.requests <= before + 2
    assert "401" in only_sentence(app.run())


def test_a_refused_token_leaves_what_is_there(
    settings: Callable[..., None], filled: Path, centre: Centre
) -> None:
    with DemoServer(centre, ServiceOptions(client_secret="quite-another-secret-than-the-page-has")) as server:
        settings(STORE__PATH=filled, SMARTASSIST__HOST=server.url, SMARTASSIST__CLIENT_SECRET=SECRET)
        app = open_page("overview", STORED_DAYS | {"to": "2024-09-24"})
        settled()
        app.run()
        assert "401" in only_sentence(app)
        assert metrics(app)["Offered"] != ["0"]
