"""The conversations that a link asks for: those behind a figure, or all that were picked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from lib.metrics import LISTABLE_METRICS, Drill, filter_drilldown
from lib.metrics.tables.callback_candidates import NOT_REACHED, mark_unreached
from lib.metrics.tables.conversation_list import order_conversations, search_conversations
from lib.ui.query import data_access
from lib.ui.query.callbacks import find_callbacks
from lib.ui.query.page_context import hash_frame

if TYPE_CHECKING:
    from lib.metrics import Tables
    from lib.ui.query.page_context import PageContext

EVERYTHING = Drill("conversations")


@dataclass(frozen=True, slots=True)
class ConversationList:
    """A list: what is behind it and which words narrow it.

    `ids` has a row a conversation, `session_id` and `session_start`, newest first. `rows` is what the figure
    counted in its own grain, before any words.
    """

    drill: Drill
    search_text: str
    ids: pl.DataFrame
    rows: int
    marks: pl.DataFrame | None = None
    """The tries behind a metric that its frame does not tell by itself, by `session_id`."""

    @property
    def is_part(self) -> bool:
        """Whether only some conversations were asked for: those behind a figure, or with some words."""
        return self.drill != EVERYTHING or bool(self.search_text)

    def beside(self, session_id: str) -> tuple[int, str | None, str | None] | None:
        """A conversation's place in the list, from 1, and its neighbours' ids; null if it is not in it."""
        row = self.ids["session_id"].index_of(session_id)
        if row is None:
            return None
        above, below = row - 1, row + 1
        ids = self.ids["session_id"]
        return row + 1, ids[above] if row else None, ids[below] if below < len(ids) else None


def read_drill() -> Drill:
    """The figure that the address names; all conversations where it names none that there is."""
    metric, by, key = (st.query_params.get(name, "") for name in ("figure", "by", "key"))
    drill = Drill(metric, by, key) if by and key else Drill(metric)
    return drill if drill.is_known else EVERYTHING


def drill_parameters(drill: Drill) -> dict[str, str]:
    """The query parameters that identify a drill-down list; empty for all conversations."""
    parameters = {"figure": drill.metric, "by": drill.by, "key": drill.key} if drill != EVERYTHING else {}
    return {name: value for name, value in parameters.items() if value is not None}


def find_conversations(context: PageContext, drill: Drill, search_text: str = "") -> ConversationList:
    """The list behind a figure, with these words in it."""
    marks = find_callbacks(context) if drill.metric == NOT_REACHED.name else None
    ids, total = context.collect(
        _cache_key(drill, search_text, marks),
        lambda: _queries(context, drill, search_text, marks),
        is_list=True,
    )
    return ConversationList(drill, search_text, ids, total.item(), marks)


def _cache_key(drill: Drill, search_text: str, marks: pl.DataFrame | None) -> str:
    """What tells a list from all others of the same period and selection."""
    of = "" if marks is None else f" of {hash_frame(marks)}"
    return f"list of {drill} with {search_text!r}{of}"


def _queries(
    context: PageContext, drill: Drill, search_text: str, marks: pl.DataFrame | None
) -> list[pl.LazyFrame]:
    rows = select_counted_rows(context.tables, context, drill, marks)
    ids = search_conversations(
        order_conversations(context.all_tables, rows),
        context.all_tables,
        search_text,
        queues=context.names.queues,
        agents=context.names.agents,
        dispositions=data_access.scan_dispositions(context),
    )
    return [ids, rows.select(pl.len())]


def select_counted_rows(
    tables: Tables, context: PageContext, drill: Drill, marks: pl.DataFrame | None = None
) -> pl.LazyFrame:
    """The rows of these tables that a figure counted, in its own grain."""
    if marks is not None:
        tables = replace(tables, conversations=mark_unreached(tables.conversations, marks.lazy()))
    return filter_drilldown(tables, drill, context.rules, context.grain)


def list_for_table(context: PageContext, matches: ConversationList, table: str) -> ConversationList:
    """The list whose rows of a table are to be counted or written.

    It is the list itself, but where that is of everything: then it is of all rows of the table that were
    picked, those among them whose conversation began before the period.
    """
    if matches.is_part or table == "conversations":
        return matches
    (ids,) = context.collect(
        f"list of all {table}",
        lambda: [order_conversations(context.all_tables, context.tables[table])],
        is_list=True,
    )
    return replace(matches, ids=ids)


def select_rows(tables: Tables, context: PageContext, matches: ConversationList, table: str) -> pl.LazyFrame:
    """The rows of one table that stand behind a list.

    They are those that the figure counted where it counts rows of this table. Of another table they are all
    that were picked of the listed conversations; conversations are whole.
    """
    if table == "conversations":
        rows = tables.conversations
    elif LISTABLE_METRICS[matches.drill.metric].table == table:
        rows = select_counted_rows(tables, context, matches.drill, matches.marks)
    else:
        rows = tables[table]
    return rows.join(matches.ids.lazy().select("session_id"), on="session_id", how="semi")


def count_rows(context: PageContext, matches: ConversationList, table: str) -> int:
    """How many rows `select_rows` gives."""
    if table == "conversations":
        return matches.ids.height
    key = f"{table} of {_cache_key(matches.drill, matches.search_text, matches.marks)}"
    (total,) = context.collect(
        key, lambda: [select_rows(context.tables, context, matches, table).select(pl.len())]
    )
    return int(total.item())
