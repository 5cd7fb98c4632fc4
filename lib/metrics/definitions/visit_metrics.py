"""The metrics of queues: offered visits, their outcomes and waits."""

from __future__ import annotations

import polars as pl

from lib.frames.schema import OUTCOMES
from lib.metrics.definitions import predicates
from lib.metrics.definitions.metric import Metric

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

VISIT_METRICS = (
    Metric(
        "offered", "Offered", "count", "visits",
        "Inbound visits to a queue, counted when they entered it. Offered = answered + overflowed + "
        "voicemail + callback + open + abandoned + system ended + unknown.",
        lambda _: predicates.is_inbound(),
    ),
    *(
        Metric(
            outcome, outcome.replace("_", " ").capitalize(), "count", "visits",
            f"Offered visits: {OUTCOME_MEANINGS[outcome]}.", predicates.has_outcome(outcome),
        )
        for outcome in OUTCOMES
    ),
    Metric(
        "left_otherwise", "Ended otherwise", "count", "visits",
        "Offered visits that were neither answered nor abandoned.",
        lambda _: predicates.is_inbound() & ~pl.col("outcome").is_in(["answered", "abandoned"]),
    ),
    Metric(
        "short_abandoned", "Short abandoned", "count", "visits",
        "Abandoned after less than the set number of seconds (5 unless set).", predicates.is_short_abandoned,
    ),
    Metric(
        "abandonment_base", "Visits for abandonment", "count", "visits",
        "What the abandonment rate is taken over: offered visits, less the short abandoned ones where the "
        "settings leave these out.",
        predicates.is_in_abandonment_base,
    ),
    Metric(
        "counted_abandoned", "Abandoned, as the rate counts", "count", "visits",
        "The abandonment rate's numerator: abandoned visits, less the short ones where the settings leave "
        "these out.",
        predicates.is_abandoned,
    ),
    Metric(
        "abandonment_rate", "Abandonment", "share", "visits",
        "Abandoned / offered, with Wilson's 95 % interval. "
        "Short ones count unless the settings say otherwise.",
        predicates.is_abandoned,
    ),
    Metric(
        "unserved", "Not served", "count", "visits",
        "Offered visits that were abandoned, ended by the system, or ended by an unknown side.",
        predicates.is_unserved,
    ),
    Metric(
        "unserved_rate", "Unserved", "share", "visits",
        "(Abandoned + system ended + unknown) / offered.", predicates.is_unserved,
    ),
    Metric(
        "within_target", "Answered in time", "count", "visits",
        "Answered with a wait up to the service level's threshold (20 s unless set). "
        "Callbacks are left out unless the settings count them.",
        predicates.is_in_time("answered"),
    ),
    Metric(
        "abandoned_in_time", "Abandoned in time", "count", "visits",
        "Abandoned with a wait up to the service level's threshold.", predicates.is_in_time("abandoned"),
    ),
    Metric(
        "service_level_base", "Visits for the service level", "count", "visits",
        "What the service level is taken over under the policy that the settings name: offered visits, "
        "less callbacks unless the settings count them.",
        predicates.is_in_service_level_base,
    ),
    Metric(
        "well_served", "Served in time", "count", "visits",
        "The service level's numerator: answered in time, and abandoned in time under the policy that "
        "counts these.",
        predicates.is_well_served,
    ),
    Metric(
        "service_level", "Service level", "share", "visits",
        "Answered in time / offered less callbacks, under the policy that the settings name.",
        predicates.is_well_served,
    ),
    Metric(
        "waited", "Answered with a known wait", "count", "visits",
        "Answered visits that say when they entered the queue, less callbacks unless the settings count "
        "them.",
        predicates.has_known_wait,
    ),
    Metric(
        "asa_s", "ASA", "seconds", "visits",
        "Average speed of answer: mean wait of answered visits, from entering to acceptance. "
        "Callbacks are left out unless the settings count them.",
        predicates.has_known_wait,
    ),
    Metric(
        "wait_p50_s", "Median wait", "seconds", "visits",
        "Half of the answered visits waited no longer; callbacks as in ASA.", predicates.has_known_wait,
    ),
    Metric(
        "wait_p90_s", "p90 wait", "seconds", "visits",
        "Nine in ten answered visits waited no longer; callbacks as in ASA.", predicates.has_known_wait,
    ),
    Metric(
        "callbacks_opted", "Callbacks opted", "count", "visits",
        "Offered visits in which the customer asked to be called back, whatever became of them.",
        predicates.is_callback_opted,
    ),
    Metric(
        "callbacks_open", "Callbacks open", "count", "visits",
        "Callbacks asked for and not kept when it was fetched: visits with the outcome callback.",
        predicates.has_outcome("callback"),
    ),
    Metric(
        "callbacks_kept", "Callbacks kept", "count", "visits",
        "Callbacks asked for, and an agent took the visit.", predicates.is_callback_kept,
    ),
    Metric(
        "callbacks_timed", "Callbacks timed", "count", "visits",
        "Callbacks kept of which it is known when they were asked for and taken.",
        predicates.is_callback_timed,
    ),
    Metric(
        "callback_mean_s", "Time to call back", "seconds", "visits",
        "Mean time from asking for a callback to the agent's acceptance of it.", predicates.is_callback_timed,
    ),
    Metric(
        "callback_p50_s", "Median time to call back", "seconds", "visits",
        "Half of the callbacks kept were taken no later after they were asked for.",
        predicates.is_callback_timed,
    ),
)  # fmt: skip
