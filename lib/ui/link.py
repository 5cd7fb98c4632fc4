"""What a reader picked as query parameters of the address, and back: a link is the view."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from lib.errors import InputError
from lib.metrics.filters import INBOUND, OUTBOUND
from lib.period import days, parse_zone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from lib.period import Period, Zone

PERIODS = {
    "today": "Today",
    "yesterday": "Yesterday",
    "last-7-days": "Last 7 days",
    "last-14-days": "Last 14 days",
    "last-28-days": "Last 28 days",
    "this-week": "This week",
    "last-week": "Last week",
    "dates": "Choose dates",
}
EARLIEST = date(1970, 1, 1)
DIRECTIONS = (INBOUND, OUTBOUND)
LISTS = {"channel": "channels", "queue": "queues", "agent": "agents", "direction": "directions"}
DEFAULT_COMPARISON = "before"
COMPARISONS = {DEFAULT_COMPARISON: "The period before", "none": "Nothing"}
PARAMETERS = ("period", "from", "to", "zone", "compare", *LISTS)
"""Every parameter that the shared filters own; pages may add others of their own."""


@dataclass(frozen=True, slots=True)
class Picks:
    """The shared filters as a reader sets them; `first` and `last` count only when `period` is dates."""

    period: str
    zone: Zone
    first: date | None = None
    last: date | None = None
    channels: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    compare: str = DEFAULT_COMPARISON


def to_parameters(picks: Picks) -> dict[str, list[str]]:
    """Picks as query parameters; the period always stands there, so that no link is empty."""
    parameters = {"period": [picks.period], "zone": [_zone_text(picks.zone)]}
    if picks.period == "dates" and picks.first and picks.last:
        parameters |= {"from": [picks.first.isoformat()], "to": [picks.last.isoformat()]}
    if picks.compare != DEFAULT_COMPARISON:
        parameters["compare"] = [picks.compare]
    return parameters | {
        name: list(values) for name, field in LISTS.items() if (values := getattr(picks, field))
    }


def from_parameters(parameters: Mapping[str, Sequence[str]], default: Picks) -> Picks:
    """Query parameters as picks; what is missing or cannot be meant is the default's."""
    period = _last(parameters, "period")
    first, last = _date(_last(parameters, "from")), _date(_last(parameters, "to"))
    known = period if period in PERIODS and (period != "dates" or (first and last)) else default.period
    return replace(
        default,
        period=known,
        zone=_zone(_last(parameters, "zone"), default.zone),
        first=first or default.first,
        last=last or default.last,
        compare=compare if (compare := _last(parameters, "compare")) in COMPARISONS else default.compare,
        **{field: tuple(parameters.get(name, ())) for name, field in LISTS.items()},
    )


def _last(parameters: Mapping[str, Sequence[str]], name: str) -> str:
    values = parameters.get(name, ())
    return values[-1] if values else ""


def _zone_text(zone: Zone) -> str:
    return zone.name if zone.name is not None else str(zone.offset_min)


def _zone(text: str, default: Zone) -> Zone:
    try:
        return parse_zone(text) if text else default
    except InputError:
        return default


def _date(text: str) -> date | None:
    """The day; null for what is none, and for the calendar's first, which has no day of lead-in."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day >= EARLIEST else None


def period_of(picks: Picks, now: datetime) -> Period:
    """The period that picks mean at an instant: whole days on the picked zone's clock.

    Raises:
        InputError: dates were to be chosen and are not, or end before they begin.
    """
    today = picks.zone.local(now).date()
    monday = today - timedelta(days=today.weekday())
    if picks.period == "dates":
        if picks.first is None or picks.last is None:
            raise InputError("Choose the first and the last day of the period.")
        return days(picks.first, picks.last, picks.zone)
    first, last = {
        "today": (today, today),
        "yesterday": (today - timedelta(days=1), today - timedelta(days=1)),
        "last-7-days": (today - timedelta(days=6), today),
        "last-14-days": (today - timedelta(days=13), today),
        "last-28-days": (today - timedelta(days=27), today),
        "this-week": (monday, today),
        "last-week": (monday - timedelta(days=7), monday - timedelta(days=1)),
    }[picks.period]
    return days(first, last, picks.zone)
