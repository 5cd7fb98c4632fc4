"""Call back lists each customer who left and was not reached since, and leads to where he left."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import polars as pl
import pytest

from lib.metrics.filters import Filters, only
from lib.ui.unreached import DRILL
from tests.pages.held import PICKED
from tests.pages.opened import is_whole, links, open_page, pick, said, seen, view_of
from tests.pages.test_downloads import downloads

if TYPE_CHECKING:
    from collections.abc import Callable

    from lib.store import Store
    from lib.ui.view import View
    from tests.metrics.rows import Row

__all__ = ["downloads"]


def to_call(view: View) -> list[Row]:
    """The visits to be called back, newest first, put together row by row."""
    customers = {
        row["session_id"]: {row["user_id"], row["customer_phone"], row["channel_user_id"]} - {None, ""}
        for row in view.store.scan("conversations").collect().rows(named=True)
    }
    spoken = view.store.scan("handlings").collect().rows(named=True)
    left = only("visits", view.store.scan("visits"), Filters(view.period)).filter(outcome="abandoned")
    listed: list[Row] = []
    seen_before: set[str] = set()
    for visit in left.sort("time", descending=True).collect().rows(named=True):
        who = customers[visit["session_id"]]
        later = [row for row in spoken if row["time"] > visit["time"] and customers[row["session_id"]] & who]
        if who and not later and not seen_before & who and visit["direction"] != "Outbound":
            listed.append(visit)
        seen_before |= set() if later else who
    return listed


def waiting(store: Store) -> list[str]:
    """Their sessions."""
    del store
    return [visit["session_id"] for visit in to_call(view_of(seen("call_back")))]


def test_the_list_is_of_those_who_left_and_were_not_reached(
    store: Store, downloads: dict[str, Callable[[], bytes]]
) -> None:
    expected = waiting(store)
    app = open_page("call_back")
    file = pl.read_csv(downloads["csv-call-back"](), infer_schema=False)
    assert is_whole(app)
    assert len(expected) > 3
    assert file["session_id"].to_list() == expected
    assert f"**{len(expected)} customers** left and were not reached since" in said(app)
    assert len(app.dataframe[0].value) == len(expected)


def test_its_count_is_a_figure_that_opens_their_conversations(store: Store) -> None:
    expected = waiting(store)
    app = open_page("conversations", PICKED | DRILL)
    assert f"**Not reached since**: {len(expected)} visits in {len(expected)} conversations." in said(app)
    whole = next(query for target, _, query in links(seen("call_back")) if target == "conversations")
    assert whole["figure"] == ["not_reached"]


@pytest.mark.parametrize("by", ["queue_id", "interval"])
def test_it_can_be_cut_as_other_figures_can(store: Store, by: str) -> None:
    del store
    visits = view_of(seen("call_back")).tables.visits.collect()
    app = open_page("conversations", PICKED | DRILL | {"by": by, "key": visits["queue_id"].drop_nulls()[0]})
    assert is_whole(app)
    assert "**Not reached since**, " in said(app)


def test_a_picked_row_opens_the_conversation_in_which_he_left(store: Store) -> None:
    del store
    app = open_page("call_back")
    queue = app.dataframe[0].value.iloc[1]["queue"]
    pick(app, app.dataframe[0], rows=[1])
    assert app.title[0].value == "Conversation"
    assert app.query_params["figure"] == "not_reached"
    assert f"Entered {queue}, waited " in said(app)
    assert f"2 of {len(seen('call_back').dataframe[0].value)}: Not reached since" in said(app)


def test_numbers_are_masked_where_the_reader_may_not_see_them(
    store: Store, downloads: dict[str, Callable[[], bytes]]
) -> None:
    del store
    open_page("call_back")
    file = pl.read_parquet(io.BytesIO(downloads["parquet-call-back"]()))
    assert file["customer_phone"].drop_nulls().str.contains(r"^•••\d\d$").all()


def test_where_everybody_was_reached_it_is_said(store: Store) -> None:
    del store
    app = open_page("call_back", PICKED | {"direction": "Outbound"})
    assert "Everybody who left was reached since." in said(app)
    assert not app.dataframe
