"""The tables by queue and by agent that several pages show, each with the columns that the page asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from lib.metrics import AGENT_COLUMNS, QUEUE_COLUMNS
from lib.ui.components import data_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lib.ui.query.page_context import PageContext

QUEUE_DRILL = ("offered", "answered", "abandoned", "handlings")
AGENT_DRILL = ("handlings", "held", "with_acw", "abandoned_with_agent", "non_responses")


def draw_queue_table(
    context: PageContext, queues: pl.DataFrame, figures: Sequence[str], *, drill: Sequence[str] = QUEUE_DRILL
) -> None:
    """A row a queue; the CSV holds every exported column, the same as `callboard export --table queues`."""
    _draw_table(context, "queue", queues, figures, drill, QUEUE_COLUMNS)


def draw_agent_table(
    context: PageContext, agents: pl.DataFrame, figures: Sequence[str], *, drill: Sequence[str] = AGENT_DRILL
) -> None:
    """A row an agent; the CSV holds every exported column, the same as `callboard export --table agents`."""
    _draw_table(context, "agent", agents, figures, drill, AGENT_COLUMNS)


def _draw_table(
    context: PageContext,
    kind: str,
    frame: pl.DataFrame,
    figures: Sequence[str],
    drill: Sequence[str],
    exported: Sequence[str],
) -> None:
    data_table.draw_table(
        context,
        add_names(context, frame, kind),
        {kind: kind.capitalize()} | {name: data_table.column_heading(name) for name in figures},
        name=f"{kind}s",
        by=f"{kind}_id",
        drill=drill,
        exported=frame.select(exported),
    )


def add_names(context: PageContext, frame: pl.DataFrame, kind: str) -> pl.DataFrame:
    """The frame with a readable name for each id, in a column called queue or agent."""
    name = context.queue if kind == "queue" else context.agent
    return frame.with_columns(pl.Series(kind, [name(key) for key in frame[f"{kind}_id"]], dtype=pl.String))


def select_timed_rows(context: PageContext, frame: pl.DataFrame, kind: str) -> pl.DataFrame:
    """The rows that have a handle time, with readable names."""
    return add_names(context, frame, kind).filter(pl.col("timed") > 0)
