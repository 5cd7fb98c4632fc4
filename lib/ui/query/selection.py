"""What a viewer picked, as query parameters of the address: a link is the view."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from lib.errors import InputError
from lib.formatting import format_quantity
from lib.metrics.definitions.filters import INBOUND, OUTBOUND
from lib.period import days

if TYPE_CHECKING:
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
LAST_DAYS = re.compile(r"last-([1-9][0-9]{0,2})-days")
MOST_DAYS = 366
EARLIEST = date(1970, 1, 1)
DIRECTIONS = (INBOUND, OUTBOUND)
LISTS = {
    "channel": "channels",
    "not_channel": "not_channels",
    "queue": "queues",
    "not_queue": "not_queues",
    "agent": "agents",
    "not_agent": "not_agents",
    "direction": "directions",
}
"""Each list parameter with its field in `Selection`."""

SELECTION = "selection"
"""The parameter with the short id of lists that are too long for an address."""

DEFAULT_COMPARISON = "before"
COMPARISONS = {DEFAULT_COMPARISON: "The period before", "none": "Nothing"}
PARAMETERS = ("period", "from", "to", "zone", "compare", *LISTS, SELECTION)
"""Every parameter that the shared filters own; pages may add others of their own."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The shared filters as a viewer sets them; `first` and `last` count only when `period` is dates."""

    period: str
    zone: Zone
    first: date | None = None
    last: date | None = None
    channels: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    compare: str = DEFAULT_COMPARISON
    not_channels: tuple[str, ...] = ()
    not_queues: tuple[str, ...] = ()
    not_agents: tuple[str, ...] = ()
    selection: str = ""
    """The short id under which the lists are stored; empty where they stand in the address themselves."""

    @property
    def lists(self) -> dict[str, list[str]]:
        """The lists that pick or exclude something, by parameter."""
        return {name: list(values) for name, field in LISTS.items() if (values := getattr(self, field))}


def to_parameters(selection: Selection) -> dict[str, list[str]]:
    """The selection as query parameters; the period always stands there, so that no link is empty."""
    parameters = {"period": [selection.period], "zone": [zone_text(selection.zone)]}
    if selection.period == "dates" and selection.first and selection.last:
        parameters |= {"from": [selection.first.isoformat()], "to": [selection.last.isoformat()]}
    if selection.compare != DEFAULT_COMPARISON:
        parameters["compare"] = [selection.compare]
    return parameters | ({SELECTION: [selection.selection]} if selection.selection else selection.lists)


def zone_text(zone: Zone) -> str:
    """A zone as links write it: its name, or minutes west of UTC."""
    return zone.name if zone.name is not None else str(zone.offset_min)


def period_label(period: str) -> str:
    """What a period is called on a page."""
    return PERIODS.get(period) or f"Last {format_quantity(_last_days(period) or 0, 'days')}"


def is_period(period: str) -> bool:
    """Whether a period is one of the list, or `last-N-days` of 1 to 366 days."""
    return period in PERIODS or _last_days(period) is not None


def _last_days(period: str) -> int | None:
    match = LAST_DAYS.fullmatch(period)
    return int(match[1]) if match and int(match[1]) <= MOST_DAYS else None


def period_of(selection: Selection, now: datetime) -> Period:
    """The period that a selection means at an instant: whole days on the picked zone's clock.

    Raises:
        InputError: dates were to be chosen and are not, or end before they begin.
    """
    today = selection.zone.local(now).date()
    monday = today - timedelta(days=today.weekday())
    if selection.period == "dates":
        if selection.first is None or selection.last is None:
            raise InputError("Choose the first and the last day of the period.")
        return days(selection.first, selection.last, selection.zone)
    if length := _last_days(selection.period):
        return days(today - timedelta(days=length - 1), today, selection.zone)
    first, last = {
        "today": (today, today),
        "yesterday": (today - timedelta(days=1), today - timedelta(days=1)),
        "this-week": (monday, today),
        "last-week": (monday - timedelta(days=7), monday - timedelta(days=1)),
    }[selection.period]
    return days(first, last, selection.zone)


def shown_days(period: Period, zone: Zone) -> tuple[date, date]:
    """A period's first and last day on the zone's clock."""
    return zone.local(period.start).date(), zone.local(period.end - timedelta(seconds=1)).date()
