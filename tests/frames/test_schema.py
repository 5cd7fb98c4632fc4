"""Every frame has the columns of its schema, in order and of their types, whatever came in."""

from __future__ import annotations

import polars as pl
import pytest

from lib.frames.schema import OUTCOMES, SCHEMAS, empty_frame, polars_schema
from tests.frames.records import Json, bot_session, frames, record, segment, side_car, tried, visit

NORMAL = (record(visit(segment(), tried()), segment("u-bob"), csatScore=5), side_car("c-1", sessionId="s"))
PATIENT = (
    record(
        visit(segment(holdDuration="1", acceptedTime="2024/09/20 9:00:00"), EnterTime="soon"),
        csatScore="5",
        channel=5,
        dispositions=[1, "a"],
        metaInfo={"email": []},
        campaigninfo={"attempt": "x"},
    ),
    record(sessionId="b", csatScore=5, channel="rtm"),
    b"{",
)
INPUTS: dict[str, tuple[Json | bytes, ...]] = {
    "normal": NORMAL,
    "patient": PATIENT,
    "empty": (),
    "bots alone": (bot_session(),),
    "side-cars alone": (side_car("c-1"),),
    "nobody answered": (record(visit()),),
    "tries alone": (record(visit(None, tried())),),
    "transfers alone": (record(segment()),),
    "rejects alone": (b"{", b"5"),
    "no start alone": (record(sessionId="s", sessionStartTime=None),),
}


@pytest.mark.parametrize("records", INPUTS.values(), ids=INPUTS)
def test_every_frame_is_typed_as_its_schema_says(records: tuple[Json | bytes, ...]) -> None:
    found = frames(*records).items()
    assert {table: frame.schema for table, frame in found.items()} == {
        table: polars_schema(table) for table in SCHEMAS
    }
    assert {table: frame.columns for table, frame in found.items()} == {
        table: list(columns) for table, columns in SCHEMAS.items()
    }


@pytest.mark.parametrize("table", SCHEMAS)
def test_an_empty_frame_has_every_column_and_is_what_no_records_make(table: str) -> None:
    assert frames().items()[table].equals(empty_frame(table))


@pytest.mark.parametrize("table", SCHEMAS)
def test_a_column_has_a_name_that_tells_its_unit_and_a_meaning(table: str) -> None:
    for name, column in SCHEMAS[table].items():
        assert column.name == name
        assert len(column.meaning) > 10
        assert name.endswith("_s") <= (column.dtype == pl.Float64)
        assert name.endswith(("time", "_start", "_end")) <= (column.dtype == pl.Datetime("us", "UTC"))


@pytest.mark.parametrize("table", SCHEMAS)
def test_every_frame_is_keyed_by_the_start_of_its_session(table: str) -> None:
    assert {"session_id", "session_start"} <= set(SCHEMAS[table])
    assert frames(*NORMAL, b"{").items()[table]["session_start"].null_count() == 0


def test_free_text_and_the_customers_own_facts_are_marked_personal() -> None:
    columns = [column for table in SCHEMAS.values() for column in table.values()]
    marked = {column.name for column in columns if column.personal}
    assert {"record", "agent_notes", "disposition_remarks", "csat_feedback"} <= marked
    assert {"customer_name", "customer_phone", "customer_email", "channel_user_id"} <= marked
    assert {"customer_ip", "dialed_number", "session_tags", "user_tags", "category", "snooze"} <= marked
    assert "external_transfer_to" in marked


def test_the_outcomes_are_eight_and_stand_in_their_column() -> None:
    assert len(set(OUTCOMES)) == 8
    assert all(name in SCHEMAS["visits"]["outcome"].meaning for name in OUTCOMES)
