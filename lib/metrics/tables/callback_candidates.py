"""Customers to call back: abandoned, asked for a callback or left a voicemail, and not reached since.

A customer is identified by the service's id, by the phone number or by the channel's id; two sessions that
share any of these belong to the same customer. Numbers are compared as `phone_numbers` normalizes them.
Sessions without any identity are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from lib.metrics.definitions import predicates
from lib.metrics.definitions.metric import Metric
from lib.metrics.tables.phone_numbers import number_key, with_numbers

if TYPE_CHECKING:
    from lib.metrics.definitions.filters import Tables
    from lib.settings import Metrics

IS_UNREACHED = "not_reached"
NOT_REACHED = Metric(
    IS_UNREACHED, "Not reached since", "count", "conversations",
    "Customers who abandoned, asked to be called back or left a voicemail, and whom no agent has spoken to "
    "since, in- or outbound, up to now: the last such conversation of each. A customer is known again by id, "
    "by number or by the channel's id.",
    lambda _: pl.col(IS_UNREACHED),
)  # fmt: skip
"""Its table does not tell which conversations it counts: `mark_unreached` adds the column that does."""

ABANDONED, CALLBACK, VOICEMAIL, BEFORE_QUEUE = "abandoned", "callback", "voicemail", "before_queue"
REASONS = {
    ABANDONED: "Abandoned",
    CALLBACK: "Asked to be called back",
    VOICEMAIL: "Left a voicemail",
    BEFORE_QUEUE: "Abandoned before any queue",
}
"""Why a customer is to be called back."""

NO_VISIT = -1
"""The position of rows that are no visit to a queue."""

LAST = {"last_agent_id": "agent_id", "last_agent_name": "agent_name", "last_queue_id": "queue_id"}
"""The columns of the handling in which a customer was last reached."""


def list_identities(
    conversations: pl.LazyFrame, sessions: pl.LazyFrame | None = None, country: str | None = None
) -> pl.LazyFrame:
    """A row for each session and identity of its customer, up to three: `session_id` and `identity`.

    Identities are hashes, stable within one process. Sessions without any are left out.

    Args:
        conversations: `session_id`, `user_id`, `channel_user_id` and what `phone_numbers.with_numbers` needs.
        sessions: `session_id` of the sessions of interest; numbers that none of them can share are left out.
            Null means all.
        country: where a number without any other sign of its country is dialled, ISO 3166.
    """
    columns = {"id ": pl.col("user_id"), "channel ": pl.col("channel_user_id")}
    texts = [pl.lit(kind) + _without_blanks(text) for kind, text in columns.items()]
    ids = (
        conversations.select("session_id", pl.concat_list(texts).alias("identity"))
        .explode("identity", empty_as_null=False)
        .drop_nulls("identity")
    )
    numbers = with_numbers(conversations)
    if sessions is not None:
        tails = numbers.join(sessions, on="session_id", how="semi").select("tail").unique()
        numbers = numbers.join(tails, on="tail", how="semi")
    keys = numbers.select("session_id", (pl.lit("number ") + number_key(country)).alias("identity"))
    return pl.concat([ids, keys]).with_columns(pl.col("identity").hash())


def _without_blanks(text: pl.Expr) -> pl.Expr:
    return pl.when(text.str.strip_chars() != "").then(text)


def find_last_contacts(identities: pl.LazyFrame, handlings: pl.LazyFrame) -> pl.LazyFrame:
    """When each identity was last reached (`reached_at`), by which agent and queue: the columns of `LAST`.

    Args:
        identities: `list_identities` of the handlings' sessions.
        handlings: `session_id`, `time`, and what `LAST` names.
    """
    contacts = handlings.select("session_id", "time", *LAST.values()).join(identities, on="session_id")
    return contacts.group_by("identity").agg(
        pl.col("time").max().alias("reached_at"),
        *(pl.col(column).sort_by("time").last().alias(name) for name, column in LAST.items()),
    )


def list_attempts(tables: Tables, rules: Metrics) -> pl.LazyFrame:
    """Each unserved attempt of a customer, with its `reason`, one of `REASONS`.

    The rows are visits, with all their columns, and conversations that reached no queue: these have the
    `position` `NO_VISIT`, and null in columns of visits.
    """
    is_abandoned = predicates.is_abandoned(rules)
    is_waiting = predicates.is_inbound() & pl.col("outcome").is_in([CALLBACK, VOICEMAIL])
    visits = tables.visits.filter(is_abandoned | is_waiting).with_columns(pl.col("outcome").alias("reason"))
    reason = pl.when("is_voicemail").then(pl.lit(VOICEMAIL)).otherwise(pl.lit(BEFORE_QUEUE))
    others = tables.conversations.filter(
        predicates.is_abandoned_before_queue() | predicates.is_voicemail_without_queue()
    ).select(
        "session_id",
        "session_start",
        "conversation_id",
        "channel",
        "direction",
        pl.col("session_start").alias("time"),
        pl.lit(NO_VISIT, pl.Int64).alias("position"),
        reason.alias("reason"),
    )
    return pl.concat([visits, others], how="diagonal")


def list_unreached(attempts: pl.LazyFrame, identities: pl.LazyFrame, contacts: pl.LazyFrame) -> pl.LazyFrame:
    """The last attempt of each customer who was not reached after it, newest first.

    An attempt is the last when no later unreached one shares an identity with it. Beside its own columns:
    `tries`, the number of attempts since the customer was last reached, and those of `LAST`; null where
    the customer was never reached.

    Args:
        attempts: as of `list_attempts`.
        identities: `list_identities` of their sessions.
        contacts: `find_last_contacts`, up to now.
    """
    visit = ["session_id", "position"]
    attempts = attempts.sort("time", *visit, descending=True)
    by_identity = (
        attempts.select(*visit, "time")
        .join(identities, on="session_id", maintain_order="left")
        .join(contacts, on="identity", how="left", maintain_order="left")
        .filter((pl.col("reached_at").max().over(visit) < pl.col("time")).fill_null(value=True))
        .with_columns(
            pl.len().over("identity").alias("tries"), pl.int_range(pl.len()).over("identity").alias("later")
        )
    )
    last = (
        by_identity.group_by(visit)
        .agg(
            pl.col("tries", "later").max(),
            pl.col(*LAST).sort_by("reached_at", nulls_last=False).last(),
        )
        .filter(pl.col("later") == 0)
    )
    return attempts.join(last.drop("later"), on=visit, maintain_order="left")


def mark_unreached(conversations: pl.LazyFrame, unreached: pl.LazyFrame) -> pl.LazyFrame:
    """The conversations with a column that says which are `not_reached`; `unreached` has their sessions."""
    marks = unreached.select("session_id", pl.lit(value=True).alias(IS_UNREACHED)).unique()
    return conversations.join(marks, on="session_id", how="left", maintain_order="left").with_columns(
        pl.col(IS_UNREACHED).fill_null(value=False)
    )
