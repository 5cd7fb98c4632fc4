"""The filters of a selection, applied to every table."""

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
    """A half-open period and the selected values; an empty tuple selects everything, and excludes nothing.

    Channels may be in any spelling.

    A row that names no channel, queue or agent is never excluded. `agents` and `not_agents` narrow
    handlings, assignments and conversations, never visits: a customer who left the queue had no agent, so
    abandonment has no agent.
    """

    period: Period
    channels: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    not_channels: tuple[str, ...] = ()
    not_queues: tuple[str, ...] = ()
    not_agents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tables:
    """The lazy frames that metrics are computed from."""

    conversations: pl.LazyFrame
    visits: pl.LazyFrame
    handlings: pl.LazyFrame
    assignments: pl.LazyFrame

    def __getitem__(self, name: str) -> pl.LazyFrame:
        frame: pl.LazyFrame = getattr(self, name)
        return frame


def filter_tables(tables: Tables, filters: Filters) -> Tables:
    """Each table, filtered.

    A conversation is kept for a queue or an agent when any of its visits or handlings, at any
    time, belongs to it. It is excluded when it has rows of queues or agents and all of them are excluded.
    """
    narrowed = {
        field.name: filter_table(field.name, tables[field.name], filters, tables) for field in fields(Tables)
    }
    return Tables(
        **narrowed | {"conversations": _mark_own_scores(narrowed["conversations"], filters, tables)}
    )


IS_NARROWED = "is_narrowed"
HAS_OWN_SCORE = "score_is_theirs"
"""Columns that `filter_tables` adds to conversations where queues or agents are selected or excluded."""


def _mark_own_scores(conversations: pl.LazyFrame, filters: Filters, tables: Tables) -> pl.LazyFrame:
    """Conversations, with `HAS_OWN_SCORE`: whether the last handling is of the selected queues or agents."""
    if not (filters.queues or filters.not_queues or filters.agents or filters.not_agents):
        return conversations
    last = tables.handlings.filter(pl.col("is_last").fill_null(value=False))
    own = _filter_column(last, "queue_id", filters.queues, filters.not_queues)
    own = _filter_column(own, "agent_id", filters.agents, filters.not_agents)
    marks = own.select("session_id", pl.lit(value=True).alias(HAS_OWN_SCORE)).unique()
    return conversations.join(marks, on="session_id", how="left", maintain_order="left").with_columns(
        pl.col(HAS_OWN_SCORE).fill_null(value=False), pl.lit(value=True).alias(IS_NARROWED)
    )


def filter_table(
    table: str, frame: pl.LazyFrame, filters: Filters, tables: Tables | None = None
) -> pl.LazyFrame:
    """The selected rows of one table; `tables` is needed for conversations by queue or agent.

    Frames without a column that is filtered on (`rejects` has no channel) are not narrowed by it.
    """
    frame = frame.filter(is_in_period(table, filters.period))
    if table in {"side_cars", "rejects", "records"}:
        return frame
    channels, excluded = channel_names(filters.channels), channel_names(filters.not_channels)
    frame = _filter_column(frame, "channel", channels, excluded)
    if filters.directions:
        frame = frame.filter(_direction().is_in(filters.directions))
    if table == "conversations":
        return _filter_conversations(frame, filters, tables)
    frame = _filter_column(frame, "queue_id", filters.queues, filters.not_queues)
    return (
        frame if table == "visits" else _filter_column(frame, "agent_id", filters.agents, filters.not_agents)
    )


def is_in_period(table: str, period: Period) -> pl.Expr:
    """Rows that are counted within the half-open period."""
    return pl.col(COUNTED_AT[table]).is_between(period.start, period.end, closed="left")


def _direction() -> pl.Expr:
    """A record that names no direction is taken for inbound."""
    return pl.col("direction").fill_null(INBOUND)


def _filter_column(
    frame: pl.LazyFrame, column: str, selected: tuple[str, ...], excluded: tuple[str, ...]
) -> pl.LazyFrame:
    """The rows whose value is selected, where any is, and not excluded; a null is never excluded."""
    if selected:
        frame = frame.filter(pl.col(column).is_in(selected))
    if excluded:
        frame = frame.filter(~pl.col(column).is_in(excluded).fill_null(value=False))
    return frame


def _filter_conversations(frame: pl.LazyFrame, filters: Filters, tables: Tables | None) -> pl.LazyFrame:
    if tables is None:
        return frame
    parts = pl.concat([part.select("session_id", "queue_id") for part in (tables.visits, tables.handlings)])
    frame = _filter_by_parts(frame, parts, "queue_id", filters.queues, filters.not_queues)
    return _filter_by_parts(frame, tables.handlings, "agent_id", filters.agents, filters.not_agents)


def _filter_by_parts(
    frame: pl.LazyFrame,
    parts: pl.LazyFrame,
    column: str,
    selected: tuple[str, ...],
    excluded: tuple[str, ...],
) -> pl.LazyFrame:
    """The conversations with a matching part; where nothing is selected, also those without any part."""
    if not selected and not excluded:
        return frame
    matching = _filter_column(parts, column, selected, excluded).select("session_id").unique()
    if selected:
        return frame.join(matching, on="session_id", how="semi")
    excluded_whole = parts.select("session_id").unique().join(matching, on="session_id", how="anti")
    return frame.join(excluded_whole, on="session_id", how="anti")
