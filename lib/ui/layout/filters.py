"""The shared filters in the sidebar."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

import streamlit as st

from lib.errors import InputError
from lib.formatting import date_input_format
from lib.frames.channels import channel_name
from lib.period import parse_zone
from lib.ui.query.filter_state import (
    ABSENT,
    EXCLUDABLE,
    EXCLUDED,
    LABELS,
    LISTED,
    MISSING,
    SHOWN,
    default_of,
    key_of,
    note_change,
    reset_filter,
    value_of,
)
from lib.ui.query.option_labels import Labels
from lib.ui.query.selection import COMPARISONS, DIRECTIONS, EARLIEST, PERIODS, period_label
from lib.ui.query.stored_selections import GONE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from lib.ui.query.data_access import Names
    from lib.ui.query.selection import Selection

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


def pick_period(default: Selection) -> Selection:
    """The period and the zone.

    Raises:
        InputError: a zone that does not exist, or dates half chosen.
    """
    period = _select_option("Period", "period", list(PERIODS), period_label)
    first, last = default.first, default.last
    if period == "dates":
        values = st.date_input(
            "First and last day",
            default_of("dates"),
            min_value=EARLIEST,
            key=key_of("dates"),
            format=date_input_format(),
            on_change=note_change,
        )
        first, last = _both_days(values)
    zone = st.selectbox(
        "Time zone",
        zones := _zones(value_of("zone"), default_of("zone")),
        index=zones.index(default_of("zone")),
        key=key_of("zone"),
        accept_new_options=True,
        on_change=note_change,
        help="A name such as Europe/London follows clock changes; minutes west of UTC, such as -330, do not.",
    )
    compare = _select_option(
        "Compare with",
        "compare",
        list(COMPARISONS),
        COMPARISONS.__getitem__,
        help="As long, on the same weekdays of the picked clock, and no further than the data reach today.",
    )
    return replace(
        default, period=period, zone=parse_zone(zone or "UTC"), first=first, last=last, compare=compare
    )


def offer_days(first: date, last: date, period: str) -> None:
    """Let the box for chosen dates begin with the days that are shown, where it is not shown itself."""
    if period != "dates" and default_of("dates") != (first, last):
        reset_filter("dates", default=(first, last))


def _select_option(label: str, field: str, options: list[str], format_func: Any, **more: Any) -> str:
    """A choice of one, whose options hold what is picked even where it is no usual one."""
    all_options = list(dict.fromkeys([*options, default_of(field), value_of(field)]))
    selected: str = st.selectbox(
        label,
        all_options,
        index=all_options.index(default_of(field)),
        key=key_of(field),
        format_func=format_func,
        on_change=note_change,
        **more,
    )
    return selected


def _both_days(values: object) -> tuple[date, date]:
    if isinstance(values, tuple) and len(values) == 2:
        return values[0], values[1]
    raise InputError("Choose the last day of the period as well: click the calendar a second time.")


def _zones(*selected: str) -> list[str]:
    return list(dict.fromkeys([*filter(None, selected), *COMMON_ZONES, *_all_zones()]))


@cache
def _all_zones() -> list[str]:
    """Every name there is; looking through the folders that hold them takes as long as drawing a chart."""
    return sorted(available_timezones())


def pick_lists(selection: Selection, names: Names) -> Selection:
    """Channels, queues, agents and direction, from what occurs in the period.

    Raises:
        InputError: the link's selection is not stored here, and nothing else is picked yet.
    """
    st.session_state[ABSENT] = {}
    lists: dict[str, Any] = _select_ids("Channels", "channels", {name: name for name in names.channels})
    lists |= _select_ids("Queues", "queues", names.queues)
    lists |= _select_ids(
        "Agents",
        "agents",
        names.agents,
        help="Narrows handlings and assignments. Abandonment has no agent, and stays whole.",
    )
    lists |= _select_ids("Direction", "directions", {name: name for name in DIRECTIONS})
    if any(lists.values()) or MISSING in st.session_state:
        st.button(
            "Clear all filters",
            key="clear-filters",
            icon=":material/filter_alt_off:",
            on_click=_clear_filters,
        )
    if missing := st.session_state.get(MISSING):
        raise InputError(GONE.format(id=missing))
    return replace(selection, **lists)


def _clear_filters() -> None:
    """Pick everything again; the period, the zone and the comparison stay."""
    note_change()
    for field in LISTED:
        reset_filter(field, default=[])
        reset_filter(field + EXCLUDED, default=False)


def _select_ids(
    label: str,
    field: str,
    names: Mapping[str, str],
    help: str | None = None,  # noqa: A002 (streamlit's word)
) -> dict[str, tuple[str, ...]]:
    """A choice of several ids, and whether all but these are meant; `names` are the period's.

    What is picked stays picked and pickable where the period has none of it.
    """
    labels = st.session_state.setdefault(LABELS, {}).setdefault(field, Labels())
    selected = labels.ids_of([_id_of(field, value, names) for value in value_of(field)], names)
    labels_by_id = labels.show(names, [*default_of(field), *selected])
    _reset_changed_labels(field, selected, labels_by_id)
    values = st.multiselect(
        label,
        list(labels_by_id),
        default_of(field),
        key=key_of(field),
        format_func=lambda key: labels_by_id.get(key, key),
        placeholder="All",
        on_change=note_change,
        help=help,
    )
    ids = tuple(labels.ids_of(values, labels_by_id))
    if names and (absent := [labels_by_id[key] for key in ids if key not in names]):
        st.session_state[ABSENT][label] = absent
    if field not in EXCLUDABLE:
        return {field: ids}
    is_excluded = _is_exclusion(field, ids)
    return {field: () if is_excluded else ids, f"not_{field}": ids if is_excluded else ()}


def _id_of(field: str, value: str, names: Mapping[str, str]) -> str:
    """The id that a value means: a channel may be written in any spelling."""
    name = channel_name(value) if field == "channels" else None
    return name if name is not None and name in names else value


def _reset_changed_labels(field: str, selected: list[str], labels_by_id: Mapping[str, str]) -> None:
    """Show what is picked under its labels of now: a browser keeps, and sends, those that it has."""
    before = st.session_state.setdefault(SHOWN, {})
    if selected != value_of(field) or any(
        before.get(field, labels_by_id).get(key, labels_by_id[key]) != labels_by_id[key] for key in selected
    ):
        reset_filter(field, default=selected)
    before[field] = dict(labels_by_id)


def _is_exclusion(field: str, ids: tuple[str, ...]) -> bool:
    """Whether all but what is picked is meant."""
    if not ids:
        if default_of(field + EXCLUDED):
            reset_filter(field + EXCLUDED, default=False)
        return False
    return st.checkbox(
        "All but these",
        default_of(field + EXCLUDED),
        key=key_of(field + EXCLUDED),
        on_change=note_change,
        help="Leaves these out and keeps the rest, also what names none. "
        "A conversation is left out when all of its parts are.",
    )
