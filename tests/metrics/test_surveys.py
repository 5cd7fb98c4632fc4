"""Survey scores: the last handling agent's by default, every agent's by a setting, and counted once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lib.metrics import METRICS, Filters, agent_table, filter_tables, queue_table
from lib.period import Period
from lib.settings import Metrics
from tests.metrics.rows import RULES, at, conversation, handling, tables, values_of

EVERY = Metrics(survey_score_to="every_agent")
DAY = Filters(Period(at("2024-09-20"), at("2024-09-21")))


def part(
    session: str, agent: str, score: float, *, last: bool, queue: str | None = "q1"
) -> dict[str, object]:
    marks = {"is_last": last, "is_agents_last": True, "csat_score": score}
    return handling(session_id=session, agent_id=agent, agent_name=agent, queue_id=queue, **marks)


TRANSFERRED = tables(
    handlings=[
        part("s1", "mara", 1, last=False),
        part("s1", "tomasz", 1, last=True, queue=None),
        part("s2", "mara", 5, last=True),
    ],
    conversations=[
        conversation(session_id="s1", handlings=2, agents=2, csat_score=1),
        conversation(session_id="s2", handlings=1, agents=1, csat_score=5),
    ],
)


@pytest.mark.parametrize(
    ("rules", "mara", "tomasz"), [(RULES, (5, 1), (1, 1)), (EVERY, (3, 2), (1, 1))], ids=["last", "every"]
)
def test_csat_by_agent_of_a_transferred_call(
    rules: Metrics, mara: tuple[float, int], tomasz: tuple[float, int]
) -> None:
    agents = agent_table(TRANSFERRED.handlings, TRANSFERRED.assignments, rules).collect()
    rows = agents.select("agent_id", "handled_csat_mean", "handled_csat_scored").sort("agent_id").rows()
    assert rows == [("mara", *mara), ("tomasz", *tomasz)]
    for agent, expected in (("mara", mara), ("tomasz", tomasz)):
        selected = filter_tables(TRANSFERRED, replace(DAY, agents=(agent,)))
        assert values_of("csat_mean scored", selected, rules) == expected
        assert values_of("handled_csat_mean handled_csat_scored", selected, rules) == expected


def test_csat_of_all_counts_each_conversation_once() -> None:
    assert values_of("csat_mean scored", filter_tables(TRANSFERRED, DAY)) == (3, 2)


def test_csat_by_queue_is_that_of_the_last_handlings_queue() -> None:
    queues = queue_table(TRANSFERRED.visits, TRANSFERRED.handlings, RULES).collect()
    rows = queues.select("queue_id", "handled_csat_mean", "handled_csat_scored").rows()
    assert sorted(rows, key=str) == [("q1", 5, 1), (None, 1, 1)]
    assert values_of("csat_mean scored", filter_tables(TRANSFERRED, replace(DAY, queues=("q1",)))) == (5, 1)


def test_an_agent_with_two_handlings_of_one_conversation_has_its_score_once() -> None:
    twice = [part("s1", "mara", 4, last=False) | {"is_agents_last": False}, part("s1", "mara", 4, last=True)]
    for rules in (RULES, EVERY):
        assert values_of("handled_csat_scored handled_csat_mean", tables(handlings=twice), rules) == (1, 4)


def test_a_score_without_a_handling_is_in_the_whole_and_no_agents() -> None:
    alone = tables(conversations=[conversation(csat_score=2)])
    assert values_of("csat_mean scored handled_csat_scored", alone) == (2, 1, 0)
    assert values_of("csat_mean", filter_tables(alone, replace(DAY, agents=("mara",)))) == (None,)


@pytest.mark.parametrize(
    ("scores", "nps", "mean"),
    [([10, 9, 8, 7, 6, 0], 0, 40 / 6), ([9], 100, 9), ([0], -100, 0), ([7, 8], 0, 7.5), ([], None, None)],
)
def test_nps_is_promoters_less_detractors(scores: list[float], nps: float | None, mean: float | None) -> None:
    answers = tables(conversations=[conversation(nps_score=score) for score in [*scores, None]])
    assert values_of("nps nps_mean nps_scored", answers) == (nps, pytest.approx(mean), len(scores))


def test_liked_is_the_share_of_likes() -> None:
    answers = tables(
        conversations=[conversation(like_dislike_score=score) for score in (1, 0, 0, 1, 1, None)]
    )
    assert values_of("liked_rate liked like_scored", answers) == (0.6, 3, 5)


@pytest.mark.parametrize("selected", [{"queues": ("q1",)}, {"agents": ("mara",)}, {"not_queues": ("q2",)}])
def test_containment_of_some_queues_or_agents_is_unknown(selected: dict[str, tuple[str, ...]]) -> None:
    calls = tables(
        handlings=[part("s1", "mara", 5, last=True)],
        conversations=[
            conversation(session_id="s1", handlings=1),
            conversation("bot_only", session_id="s2"),
        ],
    )
    assert values_of("containment_rate", filter_tables(calls, DAY)) == (0.5,)
    narrowed = filter_tables(calls, replace(DAY, **selected))
    assert values_of("containment_rate containment_base", narrowed) == (None, 0)
    assert METRICS["containment_rate"].filter_rows(narrowed.conversations, RULES).collect().is_empty()
