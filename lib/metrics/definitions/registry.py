"""Every metric by name; the metrics of conversations are defined here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from lib.frames.schema import BOT_ONLY
from lib.metrics.definitions import predicates
from lib.metrics.definitions.handling_metrics import HANDLING_METRICS
from lib.metrics.definitions.metric import Metric
from lib.metrics.definitions.survey_metrics import CONVERSATION_SURVEYS, HANDLING_SURVEYS
from lib.metrics.definitions.visit_metrics import VISIT_METRICS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lib.settings import Metrics

IS_TRANSFERRED = predicates.without_rules(
    (pl.col("handlings") > 0) & ((pl.col("agents") > 1) | (pl.col("visits") > 1))
)

CONVERSATION_METRICS = (
    Metric(
        "conversations", "Conversations", "count", "conversations",
        "Sessions, bot-only ones among them, counted when they began. "
        "The assistant's own side sessions are none.",
        predicates.is_any,
    ),
    Metric(
        "inbound_conversations", "Inbound conversations", "count", "conversations",
        "Conversations that were not outbound.", lambda _: predicates.is_inbound(),
    ),
    Metric(
        "abandoned_before_queue", "Abandoned before queue", "count", "conversations",
        "Inbound conversations that the customer ended after the bot handed them over and before any queue "
        "or agent; in no queue's abandonment.",
        predicates.is_abandoned_before_queue,
    ),
    Metric(
        "bot_only", "Bot only", "count", "conversations",
        "Conversations that never reached a queue or an agent.",
        predicates.without_rules(pl.col("kind") == BOT_ONLY),
    ),
    Metric(
        "contained", "Contained", "count", "conversations",
        "Inbound conversations that were bot only.", predicates.is_contained,
    ),
    Metric(
        "containment_base", "Conversations for containment", "count", "conversations",
        "What containment is taken over: inbound conversations. None where queues or agents are picked, "
        "since a bot-only conversation has neither.",
        predicates.is_in_containment_base,
    ),
    Metric(
        "containment_rate", "Containment", "share", "conversations",
        "Contained / inbound conversations. Nothing is said where queues or agents are picked.",
        predicates.is_contained,
    ),
    Metric(
        "handled_conversations", "Handled conversations", "count", "conversations",
        "Conversations that an agent took.", predicates.without_rules(pl.col("handlings") > 0),
    ),
    Metric(
        "transferred", "Transferred", "count", "conversations",
        "Handled conversations with two or more agents, or two or more visits to queues.",
        IS_TRANSFERRED,
    ),
    Metric(
        "transfer_rate", "Transfer rate", "share", "conversations",
        "Transferred / handled conversations.",
        IS_TRANSFERRED,
    ),
    Metric(
        "scored_handled", "Handled with a CSAT score", "count", "conversations",
        "Handled conversations with a CSAT score.",
        predicates.without_rules(pl.col("csat_score").is_not_null() & (pl.col("handlings") > 0)),
    ),
    Metric(
        "scored_rate", "With a CSAT score", "share", "conversations",
        "Handled conversations with a CSAT score / handled conversations.",
        predicates.without_rules(pl.col("csat_score").is_not_null() & (pl.col("handlings") > 0)),
    ),
    *CONVERSATION_SURVEYS,
)  # fmt: skip

METRICS = {
    metric.name: metric
    for metric in (*VISIT_METRICS, *HANDLING_METRICS, *HANDLING_SURVEYS, *CONVERSATION_METRICS)
}
"""All metrics by name."""


def count_columns(table: str, rules: Metrics) -> list[pl.Expr]:
    """One sum for each metric that counts rows of `table`."""
    return [
        metric.rows(rules).cast(pl.Int64).sum().alias(metric.name)
        for metric in METRICS.values()
        if metric.table == table and metric.is_additive
    ]


TOTALS = ("_total", "_total_s", "_squares")
"""How the names of columns end that hold sums."""


def require_additive(columns: Iterable[str]) -> list[str]:
    """The columns, where each holds a sum.

    Raises:
        ValueError: a column is neither an additive metric nor a total, so that its sum would mean nothing.
    """
    names = list(columns)
    others = [
        name
        for name in names
        if not name.endswith(TOTALS) and not (name in METRICS and METRICS[name].is_additive)
    ]
    if others:
        raise ValueError(f"{', '.join(others)} cannot be added up: name counts and totals alone.")
    return names
