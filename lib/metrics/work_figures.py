"""The figures of agents: what they handled and how long it took, and what they did not take."""

from __future__ import annotations

import polars as pl

from lib.frames.schema import IN_PROGRESS, NOT_RESPONDED, REASSIGNED
from lib.metrics import which
from lib.metrics.figure import Figure

WORK_FIGURES = (
    Figure(
        "handlings", "Handlings", "count", "handlings",
        "Times an agent took a conversation, both directions, counted when it was accepted.", which.every,
    ),
    Figure(
        "timed", "Handlings timed", "count", "handlings",
        "Handlings whose interaction time is known; the others are left out of every time.",
        lambda _: which.timed(),
    ),
    Figure(
        "left_out", "Left out", "count", "handlings",
        "Handlings without an interaction time, such as those still under way.", lambda _: ~which.timed(),
    ),
    Figure(
        "contradictory", "Contradictory", "count", "handlings",
        "Handlings left out because their record contradicts itself: hold longer than the interaction, an "
        "end before its beginning, a length below zero.",
        which.contradictory,
    ),
    Figure(
        "held", "Held", "count", "handlings", "Handlings with any hold.", which.some("hold_s"),
    ),
    Figure(
        "with_acw", "With after-call work", "count", "handlings",
        "Handlings with any after-call work.", which.some("acw_s"),
    ),
    Figure(
        "aht_s", "AHT", "seconds", "handlings",
        "Average handle time: (talk + hold + after-call work) / handlings. The service's interaction time "
        "contains hold; it is not added twice.",
        lambda _: which.timed(),
    ),
    Figure(
        "talk_mean_s", "Talk", "seconds", "handlings",
        "Interaction less hold, per handling.", lambda _: which.timed(),
    ),
    Figure(
        "hold_mean_s", "Hold", "seconds", "handlings",
        "Hold per handling; a handling without hold counts as 0.", lambda _: which.timed(),
    ),
    Figure(
        "hold_mean_held_s", "Hold when held", "seconds", "handlings",
        "Hold per handling that had any.", which.some("hold_s"),
    ),
    Figure(
        "held_rate", "Hold rate", "share", "handlings",
        "Handlings with any hold / handlings.", which.some("hold_s"),
    ),
    Figure(
        "acw_mean_s", "After-call work", "seconds", "handlings",
        "After-call work per handling; a handling without any counts as 0.", lambda _: which.timed(),
    ),
    Figure(
        "acw_mean_any_s", "After-call work when any", "seconds", "handlings",
        "After-call work per handling that had any.", which.some("acw_s"),
    ),
    Figure(
        "with_acw_rate", "After-call work rate", "share", "handlings",
        "Handlings with any after-call work / handlings.", which.some("acw_s"),
    ),
    Figure(
        "abandoned_with_agent", "Abandoned with agent", "count", "handlings",
        "The customer left while this agent, the conversation's last, had him. Apart from the queue's "
        "abandonment, never added to it.",
        lambda _: pl.col("abandoned_with_agent"),
    ),
    Figure(
        "abandoned_with_agent_rate", "Abandonment with agent", "share", "handlings",
        "Abandoned with agent / handlings.", lambda _: pl.col("abandoned_with_agent"),
    ),
    Figure(
        "transferred_on", "Transferred on", "count", "handlings",
        "Handlings after which the conversation went on to another queue or agent.",
        lambda _: pl.col("went_on"),
    ),
    Figure(
        "transferred_on_rate", "Transfer-on rate", "share", "handlings",
        "Transferred on / handlings.", lambda _: pl.col("went_on"),
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
        "assignments", "Assignments", "count", "assignments",
        "Times a conversation was offered to an agent.", which.every,
    ),
    Figure(
        "assignments_in_progress", "Being offered", "count", "assignments",
        "Assignments that were neither accepted nor over when they were fetched.",
        lambda _: pl.col("result") == IN_PROGRESS,
    ),
    Figure(
        "assignments_decided", "Assignments decided", "count", "assignments",
        "Assignments that are not being offered any more.", lambda _: pl.col("result") != IN_PROGRESS,
    ),
    Figure(
        "non_responses", "Not responded", "count", "assignments",
        "Assignments that the agent did not accept; those that a supervisor took away are apart.",
        lambda _: pl.col("result") == NOT_RESPONDED,
    ),
    Figure(
        "non_response_rate", "Non-response", "share", "assignments",
        "Not responded / assignments decided.", lambda _: pl.col("result") == NOT_RESPONDED,
    ),
    Figure(
        "reassigned", "Reassigned", "count", "assignments",
        "Assignments that a supervisor took away before they were accepted.",
        lambda _: pl.col("result") == REASSIGNED,
    ),
)  # fmt: skip
