"""Every figure by its name; those of conversations stand here, the others with their frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from lib.frames.schema import BOT_ONLY
from lib.metrics import which
from lib.metrics.figure import Figure
from lib.metrics.survey_figures import CONVERSATION_SURVEYS, HANDLING_SURVEYS
from lib.metrics.visit_figures import VISIT_FIGURES
from lib.metrics.work_figures import WORK_FIGURES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lib.settings import Metrics

CONVERSATION_FIGURES = (
    Figure(
        "conversations", "Conversations", "count", "conversations",
        "Sessions, bot-only ones among them, counted when they began. "
        "The assistant's own side sessions are none.",
        which.every,
    ),
    Figure(
        "inbound_conversations", "Inbound conversations", "count", "conversations",
        "Conversations that were not outbound.", lambda _: which.inbound(),
    ),
    Figure(
        "abandoned_before_queue", "Abandoned before queue", "count", "conversations",
        "Inbound conversations that the customer ended after the bot handed them over and before any queue "
        "or agent; in no queue's abandonment.",
        which.left_before_queue,
    ),
    Figure(
        "bot_only", "Bot only", "count", "conversations",
        "Conversations that never reached a queue or an agent.",
        which.where(pl.col("kind") == BOT_ONLY),
    ),
    Figure(
        "contained", "Contained", "count", "conversations",
        "Inbound conversations that were bot only.", which.contained,
    ),
    Figure(
        "containment_base", "Conversations for containment", "count", "conversations",
        "What containment is taken over: inbound conversations. None where queues or agents are picked, "
        "since a bot-only conversation has neither.",
        which.of_bots,
    ),
    Figure(
        "containment_rate", "Containment", "share", "conversations",
        "Contained / inbound conversations. Nothing is said where queues or agents are picked.",
        which.contained,
    ),
    Figure(
        "handled_conversations", "Handled conversations", "count", "conversations",
        "Conversations that an agent took.", which.where(pl.col("handlings") > 0),
    ),
    Figure(
        "transferred", "Transferred", "count", "conversations",
        "Handled conversations with two or more agents, or two or more visits to queues.",
        which.where((pl.col("handlings") > 0) & ((pl.col("agents") > 1) | (pl.col("visits") > 1))),
    ),
    Figure(
        "transfer_rate", "Transfer rate", "share", "conversations",
        "Transferred / handled conversations.",
        which.where((pl.col("handlings") > 0) & ((pl.col("agents") > 1) | (pl.col("visits") > 1))),
    ),
    Figure(
        "scored_handled", "Handled with a CSAT score", "count", "conversations",
        "Handled conversations with a CSAT score.",
        which.where(pl.col("csat_score").is_not_null() & (pl.col("handlings") > 0)),
    ),
    Figure(
        "scored_rate", "With a CSAT score", "share", "conversations",
        "Handled conversations with a CSAT score / handled conversations.",
        which.where(pl.col("csat_score").is_not_null() & (pl.col("handlings") > 0)),
    ),
    *CONVERSATION_SURVEYS,
)  # fmt: skip

FIGURES = {
    figure.name: figure
    for figure in (*VISIT_FIGURES, *WORK_FIGURES, *HANDLING_SURVEYS, *CONVERSATION_FIGURES)
}
"""All figures by name."""


def counts(table: str, rules: Metrics) -> list[pl.Expr]:
    """One sum for each figure that counts rows of `table`."""
    return [
        figure.rows(rules).cast(pl.Int64).sum().alias(figure.name)
        for figure in FIGURES.values()
        if figure.table == table and figure.is_additive
    ]


TOTALS = ("_total", "_total_s", "_squares")
"""How the names of columns end that hold sums."""


def are_additive(columns: Iterable[str]) -> list[str]:
    """The columns, where each holds a sum.

    Raises:
        ValueError: a column is neither an additive metric nor a total, so that its sum would mean nothing.
    """
    names = list(columns)
    others = [
        name
        for name in names
        if not name.endswith(TOTALS) and not (name in FIGURES and FIGURES[name].is_additive)
    ]
    if others:
        raise ValueError(f"{', '.join(others)} cannot be added up: name counts and totals alone.")
    return names
