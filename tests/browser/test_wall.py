"""The wallboard in a browser: letters for a whole room, all in sight, kept up without a hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from lib.ui.sections.wallboard import REFRESH_S
from tests.browser.axe import findings
from tests.browser.still import PATIENCE_MS, still

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, WebSocket

    Open = Callable[..., Page]

SCREEN = {"width": 1920, "height": 1080}
SMALLEST = 0.04
"""The least size of a letter to the screen's height: on a screen 68 cm high its capitals are 2 cm, seen from
four metres at 16 minutes of arc, the least that ISO 9241-303 allows; the figures are larger."""

SIZES = """wall => {
    const walk = document.createTreeWalker(wall, NodeFilter.SHOW_TEXT), sizes = [];
    while (walk.nextNode())
        if (walk.currentNode.data.trim())
            sizes.push(parseFloat(getComputedStyle(walk.currentNode.parentElement).fontSize));
    return sizes;
}"""


def test_it_can_be_read_from_four_metres(dashboard: str, page: Open) -> None:
    opened = page("about:blank")
    opened.set_viewport_size(SCREEN)
    opened.goto(f"{dashboard}/wallboard")
    wall = opened.locator(".wall")
    expect(wall.get_by_text("Today so far")).to_be_visible(timeout=PATIENCE_MS)
    sizes = wall.evaluate(SIZES)
    assert len(sizes) > 6
    assert min(sizes) >= SMALLEST * SCREEN["height"]
    assert wall.evaluate("wall => wall.getBoundingClientRect().bottom <= innerHeight")
    assert wall.evaluate(
        "wall => [...wall.querySelectorAll('*')].every(part =>"
        " part.getBoundingClientRect().right <= innerWidth)"
    )
    expect(opened.get_by_test_id("stSidebar")).to_be_hidden()
    assert findings(opened) == []
    opened.emulate_media(color_scheme="dark")
    assert findings(opened, "color-contrast") == []


def test_it_asks_for_what_is_new_by_itself(dashboard: str, page: Open) -> None:
    sockets: list[WebSocket] = []
    opened = page("about:blank")
    opened.on("websocket", lambda socket: sockets.append(socket))  # noqa: PLW0108 (a method cannot be held)
    opened.clock.install()
    opened.goto(f"{dashboard}/wallboard")
    expect(opened.locator(".wall").get_by_text("Today so far")).to_be_visible(timeout=PATIENCE_MS)
    still(opened)
    with sockets[-1].expect_event("framesent"), sockets[-1].expect_event("framereceived"):
        opened.clock.fast_forward(round(REFRESH_S * 1000))
    expect(opened.locator(".wall").get_by_text("Today so far")).to_be_visible(timeout=PATIENCE_MS)
