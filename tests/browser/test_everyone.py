"""For everyone: no serious finding of axe on any page, and the way to a file by keyboard alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from lib.ui.app.pages import TITLES, WITHOUT_FILTERS
from tests.browser.axe import findings
from tests.browser.conftest import SIZES
from tests.browser.floor import Floor, closed_days
from tests.browser.still import calm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    Open = Callable[..., Page]

MOST_TABS = 80
FOCUSED = """() => {
    const at = document.activeElement;
    return `${at.tagName} ${at.getAttribute('aria-label') || at.textContent.trim().slice(0, 60)}`;
}"""


@pytest.fixture(scope="module")
def floor(tmp_path_factory: pytest.TempPathFactory, serving: Callable[..., Any]) -> Iterator[Floor]:
    with closed_days(serving, tmp_path_factory.mktemp("everyone")) as opened:
        yield opened


def link(floor: Floor, name: str) -> str:
    sessions = floor.store.scan("conversations").select("session_id").head(1).collect()
    own = {"session": sessions.item()} if name == "conversation" else {}
    return floor.link("" if name == "overview" else name.replace("_", "-"), **own)


@pytest.mark.parametrize("name", [name for name in TITLES if name not in WITHOUT_FILTERS])
def test_axe_finds_nothing_grave(floor: Floor, page: Open, name: str) -> None:
    told = []
    opened = page("about:blank")
    for size, scheme, other in (("desk", "light", "dark"), ("phone", "dark", "light")):
        opened.set_viewport_size(dict(zip(("width", "height"), SIZES[size], strict=True)))
        opened.emulate_media(color_scheme=scheme)
        opened.goto(link(floor, name))
        calm(opened, name)
        told += [f"{size} {scheme}: {finding}" for finding in findings(opened)]
        opened.emulate_media(color_scheme=other)
        told += [f"{size} {other}: {finding}" for finding in findings(opened, "color-contrast")]
    assert told == []


def test_axe_sees_what_is_wrong(page: Open) -> None:
    opened = page("about:blank")
    opened.set_content("<h1>Up</h1><h3>Down</h3><p style='color: #999; background: #fff'>Pale</p><input>")
    assert {finding.split(":")[0] for finding in findings(opened)} == {
        "color-contrast",
        "heading-order",
        "label",
    } | ({"html-has-lang", "document-title"})


def tab_to(opened: Page, wanted: str) -> None:
    """Press Tab until what is focused reads so."""
    passed = []
    for _ in range(MOST_TABS):
        opened.keyboard.press("Tab")
        passed.append(opened.evaluate(FOCUSED))
        if re.search(wanted, passed[-1]):
            return
    pytest.fail(f"Tab does not come to {wanted}, but to: {passed}")


def test_from_the_overview_to_a_file_by_keyboard_alone(floor: Floor, page: Open) -> None:
    opened = page(floor.link())
    calm(opened, "overview")
    tab_to(opened, r"^A Skip to main content")
    opened.keyboard.press("Enter")
    tab_to(opened, r"^A \w*n \d")
    opened.keyboard.press("Enter")
    opened.wait_for_url(re.compile("/conversations.*figure="))
    calm(opened, "conversations")
    tab_to(opened, r"^(A|BUTTON) \w*CSV$")
    with opened.expect_download() as taken:
        opened.keyboard.press("Enter")
    lines = taken.value.path().read_text(encoding="utf-8").splitlines()
    listed = re.search(r"in ([\d,]+) conversations", opened.get_by_test_id("stMain").inner_text())
    assert listed
    assert len(lines) > int(listed[1].replace(",", ""))
