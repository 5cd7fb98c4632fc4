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
class Turn:
    """An agent takes new contacts in [begin, end), UTC seconds."""

    agent: Agent
    begin: int
    end: int


def turns(rng: random.Random, day: date, team: Sequence[Agent], volume: float) -> list[Turn]:
    """The team's turns of a local day in order of their begin; in an outage most are cut short.

    `volume` above what the team was built for brings more agents, below it fewer.
    """
    found: list[Turn] = []
    for begin, end in _TURNS:
        staffed = _needed(begin, end, day, volume)
        technical = max(1, round(staffed * _TECHNICAL_PART))
        experts = _on_shift(team, day, begin, technical=True)
        others = _on_shift(team, day, begin, technical=False)
        first = [a for a in experts if a.names[0] == HARD_WORK_AGENT]
        rest = [a for a in experts if a.names[0] != HARD_WORK_AGENT]
        chosen = (first + _some(rng, rest, technical))[:technical]
        chosen += _some(rng, others, staffed - technical)
        found += [_turn(rng, agent, day, begin, end) for agent in chosen]
    outage = calendar.outage_of(day)
    if outage is not None:
        found = [part for turn in found for part in _cut(rng, turn, outage)]
    return sorted(found, key=lambda turn: (turn.begin, turn.agent.index))


def _needed(begin: int, end: int, day: date, volume: float) -> int:
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


def _some(rng: random.Random, agents: Sequence[Agent], count: int) -> list[Agent]:
    return rng.sample(agents, min(max(count, 0), len(agents)))


def _turn(rng: random.Random, agent: Agent, day: date, begin: int, end: int) -> Turn:
    """A turn on the clock, begun a little late; the last crew stays past midnight."""
    stays = _LATE_CREW_STAYS_H if end == 24 else 0.0
    late = rng.randrange(240) if begin else 0
    return Turn(agent, calendar.second_at(day, begin) + late, calendar.second_at(day, end + stays))


def _cut(rng: random.Random, turn: Turn, outage: tuple[int, int]) -> list[Turn]:
    """What an outage leaves of a turn: for most agents nothing of the time it takes."""
    if turn.end <= outage[0] or turn.begin >= outage[1] or rng.random() > _GONE_IN_OUTAGE:
        return [turn]
    before = Turn(turn.agent, turn.begin, min(turn.end, outage[0]))
    after = Turn(turn.agent, max(turn.begin, outage[1]), turn.end)
    return [part for part in (before, after) if part.begin < part.end]
