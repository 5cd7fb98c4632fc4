"""Files leave by Callboard's own links and buttons alone, also below a base path."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.floor import ROOT, Floor, closed_days
from tests.browser.still import calm
from tests.browser.test_hardening import asked
from tests.browser.test_proxy import proxying

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    Open = Callable[..., Page]

BASE = "/desk"
HEADER_PX = 36
CLIPBOARD = ["clipboard-read", "clipboard-write"]
UNTOUCHED = "untouched"


@pytest.fixture(scope="module")
def below() -> Iterator[None]:
    """Servers that are started serve below a base path."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("STREAMLIT_SERVER_BASE_URL_PATH", BASE.strip("/"))
        yield


@pytest.fixture(scope="module")
def floor(
    serving: Callable[..., Any], below: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Floor]:
    """A dashboard below a base path."""
    del below
    with closed_days(serving, tmp_path_factory.mktemp("below")) as opened:
        yield opened


def test_health_below_the_base_path_is_ours(floor: Floor) -> None:
    status, _, text = asked(floor.url, path=f"{BASE}/readyz")
    assert (status, json.loads(text)["ready"]) == (200, True)
    assert asked(floor.url, path=f"{BASE}/healthz")[2] == "ok"


@pytest.mark.parametrize(
    "path", ["/readyz", "/healthz", "/", "/export/guessed", f"{BASE}/nowhere", "/desktop"]
)
def test_path_that_is_not_listed_below_the_base_path_is_not_found(floor: Floor, path: str) -> None:
    assert asked(floor.url, path=path)[0] == 404


def test_list_link_below_the_base_path_gives_the_rows(floor: Floor, page: Open) -> None:
    opened = calm(page(floor.link("conversations")), "conversations")
    link = opened.get_by_test_id("stLinkButton").filter(has_text="CSV").first.get_by_role("link")
    with opened.expect_download() as taken:
        link.click()
    assert taken.value.path().read_bytes() == floor.exported("conversations")


def test_table_button_below_the_base_path_gives_the_rows(floor: Floor, page: Open) -> None:
    opened = calm(page(floor.link()), "overview")
    button = opened.get_by_test_id("stDownloadButton").filter(has_text="CSV").first.get_by_role("button")
    with opened.expect_download() as taken, opened.expect_response("**/media/**") as answered:
        button.click()
    assert answered.value.headers["cache-control"] == "private, no-store"
    assert taken.value.suggested_filename == "callboard-queues-20240916-20240918.csv"
    assert taken.value.path().read_bytes() == floor.exported("queues")


def test_proxy_before_a_base_path_passes_on_what_is_below_it(
    serving: Callable[..., Any], below: None, tmp_path_factory: pytest.TempPathFactory, page: Open
) -> None:
    del below
    folder = tmp_path_factory.mktemp("proxied")
    with serving(ROOT / "app.py", folder) as url, proxying(folder, urlsplit(url).port or 0) as proxy:
        assert json.loads(proxy.ask(f"{BASE}/readyz")[2])["settings"] is True
        statuses = {
            "/readyz": 404,
            f"{BASE}/_stcore/metrics": 404,
            f"{BASE}/export/guessed": 403,
            f"{BASE}/metrics": 404,
        }
        assert {path: proxy.ask(path)[0] for path in statuses} == statuses
        opened = page(f"{proxy.url}{BASE}/definitions", ignore_https_errors=True)
        expect(opened.get_by_role("heading", level=1)).to_have_text("Definitions")


def test_table_offers_no_file_and_no_copy_of_its_own(floor: Floor, page: Open) -> None:
    opened = calm(page(floor.link("conversations"), permissions=CLIPBOARD), "conversations")
    opened.evaluate(f"navigator.clipboard.writeText('{UNTOUCHED}')")
    table = opened.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    table.hover()
    toolbar = table.get_by_test_id("stElementToolbarButton")
    labels = [button.get_by_role("button").get_attribute("aria-label") or "" for button in toolbar.all()]
    assert [label.partition(":")[0] for label in labels] == ["Show/hide columns", "Search", "Fullscreen"]
    box = table.locator("canvas").first.bounding_box()
    assert box
    opened.mouse.click(box["x"] + 200, box["y"] + HEADER_PX + 10)
    opened.keyboard.press("Control+a")
    opened.keyboard.press("Control+c")
    assert opened.evaluate("navigator.clipboard.readText()") == UNTOUCHED
