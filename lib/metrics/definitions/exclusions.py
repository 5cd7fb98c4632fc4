"""The rows of its table that each metric excludes, by the count that it is taken over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lib.metrics.definitions.rates import DENOMINATORS

if TYPE_CHECKING:
    from lib.metrics.definitions.metric import Metric

OUTBOUND_VISITS = "outbound visits"
OUTBOUND_CONVERSATIONS = "outbound conversations"
NO_WAIT = "visits whose wait is not known"
NOT_TIMED = (
    "handlings without an interaction time, such as those still under way, or whose record contradicts itself"
)
NO_HOLD = "handlings without hold"
NO_ACW = "handlings without after-call work"
NO_RESPONSE = "handlings that do not say how long the first response took"
NO_SCORE = "conversations without a score"
UNDECIDED = "assignments that are still being offered"
NO_AGENT = "conversations that no agent took"

CALLBACKS = "callbacks, unless the settings count them"
NO_CALLBACK = "visits without an opted callback"
NO_CALLBACK_TIME = "callbacks of which it is not known when they were asked for or taken"

BY_COUNT = {
    "waited": (NO_WAIT, CALLBACKS),
    "service_level_base": (CALLBACKS,),
    "well_served": (NO_WAIT, CALLBACKS),
    "callbacks_opted": (NO_CALLBACK,),
    "callbacks_kept": (NO_CALLBACK,),
    "callbacks_timed": (NO_CALLBACK, NO_CALLBACK_TIME),
    "timed": (NOT_TIMED,),
    "held": (NOT_TIMED, NO_HOLD),
    "with_acw": (NOT_TIMED, NO_ACW),
    "first_responses": (NO_RESPONSE,),
    "assignments_decided": (UNDECIDED,),
    "inbound_conversations": (OUTBOUND_CONVERSATIONS,),
    "contained": (OUTBOUND_CONVERSATIONS,),
    "handled_conversations": (NO_AGENT,),
    "scored": (NO_SCORE,),
    "short_abandoned": (NO_WAIT,),
    "within_target": (NO_WAIT, CALLBACKS),
    "abandoned_in_time": (NO_WAIT,),
}
"""The rows that a count, and any metric taken over it, excludes."""


def list_exclusions(metric: Metric) -> tuple[str, ...]:
    """The rows of its table that a metric excludes, as phrases."""
    outbound = (OUTBOUND_VISITS,) if metric.table == "visits" else ()
    return outbound + BY_COUNT.get(DENOMINATORS.get(metric.name, metric.name), ())
