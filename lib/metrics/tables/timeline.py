"""The parts of one conversation in time: whose, from when to when, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from lib.frames.schema import ACCEPTED
from lib.metrics.definitions.filters import OUTBOUND

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Row = dict[str, Any]

BOT, DIALLING, WAIT, RING, TALK, HOLD, ACW = "bot", "dialling", "wait", "ring", "talk", "hold", "acw"
RESPONDED, CALLBACK, ENDED = "responded", "callback", "ended"
MOMENTS = frozenset({RESPONDED, CALLBACK, ENDED})
"""The kinds that have no length."""


@dataclass(frozen=True, slots=True)
class Part:
    """An interval or an instant of a conversation.

    `lane` is whose it is: a queue's or an agent's name; null for the bot's and the session's own. `start` and
    `end` are instants in UTC, null where unknown. `seconds` is its length as the record gives it. `why` is
    how it came or ended: an outcome, a way, the record's reason for not answering. `other` names who else
    took part.
    """

    kind: str
    lane: str | None
    start: datetime | None
    end: datetime | None = None
    seconds: float | None = None
    why: str | None = None
    other: str | None = None


def list_parts(
    conversation: Row,
    visits: Sequence[Row],
    handlings: Sequence[Row],
    assignments: Sequence[Row],
    guests: Iterable[Row] = (),
) -> list[Part]:
    """Every part, in order of time.

    Hold is one part at the end of its talk: only its length is recorded.

    Args:
        conversation: its row.
        visits: its rows of visits; the same for the next two.
        handlings: see `visits`.
        assignments: see `visits`.
        guests: those consulted or joined, with the columns of `frames.meetings.SCHEMA`.
    """
    agents = {row["position"]: row["agent_name"] for row in handlings}
    timeline = [
        *_list_before(conversation, visits, handlings),
        *(part for row in visits for part in _list_waiting(row)),
        *_list_ringing(assignments, visits, handlings),
        *(part for row in handlings for part in _list_handling(row)),
        *(_guest(row, agents.get(row["position"])) for row in guests),
        *_list_ending(conversation),
    ]
    return sorted(
        timeline, key=lambda part: (part.start or conversation["session_start"], part.kind == ENDED)
    )


def _list_before(conversation: Row, visits: Sequence[Row], handlings: Sequence[Row]) -> Iterator[Part]:
    """The part before any queue or agent: the bot, or dialling where outbound."""
    starts = [row["time"] for row in (*visits, *handlings)]
    start, end = conversation["session_start"], min(starts, default=conversation["session_end"])
    if end is None or end > start:
        kind = DIALLING if conversation["direction"] == OUTBOUND else BOT
        yield Part(kind, None, start, end, _between(start, end))


def _list_waiting(visit: Row) -> Iterator[Part]:
    queue, start, wait_s = visit["queue_name"], visit["enter_time"], visit["wait_s"]
    yield Part(WAIT, queue, start, _after(start, wait_s), wait_s, visit["outcome"], visit["agent_name"])
    if visit["callback_opted_time"] is not None:
        yield Part(CALLBACK, visit["queue_name"], visit["callback_opted_time"], why="asked for")
    if visit["callback_initiated_time"] is not None:
        yield Part(CALLBACK, visit["queue_name"], visit["callback_initiated_time"], why="was rung for")
    if visit["callback_accepted_time"] is not None:
        yield Part(CALLBACK, visit["queue_name"], visit["callback_accepted_time"], why="took")


def _list_ringing(
    assignments: Sequence[Row], visits: Sequence[Row], handlings: Sequence[Row]
) -> Iterator[Part]:
    """Each offer until it was accepted; one that was not, until the next offer or the wait's end at most."""
    ends = {row["position"]: _after(row["enter_time"], row["wait_s"]) for row in visits}
    ends |= {row["position"]: row["accepted_time"] for row in handlings}
    offers = sorted(
        (row for row in assignments if row["assigned_time"] is not None),
        key=lambda row: (row["position"], row["assigned_time"]),
    )
    for row, following in zip_longest(offers, offers[1:]):
        end = ends.get(row["position"])
        if following is not None and following["position"] == row["position"]:
            end = following["assigned_time"]
        start, accepted = row["assigned_time"], row["result"] == ACCEPTED
        if end is None or end >= start:
            why = None if accepted else row["non_response_event"] or row["result"]
            yield Part(RING, row["agent_name"], start, end, _between(start, end), why)


def _list_handling(handling: Row) -> Iterator[Part]:
    agent, start = handling["agent_name"], handling["accepted_time"]
    talked = _after(start, handling["talk_s"])
    over = _after(start, handling["interaction_s"])
    yield Part(TALK, agent, start, talked, handling["talk_s"], handling["via"], handling["queue_name"])
    if handling["hold_s"]:
        yield Part(HOLD, agent, talked, over, handling["hold_s"])
    if handling["acw_s"]:
        yield Part(ACW, agent, over, _after(over, handling["acw_s"]), handling["acw_s"])
    if handling["first_response_time"] is not None:
        yield Part(RESPONDED, agent, handling["first_response_time"], seconds=handling["first_response_s"])


def _guest(guest: Row, host: str | None) -> Part:
    start, end = guest["start"], guest["end"]
    return Part(guest["kind"], guest["name"], start, end, _between(start, end), other=host)


def _list_ending(conversation: Row) -> Iterator[Part]:
    if conversation["session_end"] is not None:
        why = conversation["disconnecting_event"] or conversation["reason"]
        yield Part(ENDED, None, conversation["session_end"], why=why)


def _after(start: datetime | None, seconds: float | None) -> datetime | None:
    return None if start is None or seconds is None else start + timedelta(seconds=seconds)


def _between(start: datetime | None, end: datetime | None) -> float | None:
    return None if start is None or end is None else (end - start).total_seconds()
