"""Fetching is paused, resumed and stopped from the page, over a service that answers when it is let."""

from __future__ import annotations

import asyncio
import contextlib
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Error, expect

from lib.demo import Centre, DemoServer
from tests.browser.floor import Floor, open_floor
from tests.pages.held import ASKED_AT, VOLUME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Page

PATIENT_MS = 60_000


class Gate:
    """An application before another: first pages go through, those after them once it is open."""

    def __init__(self, app: Any) -> None:
        self.app, self.state, self.is_open = app, app.state, Event()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        is_first = b"offset=0" in scope.get("query_string", b"")
        while not is_first and not self.is_open.is_set():  # noqa: ASYNC110 (another thread opens it)
            await asyncio.sleep(0.01)
        await self.app(scope, receive, send)


@pytest.fixture
def gated(tmp_path: Path, serving: Callable[..., Any]) -> Iterator[tuple[Floor, Event]]:
    """A dashboard over an empty store, and what opens its service's gate."""
    server = DemoServer(Centre(volume=VOLUME, clock=lambda: ASKED_AT))
    gate = server._app = Gate(server._app)  # type: ignore[assignment]
    with server, open_floor(serving, server, tmp_path, SMARTASSIST__TIMEOUT_S="120") as floor:
        yield floor, gate.is_open
        gate.is_open.set()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def press_until(page: Page, name: str, sentence: str) -> None:
    """Press a button, and once more where a busy page was drawn anew under the click."""
    press(page, name)
    with contextlib.suppress(Error):
        page.get_by_text(sentence).wait_for(timeout=PATIENT_MS / 3)
    if not page.get_by_text(sentence).is_visible():
        press(page, name)
    expect(page.get_by_text(sentence)).to_be_visible(timeout=PATIENT_MS)


def test_a_reader_pauses_resumes_and_stops(gated: tuple[Floor, Event], page: Callable[..., Page]) -> None:
    floor, is_open = gated
    opened = page(floor.link())
    opened.set_default_timeout(PATIENT_MS)
    press(opened, "Pause")
    expect(opened.get_by_text("Finishing the part under way")).to_be_visible(timeout=PATIENT_MS)
    is_open.set()
    expect(opened.get_by_text("Fetching is paused.")).to_be_visible(timeout=PATIENT_MS)
    asked = floor.server.requests
    is_open.clear()
    press(opened, "Resume")
    press_until(opened, "Stop", "Fetching was stopped;")
    is_open.set()
    press(opened, "Fetch the rest")
    expect(opened.get_by_text("all of the period is there")).to_be_visible(timeout=PATIENT_MS)
    assert floor.server.requests > asked
