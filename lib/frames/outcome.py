"""What became of a visit, and who let a customer go: the rules of docs/METRICS.md, in their order."""

from __future__ import annotations

import polars as pl

USER_ENDED = "USER HANGUP"
SYSTEM_ENDED = ("SYSTEM HANGUP", "BOT HANGUP")
SYSTEM_REASONS = ("DROP-OFF", "NO AGENTS AVAILABLE")
USER_ABANDONED = "USER ABANDONED"
ABANDONED = "ABANDONED"
ABANDONED_WITH_AGENT = "ABANDONED WITH AGENT"
TERMINATED = "TERMINATED"
STILL_OPEN = "TRANSIENT_OPEN"


def outcome() -> pl.Expr:
    """A visit's outcome, exactly one of `schema.OUTCOMES`, never null.

    From the columns answered and overflowed (booleans) and those of `conversation_ending`.
    """
    return (
        pl.when(pl.col("answered"))
        .then(pl.lit("answered"))
        .when(pl.col("overflowed"))
        .then(pl.lit("overflowed"))
        .when(pl.col("is_voicemail"))
        .then(pl.lit("voicemail"))
        .when(pl.col("callback_opted"))
        .then(pl.lit("callback"))
        .when(pl.col("is_open"))
        .then(pl.lit("open"))
        .when(pl.col("ended_by_user"))
        .then(pl.lit("abandoned"))
        .when(pl.col("ended_by_system"))
        .then(pl.lit("system_ended"))
        .otherwise(pl.lit("unknown"))
    )


def conversation_ending() -> list[pl.Expr]:
    """How a conversation ended, as booleans without nulls, from its status columns.

    Its final status says whether it is over. Only where there is none does a missing end mean that it is not:
    hosts of 2023 send no times of sessions at all.
    """
    final, smart, reason, event = (
        pl.col(name).str.strip_chars().str.to_uppercase().fill_null("")
        for name in ("final_status", "smart_status", "reason", "disconnecting_event")
    )
    return [
        ((final == STILL_OPEN) | ((final == "") & pl.col("session_end").is_null())).alias("is_open"),
        ((event == USER_ENDED) | (final == USER_ABANDONED) | smart.str.starts_with(ABANDONED)).alias(
            "ended_by_user"
        ),
        (event.is_in(SYSTEM_ENDED) | (smart == TERMINATED) | reason.is_in(SYSTEM_REASONS)).alias(
            "ended_by_system"
        ),
        (smart == ABANDONED_WITH_AGENT).alias("left_agent"),
        (final == USER_ABANDONED).alias("user_abandoned"),
    ]


def is_abandoned_with_agent() -> pl.Expr:
    """Whether this handling's customer left its agent: only ever true on a conversation's last handling."""
    return pl.col("is_last") & (
        pl.col("left_agent") | (pl.col("user_abandoned") & pl.col("in_last_destination"))
    )
