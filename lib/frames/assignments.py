"""Tries to give a conversation to an agent: accepted, not responded, taken away, or still under way."""

from __future__ import annotations

import polars as pl

from lib.frames import parse
from lib.frames.destinations import (
    IDENTITY,
    NO_OPTIMIZATIONS,
    join_record,
    name_without_spaces,
    previous_flag,
)
from lib.frames.schema import ACCEPTED, IN_PROGRESS, NOT_RESPONDED, REASSIGNED

SUPERVISOR_REASSIGNED = "SUPERVISOR REASSIGNED"

ASSIGNMENT_FIELDS = {
    "agent_id": "agentId",
    "agent_name": "name",
    "assigned_time": "assignedAt",
    "non_response_event": "nonResponseEvent",
}


def unanswered_assignments(
    destinations: pl.DataFrame, visits: pl.DataFrame, offset_min: int, unreadable: parse.Unreadable
) -> pl.DataFrame:
    """A row a nonRespondingAgent, with the queue of the visit that it stands in."""
    columns = ("record", "position", *IDENTITY, "queue_id", "queue_name")
    raw = (
        visits.lazy()
        .select(*columns, pl.col("time").alias("entered"))
        .with_columns(destinations.filter("is_visit")["nonRespondingAgents"])
        .filter(pl.col("nonRespondingAgents").list.len() > 0)
        .explode("nonRespondingAgents")
        .with_columns(pl.col("nonRespondingAgents").struct.field(*ASSIGNMENT_FIELDS.values()))
        .drop("nonRespondingAgents")
        .collect(optimizations=NO_OPTIMIZATIONS)
    )
    read = parse.read_columns(raw, "assignments", ASSIGNMENT_FIELDS, offset_min, unreadable)
    return read.with_columns(
        name_without_spaces("agent_name"),
        pl.coalesce("assigned_time", "entered").alias("time"),
        _result().alias("result"),
    )


def offers(
    destinations: pl.DataFrame, base: pl.DataFrame, offset_min: int, unreadable: parse.Unreadable
) -> pl.DataFrame:
    """A row a segment that was assigned and not accepted, nested or bare: in progress, or not responded.

    Its queue is that of the visit it stands in, or follows where nobody had accepted that.
    """
    queues = [
        pl.when(previous_flag("is_offered_on")).then(pl.col(name).shift(1)).alias(name)
        for name in ("queueId", "queueName")
    ]
    placed = ("record", "position", "queueId", "queueName")
    agent = [pl.col("respondingAgent").struct.field(field) for field in ASSIGNMENT_FIELDS.values()]
    nested = destinations.lazy().filter("is_nested_offer").select(*placed, *agent)
    bare = (
        destinations.lazy()
        .with_columns(queues)
        .filter("is_bare_offer")
        .select(*placed, *ASSIGNMENT_FIELDS.values())
    )
    raw = pl.concat([nested, bare]).sort("record", "position").collect(optimizations=NO_OPTIMIZATIONS)
    fields = ASSIGNMENT_FIELDS | {"queue_id": "queueId", "queue_name": "queueName"}
    read = parse.read_columns(raw, "assignments", fields, offset_min, unreadable)
    return join_record(read, base, "is_open").with_columns(
        name_without_spaces("agent_name"),
        name_without_spaces("queue_name"),
        pl.coalesce("assigned_time", "session_start").alias("time"),
        pl.when("is_open").then(pl.lit(IN_PROGRESS)).otherwise(_result()).alias("result"),
    )


def _result() -> pl.Expr:
    """What became of an offer that was not accepted."""
    is_reassigned = pl.col("non_response_event").str.to_uppercase() == SUPERVISOR_REASSIGNED
    return pl.when(is_reassigned).then(pl.lit(REASSIGNED)).otherwise(pl.lit(NOT_RESPONDED))


def answered_assignments(handlings: pl.DataFrame) -> pl.DataFrame:
    """Each handling as the assignment that was accepted."""
    return handlings.with_columns(
        pl.coalesce("assigned_time", "time").alias("time"),
        pl.lit(ACCEPTED).alias("result"),
        pl.lit(None, pl.String).alias("non_response_event"),
    )
