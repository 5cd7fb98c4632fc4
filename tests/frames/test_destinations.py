"""Destinations to visits, handlings and assignments: nested, bare, reassigned, transferred, tried."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from tests.frames.records import (
    Json,
    at,
    bot_session,
    frames,
    only,
    record,
    segment,
    session_id,
    side_car,
    tried,
    visit,
)


def handlings(*destinations: Json) -> list[tuple[Any, ...]]:
    found = frames(record(*destinations)).handlings
    return found.select("agent_id", "via", "queue_id", "position").rows()


def assignments(*destinations: Json) -> list[tuple[Any, ...]]:
    found = frames(record(*destinations)).assignments
    return found.select("agent_id", "result", "queue_id", "position").rows()


def test_a_nested_segment_comes_by_its_queue() -> None:
    assert handlings(visit(segment())) == [("u-ann", "queue", "qu-sales", 0)]


def test_a_bare_segment_after_an_answer_is_a_transfer_without_a_queue() -> None:
    assert handlings(visit(segment()), segment("u-bob")) == [
        ("u-ann", "queue", "qu-sales", 0),
        ("u-bob", "transfer", None, 1),
    ]


def test_a_bare_segment_alone_is_a_transfer() -> None:
    found = frames(record(segment()))
    assert found.visits.is_empty()
    assert only(found.handlings.select("via", "queue_id", "queue_name")) == {
        "via": "transfer",
        "queue_id": None,
        "queue_name": None,
    }


def test_a_bare_segment_that_names_its_queue_is_still_a_handling() -> None:
    found = frames(record(segment(queueId="qu-sales")))
    assert (found.visits.height, found.handlings.height) == (0, 1)


def test_what_a_conversation_went_on_to_stands_with_its_visit() -> None:
    found = frames(record(visit(None), visit(None, queueId="qu-care"), visit(segment(), queueId="qu-tech")))
    assert found.visits["next_queue_id"].to_list() == ["qu-care", "qu-tech", None]


@pytest.mark.parametrize("next_one", [segment("u-bob"), visit(None, queueId="")])
def test_neither_an_agent_nor_a_queue_without_an_id_is_a_next_queue(next_one: Json) -> None:
    assert frames(record(visit(None), next_one)).visits["next_queue_id"][0] is None


def test_a_handling_went_on_where_another_destination_follows() -> None:
    last, transferred = record(visit(segment())), record(visit(segment()), segment("u-bob"), visit(None))
    assert frames(last).handlings["went_on"].to_list() == [False]
    assert frames(transferred).handlings["went_on"].to_list() == [True, True]


@pytest.mark.parametrize("agent", ["u-ann", "u-bob"])
def test_a_supervisor_reassigns_to_the_same_agent_or_another(agent: str) -> None:
    destinations = (visit(None, tried("u-ann", "Supervisor Reassigned")), segment(agent))
    assert handlings(*destinations) == [(agent, "reassignment", "qu-sales", 1)]
    assert assignments(*destinations) == [
        (agent, "accepted", "qu-sales", 1),
        ("u-ann", "reassigned", "qu-sales", 0),
    ]


def test_a_reassigned_visit_waited_until_the_other_accepted() -> None:
    row = only(frames(record(visit(), segment("u-bob", acceptedTime="2024-09-20T10:04:00"))).visits)
    assert (row["agent_id"], row["wait_s"]) == ("u-bob", 180)
    assert row["accepted_time"] == at("2024-09-20T10:04:00")


def test_only_the_first_bare_segment_answers_the_visit() -> None:
    assert [row[1] for row in handlings(visit(), segment(), segment("u-bob"))] == ["reassignment", "transfer"]


def test_an_agent_may_fail_to_respond_three_times() -> None:
    tries = [tried(assignedAt=f"2024-09-20T10:01:{second}") for second in (10, 30, 50)]
    found = frames(record(visit(None, *tries)))
    assert found.visits["non_responses"].to_list() == [3]
    assert found.assignments["result"].to_list() == ["not_responded"] * 3
    assert found.assignments["time"].dt.second().to_list() == [10, 30, 50]


@pytest.mark.parametrize(
    ("event", "result"),
    [
        ("Ignored", "not_responded"),
        ("Supervisor Reassigned", "reassigned"),
        ("supervisor reassigned", "reassigned"),
        ("", "not_responded"),
        (None, "not_responded"),
        (7, "not_responded"),
    ],
)
def test_the_result_of_a_try(event: Any, result: str) -> None:
    assert assignments(visit(None, tried(event=event))) == [("u-ann", result, "qu-sales", 0)]


def test_a_try_without_a_time_counts_where_the_visit_entered() -> None:
    row = only(frames(record(visit(None, tried(assignedAt=...)))).assignments)
    assert (row["time"], row["assigned_time"]) == (at("2024-09-20T10:01:00"), None)


@pytest.mark.parametrize(
    ("lost", "expected"),
    [
        ((), "2024-09-20T10:02:00"),
        (("acceptedTime",), "2024-09-20T10:01:50"),
        (("acceptedTime", "assignedAt"), "2024-09-20T10:02:09"),
        (("acceptedTime", "assignedAt", "firstResponseTime"), "2024-09-20T10:00:00"),
    ],
)
def test_a_handling_counts_at_the_nearest_time_known(lost: tuple[str, ...], expected: str) -> None:
    agent = segment(**({"firstResponseTime": "2024-09-20T10:02:09"} | dict.fromkeys(lost)))
    assert only(frames(record(segment(), visit(agent))).handlings.tail(1))["time"] == at(expected)


@pytest.mark.parametrize("destinations", [[], None, ...])
def test_nobody_picked_up_an_outbound_call(destinations: Any) -> None:
    found = frames(record(destinations=destinations, Direction="Outbound"))
    row = only(found.conversations.select("kind", "visits", "handlings", "agents"))
    assert row == {"kind": "conversation", "visits": 0, "handlings": 0, "agents": 0}
    assert found.visits.is_empty()


def test_a_page_on_which_nobody_answered() -> None:
    found = frames(record(visit(None, tried())), record(visit(), sessionId=session_id(number=2)))
    assert found.visits.select("agent_id", "accepted_time").rows() == [(None, None)] * 2
    assert found.handlings.is_empty()


def test_what_was_counted_below_a_conversation() -> None:
    counts = frames(record(visit(segment()), segment("u-bob"), visit(segment()))).conversations
    assert counts.select("visits", "handlings", "agents").rows() == [(2, 3, 2)]


def test_consults_and_joins_are_counted() -> None:
    agent = segment(
        ConsultingAgents=[{"name": "+441632960000"}, {"agentId": "u-bob", "name": "Bob"}],
        JoinedUsers=[{"agentId": "u-eve", "joinedAt": "2024-09-20T10:02:30", "end": None}],
    )
    found = frames(record(visit(agent), segment(ConsultingAgents=None))).handlings
    assert found.select("consults", "joins").rows() == [(2, 1), (0, 0)]


def test_a_callback_is_its_own_outcome_with_its_times() -> None:
    opted = visit(CallbackOpted=True, CallbackOptedTime="2024-09-20T10:03:00.250Z")
    row = only(frames(record(opted)).visits)
    assert (row["outcome"], row["callback_opted"]) == ("callback", True)
    assert row["callback_opted_time"] == at("2024-09-20T10:03:00.250")
    assert row["callback_accepted_time"] is None


def test_an_answered_callback_waited_until_the_agent_accepted() -> None:
    opted = visit(segment(), CallbackOpted=True, userCallbackAcceptTime="2024-09-20T10:02:00.589Z")
    row = only(frames(record(opted)).visits)
    assert (row["outcome"], row["wait_s"]) == ("answered", 60)
    assert row["callback_accepted_time"] == at("2024-09-20T10:02:00.589")


def test_a_destination_of_an_unknown_type_is_a_visit_where_it_names_a_queue() -> None:
    unknown = [{"destinationType": "Elsewhere", "queueId": "qu-care"}, {"destinationType": "Elsewhere"}]
    assert frames(record(*unknown)).visits.select("queue_id", "position").rows() == [("qu-care", 0)]


@pytest.mark.parametrize(
    ("channel_user_id", "assisted"),
    [
        ("account/agentassist/c-1f-9", "c-1f-9"),
        ("account/agentassist/c-1/more", None),
        ("account/agentassist/", None),
        ("cs-1/u-1", None),
        (None, None),
    ],
)
def test_a_side_car_is_told_by_the_end_of_its_user_id(channel_user_id: str, assisted: str) -> None:
    found = frames(bot_session(channelSpecificUserId=channel_user_id))
    assert found.side_cars["conversation_id"].to_list() == ([assisted] if assisted else [])
    assert found.conversations["kind"].to_list() == ([] if assisted else ["bot_only"])


def test_a_conversation_is_never_a_side_car() -> None:
    found = frames(record(visit(), channelSpecificUserId="account/agentassist/c-2"))
    assert (found.conversations.height, found.side_cars.height) == (1, 0)


def test_items_stay_with_their_records() -> None:
    found = frames(
        side_car("c-2", sessionId="a"),
        record(visit(segment()), sessionId="b", conversationId="c-2"),
        bot_session(sessionId="d"),
        record(visit(None, tried("u-bob")), segment("u-eve"), sessionId="e"),
    )
    assert found.visits["session_id"].to_list() == ["b", "e"]
    agents = found.assignments.sort("session_id", "agent_id").select("session_id", "agent_id")
    assert agents.rows() == [("b", "u-ann"), ("e", "u-bob"), ("e", "u-eve")]
    assert found.records["session_id"].to_list() == ["a", "b", "d", "e"]


def test_each_visit_points_to_the_handling_that_answered_it() -> None:
    found = frames(record(visit(), visit(segment("u-bob"), queueId="qu-care"), segment("u-eve")))
    answered = found.visits.join(found.handlings, "agent_id").select("agent_id", "queue_id_right")
    assert answered.rows() == [("u-bob", "qu-care")]
    assert found.handlings.filter(pl.col("via") == "transfer")["agent_id"].to_list() == ["u-eve"]
