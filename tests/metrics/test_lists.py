"""The list behind a figure: in its order, with the words that are sought, told as one row a conversation."""

from __future__ import annotations

import polars as pl
import pytest

from lib.metrics.tables.conversation_list import conversation_list, order_conversations, search_conversations
from tests.metrics.rows import at, conversation, handling, tables, visit

QUEUES = {"q1": "Billing & Payments", "q2": "Sales Desk"}
AGENTS = {"a1": "Ada Archer", "a2": "Bo Falk"}
EARLY, LATE = "2024-09-20T09:00", "2024-09-20T10:00"
CROWD = tables(
    conversations=[
        conversation(session_id="s1", session_start=EARLY, conversation_id="c-11", final_status="Closed"),
        conversation(session_id="s2", session_start=LATE, conversation_id="c-22", user_id="u-7"),
        conversation(session_id="s3", session_start=LATE, kind="bot_only", channel="rtm"),
    ],
    visits=[
        visit("overflowed", 5, session_id="s1", queue_id="q1", position=0),
        visit("answered", 7, session_id="s1", queue_id="q2", position=1),
        visit("abandoned", None, session_id="s2", queue_id="q1", position=0),
    ],
    handlings=[handling(60, 10, 5, session_id="s1", agent_id="a2", queue_id="q2", position=1)],
)
DISPOSITIONS = pl.LazyFrame(
    {"session_id": ["s1", "s2"], "dispositions": [["Refund agreed"], None]},
    schema={"session_id": pl.String, "dispositions": pl.List(pl.String)},
)


def search(words: str) -> list[str]:
    listed = order_conversations(CROWD, CROWD.conversations)
    texts = search_conversations(
        listed, CROWD, words, queues=QUEUES, agents=AGENTS, dispositions=DISPOSITIONS
    )
    return texts.collect()["session_id"].to_list()


def test_the_newest_stands_first_and_ties_by_their_id() -> None:
    assert search("") == ["s3", "s2", "s1"]


def test_a_list_is_of_the_rows_given_each_conversation_once() -> None:
    listed = order_conversations(CROWD, CROWD.visits).collect()
    assert listed.rows() == [("s2", at(LATE)), ("s1", at(EARLY))]


@pytest.mark.parametrize(
    ("words", "sessions"),
    [
        ("c-2", ["s2"]),
        ("S1", ["s1"]),
        ("u-7", ["s2"]),
        ("RTM", ["s3"]),
        ("closed", ["s1"]),
        ("billing", ["s2", "s1"]),
        ("sales desk", ["s1"]),
        ("falk", ["s1"]),
        ("archer", []),
        ("abandoned", ["s2"]),
        ("refund", ["s1"]),
        ("billing abandoned", ["s2"]),
        ("billing &", ["s2", "s1"]),
        ("billing rtm", []),
        (".*", []),
        ("  ", ["s3", "s2", "s1"]),
    ],
)
def test_every_word_must_be_found_somewhere(words: str, sessions: list[str]) -> None:
    assert search(words) == sessions


def test_a_conversation_is_told_in_one_row() -> None:
    rows = conversation_list(CROWD, CROWD.conversations).collect().rows(named=True)
    last, bot = rows[-1], rows[0]
    assert (last["queue_ids"], last["outcomes"], last["wait_s"]) == (["q1", "q2"], "overflowed, answered", 12)
    assert (last["agent_ids"], last["handle_s"], last["hold_s"], last["acw_s"]) == (["a2"], 65, 10, 5)
    assert (bot["queue_ids"], bot["wait_s"], bot["handle_s"]) == (None, None, None)


def test_what_was_never_known_is_no_nought() -> None:
    (row,) = conversation_list(CROWD, CROWD.visits.filter(outcome="abandoned")).collect().rows(named=True)
    assert (row["outcomes"], row["wait_s"]) == ("abandoned", None)
