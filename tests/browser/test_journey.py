"""A supervisor's way in a real browser: pick, read, take away, open one, send its link to a colleague."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from playwright.sync_api import expect

from lib.demo import Centre, DemoServer
from lib.smartassist import Service
from lib.source import demo_account
from tests.browser.floor import Floor, open_floor
from tests.browser.still import PATIENCE_MS, still
from tests.pages.held import ASKED_AT, VOLUME, fill, stored_period

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    Open = Callable[..., Page]

BUSIEST = "Billing & Payments"
SCROLLED = """async box => {
    box.scrollIntoView({block: "center"});
    await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)));
}"""
"""Brings a box into sight and lets the scrolling end: an open list closes when what holds it scrolls."""

PAGES = (
    "",
    "abandonment",
    "call-back",
    "handle-time",
    "hold-acw",
    "agents",
    "queues",
    "conversations",
    "data",
)


@pytest.fixture(scope="module")
def floor(tmp_path_factory: pytest.TempPathFactory, serving: Callable[..., Any]) -> Iterator[Floor]:
    """A dashboard over a store that holds a few closed days, so that two looks see the same."""
    folder = tmp_path_factory.mktemp("floor")
    with DemoServer(Centre(volume=VOLUME, clock=lambda: ASKED_AT)) as server:
        with Service(demo_account(server.url)) as service:
            fill(folder / "store", service, stored_period())
        with open_floor(serving, server, folder) as opened:
            yield opened


def card(page: Page, label: str) -> Locator:
    """The card of a figure, by its label."""
    return page.get_by_test_id("stVerticalBlock").filter(
        has=page.get_by_test_id("stCaptionContainer").get_by_text(label, exact=True)
    )


def figure(page: Page, label: str) -> str:
    return card(page, label).last.get_by_test_id("stMetricValue").inner_text().strip()


def ready(page: Page) -> None:
    """Wait until the page is drawn: its figures stand, its charts have their marks, nothing runs."""
    page.wait_for_selector("[data-testid=stMetricValue], [data-testid=stDataFrame]")
    still(page)


def pick_queue(page: Page, name: str) -> None:
    box = page.get_by_test_id("stSidebar").get_by_label("Queues")
    box.evaluate(SCROLLED)
    box.click()
    page.get_by_role("option", name=name, exact=True).click()
    page.keyboard.press("Escape")
    page.wait_for_url(re.compile("queue="))
    ready(page)


def rows(text: bytes) -> pl.DataFrame:
    return pl.read_csv(text)


def test_pick_a_queue_read_it_and_take_it_away(floor: Floor, page: Open) -> None:
    opened = page(floor.link())
    ready(opened)
    whole = int(figure(opened, "Offered").replace(",", ""))
    asked = floor.server.requests
    pick_queue(opened, BUSIEST)
    part = int(figure(opened, "Offered").replace(",", ""))
    with opened.expect_download() as download:
        opened.get_by_test_id("stDownloadButton").first.get_by_role("button").click()
    content = download.value.path().read_bytes()
    assert 0 < part < whole
    queue = rows(content).filter(pl.col("queue_name") == BUSIEST)
    assert queue["offered"].to_list() == [part]
    assert content == floor.exported("queues", "--queue", queue["queue_id"].item())
    assert floor.server.requests == asked


def test_from_a_figure_to_one_conversation_and_its_link_to_a_colleague(floor: Floor, page: Open) -> None:
    opened = page(floor.link())
    ready(opened)
    abandoned = rows(floor.exported("queues"))["abandoned"].sum()
    card(opened, "Abandonment").last.get_by_test_id("stPageLink").get_by_role("link").first.click()
    opened.wait_for_url(re.compile("/conversations.*figure=abandonment_rate"))
    ready(opened)
    assert f"{abandoned:,} visits" in opened.get_by_test_id("stMain").inner_text()
    table = opened.get_by_test_id("stDataFrame").first
    table.click(position={"x": 18, "y": 52})
    opened.wait_for_url(re.compile("/conversation\\?.*session="))
    ready(opened)
    colleague = page(opened.url)
    ready(colleague)
    tells(colleague, facts(opened))
    opened.reload()
    ready(opened)
    tells(opened, facts(colleague))


def facts(page: Page) -> str:
    """What the page says of its conversation, without what ticks."""
    return page.get_by_test_id("stMain").inner_text().split("of the period is there")[-1]


def tells(page: Page, told: str) -> None:
    """See that the page says just that of its conversation, once its last part is drawn."""
    main = page.get_by_test_id("stMain")
    expect(main).to_contain_text(told, use_inner_text=True, timeout=PATIENCE_MS)
    assert facts(page) == told


def test_a_mark_opens_its_list_and_back_returns(floor: Floor, page: Open) -> None:
    queues = rows(floor.exported("queues")).filter(pl.col("offered") > 0)
    worst = queues["abandoned"].arg_max() or 0
    opened = page(floor.link("abandonment"))
    ready(opened)
    by_queue = opened.get_by_test_id("stPlotlyChart").filter(has_text="By queue, 95")
    by_queue.locator(".scatterlayer .point").nth(worst).hover(force=True)
    opened.mouse.down()
    opened.mouse.up()
    opened.wait_for_url(re.compile(f"/conversations.*by=queue_id&key={queues['queue_id'][worst]}"))
    opened.get_by_text(f": {queues['abandoned'][worst]:,} visits in ").wait_for()
    opened.go_back()
    opened.wait_for_url(re.compile("/abandonment"))
    opened.get_by_role("heading", name="Abandonment", exact=True).wait_for()
    ready(opened)
    assert re.search("/abandonment\\?.*period=dates", opened.url)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_fits_a_phone(floor: Floor, page: Open, scheme: str) -> None:
    opened = page(floor.link("data"), size="phone", scheme=scheme)
    for name in PAGES:
        opened.goto(floor.link(name))
        ready(opened)
        assert opened.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), name
        main = opened.get_by_test_id("stMain")
        assert main.evaluate("main => main.scrollWidth <= main.clientWidth"), name
        assert not opened.get_by_test_id("stException").count(), name


def test_a_refused_token_is_a_sentence(
    floor: Floor, page: Open, serving: Callable[..., Any], tmp_path: Path
) -> None:
    secret = "not-the-secret-of-this-account-at-all"
    (tmp_path / "refused").mkdir()
    with open_floor(
        serving, floor.server, tmp_path / "refused", SMARTASSIST__CLIENT_SECRET=secret
    ) as refused:
        asked = floor.server.requests
        opened = page(refused.link())
        opened.get_by_text("The service refused the token").first.wait_for()
        assert secret not in opened.content()
        assert floor.server.requests - asked <= 2
