"""How much work comes: arrivals of inbound, outbound and campaign sessions by local hour and weekday."""

import random
from dataclasses import dataclass
from datetime import date
from enum import Enum

from lib.demo.simulation import calendar

_INBOUND_BY_HOUR = (
    0.5, 0.3, 0.2, 0.2, 0.3, 0.6, 1.0, 2.0, 4.2, 7.0, 8.4, 8.0, 7.2, 7.0, 7.6, 7.2,
    6.6, 5.4, 4.2, 3.4, 2.7, 2.0, 1.4, 0.9,
)  # fmt: skip
_INBOUND_SUM = sum(_INBOUND_BY_HOUR)
_BY_WEEKDAY = (1.12, 1.02, 0.98, 0.96, 0.92, 0.46, 0.38)
_INBOUND_PER_DAY = 535.0
_DIALS_PER_HOUR = 3.6
_CAMPAIGN_PER_HOUR = 14.0
_DIAL_HOURS = range(9, 18)
_CAMPAIGN_HOURS = range(11, 16)


class Origin(Enum):
    """What starts a session: a customer, an agent's dial, or the campaign's dialler."""

    INBOUND = 1
    DIAL = 2
    CAMPAIGN = 3


@dataclass(frozen=True, slots=True)
class Arrival:
    """One session's first second (UTC) and its origin."""

    second: int
    origin: Origin


def load_at(hour: int, day: date) -> float:
    """Expected inbound sessions in this local hour at volume 1, per team."""
    return _INBOUND_PER_DAY * _BY_WEEKDAY[day.weekday()] * _INBOUND_BY_HOUR[hour] / _INBOUND_SUM


def draw_arrivals(rng: random.Random, day: date, volume: float) -> list[Arrival]:
    """The local day's arrivals in order, Poisson within each hour; `volume` 1 is one team's work."""
    weekend = calendar.is_weekend(day)
    day_arrivals: list[Arrival] = []
    for begin, hour in calendar.hours_of(day):
        day_arrivals += _poisson(rng, begin, load_at(hour, day) * volume, Origin.INBOUND)
        if hour in _DIAL_HOURS:
            rate = _DIALS_PER_HOUR * (0.2 if weekend else 1.0)
            day_arrivals += _poisson(rng, begin, rate * volume, Origin.DIAL)
        if hour in _CAMPAIGN_HOURS:
            rate = _CAMPAIGN_PER_HOUR * (0.15 if weekend else 1.0)
            day_arrivals += _poisson(rng, begin, rate * volume, Origin.CAMPAIGN)
    return sorted(day_arrivals, key=lambda arrival: arrival.second)


def _poisson(rng: random.Random, begin: int, mean: float, origin: Origin) -> list[Arrival]:
    """The arrivals of one hour; `mean` of them are expected."""
    hour_arrivals: list[Arrival] = []
    if mean <= 0:
        return hour_arrivals
    at = rng.expovariate(mean)
    while at < 1:
        hour_arrivals.append(Arrival(begin + int(at * 3600), origin))
        at += rng.expovariate(mean)
    return hour_arrivals
