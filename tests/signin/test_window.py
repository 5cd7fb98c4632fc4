"""A real browser signs in, comes back to the page that it was given, and signs out."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.test_ways import calm
from tests.pages.held import STORED_DAYS
from tests.signin.conftest import ADA

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.signin.provider import Provider

pytestmark = pytest.mark.browser


def test_a_link_is_kept_through_the_sign_in(
    page: Callable[..., Page], dashboard: str, provider: Provider
) -> None:
    provider.says(ADA)
    opened = page(f"{dashboard}/handle-time?{urlencode(STORED_DAYS | {'channel': 'Voice'})}")
    expect(opened.get_by_text("Sign in to see your contact centre's figures.")).to_be_visible()
    expect(opened.get_by_role("link", name="Overview")).to_have_count(0)
    opened.get_by_role("button", name="Sign in").click()
    calm(opened, "handle_time")
    ended = urlsplit(opened.url)
    assert ended.path == "/handle-time"
    assert {
        name: values for name, values in parse_qs(ended.query).items() if name in {"from", "channel"}
    } == {
        "from": [STORED_DAYS["from"]],
        "channel": ["Voice"],
    }
    opened.get_by_role("button", name="Sign out").click()
    expect(opened.get_by_role("button", name="Sign in")).to_be_visible()
    opened.goto(f"{dashboard}/data")
    expect(opened.get_by_role("button", name="Sign in")).to_be_visible()
