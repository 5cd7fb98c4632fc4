"""The list of conversations of a metric: order, text search and columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from lib.metrics.tables.text_search import search_form, search_forms, split_search_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lib.metrics.definitions.filters import Tables

SEPARATOR = ", "
SEARCHED_COLUMNS = (
    "conversation_id",
    "session_id",
    "user_id",
    "channel",
    "final_status",
    "smart_status",
    "reason",
)
"""The columns of conversations that are searched, beside queues, outcomes, agents and dispositions."""


def order_conversations(tables: Tables, rows: pl.LazyFrame) -> pl.LazyFrame:
    """`session_id` and `session_start` of the conversations that any of `rows` belongs to, newest first."""
    return (
        tables.conversations.join(rows.select("session_id"), on="session_id", how="semi")
        .select("session_id", "session_start")
        .sort("session_start", "session_id", descending=True)
    )


def search_conversations(  # noqa: PLR0913 (each by its name)
    conversations: pl.LazyFrame,
    tables: Tables,
    text: str,
    *,
    queues: Mapping[str, str],
    agents: Mapping[str, str],
    dispositions: pl.LazyFrame,
) -> pl.LazyFrame:
    """The conversations that contain every term, ignoring case, accents and apostrophes; all for no terms.

    Args:
        conversations: `session_id`, in the order of the list.
        tables: the frames that are searched.
        text: terms separated by spaces, each a part of an id, status, channel, outcome, disposition or name.
        queues: queues' names by their ids.
        agents: agents' names by their ids.
        dispositions: `session_id` and `dispositions`, a list of texts.
    """
    forms = {"queue_id": _search_forms_by_id(queues), "agent_id": _search_forms_by_id(agents)}
    for term in split_search_text(text):
        matching_ids = {
            column: [key for key, form in forms_by_id.items() if term in form]
            for column, forms_by_id in forms.items()
        }
        matching_rows = [
            tables.conversations.filter(
                pl.any_horizontal(_contains(name, term) for name in SEARCHED_COLUMNS)
            ),
            tables.visits.filter(
                pl.col("queue_id").is_in(matching_ids["queue_id"]) | _contains("outcome", term)
            ),
            tables.handlings.filter(
                pl.any_horizontal(pl.col(column).is_in(keys) for column, keys in matching_ids.items())
            ),
            dispositions.filter(pl.col("dispositions").list.eval(_contains("", term)).list.any()),
        ]
        matches = pl.concat([rows.select("session_id") for rows in matching_rows])
        conversations = conversations.join(matches, on="session_id", how="semi", maintain_order="left")
    return conversations


def _search_forms_by_id(names: Mapping[str, str]) -> dict[str, str]:
    return dict(zip(names, search_forms(list(names.values())), strict=True))


def _contains(column: str, term: str) -> pl.Expr:
    text = pl.col(column) if column else pl.element()
    return search_form(text).str.contains(term, literal=True).fill_null(value=False)


def conversation_list(tables: Tables, rows: pl.LazyFrame) -> pl.LazyFrame:
    """A row a conversation that any of `rows` (of any grain) belongs to, newest first.

    Queues, outcomes and agents are joined in their order; waits and handle times are summed.
    """
    ids = rows.select("session_id").unique()
    visits = tables.visits.join(ids, on="session_id", how="semi").sort("position")
    handlings = tables.handlings.join(ids, on="session_id", how="semi").sort("position")
    return (
        tables.conversations.join(ids, on="session_id", how="semi")
        .join(
            visits.group_by("session_id").agg(
                _distinct_values("queue_id").alias("queue_ids"),
                pl.col("outcome").str.join(SEPARATOR).alias("outcomes"),
                _total("wait_s"),
            ),
            on="session_id",
            how="left",
        )
        .join(
            handlings.group_by("session_id").agg(
                _distinct_values("agent_id").alias("agent_ids"), *map(_total, ("handle_s", "hold_s", "acw_s"))
            ),
            on="session_id",
            how="left",
        )
        .sort("session_start", "session_id", descending=True)
    )


def _distinct_values(column: str) -> pl.Expr:
    return pl.col(column).drop_nulls().unique(maintain_order=True)


def _total(column: str) -> pl.Expr:
    """A sum that is null where all values are null."""
    return pl.when(pl.col(column).count() > 0).then(pl.col(column).sum()).alias(column)
