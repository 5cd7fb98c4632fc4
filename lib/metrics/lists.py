"""The list behind a figure, and one conversation's segments on a clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from lib.frames.schema import ACCEPTED
from lib.metrics.dimensions import wall_clock

if TYPE_CHECKING:
    from lib.metrics.filters import Tables
    from lib.period import Zone

SEVERAL = ", "
LANES = ("bot", "wait", "ring", "talk", "acw")
"""What a customer goes through, top to bottom."""


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


def matching(conversations: pl.LazyFrame, words: str) -> pl.LazyFrame:
    """The conversations whose ids, status, agents or queues hold the words, upper and lower case alike.

    Looks at columns conversation_id, session_id, user_id, reason, queues and agents (names, as text).
    """
    sought = words.strip().lower()
    if not sought:
        return conversations
    columns = (
        "conversation_id",
        "session_id",
        "user_id",
        "reason",
        "final_status",
        "smart_status",
        "queues",
        "agents",
    )
    return conversations.filter(
        pl.any_horizontal(
            pl.col(column).str.to_lowercase().str.contains(sought, literal=True).fill_null(value=False)
            for column in columns
        )
    )


def segments(tables: Tables, session_id: str, zone: Zone) -> pl.LazyFrame:
    """One conversation's parts in time: lane, kind, label, start and end (naive, on the zone's clock).

    Parts without a beginning or an end are left out; a part that ends before it begins too.
    """
    mine = {
        name: tables[name].filter(pl.col("session_id") == session_id)
        for name in ("visits", "handlings", "assignments")
    }
    session = tables.conversations.filter(pl.col("session_id") == session_id)
    first = pl.concat([mine["visits"].select("time"), mine["handlings"].select("time")]).select(
        pl.col("time").min()
    )
    bot = session.join(first, how="cross").select(
        _part("bot", "Bot", "session_start", pl.coalesce("time", "session_end"), pl.lit("Bot"))
    )
    waits = mine["visits"].select(
        _part(
            "wait",
            "Wait",
            "enter_time",
            pl.col("enter_time") + pl.duration(milliseconds=pl.col("wait_s") * 1000),
            pl.format("Waited for {} ({})", _or_dash("queue_name"), "outcome"),
        )
    )
    rings = (
        mine["assignments"]
        .filter(pl.col("result") != ACCEPTED)
        .select(
            _part(
                "ring",
                "Rang",
                "time",
                pl.col("time") + pl.duration(seconds=10),
                pl.format("{} did not answer: {}", _or_dash("agent_name"), _or_dash("non_response_event")),
            )
        )
    )
    talks = mine["handlings"].select(
        _part(
            "talk",
            "Talk and hold",
            "accepted_time",
            pl.col("accepted_time") + pl.duration(milliseconds=pl.col("interaction_s") * 1000),
            pl.format(
                "{}: {} s, {} s of it hold",
                _or_dash("agent_name"),
                pl.col("interaction_s").round(),
                pl.col("hold_s").fill_null(0),
            ),
        )
    )
    work = (
        mine["handlings"]
        .filter(pl.col("acw_s") > 0)
        .select(
            _part(
                "acw",
                "After-call work",
                pl.col("accepted_time") + pl.duration(milliseconds=pl.col("interaction_s") * 1000),
                pl.col("accepted_time") + pl.duration(milliseconds=pl.col("handle_s") * 1000),
                pl.format("{}: {} s of after-call work", _or_dash("agent_name"), pl.col("acw_s")),
            )
        )
    )
    parts = pl.concat([frame.unnest("part") for frame in (bot, waits, rings, talks, work)])
    return (
        parts.drop_nulls(["start", "end"])
        .filter(pl.col("end") >= pl.col("start"))
        .with_columns(wall_clock(pl.col("start"), zone), wall_clock(pl.col("end"), zone))
    )


def _part(kind: str, lane: str, start: str | pl.Expr, end: pl.Expr, label: pl.Expr) -> pl.Expr:
    begun = pl.col(start) if isinstance(start, str) else start
    return pl.struct(
        pl.lit(lane).alias("lane"),
        pl.lit(kind).alias("kind"),
        label.alias("label"),
        begun.alias("start"),
        end.alias("end"),
    ).alias("part")


def _or_dash(column: str) -> pl.Expr:
    return pl.col(column).fill_null("–")
