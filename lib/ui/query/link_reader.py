"""A link's parameters as a selection, and a sentence for each value that cannot be used as it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from lib.errors import InputError
from lib.period import parse_zone
from lib.ui.query.selection import (
    COMPARISONS,
    DIRECTIONS,
    EARLIEST,
    LISTS,
    Selection,
    is_period,
    period_label,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lib.period import Zone

    Parameters = Mapping[str, Sequence[str]]

LONGEST_SHOWN = 60
"""Characters of a value that a sentence repeats."""

ENDS = {"from": "first day", "to": "last day"}


def parse_selection(parameters: Parameters, default: Selection) -> Selection:
    """Query parameters as a selection; what is missing or cannot be used is the default's."""
    return read_link(parameters, default)[0]


def read_link(parameters: Parameters, default: Selection) -> tuple[Selection, tuple[str, ...]]:
    """The selection, and a sentence for each value that is not used: the value, and what is shown instead."""
    faults: list[str] = []
    selection = _with_lists(_with_period(default, parameters, faults), parameters, faults)
    zone, compare = _last(parameters, "zone"), _last(parameters, "compare")
    if zone:
        selection = replace(selection, zone=_zone(zone, default, faults))
    if compare in COMPARISONS:
        selection = replace(selection, compare=compare)
    elif compare:
        instead = COMPARISONS[default.compare].lower()
        faults.append(
            f"The link's comparison {quote_value(compare)} is not known. Compared is with: {instead}."
        )
    return selection, tuple(faults)


def _with_period(default: Selection, parameters: Parameters, faults: list[str]) -> Selection:
    """The period and its days; days without a period are taken for chosen dates."""
    ends = {name: _last(parameters, name) for name in ENDS}
    read = {name: _day(text) for name, text in ends.items()}
    selection = replace(default, first=read["from"] or default.first, last=read["to"] or default.last)
    period = _last(parameters, "period") or ("dates" if any(ends.values()) else "")
    instead = f"Shown is: {_label(default)}."
    if period and not is_period(period):
        faults.append(f"The link's period {quote_value(period)} is not known. {instead}")
        return selection
    if period == "dates" and not all(read.values()):
        faults.extend(f"{_fault_of_day(name, ends)} {instead}" for name, day in read.items() if day is None)
        return selection
    if period and period != "dates" and any(ends.values()):
        faults.append(f"The link names days and another period. Shown is: {period_label(period)}.")
    return replace(selection, period=period or default.period)


def _label(default: Selection) -> str:
    return period_label(default.period).lower()


def _fault_of_day(name: str, ends: Mapping[str, str]) -> str:
    if not ends[name]:
        return f"The link names no {ENDS[name]}."
    return f"The link's {ENDS[name]} {quote_value(ends[name])} is no day that can be shown."


def _day(text: str) -> date | None:
    """The day; null for what is none, and for the calendar's first, which has no day of lead-in."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day >= EARLIEST else None


def _zone(text: str, default: Selection, faults: list[str]) -> Zone:
    try:
        return parse_zone(text)
    except InputError:
        faults.append(
            f"The link's time zone {quote_value(text)} is not known. Times are shown in {default.zone.label}."
        )
        return default.zone


def _with_lists(selection: Selection, parameters: Parameters, faults: list[str]) -> Selection:
    """The lists, without empty and repeated values; what is picked and excluded at once is picked."""
    lists = {field: _values(parameters, name) for name, field in LISTS.items()}
    unknown = [value for value in lists["directions"] if value not in DIRECTIONS]
    valid = tuple(value for value in lists["directions"] if value in DIRECTIONS)
    instead = " and ".join(valid or DIRECTIONS)
    faults.extend(
        f"The link's direction {quote_value(value)} is not known. Shown is: {instead}." for value in unknown
    )
    for field in ("channels", "queues", "agents"):
        if lists[field] and lists[f"not_{field}"]:
            lists[f"not_{field}"] = ()
            faults.append(f"The link both picks and excludes {field}. Those that it picks are shown.")
    faults.extend(
        f"The link names a {name.replace('_', ' ')} without a value. It is left out."
        for name in LISTS
        if "" in parameters.get(name, ())
    )
    fields: dict[str, Any] = lists | {"directions": valid}
    return replace(selection, **fields)


def _values(parameters: Parameters, name: str) -> tuple[str, ...]:
    """A list's values once each; a direction in its usual case."""
    values = parameters.get(name, ())
    if name == "direction":
        usual = {direction.lower(): direction for direction in DIRECTIONS}
        values = [usual.get(value.lower(), value) for value in values]
    return tuple(dict.fromkeys(filter(None, values)))


def _last(parameters: Parameters, name: str) -> str:
    values = parameters.get(name, ())
    return values[-1] if values else ""


def quote_value(value: str) -> str:
    """A value as a sentence repeats it: its beginning, in one line."""
    line = "".join(sign if sign.isprintable() and sign not in "“”" else " " for sign in value)
    return f"“{line[:LONGEST_SHOWN]}…”" if len(line) > LONGEST_SHOWN else f"“{line}”"
