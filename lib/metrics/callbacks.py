"""Whom to call back: customers who abandoned, and whom nobody has reached since.

A customer is known again by the service's id, by the number or by the channel's id, whichever a record has;
any one that two sessions share makes them the same customer's. So one who rang off and was called back by
number alone counts as reached. A session without any of them is nobody's, and cannot be called back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from lib.metrics import which
from lib.metrics.figure import Figure

if TYPE_CHECKING:
    from lib.settings import Metrics

MARK = "not_reached"
NOT_REACHED = Figure(
    MARK, "Not reached since", "count", "visits",
    "Customers who abandoned and whom no agent has spoken to since, in- or outbound, up to now: the last "
    "abandoned visit of each. A customer is known again by id, by number or by the channel's id.",
    lambda _: pl.col(MARK),
)  # fmt: skip
"""Its frame does not tell by itself which visits it counts: `marked` adds the column that does."""

LAST = {"last_agent_id": "agent_id", "last_agent_name": "agent_name", "last_queue_id": "queue_id"}
"""What is told of the handling in which a customer was last spoken to."""

DIGITS = 7
"""A number has at least so many digits; words such as `anonymous` are none."""


def identities(conversations: pl.LazyFrame) -> pl.LazyFrame:
    """What each session's customer is known by: `session_id` and `identity`, a row each, of up to three.

    They are hashes, which hold within one process alone. Sessions without any are left out.

    Args:
        conversations: `session_id`, `user_id`, `customer_phone` and `channel_user_id` are looked at.
    """
    number = pl.col("customer_phone").str.replace_all(r"\D", "")
    known = {
        "id ": pl.col("user_id"),
        "number ": pl.when(number.str.len_chars() >= DIGITS).then(number),
        "channel ": pl.col("channel_user_id"),
    }
    texts = [pl.lit(kind) + _filled(text) for kind, text in known.items()]
    return (
        conversations.select("session_id", pl.concat_list(texts).alias("identity"))
        .explode("identity", empty_as_null=False)
        .drop_nulls("identity")
        .with_columns(pl.col("identity").hash())
    )


def _filled(text: pl.Expr) -> pl.Expr:
    return pl.when(text.str.strip_chars() != "").then(text)


def reached(known: pl.LazyFrame, handlings: pl.LazyFrame) -> pl.LazyFrame:
    """When each identity was last spoken to, by whom and for which queue: the columns of `LAST`.

    Args:
        known: `identities` of the sessions that the handlings are of.
        handlings: `session_id`, `time`, and what `LAST` names.
    """
    spoken = handlings.select("session_id", "time", *LAST.values()).join(known, on="session_id")
    return spoken.group_by("identity").agg(
        pl.col("time").max().alias("reached_at"),
        *(pl.col(column).sort_by("time").last().alias(name) for name, column in LAST.items()),
    )


def not_reached(
    visits: pl.LazyFrame, known: pl.LazyFrame, spoken: pl.LazyFrame, rules: Metrics
) -> pl.LazyFrame:
    """The last abandoned visit of each customer who was not reached after it, newest first.

    A visit is a customer's last when no later one that is not reached either shares any identity with it.
    Beside a visit's own columns: `tries`, how often the customer abandoned since he was last reached, and
    those of `LAST`, of who spoke to him last, before; null where nobody did.

    Args:
        visits: those that were picked.
        known: `identities` of the visits' sessions.
        spoken: `reached`, up to now.
        rules: whether short abandons count.
    """
    visit = ["session_id", "position"]
    tries = visits.filter(which.abandoned(rules)).sort("time", *visit, descending=True)
    by_identity = (
        tries.select(*visit, "time")
        .join(known, on="session_id", maintain_order="left")
        .join(spoken, on="identity", how="left", maintain_order="left")
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
    return tries.join(last.drop("later"), on=visit, maintain_order="left")


def marked(visits: pl.LazyFrame, found: pl.LazyFrame) -> pl.LazyFrame:
    """The visits with a column that says which are `not_reached`; `found` has their session and position."""
    keys = ["session_id", "position"]
    marks = found.select(*keys, pl.lit(value=True).alias(MARK))
    return visits.join(marks, on=keys, how="left", maintain_order="left").with_columns(
        pl.col(MARK).fill_null(value=False)
    )
