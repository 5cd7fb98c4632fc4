"""Call back lists each customer who left and was not reached since, and leads to where he left."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl
import pytest

from lib.metrics.definitions.filters import Filters, filter_table
from lib.metrics.tables.callback_candidates import REASONS
from lib.period import Period
from lib.ui.sections.callback_list import DRILL
from tests.frames.records import WINDOW_START as START_OF_DAY
from tests.frames.records import Json, record, segment, session_id, visit
from tests.pages.held import STORED_DAYS, fill
from tests.pages.opened import (
    context_of,
    is_complete_page,
    links,
    open_page,
    open_shared_page,
    page_text,
    pick,
)
from tests.pages.test_downloads import downloads
from tests.store.made import Made

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from lib.store import Store
    from lib.ui.query.page_context import PageContext
    from tests.metrics.rows import Row

__all__ = ["downloads"]


def to_call(view: PageContext) -> list[Row]:
    """The customers' last tries to be called back, newest first, put together row by row."""
    customers = {
        row["session_id"]: {row["user_id"], row["customer_phone"], row["channel_user_id"]} - {None, ""}
        for row in view.store.scan("conversations").collect().rows(named=True)
    }
    spoken = view.store.scan("handlings").collect().rows(named=True)
    tried = pl.col("outcome").is_in(["abandoned", "callback", "voicemail"])
    left = filter_table("visits", view.store.scan("visits"), Filters(view.period)).filter(tried)
    early = filter_table("conversations", view.store.scan("conversations"), Filters(view.period)).filter(
        pl.col("abandoned_before_queue") | (pl.col("is_voicemail") & (pl.col("visits") == 0))
    )
    tries = pl.concat([left, early.with_columns(pl.col("session_start").alias("time"))], how="diagonal")
    listed: list[Row] = []
    seen_before: set[str] = set()
    for tried_visit in tries.sort("time", descending=True).collect().rows(named=True):
        who = customers[tried_visit["session_id"]]
        later = [
            row for row in spoken if row["time"] > tried_visit["time"] and customers[row["session_id"]] & who
        ]
        if who and not later and not seen_before & who and tried_visit["direction"] != "Outbound":
            listed.append(tried_visit)
        seen_before |= set() if later else who
    return listed


def waiting(store: Store) -> list[str]:
    """Their sessions."""
    del store
    return [tried_visit["session_id"] for tried_visit in to_call(context_of(open_shared_page("call_back")))]


def test_the_list_is_of_those_who_left_and_were_not_reached(
    store: Store, downloads: dict[str, Callable[[], bytes]]
) -> None:
    expected = waiting(store)
    app = open_page("call_back")
    file = pl.read_csv(downloads["csv-call-back"](), infer_schema=False)
    assert is_complete_page(app)
    assert len(expected) > 3
    assert file["session_id"].to_list() == expected
    assert f"**{len(expected)} customers** were not reached since" in page_text(app)
    assert set(app.dataframe[0].value["why"]) == {REASONS[reason] for reason in file["reason"].unique()}
    assert len(app.dataframe[0].value) == len(expected)


def test_its_count_is_a_figure_that_opens_their_conversations(store: Store) -> None:
    expected = waiting(store)
    app = open_page("conversations", STORED_DAYS | DRILL)
    assert f"**Not reached since**: {len(expected)} conversations." in page_text(app)
    whole = next(
        query for target, _, query in links(open_shared_page("call_back")) if target == "conversations"
    )
    assert whole["figure"] == ["not_reached"]


def test_a_picked_row_opens_the_conversation_in_which_he_left(store: Store) -> None:
    del store
    app = open_page("call_back")
    queue = app.dataframe[0].value.iloc[1]["queue"]
    pick(app, app.dataframe[0], rows=[1])
    assert app.title[0].value == "Conversation"
    assert app.query_params["figure"] == "not_reached"
    assert f"Entered {queue}, waited " in page_text(app)
    assert f"2 of {len(open_shared_page('call_back').dataframe[0].value)}: Not reached since" in page_text(
        app
    )


def test_numbers_are_masked_where_the_reader_may_not_see_them(
    store: Store, downloads: dict[str, Callable[[], bytes]]
) -> None:
    del store
    open_page("call_back")
    file = pl.read_parquet(io.BytesIO(downloads["parquet-call-back"]()))
    assert file["customer_phone"].drop_nulls().str.contains(r"^•••\d\d$").all()


def test_where_everybody_was_reached_it_is_said(store: Store) -> None:
    del store
    app = open_page("call_back", STORED_DAYS | {"direction": "Outbound"})
    assert "Everybody who left was reached since." in page_text(app)
    assert not app.dataframe


def customer(number: int, *stops: Json, phone: str, **fields: object) -> Json:
    """One conversation of a customer who is known by the number alone."""
    names = {"sessionId": session_id(number=number), "conversationId": f"c-{number}"}
    return record(*stops, metaInfo={"phoneNumber": phone}, **names, **fields)


GONE = {"finalStatus": "USER ABANDONED", "disconnectingEvent": "User Hangup"}
ASKED = {"CallbackOpted": True, "CallbackOptedTime": "2024-09-20T10:01:40.000Z"}
ONE_DAY = {"period": "dates", "from": "2024-09-20", "to": "2024-09-20", "zone": "UTC"}


@pytest.fixture
def day_of(tmp_path: Path, settings: Callable[..., None], resting: None) -> Callable[..., AppTest]:
    """The page Call back of one day that holds these records."""
    del resting

    def open_day(*records: Json) -> AppTest:
        fill(tmp_path, Made(list(records)), Period(START_OF_DAY, START_OF_DAY + timedelta(days=1)))
        settings(STORE__PATH=tmp_path)
        return open_page("call_back", ONE_DAY)

    return open_day


def test_callbacks_never_made_and_voicemails_are_on_the_list(day_of: Callable[..., AppTest]) -> None:
    app = day_of(
        customer(1, visit(**ASKED), phone="+15005550101", **GONE),
        customer(2, visit(), phone="+15005550102", isVoicemail="YES"),
        customer(3, phone="+15005550103", **GONE),
        customer(4, visit(segment()), phone="+15005550104"),
    )
    assert is_complete_page(app)
    assert sorted(app.dataframe[0].value["why"]) == [
        "Abandoned before any queue",
        "Asked to be called back",
        "Left a voicemail",
    ]
    assert "**3 customers** were not reached since" in page_text(app)
    assert "Nobody waits" not in page_text(app)


def test_one_customer_is_told_in_the_singular(day_of: Callable[..., AppTest]) -> None:
    app = day_of(customer(1, visit(**ASKED), phone="+15005550101", **GONE))
    assert "**1 customer** was not reached since, of 1 time that somebody left" in page_text(app)


def test_where_nobody_can_be_known_again_it_is_not_said_that_nobody_waits(
    day_of: Callable[..., AppTest],
) -> None:
    app = day_of(customer(1, visit(), phone="anonymous", isVoicemail="YES"))
    assert "1 more left nothing by which to know them again." in page_text(app)
    assert "Nobody waits" not in page_text(app)


def test_a_customer_called_back_by_the_national_number_is_reached(day_of: Callable[..., AppTest]) -> None:
    later = {"acceptedTime": "2024-09-20T10:30:10", "sessionStartTime": "2024-09-20T10:30:00"}
    app = day_of(
        customer(1, visit(), phone="+442079460123", **GONE),
        record(
            segment(acceptedTime=later["acceptedTime"]),
            sessionId=session_id(later["sessionStartTime"], 2),
            conversationId="c-2",
            Direction="Outbound",
            sessionStartTime=later["sessionStartTime"],
            sessionEndTime="2024-09-20T10:35:00",
            metaInfo={"endUserNumber": "020 7946 0123", "dialedNumber": "+442079460000"},
        ),
    )
    assert "Everybody who left was reached since. Nobody waits for a call." in page_text(app)
