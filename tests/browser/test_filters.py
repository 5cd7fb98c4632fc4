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

AGENTS = [f"a-{at:036}" for at in range(365)]
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


@pytest.mark.parametrize("day", ["2020-01-04", "2020-01-06"])
def test_period_box_in_a_busy_browser_says_what_the_link_says(floor: Floor, page: Open, day: str) -> None:
    opened = page("about:blank")
    opened.context.new_cdp_session(opened).send("Emulation.setCPUThrottlingRate", {"rate": BUSY})
    link = floor.link("queues", **{"from": day, "to": day})
    opened.goto(link)
    calm(opened, "queues")
    period = opened.get_by_test_id("stSidebar").get_by_role("combobox").first
    expect(period).to_have_value("Choose dates", timeout=PATIENCE_MS)
    opened.get_by_test_id("stSidebar").get_by_test_id("stMultiSelect").last.locator("input").click()
    opened.get_by_role("option", name="Inbound", exact=True).click()
    expect(opened).to_have_url(re.compile("direction=Inbound"), timeout=PATIENCE_MS)
    calm(opened, "queues")
    expect(period).to_have_value("Choose dates")
    assert address(opened)["from"] == [day]


def test_link_of_365_agents_can_be_reloaded(floor: Floor, page: Open) -> None:
    days = {"from": "2020-01-04", "to": "2020-01-04"}
    few = calm(page(floor.link("queues", **days, agent=AGENTS[:70])), "queues")
    expect(few.get_by_test_id("stSidebar").get_by_text(AGENTS[69], exact=True)).to_be_attached()
    assert "selection" in address(few)
    assert len(few.url) < 300
    few.reload()
    calm(few, "queues")
    expect(few.get_by_test_id("stSidebar").get_by_text(AGENTS[69], exact=True)).to_be_attached()
