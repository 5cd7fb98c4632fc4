"""What is drawn is also said: every chart and table tells one who does not see it what it shows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.pages.held import STORED_DAYS
from tests.pages.opened import METRIC_PAGES, context_of, open_page, open_shared_page

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from lib.store import Store

FINDING = re.compile(r"\d|\b[Nn]o(ne)?\b|\bnothing\b|\b[Tt]oo few\b")
"""What an alt text says beyond its title: a number, or that there is none to say."""


def charts(app: AppTest) -> list[str]:
    return [element.proto.alt for element in app.get("plotly_chart")]


def tables(app: AppTest) -> list[str]:
    return [element.proto.alt for element in app.dataframe]


@pytest.mark.parametrize("page", METRIC_PAGES)
def test_every_chart_says_what_it_found(store: Store, page: str) -> None:
    del store
    told = charts(open_shared_page(page))
    assert told
    assert [alt for alt in told if not FINDING.search(alt)] == []


@pytest.mark.parametrize("page", METRIC_PAGES)
def test_every_chart_has_a_name_of_its_own(store: Store, page: str) -> None:
    del store
    told = charts(open_shared_page(page))
    assert len(told) == len(set(told))


@pytest.mark.parametrize("page", [*METRIC_PAGES, "conversations", "data"])
def test_every_table_has_a_name(store: Store, page: str) -> None:
    del store
    told = tables(open_shared_page(page))
    assert told
    assert all(told), told


def test_the_tables_of_a_conversation_have_names(store: Store) -> None:
    sessions = (
        store.scan("handlings", context_of(open_shared_page("data")).period)
        .select("session_id")
        .head(1)
        .collect()
    )
    app = open_page("conversation", STORED_DAYS | {"session": sessions.item()})
    told = tables(app)
    assert len(told) >= 2
    assert all(told), told
