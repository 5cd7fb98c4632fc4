"""When a page has come to rest, so that what is clicked is what was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from playwright.sync_api import expect

from lib.ui.app.pages import TITLES

if TYPE_CHECKING:
    from playwright.sync_api import Page

PATIENCE_MS: Final = 20_000

STILL: Final = '[data-test-connection-state="CONNECTED"][data-test-script-state="notRunning"]'
"""A page whose script has run, and which is not without its server for a moment: it would answer nothing."""


def still(opened: Page) -> Page:
    """Wait until nothing runs, and nothing waits for its own program to be loaded."""
    expect(opened.locator(STILL)).to_be_attached(timeout=PATIENCE_MS)
    expect(opened.get_by_test_id("stSkeleton")).to_have_count(0, timeout=PATIENCE_MS)
    return opened


def calm(opened: Page, name: str) -> Page:
    """Wait until the page of that name has been drawn to its end."""
    heading = opened.get_by_role("heading", name=TITLES[name][0], exact=True, level=1)
    expect(heading).to_be_visible(timeout=PATIENCE_MS)
    return still(opened)
