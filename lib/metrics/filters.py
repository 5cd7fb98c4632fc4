"""What a reader picked, and the one way in which it narrows every frame."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import polars as pl

from lib.frames.channels import channel_names

if TYPE_CHECKING:
    from lib.period import Period

OUTBOUND = "Outbound"
INBOUND = "Inbound"
COUNTED_AT = {
    "conversations": "session_start",
    "visits": "time",
    "handlings": "time",
    "assignments": "time",
    "side_cars": "session_start",
    "rejects": "session_start",
    "records": "session_start",
}
"""The instant by which a row of each frame belongs to a period."""


@dataclass(frozen=True, slots=True)
class Filters:
    """A half-open period and what is picked of it; an empty tuple picks everything.

    `channels` may be in any spelling.

    `agents` narrows handlings, assignments and conversations, never visits: a customer who left the
    queue had no agent, so that a rate of abandonment by agent would be a fiction.
    """

    period: Period
    channels: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tables:
    """The frames that figures are made of, lazily."""

    conversations: pl.LazyFrame
    visits: pl.LazyFrame
    handlings: pl.LazyFrame
    assignments: pl.LazyFrame

    def __getitem__(self, name: str) -> pl.LazyFrame:
        frame: pl.LazyFrame = getattr(self, name)
        return frame


def with_filters(tables: Tables, filters: Filters) -> Tables:
    """Each frame narrowed to what was picked.

    A conversation is kept for a queue or an agent when any of its visits or handlings, at whatever
    time, was theirs.
    """
    return Tables(
        **{field.name: only(field.name, tables[field.name], filters, tables) for field in fields(Tables)}
    )


def only(table: str, frame: pl.LazyFrame, filters: Filters, tables: Tables | None = None) -> pl.LazyFrame:
    """The rows of one frame that were picked; `tables` is needed for conversations by queue or agent.

    Frames without a column that is filtered on (`rejects` has no channel) are not narrowed by it.
    """
    frame = frame.filter(during(table, filters.period))
    if table in {"side_cars", "rejects", "records"}:
        return frame
    if filters.channels:
        frame = frame.filter(pl.col("channel").is_in(channel_names(filters.channels)))
    if filters.directions:
        frame = frame.filter(_direction().is_in(filters.directions))
    if table == "conversations":
        return _of_queues_and_agents(frame, filters, tables)
    if filters.queues:
        frame = frame.filter(pl.col("queue_id").is_in(filters.queues))
    if filters.agents and table != "visits":
        frame = frame.filter(pl.col("agent_id").is_in(filters.agents))
    return frame


def during(table: str, period: Period) -> pl.Expr:
    """Rows that are counted within the half-open period."""
    return pl.col(COUNTED_AT[table]).is_between(period.start, period.end, closed="left")


def _direction() -> pl.Expr:
    """A record that names no direction is taken for inbound."""
    return pl.col("direction").fill_null(INBOUND)


def _of_queues_and_agents(frame: pl.LazyFrame, filters: Filters, tables: Tables | None) -> pl.LazyFrame:
    if tables is None:
        return frame
    if filters.queues:
        with_queue = pl.concat(
            [
                rows.filter(pl.col("queue_id").is_in(filters.queues)).select("session_id")
                for rows in (tables.visits, tables.handlings)
            ]
        )
        frame = frame.join(with_queue.unique(), on="session_id", how="semi")
    if filters.agents:
        handled = tables.handlings.filter(pl.col("agent_id").is_in(filters.agents)).select("session_id")
        frame = frame.join(handled.unique(), on="session_id", how="semi")
    return frame
