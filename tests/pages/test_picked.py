"""A picked row stands in the address: a link brings it back, whatever the store has become since."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.held import STORED_DAYS
from tests.pages.opened import context_of, is_complete_page, links, open_page

if TYPE_CHECKING:
    from lib.store import Store


def behind_a_row(app: AppTest) -> set[str]:
    """The queues whose lists the page offers."""
    return {query["key"][0] for _, _, query in links(app) if query.get("by") == ["queue_id"]}


def test_a_link_picks_its_row(store: Store) -> None:
    del store
    queue = list(context_of(open_page("data")).names.queues)[1]
    assert behind_a_row(open_page("abandonment")) == set()
    app = open_page("abandonment", STORED_DAYS | {"row": f"queues:{queue}"})
    assert is_complete_page(app)
    assert behind_a_row(app) == {queue}


@pytest.mark.parametrize("row", ["queues:gone", "queues", ":", "agents:<b>", "elsewhere:qu-1", "queues:\x00"])
def test_a_row_that_cannot_be_is_passed_over(store: Store, row: str) -> None:
    del store
    app = open_page("abandonment", STORED_DAYS | {"row": row})
    assert is_complete_page(app)
    assert behind_a_row(app) == set()


def script() -> None:
    import streamlit as st  # noqa: PLC0415 (the script is run from its own text)

    from lib.ui.components import selected_row  # noqa: PLC0415

    selected_row.save_row("widget", "queues", ["a", "b"])
    st.text(st.query_params.get("row", "none"))


@pytest.mark.parametrize(
    ("rows", "address", "expected"),
    [
        ([1], None, "queues:b"),
        ([1], "queues:a", "queues:b"),
        ([0], "agents:x", "queues:a"),
        ([], "queues:a", "none"),
        ([], "agents:x", "agents:x"),
        ([7], None, "none"),
    ],
)
def test_what_is_picked_last_stands_in_the_address(
    rows: list[int], address: str | None, expected: str
) -> None:
    app = AppTest.from_function(script)
    app.session_state["widget"] = {"selection": {"rows": rows}}
    if address:
        app.query_params["row"] = address
    assert app.run().text[0].value == expected
