"""A link as a session takes it: once, into the filters, with what could not be used said on the page."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from lib.ui.app.streamlit_internals import IGNORED_ADDRESS, query_parameters
from lib.ui.components.list_titles import escape_markdown
from lib.ui.query.filter_state import ABSENT, FAULTS, MISSING, has_filters, set_filters
from lib.ui.query.link_reader import read_link
from lib.ui.query.selection import PARAMETERS, SELECTION, to_parameters

if TYPE_CHECKING:
    from lib.access import Viewer
    from lib.ui.query.selection import Selection
    from lib.ui.query.stored_selections import Selections

LINKED = "_linked"
CLOSED = "_closed"
SWAPPED_DAYS = "The link's last day came before its first. They are shown the other way round."
VALUE = re.compile("“[^”]*”")
"""A value that a sentence repeats: the part of it that was not written here."""

MOST_ABSENT = 5


def apply_link(default: Selection, viewer: Viewer, selections: Selections, *, zone_fault: str = "") -> None:
    """Set the filters from the address where it says something that we did not write ourselves.

    Queues that are not open to the viewer are left out, whether or not there are any such. `zone_fault` says
    why the default's zone is not the browser's; it matters where the link names none.
    """
    parameters = {name: values for name, values in query_parameters().items() if name in PARAMETERS}
    ignored = st.session_state.pop(IGNORED_ADDRESS, None)
    is_old = query_parameters() == ignored or parameters == st.session_state.get(LINKED)
    if has_filters() and (not parameters or is_old):
        return
    selection, faults = read_link(_with_selection(parameters, selections), default)
    if viewer.queues is not None:
        allowed = tuple(queue for queue in selection.queues if queue in viewer.queues)
        st.session_state[CLOSED] = allowed != selection.queues
        selection = replace(selection, queues=allowed)
    if selection.first and selection.last and selection.last < selection.first:
        selection = replace(selection, first=selection.last, last=selection.first)
        faults = (*faults, SWAPPED_DAYS)
    if zone_fault and "zone" not in parameters:
        faults = (*faults, zone_fault)
    st.session_state[FAULTS] = faults
    set_filters(selection)


def _with_selection(parameters: dict[str, list[str]], selections: Selections) -> dict[str, list[str]]:
    """The parameters with the lists of a stored selection; lists in the address itself come first."""
    st.session_state.pop(MISSING, None)
    selection = parameters.get(SELECTION, [""])[-1]
    if not selection:
        return parameters
    lists = selections.load(selection)
    if lists is None:
        st.session_state[MISSING] = selection[:20]
    return {**(lists or {}), **parameters}


def write_link(selection: Selection) -> None:
    """Make the address say what is picked in one step, leaving a page's own parameters alone."""
    parameters = to_parameters(selection)
    current = query_parameters()
    target = {name: values for name, values in current.items() if name not in PARAMETERS} | parameters
    if current != target:
        order = dict.fromkeys([*current, *target])
        st.query_params.from_dict({name: target[name] for name in order if name in target})
    if st.session_state.get(LINKED, parameters) != parameters:
        st.session_state.pop(CLOSED, None)
    st.session_state[LINKED] = parameters


def draw_link_warnings(viewer: Viewer) -> None:
    """Say what of the link could not be used, and what is picked and does not occur in the period."""
    for fault in st.session_state.get(FAULTS, ()):
        st.warning(VALUE.sub(lambda value: escape_markdown(value[0]), fault), icon=":material/link_off:")
    by_queue = st.query_params.get("by") == "queue_id"
    is_closed = by_queue and viewer.queues is not None and st.query_params.get("key") not in viewer.queues
    if is_closed or st.session_state.get(CLOSED):
        st.warning(
            "The link asks for queues that are not open to you. They are left out.", icon=":material/lock:"
        )
    for label, absent in st.session_state.get(ABSENT, {}).items():
        more = f" and {len(absent) - MOST_ABSENT} more" if len(absent) > MOST_ABSENT else ""
        names = escape_markdown(", ".join(absent[:MOST_ABSENT]))
        st.caption(f"{label} that do not occur in this period, and stay picked: {names}{more}")
