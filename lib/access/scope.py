"""The rows that a reader of some queues may see: his queues' parts of conversations, never the others'.

Visits, handlings and assignments are open by their queue, so that what came direct to an agent, past every
queue, is for readers of all queues alone. Where a visit went on to another's queue, that it did is shown,
not to which. A conversation is open when any visit or handling of it is. Its own row is then shown, with its
times, its survey and how many visits and agents it had in all; but not the reason, in which the service names
queues and agents, nor, where others had a part in it, what was written of it. What belongs to no queue
(side-cars, rejects) or holds everybody's part (the record as it came) is for readers of all queues alone, and
so are conversations that only a bot had.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from lib.access.masking import MASK
from lib.metrics import Tables

if TYPE_CHECKING:
    from lib.access.viewers import Viewer

BY_QUEUE = ("visits", "handlings", "assignments")
NAMES_OTHERS = ("reason",)
WRITTEN = ("dispositions", "disposition_remarks", "csat_feedback")
NEXT = "next_queue_id"
OWN = "_own_parts"


def scoped(tables: Tables, viewer: Viewer) -> Tables:
    """What of a period's frames is open to a reader."""
    if viewer.sees_all:
        return tables
    open_rows = {
        name: with_scope(name, tables[name], viewer, tables) for name in (*BY_QUEUE, "conversations")
    }
    return Tables(**open_rows)


def with_scope(table: str, frame: pl.LazyFrame, viewer: Viewer, tables: Tables) -> pl.LazyFrame:
    """The rows of one frame that are open to a reader; `tables` has the visits and handlings of them all."""
    if viewer.queues is None:
        return frame
    mine = pl.col("queue_id").is_in(viewer.queues)
    if table == "visits":
        return _without_other_ways(frame.filter(mine), viewer.queues)
    if table in BY_QUEUE:
        return frame.filter(mine)
    if table != "conversations":
        return frame.head(0)
    return _with_parts(frame, tables.visits.filter(mine), tables.handlings.filter(mine))


def _without_other_ways(visits: pl.LazyFrame, queues: tuple[str, ...]) -> pl.LazyFrame:
    there = NEXT in visits.collect_schema().names()
    is_other = pl.col(NEXT).is_not_null() & ~pl.col(NEXT).is_in(queues)
    shown = pl.when(is_other).then(pl.lit(MASK)).otherwise(pl.col(NEXT))
    return visits.with_columns([shown.alias(NEXT)] if there else [])


def _with_parts(conversations: pl.LazyFrame, visits: pl.LazyFrame, handlings: pl.LazyFrame) -> pl.LazyFrame:
    parts = pl.concat([rows.select("session_id") for rows in (visits, handlings)])
    own = parts.group_by("session_id").agg(pl.len().alias(OWN))
    there = conversations.collect_schema().names()
    is_shared = pl.col(OWN) < pl.col("visits") + pl.col("handlings")
    return (
        conversations.join(own, on="session_id", how="inner", maintain_order="left")
        .with_columns(
            *(_withheld(name, pl.lit(value=True)) for name in NAMES_OTHERS if name in there),
            *(_withheld(name, is_shared) for name in WRITTEN if name in there),
        )
        .drop(OWN)
    )


def _withheld(name: str, when: pl.Expr) -> pl.Expr:
    """Null of the same type."""
    return pl.when(~when).then(pl.col(name)).alias(name)
