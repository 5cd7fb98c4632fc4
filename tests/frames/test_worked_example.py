"""The worked example of the metrics: three records at offset 0, to the second."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.frames.records import Json, at, frames, record, segment, session_id, side_car, visit

if TYPE_CHECKING:
    from lib.frames import Frames

OUTBOUND = session_id("2024-09-27T13:50:32", 2)
INBOUND = session_id("2024-09-27T13:32:46", 3)


def outbound_record() -> Json:
    """A campaign's call with hold and after-call work, whose customer left the agent."""
    agent = segment(
        assignedAt=...,
        acceptedTime="2024-09-27T13:50:32",
        interactionEndTime="2024-09-27T13:51:06",
        interactionDuration=34,
        holdDuration=15,
        afterCallWorkDuration=4,
        afterCallWorkEndTime="2024-09-27T13:51:10",
    )
    return record(
        visit(agent, queueName=..., EnterTime=...),
        sessionId=OUTBOUND,
        conversationId="c-outbound",
        channel="campaign",
        Direction="Outbound",
        finalStatus="USER ABANDONED",
        smartStatus="ABANDONED WITH AGENT",
        Reason="Sales:Ann",
        sessionStartTime="2024-09-27T13:50:32",
        sessionEndTime="2024-09-27T13:51:06",
    )


def inbound_record() -> Json:
    """A chat that was answered, whatever its status says."""
    agent = segment(
        assignedAt="2024-09-27T13:33:02",
        acceptedTime="2024-09-27T13:33:05",
        firstResponseTime="2024-09-27T13:33:12",
        firstResponseDuration=7,
        interactionEndTime="2024-09-27T13:42:10",
        interactionDuration=545,
    )
    return record(
        visit(agent, EnterTime="2024-09-27T13:33:01"),
        sessionId=INBOUND,
        conversationId="c-inbound",
        channel="rtm",
        smartStatus="TERMINATED",
        Reason="NO AGENTS AVAILABLE",
        sessionStartTime="2024-09-27T13:32:46",
        sessionEndTime="2024-09-27T13:42:13",
    )


@pytest.fixture(scope="module")
def example() -> Frames:
    start = "2024-09-27T13:50:51"
    first = side_car("c-outbound", sessionId=session_id(start), sessionStartTime=start, sessionEndTime=start)
    return frames(first, outbound_record(), inbound_record())


def test_the_first_record_is_the_side_car_of_the_second(example: Frames) -> None:
    assert example.side_cars.select("conversation_id", "session_start").rows() == [
        ("c-outbound", at("2024-09-27T13:50:51"))
    ]
    assert example.conversations["conversation_id"].to_list() == ["c-outbound", "c-inbound"]
    assert example.conversations["kind"].to_list() == ["conversation"] * 2
    assert example.rejects.is_empty()


def test_both_visits_are_answered_and_one_waited_four_seconds(example: Frames) -> None:
    assert example.visits.select("session_id", "direction", "outcome", "wait_s").rows() == [
        (OUTBOUND, "Outbound", "answered", None),
        (INBOUND, "Inbound", "answered", 4.0),
    ]


def test_a_visit_counts_where_it_entered_or_else_where_the_session_began(example: Frames) -> None:
    assert example.visits["time"].to_list() == [at("2024-09-27T13:50:32"), at("2024-09-27T13:33:01")]


def test_talk_hold_and_after_call_work_make_the_handle_time(example: Frames) -> None:
    parts = ("accepted_time", "interaction_s", "talk_s", "hold_s", "acw_s", "handle_s")
    assert example.handlings.select(parts).rows() == [
        (at("2024-09-27T13:50:32"), 34, 19, 15, 4, 38),
        (at("2024-09-27T13:33:05"), 545, 545, None, None, 545),
    ]


def test_means_a_handling_and_means_where_any(example: Frames) -> None:
    handlings = example.handlings
    assert handlings["handle_s"].mean() == 291.5
    assert (handlings["hold_s"].fill_null(0).mean(), handlings["hold_s"].mean()) == (7.5, 15)
    assert (handlings["acw_s"].fill_null(0).mean(), handlings["acw_s"].mean()) == (2, 4)


def test_one_of_two_handlings_was_abandoned_with_the_agent(example: Frames) -> None:
    assert example.handlings["abandoned_with_agent"].to_list() == [True, False]


def test_both_assignments_were_accepted(example: Frames) -> None:
    assert example.assignments.select("result", "time").rows() == [
        ("accepted", at("2024-09-27T13:50:32")),
        ("accepted", at("2024-09-27T13:33:02")),
    ]
