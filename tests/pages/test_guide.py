"""The guide greets who comes by himself, never stands before a link, and is read once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lib.errors import StoreError
from lib.ui.app.preferences import PreferenceStore
from lib.ui.layout import saved_views
from tests.pages.opened import is_complete_page, open_page, open_shared_page, page_text

if TYPE_CHECKING:
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from lib.store import Store

pytestmark = pytest.mark.usefixtures("store", "resting", "shelf")


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PreferenceStore:
    own = PreferenceStore(tmp_path)
    monkeypatch.setattr(saved_views, "PreferenceStore", lambda _: own)
    return own


def greets(app: AppTest) -> bool:
    return any(button.label == "Got it" for button in app.button)


def got_it(app: AppTest) -> AppTest:
    return next(button for button in app.button if button.label == "Got it").click().run()


def test_the_first_visit_is_told_three_things() -> None:
    app = open_page("overview", {})
    assert is_complete_page(app)
    assert greets(app)
    steps = [line for line in page_text(app).splitlines() if line[:2] in {"1.", "2.", "3.", "4."}]
    assert [step[:5] for step in steps] == ["1. Th", "2. **", "3. **"]


def test_it_is_not_told_again_after_it_was_read() -> None:
    app = got_it(open_page("overview", {}))
    assert is_complete_page(app)
    assert not greets(app)
    assert not greets(open_page("overview", {}))


def test_it_stays_until_it_was_read() -> None:
    assert greets(open_page("data", {}).run())
    assert greets(open_page("overview", {}))


def test_a_link_is_not_stood_before(store: Store) -> None:
    del store
    assert not greets(open_shared_page("overview"))
    assert not greets(open_page("conversations", {"figure": "offered"}))


def test_where_nothing_can_be_kept_it_goes_for_this_visit(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise StoreError("This cannot be kept.")

    monkeypatch.setattr(PreferenceStore, "change", refuse)
    app = got_it(open_page("overview", {}))
    assert is_complete_page(app)
    assert not greets(app)
    assert greets(open_page("overview", {}))
