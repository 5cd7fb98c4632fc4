"""Each page is drawn to its end on whatever the store holds, and says what to do where that is nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lib.demo import DEMO_CREDENTIALS
from lib.ui.app.pages import TITLES
from tests.pages.held import STORED_DAYS
from tests.pages.opened import (
    METRIC_PAGES,
    PAGES,
    context_of,
    is_complete_page,
    links,
    open_page,
    open_shared_page,
    page_text,
    pick,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from lib.store import Store

LISTING = (*METRIC_PAGES, "conversations")
each_page = pytest.mark.parametrize("page", PAGES)
each_listing = pytest.mark.parametrize("page", LISTING)
NOTHING_HAPPENED = STORED_DAYS | {"from": "1999-06-01", "to": "1999-06-02"}


@each_page
def test_a_page_is_drawn_on_data(store: Store, page: str) -> None:
    app = open_page(page)
    assert is_complete_page(app)
    assert app.title[0].value == TITLES[page][0]
    assert bool(app.metric) == (page in METRIC_PAGES)
    assert store.version == context_of(app).version


@each_page
def test_a_page_is_drawn_on_an_empty_store(
    settings: Callable[..., None], resting: None, tmp_path: Path, page: str
) -> None:
    del resting
    settings(STORE__PATH=tmp_path)
    app = open_page(page)
    assert is_complete_page(app)
    assert "**0% of the period is there**" in page_text(app)


@each_page
def test_a_page_is_drawn_where_nothing_happened(store: Store, page: str) -> None:
    app = open_page(page, NOTHING_HAPPENED)
    assert is_complete_page(app)
    assert "all of the period is there" in page_text(app)
    assert context_of(app).version == store.version


@each_listing
def test_nothing_happened_is_said(store: Store, page: str) -> None:
    del store
    app = open_page(page, NOTHING_HAPPENED)
    assert "Nothing happened in this period. Choose another one" in page_text(app)
    assert not app.metric
    assert not app.dataframe


@each_listing
@pytest.mark.parametrize("filtered", [{"queue": "qu-of-nobody"}, {"channel": "pigeon"}], ids=str)
def test_nothing_matches_is_said(store: Store, page: str, filtered: dict[str, str]) -> None:
    del store
    app = open_page(page, STORED_DAYS | filtered)
    assert is_complete_page(app)
    assert "Nothing matches these filters. Take one away" in page_text(app)
    assert not app.metric


@each_page
def test_every_filter_at_once_is_drawn(store: Store, page: str) -> None:
    names = context_of(open_shared_page("data")).names
    app = open_page(
        page,
        STORED_DAYS
        | {
            "channel": names.channels[-2:],
            "queue": list(names.queues)[:2],
            "agent": list(names.agents)[:3],
            "direction": ["Inbound"],
        },
    )
    assert is_complete_page(app)
    assert context_of(app).version == store.version


def test_a_picked_row_opens_its_conversation(store: Store) -> None:
    del store
    app = open_page("conversations")
    row = app.dataframe[0].value.iloc[2]
    pick(app, app.dataframe[0], rows=[2])
    assert is_complete_page(app)
    assert app.title[0].value == "Conversation"
    assert row["conversation_id"] in page_text(app)
    assert app.query_params["session"]


def test_a_picked_row_carries_along_what_its_list_was_of(store: Store) -> None:
    """Streamlit opens the page that one came from with the words of the page that one went to."""
    del store
    drill = {"figure": "abandoned", "by": "wait_bucket", "key": "20"}
    app = open_page("conversations", STORED_DAYS | drill)
    pick(app, app.dataframe[0], rows=[0])
    assert app.title[0].value == "Conversation"
    assert {name: app.query_params[name] for name in drill} == drill


def test_a_figure_of_nothing_and_a_search_for_nothing_are_said(store: Store) -> None:
    del store
    drilled = open_page(
        "conversations", STORED_DAYS | {"figure": "offered", "by": "queue_id", "key": "nobody"}
    )
    searched = open_page("conversations")
    searched.text_input[0].set_value("no such words").run()
    for app in (drilled, searched):
        assert is_complete_page(app)
        assert "No conversation is behind this." in page_text(app)
        assert not app.dataframe


def test_an_unknown_conversation_is_said(store: Store) -> None:
    del store
    app = open_page("conversation", STORED_DAYS | {"session": "s-of-nobody"})
    assert is_complete_page(app)
    assert "it is not fetched yet" in page_text(app)
    assert [target for target, _, _ in links(app)] == ["conversations"]


def test_the_demo_says_that_it_is_one(
    monkeypatch: pytest.MonkeyPatch, settings: Callable[..., None], resting: None, tmp_path: Path
) -> None:
    del resting
    settings(STORE__PATH=tmp_path)
    for name in ("HOST", *(field.upper() for field in DEMO_CREDENTIALS._fields)):
        monkeypatch.delenv(f"CALLBOARD_SMARTASSIST__{name}")
    app = open_page("data", {})
    assert "Demo data: a made-up contact centre." in page_text(app)
    assert context_of(app).selection.period == "last-14-days"
