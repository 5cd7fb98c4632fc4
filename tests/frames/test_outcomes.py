"""Each visit has exactly one outcome, tried in one order; and who let a customer go."""

from __future__ import annotations

from typing import Any

import pytest

from lib.frames.schema import OUTCOMES
from tests.frames.records import Json, frames, record, segment, tried, visit

SECOND_QUEUE = visit(queueId="qu-care", EnterTime="2024-09-20T10:05:00")
EVERYTHING: Json = {
    "isVoicemail": "YES",
    "finalStatus": "TRANSIENT_OPEN",
    "smartStatus": "TERMINATED",
    "disconnectingEvent": "User Hangup",
    "reason": "DROP-OFF",
}


def outcome(*destinations: Json, **fields: Any) -> str:
    """The first visit's outcome."""
    return str(frames(record(*destinations, **fields)).visits["outcome"][0])


def test_answered_comes_before_everything() -> None:
    assert outcome(visit(segment(), CallbackOpted=True), SECOND_QUEUE, **EVERYTHING) == "answered"


def test_overflowed_comes_next() -> None:
    assert outcome(visit(CallbackOpted=True), SECOND_QUEUE, **EVERYTHING) == "overflowed"


ORDER = (
    ("isVoicemail", "NO", "voicemail"),
    ("CallbackOpted", False, "callback"),
    ("finalStatus", "CLOSED", "open"),
    ("disconnectingEvent", "", "abandoned"),
    ("smartStatus", "CLOSED", "system_ended"),
    ("reason", "", "system_ended"),
    (None, None, "unknown"),
)


@pytest.mark.parametrize("step", range(len(ORDER)))
def test_then_each_sign_in_its_turn(step: int) -> None:
    signs = {**EVERYTHING, "CallbackOpted": True}
    signs |= {field: absent for field, absent, _ in ORDER[:step] if field}
    opted = signs.pop("CallbackOpted")
    assert outcome(visit(CallbackOpted=opted), **signs) == ORDER[step][2]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"disconnectingEvent": "User Hangup"}, "abandoned"),
        ({"finalStatus": "USER ABANDONED"}, "abandoned"),
        ({"smartStatus": "ABANDONED AT QUEUE"}, "abandoned"),
        ({"smartStatus": "abandoned with agent "}, "abandoned"),
        ({"disconnectingEvent": "System Hangup"}, "system_ended"),
        ({"disconnectingEvent": "bot hangup"}, "system_ended"),
        ({"smartStatus": "TERMINATED"}, "system_ended"),
        ({"reason": "DROP-OFF"}, "system_ended"),
        ({"Reason": "NO AGENTS AVAILABLE"}, "system_ended"),
        ({"disconnectingEvent": "Agent Closed"}, "unknown"),
        ({"finalStatus": None, "smartStatus": None, "reason": None}, "unknown"),
        ({"sessionEndTime": ..., "finalStatus": ""}, "open"),
        ({"sessionEndTime": "", "finalStatus": None, "disconnectingEvent": "User Hangup"}, "open"),
        ({"sessionEndTime": ..., "sessionStartTime": ...}, "unknown"),
        ({"sessionEndTime": ..., "finalStatus": "USER ABANDONED"}, "abandoned"),
        ({"sessionEndTime": ..., "finalStatus": "transient_open "}, "open"),
        ({"finalStatus": "TRANSIENT_OPEN", "smartStatus": ""}, "open"),
    ],
)
def test_each_way_to_end_unanswered(fields: Json, expected: str) -> None:
    assert outcome(visit(), **fields) == expected
    assert expected in OUTCOMES


@pytest.mark.parametrize(
    ("following", "expected"),
    [
        (segment(), "answered"),
        (segment(status=...), "answered"),
        (segment(acceptedTime=...), "answered"),
        (tried(), "unknown"),
        (visit(segment(), queueId="qu-care"), "overflowed"),
        ({}, "unknown"),
    ],
)
def test_only_an_accepted_segment_right_after_answers_a_visit(following: Json, expected: str) -> None:
    assert outcome(visit(), following, segment()) == expected


def test_a_responding_agent_who_never_accepted_has_not_answered() -> None:
    assigned = segment(status="Assigned", acceptedTime=...)
    found = frames(record(visit(assigned), disconnectingEvent="User Hangup"))
    assert found.visits["outcome"].to_list() == ["abandoned"]
    assert found.handlings.is_empty()


def test_each_visit_of_a_conversation_has_its_own_outcome() -> None:
    found = frames(record(visit(), visit(segment()), visit(), disconnectingEvent="User Hangup"))
    assert found.visits["outcome"].to_list() == ["overflowed", "answered", "abandoned"]


LEFT: Json = {"smartStatus": "ABANDONED WITH AGENT"}
USER: Json = {"finalStatus": "USER ABANDONED"}


@pytest.mark.parametrize(
    ("destinations", "fields", "expected"),
    [
        ([visit(segment())], {}, [False]),
        ([visit(segment())], LEFT, [True]),
        ([visit(segment())], USER, [True]),
        ([visit(segment()), segment("u-bob")], LEFT, [False, True]),
        ([visit(segment()), segment("u-bob")], USER, [False, True]),
        ([visit(segment()), visit()], USER, [False]),
        ([visit(segment()), visit()], LEFT, [True]),
        ([visit()], LEFT, []),
    ],
)
def test_a_customer_leaves_the_last_agent_alone(
    destinations: list[Json], fields: Json, expected: list[bool]
) -> None:
    found = frames(record(*destinations, **fields)).handlings
    assert found["abandoned_with_agent"].to_list() == expected


def test_the_last_handling_is_last_within_its_own_conversation() -> None:
    both = [record(segment(), segment("u-bob"), sessionId=f"s-{number}") for number in (1, 2)]
    assert frames(*both).handlings["is_last"].to_list() == [False, True, False, True]
