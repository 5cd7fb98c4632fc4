"""The list behind a figure: which conversations, in which order, with which words in them, what is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from lib.metrics.tables.text_search import search_form, search_forms, search_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lib.metrics.definitions.filters import Tables

SEVERAL = ", "
SOUGHT_IN = (
    "conversation_id",
    "session_id",
    "user_id",
    "channel",
    "final_status",
    "smart_status",
    "reason",
)
"""What of a conversation a search looks at, beside its queues, outcomes, agents and dispositions."""


def ordered(tables: Tables, rows: pl.LazyFrame) -> pl.LazyFrame:
    """`session_id` and `session_start` of the conversations that any of `rows` belongs to, newest first."""
    return (
        tables.conversations.join(rows.select("session_id"), on="session_id", how="semi")
        .select("session_id", "session_start")
        .sort("session_start", "session_id", descending=True)
    )


def with_words(  # noqa: PLR0913 (each by its name)
    listed: pl.LazyFrame,
    tables: Tables,
    words: str,
    *,
    queues: Mapping[str, str],
    agents: Mapping[str, str],
    dispositions: pl.LazyFrame,
) -> pl.LazyFrame:
    """Those listed in which every word is found, whatever its case, accents and apostrophes; none leave all.

    Args:
        listed: conversations, by `session_id`, in their order.
        tables: where else a word may stand.
        words: words apart by spaces, each a part of an id, status, channel, outcome, disposition or name.
        queues: queues' names by their ids.
        agents: agents' names by their ids.
        dispositions: `session_id` and `dispositions`, a list of texts.
    """
    forms = {"queue_id": _forms(queues), "agent_id": _forms(agents)}
    for word in search_words(words):
        named = {
            column: [key for key, form in known.items() if word in form] for column, known in forms.items()
        }
        holding = [
            tables.conversations.filter(pl.any_horizontal(_holds(name, word) for name in SOUGHT_IN)),
            tables.visits.filter(pl.col("queue_id").is_in(named["queue_id"]) | _holds("outcome", word)),
            tables.handlings.filter(
                pl.any_horizontal(pl.col(column).is_in(keys) for column, keys in named.items())
            ),
            dispositions.filter(pl.col("dispositions").list.eval(_holds("", word)).list.any()),
        ]
        found = pl.concat([rows.select("session_id") for rows in holding])
        listed = listed.join(found, on="session_id", how="semi", maintain_order="left")
    return listed


def _forms(names: Mapping[str, str]) -> dict[str, str]:
    return dict(zip(names, search_forms(list(names.values())), strict=True))


def _holds(column: str, word: str) -> pl.Expr:
    text = pl.col(column) if column else pl.element()
    return search_form(text).str.contains(word, literal=True).fill_null(value=False)


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
                _joined("queue_id").alias("queue_ids"),
                pl.col("outcome").str.join(SEVERAL).alias("outcomes"),
                _total("wait_s"),
            ),
            on="session_id",
            how="left",
        )
        .join(
            handlings.group_by("session_id").agg(
                _joined("agent_id").alias("agent_ids"), *map(_total, ("handle_s", "hold_s", "acw_s"))
            ),
            on="session_id",
            how="left",
        )
        .sort("session_start", "session_id", descending=True)
    )


def _joined(column: str) -> pl.Expr:
    return pl.col(column).drop_nulls().unique(maintain_order=True)


def _total(column: str) -> pl.Expr:
    """A sum that stays null where there was nothing to sum."""
    return pl.when(pl.col(column).count() > 0).then(pl.col(column).sum()).alias(column)
