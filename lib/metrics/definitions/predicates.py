"""Which rows each metric counts, as expressions under the settings' rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from polars import selectors

from lib.frames.contradictions import PARTS_OF_HANDLE
from lib.frames.schema import BOT_ONLY
from lib.metrics.definitions.filters import HAS_OWN_SCORE, IS_NARROWED, OUTBOUND

if TYPE_CHECKING:
    from collections.abc import Callable

    from lib.settings import Metrics

    Rows = Callable[[Metrics], pl.Expr]

CALLBACK = "callback"


def is_inbound() -> pl.Expr:
    """Rows that are not outbound; a null direction counts as inbound."""
    return pl.col("direction").ne_missing(OUTBOUND)


def has_outcome(outcome: str) -> Callable[[Metrics], pl.Expr]:
    """Offered visits of one outcome."""
    return lambda _: is_inbound() & (pl.col("outcome") == outcome)


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


def is_callback_opted(_: Metrics | None = None) -> pl.Expr:
    """Offered visits in which the customer asked to be called back, with any outcome."""
    return is_inbound() & ((pl.col("outcome") == CALLBACK) | pl.col("callback_opted").fill_null(value=False))


def is_callback_kept(rules: Metrics) -> pl.Expr:
    """Offered visits with an opted callback that an agent took: the customer was called back."""
    return is_callback_opted() & has_outcome("answered")(rules)


def callback_s() -> pl.Expr:
    """Seconds from asking for a callback until an agent took it; null where either is not known.

    The end is the agent's acceptance, else the begin of the callback, else the customer's acceptance.
    """
    end = pl.coalesce("accepted_time", "callback_initiated_time", "callback_accepted_time")
    seconds = (end - pl.col("callback_opted_time")).dt.total_milliseconds() / 1000
    return pl.when(seconds >= 0).then(seconds)


def is_callback_timed(rules: Metrics) -> pl.Expr:
    """Callbacks kept of which the time to call back is known."""
    return is_callback_kept(rules) & callback_s().is_not_null()


def is_abandoned_before_queue(_: Metrics | None = None) -> pl.Expr:
    """Inbound conversations that the customer ended before they reached any queue or agent."""
    return pl.col("abandoned_before_queue").fill_null(value=False)


def is_voicemail_without_queue() -> pl.Expr:
    """Inbound conversations that went to voicemail without a visit to a queue."""
    return is_inbound() & pl.col("is_voicemail").fill_null(value=False) & (pl.col("visits") == 0)


def is_wait_counted(rules: Metrics) -> pl.Expr:
    """Offered visits whose wait is a wait in the queue: without callbacks, unless the settings say so."""
    return is_inbound() if rules.callbacks_in_waits else is_inbound() & ~is_callback_opted()


def is_in_time(outcome: str) -> Callable[[Metrics], pl.Expr]:
    """Offered visits of one outcome that waited up to the threshold; an unknown wait is not in time."""
    return lambda rules: (
        is_wait_counted(rules)
        & (pl.col("outcome") == outcome)
        & (pl.col("wait_s") <= target_s(rules)).fill_null(value=False)
    )


def is_short_abandoned(rules: Metrics) -> pl.Expr:
    """Abandoned sooner than the settings count as a wait; an unknown wait is not short."""
    return has_outcome("abandoned")(rules) & (pl.col("wait_s") < rules.short_abandon_s).fill_null(value=False)


def is_abandoned(rules: Metrics) -> pl.Expr:
    """The rate's numerator: without the short ones where the settings say so."""
    is_left = has_outcome("abandoned")(rules)
    return is_left if rules.count_short_abandoned else is_left & ~is_short_abandoned(rules)


def is_in_abandonment_base(rules: Metrics) -> pl.Expr:
    """The abandonment rate's denominator: without the short ones where the settings say so."""
    return is_inbound() if rules.count_short_abandoned else is_inbound() & ~is_short_abandoned(rules)


def is_unserved(_: Metrics) -> pl.Expr:
    """Offered visits that nobody served: abandoned, ended by the system, or ended by an unknown side."""
    return is_inbound() & pl.col("outcome").is_in(["abandoned", "system_ended", "unknown"])


def is_in_service_level_base(rules: Metrics) -> pl.Expr:
    """The service level's denominator under the policy that the settings name."""
    counted = is_wait_counted(rules)
    if rules.service_level_policy == "answered":
        return counted & (pl.col("outcome") == "answered")
    if rules.service_level_policy == "offered_less_short":
        return counted & ~is_short_abandoned(rules)
    return counted


def is_well_served(rules: Metrics) -> pl.Expr:
    """The service level's numerator under the policy that the settings name."""
    served = is_in_time("answered")(rules)
    if rules.service_level_policy == "answered_or_abandoned":
        return served | is_in_time("abandoned")(rules)
    return served


def is_timed() -> pl.Expr:
    """Handlings whose interaction time is known."""
    return pl.col("interaction_s").is_not_null()


def is_contradictory(_: Metrics) -> pl.Expr:
    """Handlings that are not timed because their record contradicts itself."""
    has_contradiction = pl.col("contradictory").str.contains_any(list(PARTS_OF_HANDLE))
    return ~is_timed() & has_contradiction.fill_null(value=False)


def has_duration(column: str) -> Callable[[Metrics], pl.Expr]:
    """Timed handlings with any of a duration."""
    return lambda _: is_timed() & (pl.col(column) > 0).fill_null(value=False)


def is_any(_: Metrics) -> pl.Expr:
    """Every row."""
    return pl.col("session_id").is_not_null()


def has_known_wait(rules: Metrics) -> pl.Expr:
    """Answered visits whose wait is known, without callbacks unless the settings say so."""
    return is_wait_counted(rules) & (pl.col("outcome") == "answered") & pl.col("wait_s").is_not_null()


def has_score(table: str, column: str) -> Rows:
    """Rows of a frame that have a score: a handling where the settings give it to this handling's agent.

    Of conversations that are narrowed to queues or agents, those whose score is theirs.
    """
    is_known = pl.col(column).is_not_null()
    if table == "handlings":
        return lambda rules: is_known & pl.col(OWN_SCORE[rules.survey_score_to]).fill_null(value=False)
    return lambda rules: is_known if rules.survey_score_to == "every_agent" else is_known & _is_own_score()


OWN_SCORE = {"last_agent": "is_last", "every_agent": "is_agents_last"}
"""The column that says whether a handling's agent gets the conversation's score, by `survey_score_to`."""


def _is_own_score() -> pl.Expr:
    """Whether a conversation's score is of the selected queues and agents; true where none is selected."""
    return pl.all_horizontal(selectors.by_name(HAS_OWN_SCORE, require_all=False))


def is_in_containment_base(_: Metrics) -> pl.Expr:
    """Inbound conversations, none where queues or agents are selected: bot-only ones have neither."""
    return is_inbound() & ~pl.any_horizontal(selectors.by_name(IS_NARROWED, require_all=False))


def is_contained(rules: Metrics) -> pl.Expr:
    """Inbound conversations that never left the bot."""
    return is_in_containment_base(rules) & (pl.col("kind") == BOT_ONLY)


def without_rules(rows: pl.Expr) -> Callable[[Metrics], pl.Expr]:
    """A predicate that no setting changes."""
    return lambda _: rows
