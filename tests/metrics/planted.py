"""Four weeks of the demo, in which is planted what the statistics must find, and what they must not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache

import msgspec

from lib.demo import Centre
from lib.demo.simulation.calendar import ZONE
from lib.demo.simulation.staff import EQUAL_AGENTS
from lib.frames import flatten
from lib.metrics import Filters, Tables, filter_tables
from lib.period import Period, Zone

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
WEEKS = Period(datetime(2026, 11, 2, 5, tzinfo=UTC), datetime(2026, 11, 30, 5, tzinfo=UTC))
"""From a Monday's midnight in New York; its third Tuesday, the 17th, has an outage."""

NEW_YORK = Zone(name=ZONE.key)
SEEDS = (1, 2)


@cache
def weeks(seed: int) -> Tables:
    """The frames of the four weeks."""
    result = centre(seed).records(WEEKS.start - timedelta(days=1), WEEKS.end)
    frames = flatten([msgspec.Raw(msgspec.json.encode(one)) for one in result], window_start=WEEKS.start)
    whole = Tables(*(getattr(frames, name).lazy() for name in Tables.__slots__))
    return filter_tables(whole, Filters(WEEKS))


@cache
def centre(seed: int) -> Centre:
    return Centre(seed, clock=lambda: NOW)


def equals(seed: int) -> set[str]:
    """The ids of the twenty agents who differ in nothing but their names."""
    return {agent.id for agent in centre(seed).agents[:EQUAL_AGENTS]}


def agent(seed: int, name: str) -> str:
    return next(agent.id for agent in centre(seed).agents if agent.names == (name,))


def queue(seed: int, name: str) -> str:
    return next(queue.id for queue in centre(seed).queues if queue.name == name)
