"""Every figure: its name, unit, definition, and the very rows its sum and the list behind it stand on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from lib.frames.schema import BOT_ONLY, NOT_RESPONDED, OUTCOMES, REASSIGNED, Unit
from lib.metrics.filters import OUTBOUND

if TYPE_CHECKING:
    from collections.abc import Callable

    from lib.settings import Metrics


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure.

    `rows` says which rows of `table` a click on it opens. For a count they are the rows counted; for
    a mean the rows it is the mean over; for a share the rows of its numerator.
    """

    name: str
    label: str
    unit: Unit
    table: str
    definition: str
    rows: Callable[[Metrics], pl.Expr]

    def behind(self, frame: pl.LazyFrame, rules: Metrics) -> pl.LazyFrame:
        """The rows of its table that this figure stands on."""
        return frame.filter(self.rows(rules))


def _inbound() -> pl.Expr:
    return pl.col("direction").ne_missing(OUTBOUND)


def _with_outcome(outcome: str) -> Callable[[Metrics], pl.Expr]:
    return lambda _: _inbound() & (pl.col("outcome") == outcome)


def target_s(rules: Metrics) -> pl.Expr:
    """The service level's threshold in seconds, each queue's own where it has one."""
    own = {
        queue: target.service_level_s
        for queue, target in rules.queues.items()
        if target.service_level_s is not None
    }
    if not own:
        return pl.lit(rules.service_level_s)
    return pl.col("queue_id").replace_strict(own, default=rules.service_level_s, return_dtype=pl.Float64)


def _in_time(outcome: str) -> Callable[[Metrics], pl.Expr]:
    return lambda rules: (
        _with_outcome(outcome)(rules) & (pl.col("wait_s") <= target_s(rules)).fill_null(value=False)
    )


def _short_abandoned(rules: Metrics) -> pl.Expr:
    return _with_outcome("abandoned")(rules) & (pl.col("wait_s") < rules.short_abandon_s).fill_null(
        value=False
    )


def _abandoned(rules: Metrics) -> pl.Expr:
    """The rate's numerator: without the short ones where the settings say so."""
    abandoned = _with_outcome("abandoned")(rules)
    return abandoned if rules.count_short_abandoned else abandoned & ~_short_abandoned(rules)


def _well_served(rules: Metrics) -> pl.Expr:
    """The service level's numerator under the policy that the settings name."""
    in_time = _in_time("answered")(rules)
    if rules.service_level_policy == "answered_or_abandoned":
        return in_time | _in_time("abandoned")(rules)
    return in_time


def _timed() -> pl.Expr:
    return pl.col("interaction_s").is_not_null()


def _some(column: str) -> Callable[[Metrics], pl.Expr]:
    return lambda _: _timed() & (pl.col(column) > 0).fill_null(value=False)


def _all(_: Metrics) -> pl.Expr:
    return pl.col("session_id").is_not_null()


def _waited(rules: Metrics) -> pl.Expr:
    return _with_outcome("answered")(rules) & pl.col("wait_s").is_not_null()


def _where(rows: pl.Expr) -> Callable[[Metrics], pl.Expr]:
    return lambda _: rows


OUTCOME_MEANINGS = {
    "answered": "an agent accepted, or a supervisor gave it to one who did",
    "overflowed": "not answered; it went on to another queue",
    "voicemail": "not answered; it went to voicemail",
    "callback": "not answered; a callback was asked for",
    "open": "not answered, and not over when it was fetched",
    "abandoned": "not answered; the customer ended it",
    "system_ended": "not answered; the system or the bot ended it",
    "unknown": "not answered and over; who ended it is not in the record",
}

_FIGURES = (
    Figure(
        "offered", "Offered", "count", "visits",
        "Inbound visits to a queue, counted when they entered it. Offered = answered + overflowed + "
        "voicemail + callback + open + abandoned + system ended + unknown.",
        lambda _: _inbound(),
    ),
    *(
        Figure(
            outcome, outcome.replace("_", " ").capitalize(), "count", "visits",
            f"Offered visits: {OUTCOME_MEANINGS[outcome]}.", _with_outcome(outcome),
        )
        for outcome in OUTCOMES
    ),
    Figure(
        "left_otherwise", "Ended otherwise", "count", "visits",
        "Offered visits that were neither answered nor abandoned.",
        lambda _: _inbound() & ~pl.col("outcome").is_in(["answered", "abandoned"]),
    ),
    Figure(
        "short_abandoned", "Short abandoned", "count", "visits",
        "Abandoned after less than the set number of seconds (5 unless set).", _short_abandoned,
    ),
    Figure(
        "abandonment_rate", "Abandonment", "share", "visits",
        "Abandoned / offered, with Wilson's 95 % interval. "
        "Short ones count unless the settings say otherwise.",
        _abandoned,
    ),
    Figure(
        "unserved_rate", "Unserved", "share", "visits",
        "(Abandoned + system ended + unknown) / offered.",
        lambda _: _inbound() & pl.col("outcome").is_in(["abandoned", "system_ended", "unknown"]),
    ),
    Figure(
        "within_target", "Answered in time", "count", "visits",
        "Answered with a wait up to the service level's threshold (20 s unless set).", _in_time("answered"),
    ),
    Figure(
        "abandoned_in_time", "Abandoned in time", "count", "visits",
        "Abandoned with a wait up to the service level's threshold.", _in_time("abandoned"),
    ),
    Figure(
        "service_level", "Service level", "share", "visits",
        "Answered in time / offered, under the policy that the settings name.", _well_served,
    ),
    Figure(
        "waited", "Answered with a known wait", "count", "visits",
        "Answered visits that say when they entered the queue.", _waited,
    ),
    Figure(
        "asa_s", "ASA", "seconds", "visits",
        "Average speed of answer: mean wait of answered visits, from entering to acceptance.", _waited,
    ),
    Figure(
        "wait_p50_s", "Median wait", "seconds", "visits",
        "Half of the answered visits waited no longer.", _waited,
    ),
    Figure(
        "wait_p90_s", "p90 wait", "seconds", "visits",
        "Nine in ten answered visits waited no longer.", _waited,
    ),
    Figure(
        "handlings", "Handlings", "count", "handlings",
        "Times an agent took a conversation, both directions, counted when it was accepted.", _all,
    ),
    Figure(
        "timed", "Handlings timed", "count", "handlings",
        "Handlings whose interaction time is known; the others are left out of every time.",
        lambda _: _timed(),
    ),
    Figure(
        "left_out", "Left out", "count", "handlings",
        "Handlings without an interaction time, such as those still under way.", lambda _: ~_timed(),
    ),
    Figure(
        "held", "Held", "count", "handlings", "Handlings with any hold.", _some("hold_s"),
    ),
    Figure(
        "with_acw", "With after-call work", "count", "handlings",
        "Handlings with any after-call work.", _some("acw_s"),
    ),
    Figure(
        "aht_s", "AHT", "seconds", "handlings",
        "Average handle time: (talk + hold + after-call work) / handlings. The service's interaction time "
        "contains hold; it is not added twice.",
        lambda _: _timed(),
    ),
    Figure(
        "talk_mean_s", "Talk", "seconds", "handlings",
        "Interaction less hold, per handling.", lambda _: _timed(),
    ),
    Figure(
        "hold_mean_s", "Hold", "seconds", "handlings",
        "Hold per handling; a handling without hold counts as 0.", lambda _: _timed(),
    ),
    Figure(
        "hold_mean_held_s", "Hold when held", "seconds", "handlings",
        "Hold per handling that had any.", _some("hold_s"),
    ),
    Figure(
        "held_rate", "Held", "share", "handlings", "Handlings with any hold / handlings.", _some("hold_s"),
    ),
    Figure(
        "acw_mean_s", "After-call work", "seconds", "handlings",
        "After-call work per handling; a handling without any counts as 0.", lambda _: _timed(),
    ),
    Figure(
        "acw_mean_any_s", "After-call work when any", "seconds", "handlings",
        "After-call work per handling that had any.", _some("acw_s"),
    ),
    Figure(
        "with_acw_rate", "With after-call work", "share", "handlings",
        "Handlings with any after-call work / handlings.", _some("acw_s"),
    ),
    Figure(
        "abandoned_with_agent", "Abandoned with agent", "count", "handlings",
        "The customer left while this agent, the conversation's last, had him. Apart from the queue's "
        "abandonment, never added to it.",
        lambda _: pl.col("abandoned_with_agent"),
    ),
    Figure(
        "abandoned_with_agent_rate", "Abandoned with agent", "share", "handlings",
        "Abandoned with agent / handlings.", lambda _: pl.col("abandoned_with_agent"),
    ),
    Figure(
        "assignments", "Assignments", "count", "assignments",
        "Times a conversation was offered to an agent.", _all,
    ),
    Figure(
        "non_responses", "Not responded", "count", "assignments",
        "Assignments that the agent did not accept; those that a supervisor took away are apart.",
        lambda _: pl.col("result") == NOT_RESPONDED,
    ),
    Figure(
        "non_response_rate", "Non-response", "share", "assignments",
        "Not responded / assignments.", lambda _: pl.col("result") == NOT_RESPONDED,
    ),
    Figure(
        "reassigned", "Reassigned", "count", "assignments",
        "Assignments that a supervisor took away before they were accepted.",
        lambda _: pl.col("result") == REASSIGNED,
    ),
    Figure(
        "first_responses", "First responses", "count", "handlings",
        "Handlings that say how long the agent took to respond first.",
        lambda _: pl.col("first_response_s").is_not_null(),
    ),
    Figure(
        "first_response_mean_s", "First response", "seconds", "handlings",
        "Mean time from acceptance to the agent's first response.",
        lambda _: pl.col("first_response_s").is_not_null(),
    ),
    Figure(
        "conversations", "Conversations", "count", "conversations",
        "Sessions, bot-only ones among them, counted when they began. "
        "The assistant's own side sessions are none.",
        _all,
    ),
    Figure(
        "inbound_conversations", "Inbound conversations", "count", "conversations",
        "Conversations that were not outbound.", lambda _: _inbound(),
    ),
    Figure(
        "bot_only", "Bot only", "count", "conversations",
        "Conversations that never reached a queue or an agent.",
        _where(pl.col("kind") == BOT_ONLY),
    ),
    Figure(
        "contained", "Contained", "count", "conversations",
        "Inbound conversations that were bot only.", _where(_inbound() & (pl.col("kind") == BOT_ONLY)),
    ),
    Figure(
        "containment_rate", "Containment", "share", "conversations",
        "Contained / inbound conversations.", _where(_inbound() & (pl.col("kind") == BOT_ONLY)),
    ),
    Figure(
        "handled_conversations", "Handled conversations", "count", "conversations",
        "Conversations that an agent took.", _where(pl.col("handlings") > 0),
    ),
    Figure(
        "transferred", "Transferred", "count", "conversations",
        "Handled conversations with two or more agents, or two or more visits to queues.",
        _where((pl.col("handlings") > 0) & ((pl.col("agents") > 1) | (pl.col("visits") > 1))),
    ),
    Figure(
        "transfer_rate", "Transfers", "share", "conversations",
        "Transferred / handled conversations.",
        _where((pl.col("handlings") > 0) & ((pl.col("agents") > 1) | (pl.col("visits") > 1))),
    ),
    Figure(
        "scored", "CSAT scores", "count", "conversations",
        "Conversations with a CSAT score.", _where(pl.col("csat_score").is_not_null()),
    ),
    Figure(
        "scored_handled", "Handled with a CSAT score", "count", "conversations",
        "Handled conversations with a CSAT score.",
        _where(pl.col("csat_score").is_not_null() & (pl.col("handlings") > 0)),
    ),
    Figure(
        "scored_rate", "With a CSAT score", "share", "conversations",
        "Handled conversations with a CSAT score / handled conversations.",
        _where(pl.col("csat_score").is_not_null() & (pl.col("handlings") > 0)),
    ),
    Figure(
        "csat_mean", "CSAT", "score", "conversations",
        "Mean of the CSAT scores, 1 to 5.", _where(pl.col("csat_score").is_not_null()),
    ),
)  # fmt: skip

FIGURES = {figure.name: figure for figure in _FIGURES}
"""All figures by name."""


def counts(table: str, rules: Metrics) -> list[pl.Expr]:
    """One sum for each figure that counts rows of `table`."""
    return [
        figure.rows(rules).cast(pl.Int64).sum().alias(figure.name)
        for figure in FIGURES.values()
        if figure.table == table and figure.unit == "count"
    ]
