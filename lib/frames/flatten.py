"""Records to frames: one row a conversation, visit, handling, assignment; side-cars and rejects apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from lib.frames import parse
from lib.frames.conversations import spine
from lib.frames.decode import Reject, decode
from lib.frames.outcome import abandoned_with_agent, outcome
from lib.frames.schema import ACCEPTED, NOT_RESPONDED, REASSIGNED, polars_schema
from lib.frames.walk import Items, Walk, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    import msgspec

NO_START = "no sessionStartTime that can be read, and no time in its sessionId"
SUPERVISOR_REASSIGNED = "SUPERVISOR REASSIGNED"
PLACES = pl.UInt32
"""Polars' own type of a row's place; given places that are all null in another, it takes them for columns."""

IDENTITY = ("session_id", "session_start", "conversation_id", "channel", "direction")
ENDING = ("session_end", "is_open", "is_voicemail", "ended_by_user", "ended_by_system")
LEAVING = ("left_agent", "user_abandoned")

VISIT_FIELDS = {
    "queue_id": "queueId",
    "queue_name": "queueName",
    "enter_time": "EnterTime",
    "callback_opted": "CallbackOpted",
    "callback_opted_time": "CallbackOptedTime",
    "callback_accepted_time": "userCallbackAcceptTime",
    "non_responses": "nonRespondingAgents",
}
HANDLING_FIELDS = {
    "agent_id": "agentId",
    "agent_name": "name",
    "agent_email": "email",
    "assigned_time": "assignedAt",
    "accepted_time": "acceptedTime",
    "first_response_time": "firstResponseTime",
    "interaction_end_time": "interactionEndTime",
    "acw_end_time": "afterCallWorkEndTime",
    "first_response_s": "firstResponseDuration",
    "interaction_s": "interactionDuration",
    "hold_s": "holdDuration",
    "acw_s": "afterCallWorkDuration",
    "consults": "ConsultingAgents",
    "joins": "JoinedUsers",
    "agent_notes": "agentNotes",
}
TRY_FIELDS = {
    "agent_id": "agentId",
    "agent_name": "name",
    "assigned_time": "assignedAt",
    "non_response_event": "nonResponseEvent",
}


@dataclass(frozen=True, slots=True)
class Frames:
    """The frames of `schema.SCHEMAS`, each with its columns in order."""

    conversations: pl.DataFrame
    visits: pl.DataFrame
    handlings: pl.DataFrame
    assignments: pl.DataFrame
    side_cars: pl.DataFrame
    rejects: pl.DataFrame
    records: pl.DataFrame

    def items(self) -> dict[str, pl.DataFrame]:
        """The frames by their names."""
        return {name: getattr(self, name) for name in self.__slots__}


def flatten(raws: Sequence[msgspec.Raw | bytes], *, window_start: datetime, offset_min: int = 0) -> Frames:
    """Records as the service gave them, as frames; of several with one session id the last stays.

    Args:
        raws: each record's JSON.
        window_start: what was asked for; a reject whose start is unknown is kept there.
        offset_min: the `timeZoneOffset` that was asked for, west positive.
    """
    decoded = decode(raws)
    unreadable: parse.Unreadable = []
    base = spine(decoded.records, offset_min, unreadable)
    if (startless := base["session_start"].is_null()).any():
        decoded = decoded.without(startless.arg_true().to_list(), NO_START)
        unreadable.clear()
        base = spine(decoded.records, offset_min, unreadable)
    found = walk(decoded.records)
    entered = _read(found.visits, "visits", VISIT_FIELDS, offset_min, unreadable)
    handlings = _handlings(found, base, entered, offset_min, unreadable)
    visits = _visits(found, base, entered, handlings, offset_min)
    tries = _tries(found, visits, offset_min, unreadable)
    return Frames(
        conversations=_conversations(base, found, unreadable),
        visits=_as("visits", visits),
        handlings=_as("handlings", handlings),
        assignments=pl.concat([_accepted(handlings), _as("assignments", tries)]),
        side_cars=_side_cars(base),
        rejects=_rejects(decoded.rejects, window_start),
        records=base.select("session_id", "session_start", pl.Series("record", decoded.texts, pl.String)),
    )


def _as(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(polars_schema(table).names())


def _read(
    items: Items[Any], table: str, fields: dict[str, str], offset_min: int, unreadable: parse.Unreadable
) -> pl.DataFrame:
    """A grain's fields; what could not be read is noted against the record it stands in."""
    noted: parse.Unreadable = []
    frame = parse.read(items.items, table, fields, offset_min, noted)
    unreadable.extend((items.record[index], name) for index, name in noted)
    return frame


def _rows(base: pl.DataFrame, items: Items[Any], *columns: str) -> pl.DataFrame:
    """The records' columns, a row an item, with the item's place among the destinations."""
    rows = base.select(*IDENTITY, *columns)[pl.Series(items.record, dtype=PLACES)]
    return rows.with_columns(pl.Series("position", items.position, pl.Int64))


def _handlings(
    found: Walk, base: pl.DataFrame, entered: pl.DataFrame, offset_min: int, unreadable: parse.Unreadable
) -> pl.DataFrame:
    """A row an accepted segment, nested or bare; its queue is that of the visit it answered."""
    items = found.handlings
    queues = entered.select("queue_id", "queue_name")
    return (
        _rows(base, items, *LEAVING)
        .hstack(_read(items, "handlings", HANDLING_FIELDS, offset_min, unreadable))
        .hstack(queues[pl.Series(items.visit, dtype=PLACES)])
        .lazy()
        .with_columns(
            _name("agent_name"),
            _name("queue_name"),
            pl.Series("via", found.via, pl.String),
            pl.Series("in_last_destination", found.in_last, pl.Boolean),
            _is_last(items),
            pl.coalesce("accepted_time", "assigned_time", "first_response_time", "session_start").alias(
                "time"
            ),
            pl.coalesce("interaction_s", _elapsed_s("accepted_time", "interaction_end_time")),
        )
        .with_columns(
            abandoned_with_agent().alias("abandoned_with_agent"),
            (pl.col("interaction_s") - pl.col("hold_s").fill_null(0)).alias("talk_s"),
            (pl.col("interaction_s") + pl.col("acw_s").fill_null(0)).alias("handle_s"),
        )
        .collect()
    )


def _name(column: str) -> pl.Expr:
    """A name without the spaces around it; null where nothing is left."""
    name = pl.col(column).str.strip_chars()
    return pl.when(name != "").then(name).alias(column)


def _is_last(items: Items[Any]) -> pl.Series:
    """Whether a handling is its record's last; handlings stand in record order."""
    record = pl.Series("is_last", items.record, pl.Int64)
    return record.ne_missing(record.shift(-1))


def _elapsed_s(start: str, end: str) -> pl.Expr:
    """Seconds between two instants; null where either is missing or the end comes first."""
    elapsed = _seconds(pl.col(end) - pl.col(start))
    return pl.when(elapsed >= 0).then(elapsed)


def _seconds(duration: pl.Expr) -> pl.Expr:
    return duration.dt.total_milliseconds() / 1000


def _visits(
    found: Walk, base: pl.DataFrame, entered: pl.DataFrame, handlings: pl.DataFrame, offset_min: int
) -> pl.DataFrame:
    """A row a QueueEntry, with who answered it, its outcome and its wait."""
    answer = pl.Series(found.answer, dtype=PLACES)
    left = pl.when("answered").then("accepted_time").otherwise(pl.coalesce("next_time", "session_end"))
    return (
        _rows(base, found.visits, *ENDING)
        .hstack(entered)
        .hstack(handlings.select("agent_id", "agent_name", "accepted_time")[answer])
        .lazy()
        .with_columns(
            _name("queue_name"),
            answer.is_not_null().alias("answered"),
            pl.Series("overflowed", found.overflowed, pl.Boolean),
            parse.instants(found.next_time, offset_min).alias("next_time"),
            pl.coalesce("enter_time", "session_start").alias("time"),
        )
        .with_columns(outcome().alias("outcome"), _seconds(left - pl.col("enter_time")).alias("wait_s"))
        .with_columns(
            (pl.col("wait_s") < 0).fill_null(value=False).alias("wait_negative"),
            pl.when(pl.col("wait_s") >= 0).then("wait_s").alias("wait_s"),
        )
        .collect()
    )


def _tries(found: Walk, visits: pl.DataFrame, offset_min: int, unreadable: parse.Unreadable) -> pl.DataFrame:
    """A row a nonRespondingAgent, with the queue of the visit that it stands in."""
    visit = pl.Series(found.tries.visit, dtype=PLACES)
    return (
        visits.select(*IDENTITY, "position", "queue_id", "queue_name", pl.col("time").alias("entered"))[visit]
        .hstack(_read(found.tries, "assignments", TRY_FIELDS, offset_min, unreadable))
        .with_columns(
            _name("agent_name"),
            pl.coalesce("assigned_time", "entered").alias("time"),
            pl.when(pl.col("non_response_event").str.to_uppercase() == SUPERVISOR_REASSIGNED)
            .then(pl.lit(REASSIGNED))
            .otherwise(pl.lit(NOT_RESPONDED))
            .alias("result"),
        )
    )


def _accepted(handlings: pl.DataFrame) -> pl.DataFrame:
    """Each handling as the assignment that was accepted."""
    return handlings.with_columns(
        pl.coalesce("assigned_time", "time").alias("time"),
        pl.lit(ACCEPTED).alias("result"),
        pl.lit(None, pl.String).alias("non_response_event"),
    ).pipe(lambda frame: _as("assignments", frame))


def _conversations(base: pl.DataFrame, found: Walk, unreadable: parse.Unreadable) -> pl.DataFrame:
    """The spine less its side-cars, with what was counted below each conversation."""
    items = found.handlings
    agents = {(record, agent.agentId) for record, agent in zip(items.record, items.items, strict=True)}
    counted = base.with_columns(
        _tally("visits", found.visits.record, base.height),
        _tally("handlings", items.record, base.height),
        _tally("agents", (record for record, _ in agents), base.height),
        _named(unreadable, base.height),
    )
    return _as("conversations", counted.filter(pl.col("assisted_id").is_null()))


def _tally(name: str, records: Iterable[int], height: int) -> pl.Series:
    """How often each record is named."""
    counts = [0] * height
    for record in records:
        counts[record] += 1
    return pl.Series(name, counts, pl.Int64)


def _named(unreadable: parse.Unreadable, height: int) -> pl.Series:
    """The names of unreadable fields by record, null where all could be read."""
    names: list[list[str] | None] = [None] * height
    for index, name in unreadable:
        names[index] = [*(names[index] or ()), name]
    return pl.Series("unreadable", names, dtype=pl.List(pl.String))


def _side_cars(base: pl.DataFrame) -> pl.DataFrame:
    return base.filter(pl.col("assisted_id").is_not_null()).select(
        "session_id", "session_start", pl.col("assisted_id").alias("conversation_id"), "channel"
    )


def _rejects(rejects: list[Reject], window_start: datetime) -> pl.DataFrame:
    session_id = pl.Series("session_id", [reject.session_id for reject in rejects], pl.String)
    return pl.DataFrame(
        {
            "session_id": session_id,
            "session_start": parse.session_instants(session_id).fill_null(window_start),
            "reason": pl.Series([reject.reason for reject in rejects], dtype=pl.String),
            "record": pl.Series([reject.record for reject in rejects], dtype=pl.String),
        },
        schema=polars_schema("rejects"),
    )
