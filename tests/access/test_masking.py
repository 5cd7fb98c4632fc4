"""Nothing of a customer is legible where it is masked, whatever the record."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from lib.access import MASK, mask_personal_data, mask_record
from lib.demo import Centre
from lib.frames.schema import SCHEMAS, polars_schema
from tests.metrics.rows import frame

if TYPE_CHECKING:
    from collections.abc import Iterator

PHONE = "+1 (202) 555-0187"


def shown(table: str, **values: Any) -> dict[str, Any]:
    return mask_personal_data(frame(table, [values]), table).collect().row(0, named=True)


@pytest.mark.parametrize(
    ("column", "value", "seen"),
    [
        ("customer_name", "Ann Archer", MASK),
        ("customer_name", "", MASK),
        ("customer_name", None, None),
        ("customer_email", "ann@example.com", MASK),
        ("customer_phone", PHONE, f"{MASK}87"),
        ("customer_phone", "555-0187", f"{MASK}87"),
        ("customer_phone", "0187", MASK),
        ("customer_phone", "ann@example.com", MASK),
        ("customer_phone", None, None),
        ("channel_user_id", PHONE, MASK),
        ("csat_feedback", "Thank you, Ann", MASK),
        ("disposition_remarks", ["first", None, "second"], [MASK, None, MASK]),
        ("disposition_remarks", [], []),
        ("disposition_remarks", None, None),
        ("user_id", "u-1", "u-1"),
        ("reason", "Billing:Bob", "Billing:Bob"),
    ],
)
def test_a_column_is_masked(column: str, value: Any, seen: Any) -> None:
    assert shown("conversations", **{column: value})[column] == seen


def test_an_agents_notes_are_masked_and_his_name_is_not() -> None:
    row = shown("handlings", agent_notes=["Ann asked"], agent_name="Bob", agent_email="bob@example.com")
    assert (row["agent_notes"], row["agent_name"], row["agent_email"]) == ([MASK], "Bob", "bob@example.com")


@pytest.mark.parametrize("table", SCHEMAS)
def test_a_masked_table_keeps_its_columns_and_types(table: str) -> None:
    assert mask_personal_data(frame(table, []), table).collect_schema() == polars_schema(table)


def test_a_part_of_the_columns_can_be_masked() -> None:
    part = pl.LazyFrame({"customer_name": ["Ann"], "session_id": ["s1"]})
    assert mask_personal_data(part, "conversations").collect().row(0) == (MASK, "s1")


@pytest.mark.parametrize("table", ["records", "rejects"])
def test_a_record_is_masked_within(table: str) -> None:
    row = shown(table, record='{"sessionId": "s1", "metaInfo": {"firstName": "Ann"}}')
    assert json.loads(row["record"]) == {"sessionId": "s1", "metaInfo": {"firstName": MASK}}


@pytest.mark.parametrize(
    "open_part",
    [
        {"sessionId": "66f6b83b9147ddd71d700001", "channel": "voice", "isVoicemail": False},
        {"sessionStartTime": "2024-09-27T13:50:51", "sessionEndTime": "2023/01/10 2:25:54"},
        {"CallbackOptedTime": "2024-09-27T13:50:51.123Z", "EnterTime": "2024-09-27"},
        {"reason": "Billing:Bob", "dispositions": ["Resolved"], "csatScore": 0, "finalStatus": ""},
        {
            "respondingAgent": {
                "agentId": "u-1",
                "name": "Bob",
                "email": "bob@example.com",
                "holdDuration": 15,
            }
        },
        {"metaInfo": None, "anything": True, "agentNotes": [], "csatFeedback": ""},
    ],
)
def test_what_is_no_customers_stays(open_part: dict[str, Any]) -> None:
    assert json.loads(mask_record(json.dumps(open_part))) == open_part


@pytest.mark.parametrize(
    ("personal", "seen"),
    [
        ({"metaInfo": {"caller": 12025550187}}, {"metaInfo": {"caller": MASK}}),
        ({"newKey": {"deep": ["Ann"]}}, {"newKey": {"deep": [MASK]}}),
        ({"agentNotes": ["Ann asked"]}, {"agentNotes": [MASK]}),
        ({"name": "Notary"}, {"name": MASK}),
        ({"agentId": "", "name": "Notary"}, {"agentId": "", "name": MASK}),
        ({"agentId": "u-1", "who": {"name": "Ann"}}, {"agentId": "u-1", "who": {"name": MASK}}),
        ({"reason": f"called from {PHONE}"}, {"reason": MASK}),
        ({"dispositions": ["mail ann@example.com"]}, {"dispositions": [MASK]}),
        ({"userId": "+12025550187"}, {"userId": MASK}),
        ({"end": "+12025550187"}, {"end": MASK}),
        ({"+12025550187": None}, {MASK: None}),
        ("Ann", MASK),
    ],
)
def test_what_may_be_a_customers_is_masked(personal: Any, seen: Any) -> None:
    assert json.loads(mask_record(json.dumps(personal))) == seen


@pytest.mark.parametrize("text", ["", "Ann Archer", '{"firstName": "Ann"', "[" * 100_000, "9" * 10_000])
def test_what_is_no_json_is_masked_whole(text: str) -> None:
    assert mask_record(text) == MASK


def test_half_a_character_is_no_fault() -> None:
    assert json.loads(mask_record('{"channel": "\\ud800"}')) == {"channel": "?"}


def test_no_customer_of_the_demo_is_legible_in_a_masked_record() -> None:
    start = datetime(2024, 9, 18, tzinfo=UTC)
    centre = Centre(volume=0.3, clock=lambda: start + timedelta(days=9))
    records = centre.records(start, start + timedelta(days=1))
    customers = {text for record in records for text in customer_texts(record)}
    assert len(customers) > 100
    told = [mask_record(json.dumps(record)) for record in records]
    assert {
        text for text in customers if any(json.dumps(text, ensure_ascii=False) in record for record in told)
    } == set()


def customer_texts(record: dict[str, Any]) -> Iterator[str]:
    """The texts of a record that are a customer's, or written of him."""
    meta = record.get("metaInfo") or {}
    yield from (
        meta[name] for name in ("firstName", "lastName", "email", "caller", "callee") if meta.get(name)
    )
    yield from (record[name] for name in ("csatFeedback", "channelSpecificUserId") if record.get(name))
    yield from record.get("dispositionRemarks", ())
    for stop in record.get("destinations", ()):
        yield from stop.get("agentNotes", ())
        yield from stop.get("respondingAgent", {}).get("agentNotes", ())
