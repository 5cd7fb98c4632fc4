"""What is drawn is also said: every chart and table tells one who does not see it what it shows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.pages.held import PICKED
from tests.pages.opened import FIGURED, open_page, seen, view_of

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from lib.store import Store

FINDING = re.compile(r"\d|\b[Nn]o(ne)?\b|\bnothing\b|\b[Tt]oo few\b")
"""What an alt text says beyond its title: a number, or that there is none to say."""


def charts(app: AppTest) -> list[str]:
    return [element.proto.alt for element in app.get("plotly_chart")]


def tables(app: AppTest) -> list[str]:
    return [element.proto.alt for element in app.dataframe]


@pytest.mark.parametrize("page", FIGURED)
def test_every_chart_says_what_it_found(store: Store, page: str) -> None:
    del store
    told = charts(seen(page))
    assert told
    assert [alt for alt in told if not FINDING.search(alt)] == []


@pytest.mark.parametrize("page", FIGURED)
def test_every_chart_has_a_name_of_its_own(store: Store, page: str) -> None:
    del store
    told = charts(seen(page))
    assert len(told) == len(set(told))


@pytest.mark.parametrize("page", [*FIGURED, "conversations", "data"])
def test_every_table_has_a_name(store: Store, page: str) -> None:
    del store
    told = tables(seen(page))
    assert told
    assert all(told), told


def test_the_tables_of_a_conversation_have_names(store: Store) -> None:
    sessions = store.scan("handlings", view_of(seen("data")).period).select("session_id").head(1).collect()
    app = open_page("conversation", PICKED | {"session": sessions.item()})
    told = tables(app)
    assert len(told) >= 2
    assert all(told), told
