"""The metrics of agents: handlings, handle times and assignments."""

from __future__ import annotations

import polars as pl

from lib.frames.schema import IN_PROGRESS, NOT_RESPONDED, REASSIGNED
from lib.metrics.definitions import predicates
from lib.metrics.definitions.metric import Metric

HANDLING_METRICS = (
    Metric(
        "handlings", "Handlings", "count", "handlings",
        "Times an agent took a conversation, both directions, counted when it was accepted.",
        predicates.is_any,
    ),
    Metric(
        "timed", "Handlings timed", "count", "handlings",
        "Handlings whose interaction time is known; the others are left out of every time.",
        lambda _: predicates.is_timed(),
    ),
    Metric(
        "left_out", "Left out", "count", "handlings",
        "Handlings without an interaction time, such as those still under way.",
        lambda _: ~predicates.is_timed(),
    ),
    Metric(
        "contradictory", "Contradictory", "count", "handlings",
        "Handlings left out because their record contradicts itself: hold longer than the interaction, an "
        "end before its beginning, a length below zero.",
        predicates.is_contradictory,
    ),
    Metric(
        "held", "Held", "count", "handlings", "Handlings with any hold.", predicates.has_duration("hold_s"),
    ),
    Metric(
        "with_acw", "With after-call work", "count", "handlings",
        "Handlings with any after-call work.", predicates.has_duration("acw_s"),
    ),
    Metric(
        "aht_s", "AHT", "seconds", "handlings",
        "Average handle time: (talk + hold + after-call work) / handlings. The service's interaction time "
        "contains hold; it is not added twice.",
        lambda _: predicates.is_timed(),
    ),
    Metric(
        "talk_mean_s", "Talk", "seconds", "handlings",
        "Interaction less hold, per handling.", lambda _: predicates.is_timed(),
    ),
    Metric(
        "hold_mean_s", "Hold", "seconds", "handlings",
        "Hold per handling; a handling without hold counts as 0.", lambda _: predicates.is_timed(),
    ),
    Metric(
        "hold_mean_held_s", "Hold when held", "seconds", "handlings",
        "Hold per handling that had any.", predicates.has_duration("hold_s"),
    ),
    Metric(
        "held_rate", "Hold rate", "share", "handlings",
        "Handlings with any hold / handlings.", predicates.has_duration("hold_s"),
    ),
    Metric(
        "acw_mean_s", "After-call work", "seconds", "handlings",
        "After-call work per handling; a handling without any counts as 0.", lambda _: predicates.is_timed(),
    ),
    Metric(
        "acw_mean_any_s", "After-call work when any", "seconds", "handlings",
        "After-call work per handling that had any.", predicates.has_duration("acw_s"),
    ),
    Metric(
        "with_acw_rate", "After-call work rate", "share", "handlings",
        "Handlings with any after-call work / handlings.", predicates.has_duration("acw_s"),
    ),
    Metric(
        "abandoned_with_agent", "Abandoned with agent", "count", "handlings",
        "The customer left while this agent, the conversation's last, had him. Apart from the queue's "
        "abandonment, never added to it.",
        lambda _: pl.col("abandoned_with_agent"),
    ),
    Metric(
        "abandoned_with_agent_rate", "Abandonment with agent", "share", "handlings",
        "Abandoned with agent / handlings.", lambda _: pl.col("abandoned_with_agent"),
    ),
    Metric(
        "transferred_on", "Transferred on", "count", "handlings",
        "Handlings after which the conversation went on to another queue or agent.",
        lambda _: pl.col("went_on"),
    ),
    Metric(
        "transferred_on_rate", "Transfer-on rate", "share", "handlings",
        "Transferred on / handlings.", lambda _: pl.col("went_on"),
    ),
    Metric(
        "first_responses", "First responses", "count", "handlings",
        "Handlings that say how long the agent took to respond first.",
        lambda _: pl.col("first_response_s").is_not_null(),
    ),
    Metric(
        "first_response_mean_s", "First response", "seconds", "handlings",
        "Mean time from acceptance to the agent's first response.",
        lambda _: pl.col("first_response_s").is_not_null(),
    ),
    Metric(
        "assignments", "Assignments", "count", "assignments",
        "Times a conversation was offered to an agent.", predicates.is_any,
    ),
    Metric(
        "assignments_in_progress", "Being offered", "count", "assignments",
        "Assignments that were neither accepted nor over when they were fetched.",
        lambda _: pl.col("result") == IN_PROGRESS,
    ),
    Metric(
        "assignments_decided", "Assignments decided", "count", "assignments",
        "Assignments that are not being offered any more.", lambda _: pl.col("result") != IN_PROGRESS,
    ),
    Metric(
        "non_responses", "Not responded", "count", "assignments",
        "Assignments that the agent did not accept; those that a supervisor took away are apart.",
        lambda _: pl.col("result") == NOT_RESPONDED,
    ),
    Metric(
        "non_response_rate", "Non-response", "share", "assignments",
        "Not responded / assignments decided.", lambda _: pl.col("result") == NOT_RESPONDED,
    ),
    Metric(
        "reassigned", "Reassigned", "count", "assignments",
        "Assignments that a supervisor took away before they were accepted.",
        lambda _: pl.col("result") == REASSIGNED,
    ),
)  # fmt: skip
