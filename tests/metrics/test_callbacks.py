"""Whom to call back: each customer who left, once, unless he was reached after it by whatever he has."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from lib.frames.schema import polars_schema
from lib.metrics import Tables
from lib.metrics.tables.callback_candidates import (
    find_last_contacts,
    list_attempts,
    list_identities,
    list_unreached,
    mark_unreached,
)
from lib.settings import Metrics
from tests.metrics.rows import RULES, Row, conversation, frame, handling, visit

PHONE, CHANNEL = "customer_phone", "channel_user_id"


def clock(hour: int) -> str:
    return f"2024-09-20T{hour:02d}:00"


def left(session: str, hour: int, **more: Any) -> Row:
    return visit("abandoned", 30, session_id=session, time=clock(hour), position=0, **more)


def spoke(session: str, hour: int, agent: str = "a1") -> Row:
    return handling(60, session_id=session, time=clock(hour), agent_id=agent, agent_name=f"Agent {agent}")


def with_identities(**sessions: dict[str, str]) -> pl.LazyFrame:
    """What each session's customer is known by."""
    return frame("conversations", [conversation(session_id=key, **texts) for key, texts in sessions.items()])


def unreached(
    visits: list[Row], spoken: list[Row], people: pl.LazyFrame, rules: Metrics = RULES
) -> list[tuple[str, int, str | None]]:
    """Session, tries and last agent of each who is to be called back."""
    result = calls(visits, spoken, people, rules)
    return result.select("session_id", "tries", "last_agent_id").rows()


def calls(
    visits: list[Row],
    spoken: list[Row],
    people: pl.LazyFrame,
    rules: Metrics = RULES,
    country: str | None = None,
) -> pl.DataFrame:
    nothing = frame("assignments", [])
    tables = Tables(people, frame("visits", visits), frame("handlings", spoken), nothing)
    tries = list_attempts(tables, rules)
    names = list_identities(people, tries.select("session_id"), country)
    return list_unreached(tries, names, find_last_contacts(names, tables.handlings)).collect()


ADA = {"user_id": "u-ada"}


def test_who_left_and_was_never_spoken_to_is_to_be_called() -> None:
    assert unreached([left("s1", 9)], [], with_identities(s1=ADA)) == [("s1", 1, None)]


def test_who_was_reached_afterwards_is_not() -> None:
    assert unreached([left("s1", 9)], [spoke("s2", 10)], with_identities(s1=ADA, s2=ADA)) == []


def test_who_was_reached_before_he_left_is_to_be_called_and_by_whom_is_told() -> None:
    assert unreached([left("s2", 9)], [spoke("s1", 8)], with_identities(s1=ADA, s2=ADA)) == [("s2", 1, "a1")]


def test_one_customer_is_called_once_for_his_last_try() -> None:
    tries = [left("s1", 8), left("s3", 10), left("s2", 9)]
    assert unreached(tries, [], with_identities(s1=ADA, s2=ADA, s3=ADA)) == [("s3", 3, None)]


def test_tries_are_counted_since_he_was_last_reached() -> None:
    tries = [left("s1", 8), left("s3", 10), left("s4", 11)]
    people = with_identities(s1=ADA, s2=ADA, s3=ADA, s4=ADA)
    assert unreached(tries, [spoke("s2", 9, "a2")], people) == [("s4", 2, "a2")]


def test_the_newest_stands_first() -> None:
    people = with_identities(s1=ADA, s2={"user_id": "u-bo"})
    assert [session for session, *_ in unreached([left("s1", 8), left("s2", 9)], [], people)] == ["s2", "s1"]


@pytest.mark.parametrize(
    ("he", "reached_as", "is_reached"),
    [
        ({"user_id": "u1", PHONE: "+44 20 7946 0958"}, {PHONE: "442079460958"}, True),
        ({PHONE: "+44 20 7946 0958"}, {"user_id": "u2", PHONE: "+442079460958"}, True),
        ({CHANNEL: "web-1"}, {CHANNEL: "web-1"}, True),
        ({"user_id": "u1", CHANNEL: "web-1"}, {"user_id": "u2", CHANNEL: "web-1"}, True),
        ({"user_id": "7946095"}, {PHONE: "7946095"}, False),
        ({"user_id": "u1"}, {"user_id": "u2"}, False),
        ({"user_id": "u1", PHONE: "anonymous"}, {"user_id": "u2", PHONE: "anonymous"}, False),
        ({"user_id": "u1", PHONE: "100"}, {"user_id": "u2", PHONE: "100"}, False),
    ],
)
def test_a_customer_is_known_again_by_any_of_what_he_has(
    he: dict[str, str], reached_as: dict[str, str], *, is_reached: bool
) -> None:
    result = unreached([left("s1", 9)], [spoke("s2", 10)], with_identities(s1=he, s2=reached_as))
    assert (result == []) is is_reached


def test_one_who_is_known_by_other_things_each_time_is_called_once() -> None:
    people = with_identities(
        s1={"user_id": "u1", PHONE: "442079460958"}, s2={PHONE: "442079460958"}, s3={"user_id": "u1"}
    )
    tries = [left("s1", 8), left("s2", 9), left("s3", 10)]
    assert unreached(tries, [], people)[0] == ("s3", 2, None)
    assert unreached(tries[:2], [], people) == [("s2", 2, None)]


def test_two_visits_of_one_second_are_one_customers() -> None:
    assert unreached([left("s1", 9), left("s2", 9)], [], with_identities(s1=ADA, s2=ADA)) == [("s2", 2, None)]


def test_who_left_nothing_to_know_him_by_cannot_be_called() -> None:
    assert unreached([left("s1", 9)], [], with_identities(s1={"user_id": " "})) == []


@pytest.mark.parametrize(
    "other",
    [
        visit("answered", 30, session_id="s1", time=clock(9)),
        visit("system_ended", 30, session_id="s1", time=clock(9)),
        left("s1", 9, direction="Outbound"),
    ],
)
def test_only_those_who_left_an_inbound_queue_are_called(other: Row) -> None:
    assert unreached([other], [], with_identities(s1=ADA)) == []


def test_who_left_at_once_is_called_where_the_rate_counts_him() -> None:
    short = left("s1", 9) | {"wait_s": 1.0}
    assert unreached([short], [], with_identities(s1=ADA)) == [("s1", 1, None)]
    assert unreached([short], [], with_identities(s1=ADA), Metrics(count_short_abandoned=False)) == []


def test_the_conversations_are_marked_one_by_one() -> None:
    result = pl.LazyFrame({"session_id": ["s2"]})
    assert mark_unreached(with_identities(s1=ADA, s2=ADA), result).collect()["not_reached"].to_list() == [
        False,
        True,
    ]


def test_nobody_is_found_in_nothing() -> None:
    empty = pl.LazyFrame(schema=polars_schema("conversations"))
    assert unreached([], [], empty) == []


def waiting(outcome: str, session: str, hour: int, **more: Any) -> Row:
    return visit(outcome, 30, session_id=session, time=clock(hour), position=0, **more)


BO, CY, DEE = ({"user_id": f"u-{name}"} for name in ("bo", "cy", "dee"))


def test_open_callbacks_and_voicemails_are_listed_with_their_reason() -> None:
    tries = [left("s1", 8), waiting("callback", "s2", 9), waiting("voicemail", "s3", 10)]
    rows = calls(tries, [], with_identities(s1=ADA, s2=BO, s3=CY)).select("session_id", "reason").rows()
    assert rows == [("s3", "voicemail"), ("s2", "callback"), ("s1", "abandoned")]


@pytest.mark.parametrize("outcome", ["callback", "voicemail"])
def test_a_customer_reached_after_a_callback_or_voicemail_is_not_listed(outcome: str) -> None:
    people = with_identities(s1=ADA, s2=ADA)
    assert unreached([waiting(outcome, "s1", 9)], [spoke("s2", 10)], people) == []
    assert unreached([waiting(outcome, "s1", 9)], [spoke("s2", 8)], people) == [("s1", 1, "a1")]


def test_a_callback_that_was_kept_is_not_listed() -> None:
    kept = waiting("answered", "s1", 9, callback_opted=True)
    assert unreached([kept], [spoke("s1", 11)], with_identities(s1=ADA)) == []


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ({"abandoned_before_queue": True}, "before_queue"),
        ({"is_voicemail": True}, "voicemail"),
        ({"is_voicemail": True, "abandoned_before_queue": True}, "voicemail"),
    ],
)
def test_a_conversation_that_came_to_no_queue_is_listed(what: dict[str, Any], reason: str) -> None:
    people = frame("conversations", [conversation(session_id="s1", session_start=clock(9), **ADA, **what)])
    rows = calls([], [], people)
    assert rows.select("session_id", "reason", "queue_id", "tries").rows() == [("s1", reason, None, 1)]
    assert calls([], [spoke("s1", 10)], people).is_empty()


def test_an_outbound_voicemail_is_not_listed() -> None:
    people = frame(
        "conversations", [conversation(session_id="s1", is_voicemail=True, direction="Outbound", **ADA)]
    )
    assert calls([], [], people).is_empty()


CODE, LINE = "customer_country_code", "dialed_number"
LONDON = "+442079460123"


@pytest.mark.parametrize(
    ("he", "reached_as", "country", "is_reached"),
    [
        ({PHONE: LONDON}, {PHONE: "020 7946 0123"}, "GB", True),
        ({PHONE: LONDON}, {PHONE: "020 7946 0123", CODE: "44"}, "US", True),
        ({PHONE: LONDON}, {PHONE: "020 7946 0123", LINE: "+442079460000"}, None, True),
        ({PHONE: LONDON}, {PHONE: "020 7946 0123"}, None, False),
        ({PHONE: LONDON}, {PHONE: "020 7946 0123"}, "US", False),
        ({PHONE: LONDON}, {PHONE: "0044 20 7946 0123"}, None, True),
        ({PHONE: LONDON}, {PHONE: "0044 20 7946 0123"}, "US", True),
        ({PHONE: LONDON}, {PHONE: "+44 (0)20 7946-0123 ext. 45"}, None, True),
        ({PHONE: LONDON}, {PHONE: "+442079460123;ext=1234567"}, None, True),
        ({PHONE: "020 7946 0123"}, {PHONE: "02079460123"}, None, True),
        ({PHONE: "020 7946 0123", CODE: "44"}, {PHONE: "02079460123"}, None, True),
        ({PHONE: "9876543210", CODE: "91"}, {PHONE: "+91 98765 43210"}, "GB", True),
        ({PHONE: "2079460123", CODE: "44"}, {PHONE: "2079460123", CODE: "1"}, None, False),
        ({PHONE: LONDON}, {PHONE: "+12079460123"}, "GB", False),
        ({PHONE: "anonymous"}, {PHONE: "anonymous"}, "GB", False),
        ({PHONE: "100"}, {PHONE: "100"}, "GB", False),
    ],
)
def test_a_number_is_the_same_customers_in_any_spelling(
    he: dict[str, str], reached_as: dict[str, str], country: str | None, *, is_reached: bool
) -> None:
    people = with_identities(s1={"user_id": "u1", **he}, s2={"user_id": "u2", **reached_as})
    assert calls([left("s1", 9)], [spoke("s2", 10)], people, country=country).is_empty() is is_reached
