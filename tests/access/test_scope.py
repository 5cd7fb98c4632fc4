"""A reader of some queues sees their part of each conversation, and nothing of the others'."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from lib.access import LOCAL_VIEWER, MASK, Viewer, restrict_table, restrict_tables
from lib.frames.schema import SCHEMAS, polars_schema
from tests.metrics.rows import assignment, conversation, frame, handling, tables, visit

MINE = Viewer("ada", ("q1",), sees_personal=True, may_export=True, may_sync=True, may_audit=False)

FRAMES = tables(
    visits=[
        visit(session_id="mine", queue_id="q1"),
        visit(session_id="others", queue_id="q2"),
        visit(session_id="shared", queue_id="q2", outcome="overflowed", position=0),
        visit(session_id="shared", queue_id="q1", position=1),
    ],
    handlings=[
        handling(session_id="mine", queue_id="q1", agent_id="a1"),
        handling(session_id="others", queue_id="q2", agent_id="a2"),
        handling(session_id="shared", queue_id="q1", agent_id="a1"),
        handling(session_id="direct", queue_id=None, agent_id="a3"),
        handling(session_id="taken over", queue_id="q1", agent_id="a1"),
        handling(session_id="taken over", queue_id=None, agent_id="a3"),
    ],
    assignments=[
        assignment(session_id="mine", queue_id="q1", agent_id="a1"),
        assignment(session_id="others", queue_id="q2", agent_id="a2"),
        assignment(session_id="shared", queue_id="q2", agent_id="a2", result="not_responded"),
    ],
    conversations=[
        conversation(session_id=name, visits=visits, handlings=handlings, **words)
        for words in [
            {"reason": "Billing:Bob", "dispositions": ["Done"], "disposition_remarks": ["by Bob"]}
            | {"csat_feedback": "Bob!", "csat_score": 5.0, "customer_name": "Ann"}
        ]
        for name, visits, handlings in [
            ("mine", 1, 1),
            ("others", 1, 1),
            ("shared", 2, 1),
            ("direct", 0, 1),
            ("taken over", 0, 2),
            ("bot", 0, 0),
        ]
    ],
)


def seen(table: str, column: str, reader: Viewer = MINE) -> list[Any]:
    return restrict_tables(FRAMES, reader)[table].collect()[column].to_list()


def facts(session_id: str) -> dict[str, Any]:
    rows = restrict_tables(FRAMES, MINE).conversations.filter(pl.col("session_id") == session_id).collect()
    return rows.row(0, named=True)


def test_the_parts_of_his_queues_are_there() -> None:
    assert seen("visits", "session_id") == ["mine", "shared"]
    assert seen("handlings", "session_id") == ["mine", "shared", "taken over"]
    assert seen("assignments", "session_id") == ["mine"]


def test_conversations_that_his_queues_had_a_part_in_are_there_once() -> None:
    assert seen("conversations", "session_id") == ["mine", "shared", "taken over"]


def test_no_other_queue_and_no_agent_of_it_is_in_any_frame() -> None:
    open_frames = restrict_tables(FRAMES, MINE)
    told = str([open_frames[name].collect().rows() for name in ("visits", "handlings", "assignments")])
    assert [name for name in ("q2", "a2", "a3") if name in told] == []


def test_a_reader_of_all_queues_is_given_the_frames_as_they_are() -> None:
    assert restrict_tables(FRAMES, LOCAL_VIEWER) is FRAMES


def test_a_queue_that_there_is_not_opens_nothing() -> None:
    reader = Viewer("eve", ("q9",), sees_personal=True, may_export=True, may_sync=True, may_audit=True)
    assert [seen(name, "session_id", reader) for name in FRAMES.__slots__] == [[], [], [], []]


def test_the_reason_names_queues_and_agents_and_is_withheld() -> None:
    assert (facts("mine")["reason"], facts("shared")["reason"]) == (None, None)


@pytest.mark.parametrize("session_id", ["shared", "taken over"])
def test_what_was_written_of_a_shared_conversation_is_withheld(session_id: str) -> None:
    row = facts(session_id)
    assert [row[name] for name in ("dispositions", "disposition_remarks", "csat_feedback")] == [None] * 3
    assert (row["csat_score"], row["customer_name"]) == (5.0, "Ann")


def test_what_was_written_of_his_own_conversation_is_there() -> None:
    row = facts("mine")
    assert (row["dispositions"], row["disposition_remarks"], row["csat_feedback"]) == (
        ["Done"],
        ["by Bob"],
        "Bob!",
    )


def test_where_a_visit_went_on_to_is_told_only_of_his_queues() -> None:
    ways = tables(
        visits=[
            visit(session_id=str(n), queue_id="q1", next_queue_id=queue)
            for n, queue in enumerate(["q1", "q2", None])
        ]
    )
    assert restrict_tables(ways, MINE).visits.collect()["next_queue_id"].to_list() == ["q1", MASK, None]


THOUGHT_OF = {
    "visits": {"queue_id", "queue_name", "agent_id", "agent_name", "next_queue_id"},
    "handlings": {"queue_id", "queue_name", "agent_id", "agent_name"},
    "assignments": {"queue_id", "queue_name", "agent_id", "agent_name"},
    "conversations": {"user_id", "channel_user_id", "bot_id", "campaign_name", "customer_name"},
}


@pytest.mark.parametrize("table", THOUGHT_OF)
def test_no_column_names_anybody_before_it_was_thought_of_here(table: str) -> None:
    naming = {name for name in SCHEMAS[table] if name.endswith(("_id", "_name"))}
    assert naming - {"session_id", "conversation_id"} == THOUGHT_OF[table]


def test_a_scoped_frame_keeps_its_columns_and_types() -> None:
    for name in FRAMES.__slots__:
        assert restrict_tables(FRAMES, MINE)[name].collect_schema() == polars_schema(name)


@pytest.mark.parametrize("table", ["side_cars", "rejects", "records"])
def test_what_is_of_no_queue_or_of_all_is_for_readers_of_all(table: str) -> None:
    there = frame(table, [{"session_id": "mine"}])
    assert restrict_table(table, there, MINE, FRAMES).collect().is_empty()
    assert restrict_table(table, there, LOCAL_VIEWER, FRAMES).collect().height == 1


def test_a_part_of_the_columns_can_be_scoped() -> None:
    light = FRAMES.conversations.select("session_id", "visits", "handlings")
    assert restrict_table("conversations", light, MINE, FRAMES).collect().height == 3
