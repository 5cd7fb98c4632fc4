"""A session that lasts a day remembers no more than what is on its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lib.ui.app import streamlit_internals
from tests.pages.opened import context_of, is_complete_page, open_page, switch_page

if TYPE_CHECKING:
    import pytest
    from streamlit.testing.v1 import AppTest

    from lib.store import Store


def remembered(app: AppTest) -> int:
    """Of how many widgets the session still knows how they were made."""
    return len(app._session_state._state._new_widget_state.widget_metadata)


def before_and_after(app: AppTest) -> tuple[int, int]:
    """How many are remembered of a page, and how many when it shows the same again, others in between."""
    before = remembered(app.run())
    for directions in (["Inbound"], ["Outbound"], []):
        app.multiselect(key="directions").set_value(directions).run()
        assert is_complete_page(app)
        assert context_of(app).selection.directions == tuple(directions)
    return before, remembered(app.run())


def test_old_charts_are_forgotten(store: Store) -> None:
    del store
    before, after = before_and_after(open_page("abandonment"))
    assert after == before


def test_streamlit_itself_remembers_them(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or there is no need to make it forget."""
    del store
    monkeypatch.setattr(streamlit_internals, "get_script_run_ctx", lambda: None)
    before, after = before_and_after(open_page("abandonment"))
    assert after > before


def test_a_page_that_was_left_is_forgotten(store: Store) -> None:
    del store
    app = open_page("definitions")
    first = remembered(app)
    for page in ("agents", "queues", "definitions", "definitions"):
        switch_page(app, page)
    app.run()
    assert remembered(app) == first
