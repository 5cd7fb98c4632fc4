"""Who takes contacts when: turns of two hours or so, shared out among the agents on shift that day."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lib.demo.simulation import calendar
from lib.demo.simulation.arrivals import load_at
from lib.demo.simulation.staff import HARD_WORK_AGENT, Agent

_TURNS = ((0, 7), (7, 9), (9, 11), (11, 13), (13, 15), (15, 17), (17, 19), (19, 21), (21, 24))
_EARLY = (7, 17)
_LATE = (11, 24)
_AGENTS_PER_LOAD = 0.080
_AGENTS_PER_ROOT = 0.22
_TECHNICAL_PART = 0.3
_GONE_IN_OUTAGE = 0.85
_LATE_CREW_STAYS_H = 0.7


@dataclass(frozen=True, slots=True)
class WorkPeriod:
    """An agent takes new contacts in [begin, end), UTC seconds."""

    agent: Agent
    begin: int
    end: int


def plan_work_periods(
    rng: random.Random, day: date, team: Sequence[Agent], volume: float
) -> list[WorkPeriod]:
    """The team's turns of a local day in order of their begin; in an outage most are cut short.

    `volume` above what the team was built for brings more agents, below it fewer.
    """
    periods: list[WorkPeriod] = []
    for begin, end in _TURNS:
        staffed = _agent_count(begin, end, day, volume)
        technical = max(1, round(staffed * _TECHNICAL_PART))
        experts = _on_shift(team, day, begin, technical=True)
        others = _on_shift(team, day, begin, technical=False)
        first = [a for a in experts if a.names[0] == HARD_WORK_AGENT]
        rest = [a for a in experts if a.names[0] != HARD_WORK_AGENT]
        agents = (first + _sample(rng, rest, technical))[:technical]
        agents += _sample(rng, others, staffed - technical)
        periods += [_work_period(rng, agent, day, begin, end) for agent in agents]
    outage = calendar.outage_of(day)
    if outage is not None:
        periods = [part for work_period in periods for part in _apply_outage(rng, work_period, outage)]
    return sorted(periods, key=lambda work_period: (work_period.begin, work_period.agent.index))


def _agent_count(begin: int, end: int, day: date, volume: float) -> int:
    """Agents for a turn: a part of its hourly load, and of the load's root as a reserve."""
    load = sum(load_at(hour, day) for hour in range(begin, end)) / (end - begin) * volume
    return max(2, math.ceil(load * _AGENTS_PER_LOAD + _AGENTS_PER_ROOT * math.sqrt(load)))


def _on_shift(team: Sequence[Agent], day: date, begin: int, *, technical: bool) -> list[Agent]:
    """The agents whose shift covers the turn: five days of seven, early and late weeks by turns."""
    return [a for a in team if a.technical is technical and _works(a, day, begin)]


def _works(agent: Agent, day: date, begin: int) -> bool:
    if agent.names[0] == HARD_WORK_AGENT:
        return not calendar.is_weekend(day) and _EARLY[0] <= begin < _EARLY[1]
    if (agent.index + day.toordinal()) % 7 < 2:
        return False
    if (agent.index + day.toordinal() // 7) % 2 == 0:
        return _EARLY[0] <= begin < _EARLY[1]
    return begin >= _LATE[0] or begin < _EARLY[0]


def _sample(rng: random.Random, agents: Sequence[Agent], count: int) -> list[Agent]:
    return rng.sample(agents, min(max(count, 0), len(agents)))


def _work_period(rng: random.Random, agent: Agent, day: date, begin: int, end: int) -> WorkPeriod:
    """A turn on the clock, begun a little late; the last crew stays past midnight."""
    stays = _LATE_CREW_STAYS_H if end == 24 else 0.0
    late = rng.randrange(240) if begin else 0
    return WorkPeriod(agent, calendar.second_at(day, begin) + late, calendar.second_at(day, end + stays))


def _apply_outage(rng: random.Random, work_period: WorkPeriod, outage: tuple[int, int]) -> list[WorkPeriod]:
    """What an outage leaves of a turn: for most agents nothing of the time it takes."""
    if work_period.end <= outage[0] or work_period.begin >= outage[1] or rng.random() > _GONE_IN_OUTAGE:
        return [work_period]
    before = WorkPeriod(work_period.agent, work_period.begin, min(work_period.end, outage[0]))
    after = WorkPeriod(work_period.agent, max(work_period.begin, outage[1]), work_period.end)
    return [part for part in (before, after) if part.begin < part.end]
