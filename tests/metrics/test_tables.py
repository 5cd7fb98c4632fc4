"""The tables by queue and by agent: their columns, their order, their names, and the row without a queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lib.metrics import agent_table, queue_table
from lib.metrics.tables.summary_tables import AGENT_COLUMNS, QUEUE_COLUMNS, newest_names
from lib.settings import Metrics
from tests.metrics.rows import RULES, Row, assignment, frame, handling, visit

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

TIMES = (
    "handle_total_s, talk_total_s, hold_total_s, acw_total_s, held, with_acw, "
    "aht_s, hold_mean_s, hold_mean_held_s, acw_mean_s, acw_mean_any_s"
)
SURVEYS = (
    "handled_csat_scored, handled_csat_mean, handled_nps_scored, handled_nps, handled_nps_mean, "
    "handled_like_scored, handled_liked_rate"
)
BY_QUEUE = (
    "queue_id, queue_name, offered, "
    "answered, overflowed, voicemail, callback, open, abandoned, system_ended, unknown, "
    "short_abandoned, abandonment_rate, abandonment_low, abandonment_high, within_target, service_level, "
    f"asa_s, wait_p50_s, wait_p90_s, handlings, {TIMES}, "
    "service_level_base, callbacks_opted, callbacks_open, callbacks_kept, callback_mean_s, callback_p50_s, "
    f"{SURVEYS}"
)
BY_AGENT = (
    f"agent_id, agent_name, handlings, {TIMES}, "
    "abandoned_with_agent, assignments, non_responses, reassigned, first_response_mean_s, "
    f"assignments_in_progress, {SURVEYS}"
)
"""What was promised to those who read the exports by machine: neither name nor order may change."""


def queues(visits: Sequence[Row] = (), handlings: Sequence[Row] = (), rules: Metrics = RULES) -> pl.DataFrame:
    return queue_table(frame("visits", visits), frame("handlings", handlings), rules).collect()


def agents(handlings: Sequence[Row] = (), assignments: Sequence[Row] = ()) -> pl.DataFrame:
    return agent_table(frame("handlings", handlings), frame("assignments", assignments), RULES).collect()


@pytest.mark.parametrize("policy", ["offered", "answered_or_abandoned"])
@pytest.mark.parametrize("visits", [[], [visit()]])
def test_columns_by_queue(visits: list[Row], policy: str) -> None:
    assert ", ".join(QUEUE_COLUMNS) == BY_QUEUE
    columns = queues(visits, rules=Metrics(service_level_policy=policy)).columns
    assert columns[: len(QUEUE_COLUMNS)] == list(QUEUE_COLUMNS)
    assert len(columns) == len(set(columns))


@pytest.mark.parametrize("handlings", [[], [handling()]])
def test_columns_by_agent(handlings: list[Row]) -> None:
    assert ", ".join(AGENT_COLUMNS) == BY_AGENT
    columns = agents(handlings).columns
    assert columns[: len(AGENT_COLUMNS)] == list(AGENT_COLUMNS)
    assert len(columns) == len(set(columns))


def test_types_do_not_depend_on_the_rows() -> None:
    assert queues().schema == queues([visit()]).schema == queues([], [handling()]).schema
    assert agents().schema == agents([handling()]).schema == agents([], [assignment()]).schema


def test_no_rows_are_no_queues_and_no_agents() -> None:
    assert queues().is_empty()
    assert agents().is_empty()


def test_a_transfer_direct_to_an_agent_stands_in_the_row_without_a_queue() -> None:
    direct = handling(60, queue_id=None, via="transfer")
    table = queues([visit(queue_name="Sales")], [handling(90, 30), direct, direct])
    assert table.select("queue_id", "queue_name", "offered", "handlings", "handle_total_s").rows() == [
        ("q1", "Sales", 1, 1, 90.0),
        (None, None, 0, 2, 120.0),
    ]
    assert table.row(1, named=True)["abandonment_rate"] is None
    assert table.row(1, named=True)["service_level"] is None


def test_a_queue_with_visits_alone_has_no_times_and_one_with_handlings_alone_no_rates() -> None:
    table = queues([visit("abandoned", 30)], [handling(60, queue_id="q2")])
    columns = "queue_id", "offered", "abandonment_rate", "asa_s", "wait_p90_s", "handle_total_s", "aht_s"
    assert table.select(columns).rows() == [
        ("q1", 1, 1.0, None, None, 0.0, None),
        ("q2", 0, None, None, None, 60.0, 60.0),
    ]


def test_outbound_visits_make_a_row_with_nothing_offered() -> None:
    table = queues([visit(direction="Outbound")])
    assert table.select("queue_id", "offered", "answered", "abandonment_rate").rows() == [("q1", 0, 0, None)]


def test_an_agent_who_never_accepted_has_a_row() -> None:
    table = agents([], [assignment("not_responded", agent_name="Ada"), assignment("reassigned")])
    columns = "agent_name", "handlings", "aht_s", "assignments", "non_responses", "reassigned"
    assert table.select(*columns, "non_response_rate").rows() == [("Ada", 0, None, 2, 1, 1, 0.5)]


def test_by_agent() -> None:
    left = handling(100, 15, 4, abandoned_with_agent=True, first_response_s=7)
    table = agents([left, handling(50), handling(20, agent_id="a2")], [assignment(), assignment()])
    assert table.row(0, named=True) | {
        "handlings": 2,
        "handle_total_s": 154,
        "talk_total_s": 135,
        "hold_total_s": 15,
        "acw_total_s": 4,
        "aht_s": 77,
        "abandoned_with_agent": 1,
        "abandoned_with_agent_rate": 0.5,
        "assignments": 2,
        "first_response_mean_s": 7,
    } == table.row(0, named=True)
    assert table["agent_id"].to_list() == ["a1", "a2"]


def test_the_busiest_stand_first_and_then_the_ids() -> None:
    visits = [visit(queue_id=queue) for queue in ("q3", "q2", "q2", "q1")]
    assert queues(visits, [handling(queue_id="q3")])["queue_id"].to_list() == ["q2", "q3", "q1"]
    tries = [assignment(agent_id=agent) for agent in ("a2", "a1", None)]
    assert agents([handling(agent_id="a3")], tries)["agent_id"].to_list() == ["a3", "a1", "a2", None]


OLD, NEW = "2024-09-20T08:00", "2024-09-20T16:00"
EARLY, LATER = visit(time=OLD, queue_name="Desk"), visit(time=NEW, queue_name="Help")


@pytest.mark.parametrize(
    ("visits", "handlings", "name"),
    [
        pytest.param([visit()], [], None, id="never named"),
        pytest.param([LATER, EARLY], [], "Help", id="newest"),
        pytest.param([visit(time=NEW), EARLY], [], "Desk", id="nameless since"),
        pytest.param([EARLY], [handling(time=NEW, queue_name="Care")], "Care", id="in either frame"),
        pytest.param([EARLY, EARLY | {"queue_name": "Line"}], [], "Line", id="two at once, always the same"),
        pytest.param([EARLY | {"queue_name": "Line"}, EARLY], [], "Line", id="two at once, turned round"),
    ],
)
def test_the_newest_name_wins(visits: list[Row], handlings: list[Row], name: str | None) -> None:
    assert queues(visits, handlings).select("queue_id", "queue_name").rows() == [("q1", name)]


def test_an_agent_renamed_is_one_agent() -> None:
    table = agents(
        [handling(time=NEW, agent_name="Ada King"), handling(time=OLD, agent_name="Ada Byron")],
        [assignment("not_responded", time=OLD, agent_name="A. Byron")],
    )
    assert table.select("agent_name", "handlings", "assignments").rows() == [("Ada King", 2, 1)]


def test_agents_of_one_name_are_two() -> None:
    table = agents([handling(agent_name="Ada"), handling(agent_id="a2", agent_name="Ada")])
    assert table.select("agent_id", "agent_name").rows() == [("a1", "Ada"), ("a2", "Ada")]


def test_those_without_an_id_share_a_row_and_no_name() -> None:
    table = agents([handling(agent_id=None, agent_name="Ada"), handling(agent_id=None, agent_name="Bob")])
    assert table.select("agent_id", "agent_name", "handlings").rows() == [(None, None, 2)]
    assert newest_names("agent", frame("handlings", [handling()])).collect().is_empty()
