"""Whom to call back: each customer who left, once, unless he was reached after it by whatever he has."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from lib.frames.schema import polars_schema
from lib.metrics.callbacks import identities, marked, not_reached, reached
from lib.settings import Metrics
from tests.metrics.rows import RULES, Row, conversation, frame, handling, visit

PHONE, CHANNEL = "customer_phone", "channel_user_id"


def clock(hour: int) -> str:
    return f"2024-09-20T{hour:02d}:00"


def left(session: str, hour: int, **more: Any) -> Row:
    return visit("abandoned", 30, session_id=session, time=clock(hour), position=0, **more)


def spoke(session: str, hour: int, agent: str = "a1") -> Row:
    return handling(60, session_id=session, time=clock(hour), agent_id=agent, agent_name=f"Agent {agent}")


def known(**sessions: dict[str, str]) -> pl.LazyFrame:
    """What each session's customer is known by."""
    return frame("conversations", [conversation(session_id=key, **told) for key, told in sessions.items()])


def listed(
    visits: list[Row], spoken: list[Row], people: pl.LazyFrame, rules: Metrics = RULES
) -> list[tuple[str, int, str | None]]:
    """Session, tries and last agent of each who is to be called back."""
    names = identities(people)
    found = not_reached(frame("visits", visits), names, reached(names, frame("handlings", spoken)), rules)
    return found.select("session_id", "tries", "last_agent_id").collect().rows()


ADA = {"user_id": "u-ada"}


def test_who_left_and_was_never_spoken_to_is_to_be_called() -> None:
    assert listed([left("s1", 9)], [], known(s1=ADA)) == [("s1", 1, None)]


def test_who_was_reached_afterwards_is_not() -> None:
    assert listed([left("s1", 9)], [spoke("s2", 10)], known(s1=ADA, s2=ADA)) == []


def test_who_was_reached_before_he_left_is_to_be_called_and_by_whom_is_told() -> None:
    assert listed([left("s2", 9)], [spoke("s1", 8)], known(s1=ADA, s2=ADA)) == [("s2", 1, "a1")]


def test_one_customer_is_called_once_for_his_last_try() -> None:
    tries = [left("s1", 8), left("s3", 10), left("s2", 9)]
    assert listed(tries, [], known(s1=ADA, s2=ADA, s3=ADA)) == [("s3", 3, None)]


def test_tries_are_counted_since_he_was_last_reached() -> None:
    tries = [left("s1", 8), left("s3", 10), left("s4", 11)]
    people = known(s1=ADA, s2=ADA, s3=ADA, s4=ADA)
    assert listed(tries, [spoke("s2", 9, "a2")], people) == [("s4", 2, "a2")]


def test_the_newest_stands_first() -> None:
    people = known(s1=ADA, s2={"user_id": "u-bo"})
    assert [session for session, *_ in listed([left("s1", 8), left("s2", 9)], [], people)] == ["s2", "s1"]


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
    found = listed([left("s1", 9)], [spoke("s2", 10)], known(s1=he, s2=reached_as))
    assert (found == []) is is_reached


def test_one_who_is_known_by_other_things_each_time_is_called_once() -> None:
    people = known(
        s1={"user_id": "u1", PHONE: "442079460958"}, s2={PHONE: "442079460958"}, s3={"user_id": "u1"}
    )
    tries = [left("s1", 8), left("s2", 9), left("s3", 10)]
    assert listed(tries, [], people)[0] == ("s3", 2, None)
    assert listed(tries[:2], [], people) == [("s2", 2, None)]


def test_two_visits_of_one_second_are_one_customers() -> None:
    assert listed([left("s1", 9), left("s2", 9)], [], known(s1=ADA, s2=ADA)) == [("s2", 2, None)]


def test_who_left_nothing_to_know_him_by_cannot_be_called() -> None:
    assert listed([left("s1", 9)], [], known(s1={"user_id": " "})) == []


@pytest.mark.parametrize(
    "other",
    [
        visit("answered", 30, session_id="s1", time=clock(9)),
        visit("system_ended", 30, session_id="s1", time=clock(9)),
        left("s1", 9, direction="Outbound"),
    ],
)
def test_only_those_who_left_an_inbound_queue_are_called(other: Row) -> None:
    assert listed([other], [], known(s1=ADA)) == []


def test_who_left_at_once_is_called_where_the_rate_counts_him() -> None:
    short = left("s1", 9) | {"wait_s": 1.0}
    assert listed([short], [], known(s1=ADA)) == [("s1", 1, None)]
    assert listed([short], [], known(s1=ADA), Metrics(count_short_abandoned=False)) == []


def test_the_visits_are_marked_one_by_one() -> None:
    twice = frame("visits", [left("s1", 9), left("s1", 10) | {"position": 1}])
    found = pl.LazyFrame({"session_id": ["s1"], "position": [1]}, schema_overrides={"position": pl.Int64})
    assert marked(twice, found).collect()["not_reached"].to_list() == [False, True]


def test_nobody_is_found_in_nothing() -> None:
    empty = pl.LazyFrame(schema=polars_schema("conversations"))
    assert listed([], [], empty) == []
