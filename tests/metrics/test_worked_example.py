"""The worked example of docs/METRICS.md, from its rows to its figures."""

from __future__ import annotations

import pytest

from lib.metrics import agent_table, queue_table
from lib.settings import Metrics
from tests.metrics.rows import RULES, assignment, conversation, handling, metrics_of, tables, visit

OUT, IN = {"session_id": "s2", "direction": "Outbound"}, {"session_id": "s3"}

EXAMPLE = tables(
    visits=[
        visit("answered", None, time="2024-09-27T13:50:32", **OUT),
        visit("answered", 4, time="2024-09-27T13:33:01", queue_name="Default", **IN),
    ],
    handlings=[
        handling(34, 15, 4, time="2024-09-27T13:50:32", abandoned_with_agent=True, **OUT),
        handling(545, time="2024-09-27T13:33:05", first_response_s=7, **IN),
    ],
    assignments=[
        assignment(time="2024-09-27T13:50:32", **OUT),
        assignment(time="2024-09-27T13:33:02", **IN),
    ],
    conversations=[
        conversation(session_start="2024-09-27T13:50:32", visits=1, handlings=1, agents=1, **OUT),
        conversation(session_start="2024-09-27T13:32:46", visits=1, handlings=1, agents=1, **IN),
    ],
)

FIGURES = {
    "conversations": 2,
    "inbound_conversations": 1,
    "bot_only": 0,
    "containment_rate": 0,
    "handled_conversations": 2,
    "transfer_rate": 0,
    "csat_mean": None,
    "offered": 1,
    "answered": 1,
    "abandoned": 0,
    "abandonment_rate": 0,
    "within_target": 1,
    "service_level": 1,
    "asa_s": 4,
    "wait_p50_s": 4,
    "handlings": 2,
    "timed": 2,
    "left_out": 0,
    "talk_total_s": 564,
    "hold_total_s": 15,
    "acw_total_s": 4,
    "handle_total_s": 583,
    "aht_s": 291.5,
    "talk_mean_s": 282,
    "hold_mean_s": 7.5,
    "hold_mean_held_s": 15,
    "acw_mean_s": 2,
    "acw_mean_any_s": 4,
    "first_response_mean_s": 7,
    "abandoned_with_agent": 1,
    "abandoned_with_agent_rate": 0.5,
    "assignments": 2,
    "non_responses": 0,
    "non_response_rate": 0,
}


def test_the_whole() -> None:
    result = metrics_of(EXAMPLE)
    assert {name: result[name] for name in FIGURES} == FIGURES


@pytest.mark.parametrize("policy", ["offered", "offered_less_short", "answered", "answered_or_abandoned"])
def test_its_service_level_is_the_same_under_every_policy(policy: str) -> None:
    assert metrics_of(EXAMPLE, Metrics(service_level_policy=policy))["service_level"] == 1


def test_its_one_queue_and_its_one_agent_hold_all_of_it() -> None:
    queue = queue_table(EXAMPLE.visits, EXAMPLE.handlings, RULES).collect().row(0, named=True)
    agent = agent_table(EXAMPLE.handlings, EXAMPLE.assignments, RULES).collect().row(0, named=True)
    assert queue["queue_name"] == "Default"
    assert queue | {name: FIGURES[name] for name in FIGURES.keys() & queue.keys()} == queue
    assert agent | {name: FIGURES[name] for name in FIGURES.keys() & agent.keys()} == agent
