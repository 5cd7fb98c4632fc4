"""Made-up rows: every kind of row once, spread over days of a clock change, or a few drawn at random."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from lib.frames.schema import OUTCOMES
from lib.metrics import Filters, Tables
from lib.period import Period
from lib.settings import Metrics, QueueTarget
from tests.metrics.rows import Row, assignment, at, conversation, handling, tables, visit

if TYPE_CHECKING:
    from collections.abc import Iterable

DIRECTIONS = ("Inbound", "Outbound", None)
CHANNELS = ("voice", "rtm", None)
QUEUES = ("q1", "q2", None)
AGENTS = ("a1", "a2", None)
RESULTS = ("accepted", "not_responded", "reassigned")
WAITS = (None, 0.0, 4.0, 5.0, 20.0, 21.0, 700.0)
SPANS = (None, 0.0, 30.0, 600.0)
SOME = (None, 0.0, 15.0)
KINDS = ("conversation", "bot_only")
SCORES = (None, 1.0, 5.0)
NEXT = {outcome: "q2" if outcome == "overflowed" else None for outcome in OUTCOMES}
ASKED = {"callback_opted": True, "callback_opted_time": at("2026-11-01T12:00")}
CALLBACKS = {
    ("callback", "q1"): ASKED,
    ("answered", "q2"): ASKED | {"accepted_time": at("2026-11-01T12:30")},
    ("overflowed", "q2"): ASKED,
}
"""What visits of an outcome and queue hold of a callback that was asked for."""
ANSWERS: dict[float | None, Row] = {
    None: {"csat_score": None, "nps_score": None, "like_dislike_score": None},
    0.0: {"csat_score": 2.0, "nps_score": 0.0, "like_dislike_score": 0.0},
    1.0: {"csat_score": 1.0, "nps_score": 7.0, "like_dislike_score": 0.0},
    5.0: {"csat_score": 5.0, "nps_score": 9.0, "like_dislike_score": 1.0},
    15.0: {"csat_score": 4.0, "nps_score": 10.0, "like_dislike_score": 1.0},
}
"""What a survey's answers are, by a value that tells rows apart."""

NUMBERS = ("visits", "handlings", "agents")
COUNTS = (0, 1, 2)

CHANGES = ("2026-03-08", "2026-11-01")
"""Days on which New York's clocks change."""

RULES = (
    Metrics(),
    Metrics(count_short_abandoned=False, service_level_policy="offered_less_short"),
    Metrics(callbacks_in_waits=True, survey_score_to="every_agent"),
    Metrics(service_level_policy="answered", queues={"q1": QueueTarget(service_level_s=4)}),
    Metrics(service_level_policy="answered_or_abandoned", queues={"q2": QueueTarget(service_level_s=60)}),
)


def every_kind(change: str = CHANGES[1]) -> Tables:
    """A row of each kind that the figures tell apart, a step of 53 minutes between them."""
    counted = (product((name,), COUNTS) for name in NUMBERS)
    return tables(
        visits=spread(
            change,
            (
                visit(
                    outcome,
                    wait_s,
                    direction=direction,
                    queue_id=queue,
                    next_queue_id=NEXT[outcome],
                    **CALLBACKS.get((outcome, queue), {}),
                )
                for outcome, wait_s, direction, queue in product(OUTCOMES, WAITS, DIRECTIONS, QUEUES)
            ),
        ),
        handlings=spread(
            change,
            (
                handling(
                    span,
                    hold,
                    acw,
                    agent_id=agent,
                    queue_id=queue,
                    abandoned_with_agent=queue == "q2",
                    went_on=agent == "a2",
                    is_last=queue == "q1",
                    is_agents_last=queue != "q2",
                    **ANSWERS[hold],
                )
                for span, hold, acw, agent, queue in product(SPANS, SOME, SOME, AGENTS, QUEUES)
            ),
        ),
        assignments=spread(
            change,
            (
                assignment(result, direction=direction, agent_id=agent)
                for result, direction, agent in product(RESULTS, DIRECTIONS, AGENTS)
            ),
        ),
        conversations=spread(
            change,
            (
                conversation(kind, direction=direction, **ANSWERS[score], **dict(counts))
                for kind, direction, score, *counts in product(KINDS, DIRECTIONS, SCORES, *counted)
            ),
        ),
    )


def spread(change: str, rows: Iterable[Row]) -> list[Row]:
    """The rows from three days before the change on, each with an id of its own."""
    first, step = at(change) - timedelta(days=3), timedelta(minutes=53)
    return [
        row | {"session_id": f"s{place}", "time": first + step * place, "session_start": first + step * place}
        for place, row in enumerate(rows)
    ]


FIRST = at("2026-11-01")
common = {
    "session_id": st.sampled_from(("s1", "s2", "s3", "s4")),
    "session_start": st.just(FIRST),
    "time": st.integers(0, 47).map(lambda hour: FIRST + timedelta(hours=hour)),
    "channel": st.sampled_from(CHANNELS),
    "direction": st.sampled_from(DIRECTIONS),
    "queue_id": st.sampled_from(QUEUES),
    "agent_id": st.sampled_from(AGENTS),
}
visits = st.fixed_dictionaries(
    common
    | {"outcome": st.sampled_from(OUTCOMES), "wait_s": st.sampled_from(WAITS)}
    | {"callback_opted": st.sampled_from((None, False, True))}
)
handlings = st.builds(
    lambda spans, more: handling(*spans) | more,
    st.tuples(st.sampled_from(SPANS), st.sampled_from(SOME), st.sampled_from(SOME)),
    st.fixed_dictionaries(common | {"abandoned_with_agent": st.booleans()}),
)
assignments = st.fixed_dictionaries(common | {"result": st.sampled_from(RESULTS)})
conversations = st.fixed_dictionaries(
    common
    | {"kind": st.sampled_from(KINDS), "csat_score": st.sampled_from(SCORES)}
    | {name: st.sampled_from(COUNTS) for name in NUMBERS}
)
crowds = st.builds(
    tables,
    *(st.lists(rows, max_size=12) for rows in (visits, handlings, assignments, conversations)),
)
"""A few rows of each frame, any of whose values may be null."""

rules = st.sampled_from(RULES)
filters = st.builds(
    lambda first, hours, **selected: Filters(
        Period(FIRST + timedelta(hours=first), FIRST + timedelta(hours=first + hours)), **selected
    ),
    st.integers(0, 40),
    st.integers(1, 48),
    channels=st.sampled_from(((), ("voice",), ("voice", "rtm"))),
    queues=st.sampled_from(((), ("q1",), ("q1", "q2"))),
    agents=st.sampled_from(((), ("a2",), ("a1", "a2"))),
    directions=st.sampled_from(((), ("Inbound",), ("Outbound",))),
)
