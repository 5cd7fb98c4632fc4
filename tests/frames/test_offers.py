"""Assigned and not accepted: in progress while the conversation is open, not responded once it is over."""

from __future__ import annotations

from typing import Any

import pytest

from tests.frames.records import Json, at, frames, only, record, segment, visit

OPEN: Json = {"finalStatus": "TRANSIENT_OPEN", "smartStatus": "", "sessionEndTime": ...}
RINGING = segment(
    "u-bob", name="Bob", status=..., acceptedTime=..., interactionEndTime=..., interactionDuration=...
)


def assignments(*destinations: Json, **fields: Any) -> list[tuple[Any, ...]]:
    made = frames(record(*destinations, **fields)).assignments
    return made.select("agent_id", "result", "queue_id", "position").rows()


def test_flatten_bare_ringing_segment_is_an_assignment_in_progress() -> None:
    made = frames(record(RINGING, **OPEN))
    row = only(made.assignments)
    assert (row["agent_id"], row["agent_name"], row["result"]) == ("u-bob", "Bob", "in_progress")
    assert (row["time"], row["non_response_event"]) == (at("2024-09-20T10:01:50"), None)
    assert (made.visits.height, made.handlings.height) == (0, 0)


def test_flatten_nested_ringing_segment_is_an_assignment_of_its_visit() -> None:
    made = frames(record(visit(RINGING), **OPEN))
    assert only(made.assignments.select("agent_id", "result", "queue_id", "queue_name")) == {
        "agent_id": "u-bob",
        "result": "in_progress",
        "queue_id": "qu-sales",
        "queue_name": "Sales",
    }
    row = only(made.visits)
    assert (row["outcome"], row["agent_id"], row["non_responses"]) == ("open", None, 0)
    assert made.handlings.is_empty()


@pytest.mark.parametrize("destinations", [(RINGING,), (visit(RINGING),)])
def test_flatten_unaccepted_segment_of_an_ended_conversation_is_not_responded(
    destinations: tuple[Json, ...],
) -> None:
    row = only(frames(record(*destinations)).assignments)
    assert (row["agent_id"], row["result"], row["non_response_event"]) == ("u-bob", "not_responded", None)


def test_flatten_unaccepted_respondent_of_an_ended_visit_counts_among_its_non_responses() -> None:
    row = only(frames(record(visit(RINGING))).visits)
    assert (row["outcome"], row["non_responses"]) == ("unknown", 1)


def test_flatten_segment_ringing_after_an_unanswered_visit_has_its_queue() -> None:
    assert assignments(visit(), RINGING, **OPEN) == [("u-bob", "in_progress", "qu-sales", 1)]


def test_flatten_segment_ringing_after_an_answer_has_no_queue() -> None:
    assert assignments(visit(segment()), RINGING, **OPEN) == [
        ("u-ann", "accepted", "qu-sales", 0),
        ("u-bob", "in_progress", None, 1),
    ]


def test_flatten_segment_without_an_assigned_time_is_no_assignment() -> None:
    assert assignments(RINGING | {"assignedAt": ""}, visit(RINGING | {"assignedAt": None}), **OPEN) == []


@pytest.mark.parametrize(
    ("event", "result"), [("Ignored", "not_responded"), ("Supervisor Reassigned", "reassigned")]
)
def test_flatten_unaccepted_segment_that_says_why_keeps_the_reason(event: str, result: str) -> None:
    row = only(frames(record(RINGING | {"nonResponseEvent": event})).assignments)
    assert (row["result"], row["non_response_event"]) == (result, event)
