"""What a session keeps of the shared filters: with what each widget began, and which labels it has shown.

What is set from elsewhere (a link, the button that clears) makes a new widget with another default. A value
that is set into a widget that the browser has may be missed by a busy browser, which then goes on with its
own value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from lib.ui.app.streamlit_internals import keep_filters
from lib.ui.query.selection import zone_text

if TYPE_CHECKING:
    from lib.ui.query.selection import Selection

DEFAULTS = "_filter_defaults"
TURNS = "_filter_turns"
LABELS = "_filter_labels"
SHOWN = "_filter_labels_shown"
ABSENT = "_filter_absent"
"""What is picked and does not occur in the period: labels, by the filter's label."""

FAULTS = "_link_faults"
"""The sentences on what of a link could not be used."""

MISSING = "_link_selection_missing"
"""The id of a link's selection that is not stored here."""

EXCLUDED = "_excluded"
EXCLUDABLE = ("channels", "queues", "agents")
LISTED = (*EXCLUDABLE, "directions")


def set_filters(selection: Selection) -> None:
    """Reset every filter to this selection."""
    reset_filter("period", default=selection.period)
    reset_filter("zone", default=zone_text(selection.zone))
    reset_filter(
        "dates", default=(selection.first, selection.last) if selection.first and selection.last else ()
    )
    reset_filter("compare", default=selection.compare)
    for field in LISTED:
        excluded = getattr(selection, f"not_{field}", ())
        reset_filter(field, default=list(excluded or getattr(selection, field)))
        reset_filter(field + EXCLUDED, default=bool(excluded))


def has_filters() -> bool:
    """Whether the filters have begun in this session."""
    return DEFAULTS in st.session_state


def reset_filter(field: str, *, default: object) -> None:
    """Make a filter's next widget a new one, with this default."""
    turns = st.session_state.setdefault(TURNS, {})
    turns[field] = turns.get(field, -1) + 1
    st.session_state.setdefault(DEFAULTS, {})[field] = default


def key_of(field: str) -> str:
    """The key of a filter's widget of now."""
    turn = st.session_state[TURNS][field]
    return f"{field}-{turn}" if turn else field


def default_of(field: str) -> Any:
    """What a filter's widget of now began with."""
    return st.session_state[DEFAULTS][field]


def value_of(field: str) -> Any:
    """What a filter's widget holds, or will begin with."""
    return st.session_state.get(key_of(field), default_of(field))


def note_change() -> None:
    """Note that the viewer changed a filter, so what he sees in the boxes is what he means."""
    keep_filters()
    st.session_state.pop(MISSING, None)
    st.session_state.pop(FAULTS, None)
