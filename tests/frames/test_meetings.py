"""Consulted and joined people come out of the record as it came, with what it says of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from lib.frames.meetings import participants

ASKED = {"name": "Bo ", "acceptedTime": "2024-09-20T13:34:00", "consultingEndTime": "2024-09-20T13:35:10"}
OUTSIDER = {"name": "Notary desk", "assignedAt": "2024-09-20T13:36:00"}
JOINED = {"agentId": "a-9", "name": "", "joinedAt": "2024-09-20T13:40:00", "end": "2024-09-20T13:41:00"}


def clock(text: str) -> datetime:
    return datetime.fromisoformat(f"2024-09-20T{text}").replace(tzinfo=UTC)


def record(*destinations: object) -> str:
    return json.dumps({"sessionId": "s1", "destinations": destinations})


def test_each_guest_is_a_row_with_the_destination_that_it_stands_in() -> None:
    nested = {"destinationType": "QueueEntry", "respondingAgent": {"ConsultingAgents": [ASKED, OUTSIDER]}}
    bare = {"destinationType": "AgentSegment", "JoinedUsers": [JOINED]}
    assert participants(record(nested, bare)).rows() == [
        (0, "consulted", "Bo", clock("13:34:00"), clock("13:35:10")),
        (0, "consulted", "Notary desk", clock("13:36:00"), None),
        (1, "joined", "a-9", clock("13:40:00"), clock("13:41:00")),
    ]


def test_the_offset_that_was_asked_for_is_taken_off() -> None:
    bare = {"destinationType": "AgentSegment", "JoinedUsers": [JOINED]}
    assert participants(record(bare), -330)["start"].to_list() == [clock("08:10:00")]


@pytest.mark.parametrize(
    "text", [None, "", "masked", "[]", '{"destinations": null}', '{"destinations": [{}]}']
)
def test_a_record_that_tells_nothing_gives_no_rows(text: str | None) -> None:
    assert participants(text).is_empty()
