"""The filters in a real browser, a busy one too: the boxes show what the link says, and go on from there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from lib.demo import Centre, DemoServer
from tests.browser.floor import Floor, open_floor
from tests.browser.still import PATIENCE_MS, calm
from tests.pages.held import ASKED_AT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    Open = Callable[..., Page]

AGENTS = [f"a-{at:036}" for at in range(70)]
BUSY = 4
"""How many times slower than this machine a browser is."""


@pytest.fixture(scope="module")
def floor(serving: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Floor]:
    """A dashboard of which nothing is fetched yet."""
    folder = tmp_path_factory.mktemp("filters")
    with (
        DemoServer(Centre(volume=0.05, clock=lambda: ASKED_AT)) as server,
        open_floor(serving, server, folder) as opened,
    ):
        yield opened


def address(opened: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(opened.url).query)


def test_period_box_in_a_busy_browser_says_what_the_link_says(floor: Floor, page: Open) -> None:
    day = "2020-01-04"
    opened = page("about:blank")
    opened.context.new_cdp_session(opened).send("Emulation.setCPUThrottlingRate", {"rate": BUSY})
    opened.goto(floor.link("queues", **{"from": day, "to": day}))
    sidebar = opened.get_by_test_id("stSidebar")
    period = sidebar.get_by_test_id("stSelectbox").first.locator("input")
    expect(period).to_have_value("Choose dates", timeout=3 * PATIENCE_MS)
    expect(opened.get_by_text("against Sat, Dec 28, 2019")).to_be_visible(timeout=3 * PATIENCE_MS)
    sidebar.get_by_test_id("stMultiSelect").last.locator("input").click()
    opened.get_by_role("option", name="Inbound", exact=True).click()
    expect(opened).to_have_url(re.compile("direction=Inbound"), timeout=PATIENCE_MS)
    expect(period).to_have_value("Choose dates")
    assert address(opened)["from"] == [day]


def test_link_of_70_agents_becomes_short_and_can_be_reloaded(floor: Floor, page: Open) -> None:
    days = {"from": "2020-01-04", "to": "2020-01-04"}
    opened = calm(page(floor.link("data", **days, agent=AGENTS)), "data")
    last = opened.get_by_test_id("stSidebar").get_by_text(AGENTS[-1], exact=True)
    expect(last).to_be_attached()
    assert "selection" in address(opened)
    assert len(opened.url) < 200
    opened.reload()
    calm(opened, "data")
    expect(last).to_be_attached()
