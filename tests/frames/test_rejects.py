"""What cannot be read is kept whole, with a reason that gives nothing away, and spoils nothing else."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from tests.frames.records import WINDOW_START, at, frames, only, record, segment, session_id, visit

HUSH = "hush-4711"
GOOD = record(visit(segment()), sessionId="good")


def text(**fields: Any) -> bytes:
    return msgspec.json.encode(record(**fields))


def written(value: str) -> bytes:
    """A record whose channel is written just so."""
    return text(channel="@", csatFeedback=HUSH).replace(b'"@"', value.encode())


DEEP = "[" * 100_000 + "]" * 100_000

UNREADABLE = {
    "not JSON": HUSH.encode(),
    "empty": b"",
    "truncated": text(csatFeedback=HUSH)[:-20],
    "trailing": text() + HUSH.encode(),
    "a list": json.dumps([HUSH]).encode(),
    "a text": json.dumps(HUSH).encode(),
    "null": b"null",
    "NaN": written("NaN"),
    "not UTF-8": written('"@"').replace(b"@", b"\xff"),
    "nested": written(DEEP),
    "nested in a new key": text(new="@").replace(b'"@"', DEEP.encode()),
    "no id": text(sessionId=..., conversationId=..., csatFeedback=HUSH),
    "empty ids": text(sessionId="", conversationId=None),
    "no start": text(sessionId=HUSH, sessionStartTime=...),
    "no start to read": text(sessionId="s-1", sessionStartTime=HUSH),
}


@pytest.mark.parametrize("raw", UNREADABLE.values(), ids=UNREADABLE)
def test_an_unreadable_record_is_kept_whole_and_alone(raw: bytes) -> None:
    found = frames(GOOD, raw, record(sessionId="other"))
    assert only(found.rejects)["record"] == raw.decode("utf-8", "replace")
    assert found.conversations["session_id"].to_list() == ["good", "other"]
    assert found.records["session_id"].to_list() == ["good", "other"]
    assert (found.visits.height, found.handlings.height) == (1, 1)


@pytest.mark.parametrize("raw", UNREADABLE.values(), ids=UNREADABLE)
def test_a_reason_names_no_value(raw: bytes) -> None:
    reason = only(frames(raw).rejects)["reason"]
    assert reason
    assert not any(word in reason for word in (HUSH, "0xff", "1111"))


def test_a_reason_names_the_place_in_the_text() -> None:
    reason = only(frames(b'{"sessionId": "s-1",, "channel": "voice"}').rejects)["reason"]
    assert reason == "not JSON: Expecting property name enclosed in double quotes, at character 20"


@pytest.mark.parametrize(
    ("sid", "shown", "start"),
    [
        (session_id("2024-09-20T12:00:00"), session_id("2024-09-20T12:00:00"), at("2024-09-20T12:00:00")),
        ("s-1", "s-1", WINDOW_START),
        (None, None, WINDOW_START),
    ],
)
def test_a_reject_keeps_its_id_and_the_time_in_it(sid: str, shown: str, start: Any) -> None:
    row = only(frames(msgspec.json.encode(record(sessionId=sid)) + b"!").rejects)
    assert (row["session_id"], row["session_start"]) == (shown, start)


def test_a_page_of_nothing_but_rejects() -> None:
    found = frames(*UNREADABLE.values())
    assert found.rejects.height == len(UNREADABLE)
    others = {name: frame.height for name, frame in found.items().items() if name != "rejects"}
    assert set(others.values()) == {0}


def test_bytes_that_are_not_utf8_in_a_field_nobody_reads_do_no_harm() -> None:
    raw = text(new="@").replace(b"@", b"\xff")
    assert only(frames(raw).records)["record"] == raw.decode("utf-8", "replace")


def test_the_last_of_several_with_one_id_stays() -> None:
    found = frames(record(csatScore=1), record(sessionId="b"), record(csatScore=3), record(csatScore=2))
    scores = dict(found.conversations.select("session_id", "csat_score").rows())
    assert scores == {session_id(): 2, "b": None}
    assert found.rejects.is_empty()


def test_the_last_stays_with_its_own_text_and_items() -> None:
    found = frames(record(visit(segment())), record(visit(segment("u-bob")), segment("u-eve")))
    assert found.handlings["agent_id"].to_list() == ["u-bob", "u-eve"]
    assert "u-ann" not in only(found.records)["record"]


@pytest.mark.parametrize(
    "raw", [text(sessionId="s-1") + b"!", text(sessionId="s-1", sessionStartTime=HUSH)], ids=["text", "start"]
)
def test_a_reject_does_not_replace_what_could_be_read(raw: bytes) -> None:
    found = frames(record(sessionId="s-1"), raw)
    assert (found.conversations.height, found.rejects.height) == (1, 1)


def test_of_two_keys_in_one_record_one_counts() -> None:
    raw = text(channel="voice").replace(b'"channel":"voice"', b'"channel":"voice","channel":"rtm"')
    assert only(frames(raw).conversations)["channel"] in {"Voice", "Web/Mobile Client"}


def test_raw_pieces_of_a_page_are_records_too() -> None:
    page = msgspec.json.encode({"data": [GOOD, record(sessionId="other")]})
    pieces = msgspec.json.decode(page, type=dict[str, list[msgspec.Raw]])["data"]
    assert frames(*pieces).conversations["session_id"].to_list() == ["good", "other"]


def test_a_null_among_the_destinations_is_passed_over() -> None:
    found = frames(record(None, visit(segment()), None))
    assert found.rejects.is_empty()
    assert (found.visits.height, found.handlings.height) == (1, 1)
