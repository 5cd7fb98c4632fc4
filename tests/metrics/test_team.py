"""One agent is set beside the others' sums, and his work is listed interval by interval."""

from __future__ import annotations

import polars as pl
import pytest

from lib.metrics import Grain, agent_table
from lib.metrics.tables.cross_tables import agent_interval_table
from lib.metrics.tables.peer_totals import sum_other_agents, with_sparks
from lib.period import UTC_ZONE
from tests.metrics.rows import RULES, assignment, handling, tables

DAY = Grain(UTC_ZONE, "1d")
PICKED = tables(
    handlings=[
        handling(100, agent_id="a1", time="2024-09-20T12:00"),
        handling(300, 50, 10, agent_id="a2", time="2024-09-20T12:00"),
        handling(200, agent_id="a2", time="2024-09-21T12:00"),
        handling(None, agent_id=None, time="2024-09-22T12:00"),
    ],
    assignments=[assignment("not_responded", agent_id="a1"), assignment(agent_id="a2")],
)
AGENTS = agent_table(PICKED.handlings, PICKED.assignments, RULES).collect()


def test_the_others_are_all_but_one() -> None:
    rest = sum_other_agents(AGENTS, "a1").row(0, named=True)
    assert (rest["handlings"], rest["timed"], rest["aht_s"]) == (3, 2, 255)
    assert (rest["assignments"], rest["non_response_rate"]) == (1, 0)


def test_an_agent_alone_has_no_others() -> None:
    alone = AGENTS.filter(pl.col("agent_id") == "a1")
    rest = sum_other_agents(alone, "a1").row(0, named=True)
    assert (rest["handlings"], rest["aht_s"]) == (0, None)


@pytest.mark.parametrize(
    ("agent", "handlings", "aht"),
    [("a1", [1, 0, 0], [100.0]), ("a2", [1, 1, 0], [310.0, 200.0])],
)
def test_an_agents_work_is_listed_for_every_day(
    agent: str, handlings: list[int], aht: list[float | None]
) -> None:
    cells = agent_interval_table(PICKED.handlings, RULES, DAY).collect()
    listed = with_sparks(AGENTS, cells, handlings_each="handlings", aht_each_s="aht_s")
    row = listed.filter(pl.col("agent_id") == agent).row(0, named=True)
    assert (row["handlings_each"], row["aht_each_s"]) == (handlings, aht)
