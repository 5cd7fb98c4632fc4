"""The shared filters in the sidebar, kept in step with the address."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

import streamlit as st

from lib.charts.speak import calendar
from lib.errors import InputError
from lib.period import parse_zone
from lib.ui.link import (
    COMPARISONS,
    DIRECTIONS,
    LISTS,
    PARAMETERS,
    PERIODS,
    Picks,
    from_parameters,
    to_parameters,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from lib.access import Reader
    from lib.ui.data import Names

LINKED = "_linked"
TURNED = "_turned"
CLOSED = "_closed"
COMMON_ZONES = (
    "UTC",
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "Asia/Kolkata",
    "Asia/Manila",
    "Australia/Sydney",
)


def take_link(default: Picks, reader: Reader) -> None:
    """Set the widgets from the address where it says something that we did not write ourselves.

    Queues that are not open to the reader are left out, whether or not there are any such.
    """
    parameters = {name: st.query_params.get_all(name) for name in PARAMETERS if name in st.query_params}
    if "period" in st.session_state and (not parameters or parameters == st.session_state.get(LINKED)):
        return
    picks = from_parameters(parameters, default)
    if reader.queues is not None:
        mine = tuple(queue for queue in picks.queues if queue in reader.queues)
        st.session_state[CLOSED] = mine != picks.queues
        picks = replace(picks, queues=mine)
    if picks.first and picks.last and picks.last < picks.first:
        picks = replace(picks, first=picks.last, last=picks.first)
        st.session_state[TURNED] = True
    st.session_state["period"] = picks.period
    st.session_state["zone"] = picks.zone.name or str(picks.zone.offset_min)
    st.session_state["dates"] = (picks.first, picks.last) if picks.first and picks.last else ()
    st.session_state["compare"] = picks.compare
    for field in LISTS.values():
        st.session_state[field] = list(getattr(picks, field))


def write_link(picks: Picks) -> None:
    """Make the address say what is picked, leaving a page's own parameters alone."""
    parameters = to_parameters(picks)
    for name in PARAMETERS:
        if name in parameters and st.query_params.get_all(name) != parameters[name]:
            st.query_params[name] = parameters[name]
        elif name not in parameters and name in st.query_params:
            del st.query_params[name]
    if st.session_state.get(LINKED, parameters) != parameters:
        st.session_state.pop(CLOSED, None)
    st.session_state[LINKED] = parameters


def say_closed(reader: Reader) -> None:
    """Say so where the link asks for more than is open to the reader."""
    by_queue = st.query_params.get("by") == "queue_id"
    is_closed = by_queue and reader.queues is not None and st.query_params.get("key") not in reader.queues
    if is_closed or st.session_state.get(CLOSED):
        st.warning(
            "The link asks for queues that are not open to you. They are left out.", icon=":material/lock:"
        )


def pick_period(default: Picks) -> Picks:
    """The period and the zone.

    Raises:
        InputError: a zone that does not exist, or dates half chosen.
    """
    period = st.selectbox("Period", list(PERIODS), format_func=PERIODS.__getitem__, key="period")
    first, last = default.first, default.last
    if period == "dates":
        chosen = st.date_input("First and last day", key="dates", format=calendar())
        if st.session_state.pop(TURNED, False):
            st.warning("The link's last day came before its first. They are shown the other way round.")
        first, last = _both(chosen)
    else:
        st.session_state["dates"] = st.session_state.get("dates", ())
    zone = st.selectbox(
        "Time zone",
        _zones(st.session_state["zone"]),
        key="zone",
        accept_new_options=True,
        help="A name such as Europe/London follows clock changes; minutes west of UTC, such as -330, do not.",
    )
    compare = st.selectbox(
        "Compare with",
        list(COMPARISONS),
        format_func=COMPARISONS.__getitem__,
        key="compare",
        help="As long, on the same weekdays of the picked clock, and no further than the data reach today.",
    )
    return replace(
        default, period=period, zone=parse_zone(zone or "UTC"), first=first, last=last, compare=compare
    )


def _both(chosen: object) -> tuple[date, date]:
    if isinstance(chosen, tuple) and len(chosen) == 2:
        return chosen[0], chosen[1]
    raise InputError("Choose the last day of the period as well: click the calendar a second time.")


def _zones(picked: str) -> list[str]:
    return list(dict.fromkeys([picked, *COMMON_ZONES, *_all_zones()]))


@cache
def _all_zones() -> list[str]:
    """Every name there is; looking through the folders that hold them takes as long as drawing a chart."""
    return sorted(available_timezones())


def pick_what(picks: Picks, names: Names) -> Picks:
    """Channels, queues, agents and direction, from what occurs in the period."""
    return replace(
        picks,
        channels=_several("Channels", "channels", {name: name for name in names.channels}),
        queues=_several("Queues", "queues", names.queues),
        agents=_several(
            "Agents",
            "agents",
            names.agents,
            help="Narrows handlings and assignments. Abandonment has no agent, and stays whole.",
        ),
        directions=_several("Direction", "directions", {name: name for name in DIRECTIONS}),
    )


def _several(label: str, key: str, options: Mapping[str, str], help: str | None = None) -> tuple[str, ...]:  # noqa: A002 (streamlit's word)
    """A choice of several; what a link names stays pickable even where the period has none of it."""
    known: Sequence[str] = list(dict.fromkeys([*options, *st.session_state.get(key, [])]))
    return tuple(
        st.multiselect(
            label,
            known,
            key=key,
            format_func=lambda name: options.get(name, name),
            placeholder="All",
            help=help,
        )
    )
