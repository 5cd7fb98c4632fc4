"""Ways there and back: links on a fresh server, reload, history, typed dates; and text that would do harm."""

from __future__ import annotations

import re
import shutil
import zipfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest
from playwright.sync_api import expect

from lib.demo import Centre, DemoServer
from lib.smartassist import Service
from lib.source import demo_account
from lib.ui.app.pages import TITLES, WITHOUT_FILTERS
from tests.browser.floor import Floor, open_floor
from tests.browser.still import PATIENCE_MS, calm
from tests.pages.held import ASKED_AT, STORED_DAYS, VOLUME, HostileNames, fill, stored_period

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import ConsoleMessage, Locator, Page

    Open = Callable[..., Page]

CUSTOMER = "=cmd|' /C calc'!A0 <img src=x onerror=window.spoilt=1>"
QUEUE = "Sales <b>Desk</b> <img src=x onerror=window.spoilt=1> **[x](javascript:alert)**"
NOTE = "=cmd|' /C calc'!A1 <script>window.spoilt=1</script>"
HOSTILE = {"Ada": CUSTOMER, "Sales Desk": QUEUE, "The caller asked": NOTE}
HEADER_PX, ROW_PX, BOX_PX = 34, 33, 18
PROBED = re.compile(r"/_stcore/(health|host-config)$")
"""What Streamlit's own page looks for below each page's address before it looks at the root."""

URLS = {name: "" if name == "overview" else name.replace("_", "-") for name in TITLES}


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[DemoServer, Path]]:
    """A service, and the folder of a store with a few closed days and hostile names in them."""
    folder = tmp_path_factory.mktemp("held")
    with DemoServer(Centre(volume=VOLUME, clock=lambda: ASKED_AT)) as server:
        with Service(demo_account(server.url)) as service:
            fill(folder / "store", HostileNames(service, HOSTILE), stored_period())
        yield server, folder


@pytest.fixture(scope="module")
def floor(serving: Callable[..., Any], held: tuple[DemoServer, Path]) -> Iterator[Floor]:
    server, folder = held
    with open_floor(serving, server, folder, ACCESS__PERSONAL="true") as opened:
        yield opened


@contextmanager
def quiet(opened: Page) -> Iterator[None]:
    """Within, the page reports no fault and asks nobody but its own server."""
    faults: list[str] = []
    home = urlsplit(opened.url).netloc

    def console(message: ConsoleMessage) -> None:
        if message.type == "error" and not PROBED.search(message.location["url"]):
            faults.append(f"{message.text} {message.location['url']}")

    def asked(url: str) -> None:
        if urlsplit(url).netloc not in {home, ""}:
            faults.append(url)

    opened.on("console", console)
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("request", lambda request: asked(request.url))
    yield
    assert faults == []


def address(opened: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(opened.url).query)


def rows(content: bytes) -> pl.DataFrame:
    return pl.read_csv(content, infer_schema=False)


def download(opened: Page) -> bytes:
    """The rows of the list as CSV."""
    with opened.expect_download() as taken:
        opened.get_by_test_id("stLinkButton").filter(has_text="CSV").first.get_by_role("link").click()
    return taken.value.path().read_bytes()


def pick_row(opened: Page, row: int) -> str:
    """Tick a row of the list, by its place in the picture that the grid is; when it began."""
    grid = opened.get_by_test_id("stDataFrame").first
    began = grid.get_by_test_id(f"glide-cell-1-{row}").inner_text()
    grid.scroll_into_view_if_needed()
    box = grid.locator("canvas").first.bounding_box()
    assert box
    opened.mouse.click(box["x"] + BOX_PX, box["y"] + HEADER_PX + ROW_PX * row + ROW_PX // 2)
    return began


def test_typed_dates_are_the_view_and_the_file(floor: Floor, page: Open) -> None:
    opened = calm(page(floor.link("conversations", to="2024-09-16")), "conversations")
    with quiet(opened):
        expect(opened.get_by_text("Mon, Sep 16, 2024")).to_be_visible()
        opened.get_by_role("spinbutton", name="day, First and last day end date", exact=True).click()
        opened.keyboard.type("18")
        opened.get_by_role("heading", level=1).click()
        expect(opened.get_by_text("Mon, Sep 16 – Wed, Sep 18, 2024")).to_be_visible(timeout=PATIENCE_MS)
        calm(opened, "conversations")
        assert address(opened) == {name: [value] for name, value in STORED_DAYS.items()}
        assert download(opened) == floor.exported("conversations", "--personal")


def test_back_from_a_conversation_is_the_list_that_it_was_picked_from(floor: Floor, page: Open) -> None:
    drilled = {"figure": "offered", "by": "wait_bucket", "key": "0"}
    opened = calm(page(floor.link("conversations", **drilled)), "conversations")
    with quiet(opened):
        told = opened.get_by_text(" visits in ").inner_text()
        began = pick_row(opened, 2)
        calm(opened, "conversation")
        expect(opened.get_by_role("row", name=f"{began[-8:]} UTC")).to_be_visible()
        opened.go_back()
        calm(opened, "conversations")
        expect(opened.get_by_text(told, exact=True)).to_be_visible()
        opened.reload()
        calm(opened, "conversations")
        expect(opened.get_by_text(told, exact=True)).to_be_visible()
        assert {name: address(opened)[name] for name in drilled} == {k: [v] for k, v in drilled.items()}


def test_from_a_mark_through_its_list_from_one_conversation_to_the_next(floor: Floor, page: Open) -> None:
    opened = calm(page(floor.link()), "overview")
    with quiet(opened):
        chart = opened.locator(".js-plotly-plot", has_text="Offered, by what became of it")
        expect(chart).to_be_attached(timeout=3 * PATIENCE_MS)
        numbers = chart.evaluate("chart => Array.from(chart._fullData[0].y)")
        click_middle(opened, chart.locator(".barlayer .point").nth(numbers.index(max(numbers))))
        calm(opened, "conversations")
        whole = opened.get_by_text(" visits in ").inner_text()
        opened.get_by_role("textbox", name="Search", exact=True).fill("voice")
        opened.keyboard.press("Enter")
        expect(opened.get_by_text("of them with “voice”")).to_be_visible(timeout=PATIENCE_MS)
        told = calm(opened, "conversations").get_by_text(" visits in ").inner_text()
        listed = int(re.findall(r"(\d+) of them", told.replace(",", ""))[0])
        pick_row(opened, 1)
        stands(opened, 2, listed)
        for way, place in (("Next", 3), ("Previous", 2), ("Previous", 1)):
            opened.get_by_role("link", name=way, exact=True).click()
            stands(opened, place, listed)
        shown = address(opened)["session"]
        opened.get_by_role("link", name="Back to the list").click()
        calm(opened, "conversations")
        expect(opened.get_by_text(told, exact=True)).to_be_visible(timeout=PATIENCE_MS)
        opened.go_back()
        calm(opened, "conversation")
        opened.reload()
        calm(opened, "conversation")
        assert address(opened)["session"] == shown
        expect(opened.get_by_role("row", name=shown[0])).to_be_visible()
        opened.get_by_role("link", name="Back to the list").click()
        calm(opened, "conversations")
        expect(opened.get_by_text(whole, exact=True)).to_be_visible(timeout=PATIENCE_MS)


def stands(opened: Page, place: int, listed: int) -> None:
    """A conversation is open, and says where in its list it is."""
    calm(opened, "conversation")
    expect(opened.get_by_text(re.compile(rf"^{place} of {listed:,}: "))).to_be_visible(timeout=PATIENCE_MS)


def click_middle(opened: Page, mark: Locator) -> None:
    """Click a chart's mark, which lies under the layer that takes the mouse."""
    expect(mark).to_be_attached(timeout=3 * PATIENCE_MS)
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box
    opened.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_a_page_is_taken_away_whole(floor: Floor, page: Open) -> None:
    opened = calm(page(floor.link("abandonment")), "abandonment")
    with quiet(opened), opened.expect_download() as taken:
        opened.get_by_role("button", name="This page as a zip").click()
    assert taken.value.suggested_filename == "callboard-abandonment-20240916-20240918.zip"
    with zipfile.ZipFile(taken.value.path()) as bundle:
        assert {"figures.csv", "queues.csv", "about.txt"} <= set(bundle.namelist())
        assert bundle.read("queues.csv") == floor.exported("queues")


def test_a_bar_opens_as_many_as_it_stands_for(floor: Floor, page: Open) -> None:
    opened = calm(page(floor.link("abandonment", direction="Inbound")), "abandonment")
    with quiet(opened):
        chart = opened.locator(".js-plotly-plot", has_text="Abandoned, by wait")
        points = chart.locator(".barlayer .point")
        expect(points.first).to_be_attached(timeout=PATIENCE_MS)
        numbers = chart.evaluate("chart => Array.from(chart._fullData[0].y)")
        bar = points.nth(numbers.index(max(numbers)))
        bar.scroll_into_view_if_needed()
        box = bar.bounding_box()
        assert box
        opened.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        calm(opened, "conversations")
        expect(opened.get_by_text(f": {max(numbers)} visits in ")).to_be_visible(timeout=PATIENCE_MS)
        listed = re.findall(r" in (\d+) conversations", opened.get_by_text(" visits in ").inner_text())
        assert rows(download(opened)).height == int(listed[0])
        opened.go_back()
        calm(opened, "abandonment")
        expect(points.first).to_be_attached(timeout=PATIENCE_MS)
        calm(opened, "abandonment")
        assert address(opened)["direction"] == ["Inbound"]


def test_a_reload_keeps_the_view_and_asks_nobody(floor: Floor, page: Open) -> None:
    opened = calm(page(floor.link("data")), "data")
    spent = floor.server.requests
    with quiet(opened):
        opened.get_by_role("combobox", name="Direction", exact=True).press_sequentially("Inbound")
        opened.get_by_role("option", name="Inbound", exact=True).click()
        opened.wait_for_url(re.compile("direction=Inbound"))
        opened.reload()
        calm(opened, "data")
        expect(opened.get_by_label("Selected values").get_by_text("Inbound")).to_be_visible()
        opened.get_by_test_id("stSidebarNav").get_by_role("link", name="Conversations").click()
        calm(opened, "conversations")
        assert set(rows(download(opened))["direction"]) <= {"Inbound", None, ""}
        assert address(opened)["direction"] == ["Inbound"]
    assert floor.server.requests == spent


def test_markup_and_formulas_do_no_harm(floor: Floor, page: Open) -> None:
    queue = rows(floor.exported("queues")).filter(queue_name=QUEUE)["queue_id"].item()
    note = rows(floor.exported("handlings", "--personal")).filter(
        pl.col("agent_notes").str.contains(NOTE, literal=True)
    )
    drilled = {"figure": "handlings", "by": "queue_id", "key": queue}
    opened = calm(page(floor.link("conversations", **drilled)), "conversations")
    with quiet(opened):
        expect(opened.get_by_text(f"Handlings, {QUEUE}: ")).to_be_visible()
        opened.goto(floor.link("conversation", session=note["session_id"][0]))
        calm(opened, "conversation")
        expect(opened.get_by_text(NOTE).first).to_be_visible()
        opened.goto(floor.link("abandonment"))
        calm(opened, "abandonment")
        expect(opened.locator(".js-plotly-plot", has_text="Sales <b>Desk").first).to_be_visible()
        assert opened.evaluate("window.spoilt") is None
        assert opened.locator('img[src="x"]').count() == 0


def test_a_file_runs_nothing_and_keeps_phone_numbers(floor: Floor, page: Open) -> None:
    opened = calm(page(floor.link("conversations")), "conversations")
    table = rows(download(opened))
    hostile = table.filter(pl.col("customer_name").str.contains(CUSTOMER, literal=True))["customer_name"]
    phones = table["customer_phone"].drop_nulls()
    assert hostile.len()
    assert hostile.str.starts_with("'=cmd|").all()
    assert phones.len()
    assert phones.str.contains(r"^\+\d{8,}$").all()


@pytest.mark.parametrize("name", [name for name in TITLES if name not in WITHOUT_FILTERS])
def test_a_deep_link_may_be_a_fresh_servers_first_request(
    held: tuple[DemoServer, Path], serving: Callable[..., Any], page: Open, tmp_path: Path, name: str
) -> None:
    server, folder = held
    shutil.copytree(folder / "store", tmp_path / "store")
    with open_floor(serving, server, tmp_path) as fresh:
        opened = page(fresh.link(URLS[name], direction="Inbound"))
        calm(opened, name)
        expect(opened.get_by_text("of the period is there")).to_contain_text("Wed, Sep 18, 2024 · UTC")
        assert address(opened)["direction"] == ["Inbound"]
        opened.close()
