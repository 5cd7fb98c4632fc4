"""The rows that a viewer of some queues may see: their queues' parts of conversations, never the others'.

Visits, handlings and assignments are open by their queue, so that what came direct to an agent, past every
queue, is for viewers of all queues alone. Where a visit went on to another's queue, that it did is shown,
not to which. A conversation is open when any visit or handling of it is. Its own row is then shown, with its
times, its survey and how many visits and agents it had in all; but not the reason, in which the service names
queues and agents, nor, where others had a part in it, what was written of it. What belongs to no queue
(side-cars, rejects) or holds everybody's part (the record as it came) is for viewers of all queues alone, and
so are conversations that only a bot had.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from lib.access.masking import MASK
from lib.metrics import Tables

if TYPE_CHECKING:
    from lib.access.viewers import Viewer

QUEUE_TABLES = ("visits", "handlings", "assignments")
OTHER_QUEUE_COLUMNS = ("reason",)
FREE_TEXT_COLUMNS = ("dispositions", "disposition_remarks", "csat_feedback")
NEXT_QUEUE = "next_queue_id"
VISIBLE_PARTS = "_own_parts"


def restrict_tables(tables: Tables, viewer: Viewer) -> Tables:
    """What of a period's frames is open to a viewer."""
    if viewer.sees_all:
        return tables
    open_rows = {
        name: restrict_table(name, tables[name], viewer, tables) for name in (*QUEUE_TABLES, "conversations")
    }
    return Tables(**open_rows)


def restrict_table(table: str, frame: pl.LazyFrame, viewer: Viewer, tables: Tables) -> pl.LazyFrame:
    """The rows of one frame that are open to a viewer; `tables` has the visits and handlings of them all."""
    if viewer.queues is None:
        return frame
    is_visible = pl.col("queue_id").is_in(viewer.queues)
    if table == "visits":
        return _mask_other_queues(frame.filter(is_visible), viewer.queues)
    if table in QUEUE_TABLES:
        return frame.filter(is_visible)
    if table != "conversations":
        return frame.head(0)
    return _restrict_conversations(
        frame, tables.visits.filter(is_visible), tables.handlings.filter(is_visible)
    )


def _mask_other_queues(visits: pl.LazyFrame, queues: tuple[str, ...]) -> pl.LazyFrame:
    present = NEXT_QUEUE in visits.collect_schema().names()
    is_other = pl.col(NEXT_QUEUE).is_not_null() & ~pl.col(NEXT_QUEUE).is_in(queues)
    next_queue = pl.when(is_other).then(pl.lit(MASK)).otherwise(pl.col(NEXT_QUEUE))
    return visits.with_columns([next_queue.alias(NEXT_QUEUE)] if present else [])


def _restrict_conversations(
    conversations: pl.LazyFrame, visits: pl.LazyFrame, handlings: pl.LazyFrame
) -> pl.LazyFrame:
    parts = pl.concat([rows.select("session_id") for rows in (visits, handlings)])
    own = parts.group_by("session_id").agg(pl.len().alias(VISIBLE_PARTS))
    present = conversations.collect_schema().names()
    is_shared = pl.col(VISIBLE_PARTS) < pl.col("visits") + pl.col("handlings")
    return (
        conversations.join(own, on="session_id", how="inner", maintain_order="left")
        .with_columns(
            *(_clear_when(name, pl.lit(value=True)) for name in OTHER_QUEUE_COLUMNS if name in present),
            *(_clear_when(name, is_shared) for name in FREE_TEXT_COLUMNS if name in present),
        )
        .drop(VISIBLE_PARTS)
    )


def _clear_when(name: str, condition: pl.Expr) -> pl.Expr:
    """Null of the same type."""
    return pl.when(~condition).then(pl.col(name)).alias(name)
