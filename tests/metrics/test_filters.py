"""What a filter keeps: the half-open period, and channels, queues, agents and directions frame by frame."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lib.frames.schema import SCHEMAS, empty_frame
from lib.metrics import Filters, filter_table, filter_tables
from lib.metrics.definitions.filters import COUNTED_AT
from lib.period import Period
from tests.metrics.rows import (
    assignment,
    at,
    conversation,
    frame,
    handling,
    metrics_of,
    tables,
    values_of,
    visit,
)

DAY = Filters(Period(at("2024-09-20"), at("2024-09-21")))
GRAINS = ("visits", "handlings", "assignments", "conversations")
OF_GRAIN = {"visits": "offered", **{grain: grain for grain in GRAINS if grain != "visits"}}


def count_rows(filters: Filters) -> dict[str, int]:
    """How many rows of each grain are kept of some that differ in everything."""
    kept = filter_tables(
        tables(
            visits=[
                visit(),
                visit(channel="Web/Mobile Client", queue_id="q2", session_id="s2"),
                visit(channel=None, queue_id=None, direction=None, session_id="s3"),
                visit("abandoned", agent_id=None, session_id="s4"),
            ],
            handlings=[
                handling(),
                handling(channel="Web/Mobile Client", queue_id="q2", agent_id="a2", session_id="s2"),
                handling(queue_id=None, agent_id=None, direction=None, session_id="s3"),
            ],
            assignments=[assignment(), assignment(agent_id="a2", queue_id="q2", direction="Outbound")],
            conversations=[
                conversation(),
                conversation(session_id="s2", channel="Web/Mobile Client"),
                conversation(session_id="s3", direction=None),
                conversation("bot_only", session_id="s5", direction="Outbound"),
            ],
        ),
        filters,
    )
    return {grain: kept[grain].collect().height for grain in GRAINS}


@pytest.mark.parametrize(
    ("selected", "visits", "handlings", "assignments", "conversations"),
    [
        pytest.param({}, 4, 3, 2, 4, id="everything"),
        pytest.param({"channels": ("rtm",)}, 1, 1, 0, 1, id="a channel"),
        pytest.param({"channels": ("rtm", "voice")}, 3, 3, 2, 4, id="channels, a null one is none of them"),
        pytest.param({"channels": ("fax",)}, 0, 0, 0, 0, id="a channel without rows"),
        pytest.param({"queues": ("q1",)}, 2, 1, 1, 1, id="a queue"),
        pytest.param({"queues": ("q1", "q2")}, 3, 2, 2, 2, id="queues, a bare transfer is in none"),
        pytest.param({"agents": ("a2",)}, 4, 1, 1, 1, id="an agent, whom no visit has"),
        pytest.param({"agents": ("a1", "a2")}, 4, 2, 2, 2, id="agents"),
        pytest.param({"directions": ("Inbound",)}, 4, 3, 1, 3, id="inbound, null among them"),
        pytest.param({"directions": ("Outbound",)}, 0, 0, 1, 1, id="outbound"),
        pytest.param({"queues": ("q1",), "agents": ("a2",)}, 2, 0, 0, 0, id="an agent of another queue"),
        pytest.param({"not_channels": ("rtm",)}, 3, 2, 2, 3, id="all channels but one, a null one is kept"),
        pytest.param({"not_queues": ("q1",)}, 2, 2, 1, 3, id="all queues but one"),
        pytest.param({"not_queues": ("q1", "q2")}, 1, 1, 0, 2, id="all queues but two"),
        pytest.param({"not_agents": ("a2",)}, 4, 2, 1, 3, id="all agents but one"),
        pytest.param({"not_agents": ("a9",)}, 4, 3, 2, 4, id="all agents but one who is not there"),
        pytest.param({"queues": ("q1", "q2"), "not_queues": ("q2",)}, 2, 1, 1, 1, id="one of two queues"),
    ],
)
def test_what_is_picked(
    selected: dict[str, tuple[str, ...]], visits: int, handlings: int, assignments: int, conversations: int
) -> None:
    kept = count_rows(replace(DAY, **selected))
    assert tuple(kept.values()) == (visits, handlings, assignments, conversations)


@pytest.mark.parametrize(
    ("time", "inside"),
    [
        ("2024-09-19T23:59:59.999999", False),
        ("2024-09-20T00:00:00", True),
        ("2024-09-20T23:59:59.999999", True),
        ("2024-09-21T00:00:00", False),
    ],
)
def test_a_period_holds_its_start_and_not_its_end(time: str, *, inside: bool) -> None:
    selected = tables(
        [visit(time=time)],
        [handling(time=time)],
        [assignment(time=time)],
        [conversation(session_start=time)],
    )
    result = metrics_of(filter_tables(selected, DAY))
    assert {result[name] for name in OF_GRAIN.values()} == {int(inside)}


def test_two_days_count_each_row_once() -> None:
    midnight = tables([visit(time="2024-09-20T00:00:00"), visit(time="2024-09-21T00:00:00")])
    next_day = Filters(Period(at("2024-09-21"), at("2024-09-22")))
    assert [values_of("offered", filter_tables(midnight, day)) for day in (DAY, next_day)] == [(1,), (1,)]


def test_a_row_is_counted_by_its_own_time_and_not_by_its_session() -> None:
    late, early = "2024-09-20T00:05:00", {"session_start": at("2024-09-19T23:55:00")}
    selected = tables([visit(time=late, **early)], [handling(time=late, **early)])
    assert values_of("offered handlings conversations", filter_tables(selected, DAY)) == (1, 1, 0)


def test_a_conversation_is_kept_for_a_queue_that_it_reached_after_the_period() -> None:
    selected = tables(
        visits=[visit(time="2024-09-21T00:05:00", session_id="s1")],
        conversations=[conversation(session_start="2024-09-20T23:55:00", session_id="s1")],
    )
    filters = replace(DAY, queues=("q1",))
    assert values_of("offered conversations", filter_tables(selected, filters)) == (0, 1)


def test_a_conversation_with_two_visits_to_a_queue_counts_once() -> None:
    selected = tables(visits=[visit(), visit()], handlings=[handling()], conversations=[conversation()])
    filters = replace(DAY, queues=("q1",), agents=("a1",))
    assert values_of("offered conversations", filter_tables(selected, filters)) == (2, 1)


def test_with_filters_conversation_with_another_queue_is_not_excluded() -> None:
    selected = tables(
        visits=[visit(session_id="s1"), visit(session_id="s1", queue_id="q2"), visit(session_id="s2")],
        conversations=[conversation(session_id="s1"), conversation(session_id="s2")],
    )
    kept = filter_tables(selected, replace(DAY, not_queues=("q1",)))
    assert kept.visits.collect()["queue_id"].to_list() == ["q2"]
    assert kept.conversations.collect()["session_id"].to_list() == ["s1"]


def test_an_agent_does_not_narrow_the_queues_figures() -> None:
    selected = tables([visit("abandoned", 30), visit(agent_id="a1"), visit(agent_id="a2")], [handling()])
    narrowed = filter_tables(selected, replace(DAY, agents=("a2",)))
    assert (
        values_of("offered abandonment_rate", narrowed)
        == values_of("offered abandonment_rate", selected)
        == (3, 1 / 3)
    )
    assert values_of("handlings", narrowed) == (0,)


@pytest.mark.parametrize("table", SCHEMAS)
def test_every_frame_can_be_narrowed(table: str) -> None:
    assert COUNTED_AT[table] in SCHEMAS[table]
    selected = replace(DAY, channels=("voice",), queues=("q1",), agents=("a1",), directions=("Inbound",))
    assert (
        filter_table(table, empty_frame(table).lazy(), selected, tables()).collect().schema
        == empty_frame(table).schema
    )


@pytest.mark.parametrize("table", ["side_cars", "rejects", "records"])
def test_what_is_no_conversation_is_narrowed_by_the_period_alone(table: str) -> None:
    rows = [{"session_id": "s1", "session_start": at(day)} for day in ("2024-09-20", "2024-09-21")]
    selected = replace(DAY, channels=("voice",), queues=("q1",), agents=("a1",))
    assert filter_table(table, frame(table, rows), selected).collect()["session_start"].to_list() == [
        at("2024-09-20")
    ]
