from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest

from lib.demo import Centre
from lib.demo.simulation.calendar import outage_of, second_at
from lib.demo.simulation.staff import EQUAL_AGENTS, HARD_QUEUE, HARD_WORK_AGENT, IMPATIENT_QUEUE, SLOW_AGENT

DAY = datetime(2026, 11, 9, 5, tzinfo=UTC)
LATER = datetime(2026, 12, 1, tzinfo=UTC)
WEEK = timedelta(days=7)


@cache
def fixed(now: datetime, seed: int = 1, volume: float = 1.0) -> Centre:
    return Centre(seed, volume=volume, clock=lambda: now)


def test_the_same_seed_tells_the_same_whatever_was_asked_before() -> None:
    one, other = Centre(1, clock=lambda: LATER), Centre(1, clock=lambda: LATER)
    other.records(DAY - 3 * WEEK, DAY - 2 * WEEK)
    assert one.records(DAY, DAY + WEEK) == other.records(DAY, DAY + WEEK)
    assert one.truth(DAY, DAY + WEEK) == other.truth(DAY, DAY + WEEK)


def test_another_seed_tells_another_story() -> None:
    assert fixed(LATER).truth(DAY, DAY + WEEK) != fixed(LATER, seed=2).truth(DAY, DAY + WEEK)


def test_both_ends_of_a_period_belong_to_its_records() -> None:
    records = fixed(LATER).records(DAY, DAY + timedelta(days=1))
    starts = [datetime.fromtimestamp(int(str(r["sessionId"])[:8], 16), UTC) for r in records]
    assert fixed(LATER).records(min(starts), max(starts)) == records


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        fixed(LATER).records(datetime(2026, 11, 9), DAY)  # noqa: DTZ001


def test_volume_and_size_are_as_said() -> None:
    centre = fixed(LATER)
    weekday = [
        len(centre.select(DAY + timedelta(days=n), DAY + timedelta(days=n + 1)).keys) for n in range(5)
    ]
    weekend = [len(centre.select(DAY + timedelta(days=n), DAY + timedelta(days=n + 1)).keys) for n in (5, 6)]
    assert 550 < min(weekday) < max(weekday) < 850
    assert 180 < min(weekend) < max(weekend) < 380


def test_more_volume_brings_more_agents_not_another_service() -> None:
    small, big = fixed(LATER), fixed(LATER, volume=3)
    assert len(big.agents) == 3 * len(small.agents) == 3 * 34
    assert len({agent.id for agent in big.agents}) == len(big.agents)
    ratio = len(big.select(DAY, DAY + WEEK).keys) / len(small.select(DAY, DAY + WEEK).keys)
    assert 2.8 < ratio < 3.2


def test_an_ordinary_week_runs_as_a_centre_does() -> None:
    rows = fixed(LATER).truth(DAY - WEEK, DAY).queues
    visits = [row for queue, row in rows.items() if queue is not None]
    offered = sum(row.offered for row in visits)
    assert 0.05 < sum(row.abandoned for row in visits) / offered < 0.12
    assert 0.65 < sum(row.within_target for row in visits) / offered < 0.85
    handlings = sum(row.handlings for row in rows.values())
    assert 0.17 < sum(row.held for row in rows.values()) / handlings < 0.30
    assert 0.62 < sum(row.with_acw for row in rows.values()) / handlings < 0.78


def test_voice_takes_five_to_seven_minutes() -> None:
    rows = fixed(LATER).truth(DAY, DAY + WEEK, channels=["Voice", "voice"]).queues.values()
    counted = sum(row.handlings - row.interaction_missing for row in rows)
    assert 300 < sum(row.handle_total_s for row in rows) / counted < 400


def test_the_slow_agent_is_slow() -> None:
    centre = fixed(LATER)
    agents = centre.truth(DAY - 3 * WEEK, DAY + WEEK, channels=["Voice", "voice"]).agents
    slow = next(a for a in centre.agents if a.names == (SLOW_AGENT,))
    equals = [agents[a.id] for a in centre.agents[:EQUAL_AGENTS]]
    usual = sum(row.handle_total_s for row in equals) / sum(row.handlings for row in equals)
    assert agents[slow.id].handle_total_s / agents[slow.id].handlings > 1.3 * usual


def test_twenty_agents_share_every_parameter() -> None:
    equals = fixed(LATER).agents[:EQUAL_AGENTS]
    assert len({(a.skills, a.speed, a.ignore_rate, a.technical) for a in equals}) == 1


def test_who_takes_the_hard_work_is_of_normal_speed() -> None:
    centre = fixed(LATER)
    agent = next(a for a in centre.agents if a.names == (HARD_WORK_AGENT,))
    hard = next(q for q in centre.queues if q.name == HARD_QUEUE)
    of_all = centre.truth(DAY - 3 * WEEK, DAY + WEEK).agents[agent.id]
    of_hard = centre.truth(DAY - 3 * WEEK, DAY + WEEK, queues=[hard.id])
    share = of_hard.agents[agent.id].handlings / of_hard.queues[hard.id].handlings
    assert agent.speed == 1.0
    assert share > 0.3
    assert of_all.handlings > 2 * of_hard.agents[agent.id].handlings / 3


def test_the_impatient_queue_loses_most() -> None:
    centre = fixed(LATER)
    rows = centre.truth(DAY - 3 * WEEK, DAY + WEEK).queues
    rates = {q.name: rows[q.id].abandoned / rows[q.id].offered for q in centre.queues}
    assert max(rates, key=lambda name: rates[name]) == IMPATIENT_QUEUE


def test_in_the_outage_abandonment_soars() -> None:
    outage = outage_of(date(2026, 11, 17))
    assert outage is not None
    begin, end = (datetime.fromtimestamp(second, UTC) for second in outage)
    centre = fixed(LATER)
    rates = [abandoned_part(centre, begin + d, end + d) for d in (timedelta(), timedelta(days=-7))]
    assert rates[0] > 0.25
    assert rates[1] < 0.15
    assert outage_of(date(2026, 11, 10)) is None


def abandoned_part(centre: Centre, begin: datetime, end: datetime) -> float:
    rows = centre.truth(begin, end).queues.values()
    return sum(row.abandoned for row in rows) / sum(row.offered for row in rows)


def test_a_local_hour_follows_the_clock_change() -> None:
    assert second_at(date(2026, 11, 2), 0) - second_at(date(2026, 11, 1), 0) == 25 * 3600
    assert second_at(date(2026, 3, 9), 0) - second_at(date(2026, 3, 8), 0) == 23 * 3600
    assert datetime.fromtimestamp(second_at(date(2026, 11, 1), 9), UTC).hour == 14
