"""Where in a list of conversations the viewer stands: kept while one of them is open, and no longer.

The words searched for stay out of the address: they may be of a customer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from lib.metrics import Drill

POSITION = "_place"
LISTS = frozenset({"conversations", "conversation"})
"""The pages between which the place is kept."""


@dataclass(frozen=True, slots=True)
class ListPosition:
    """A list, by what is behind it; the words that narrow it, and which page of it is open, from 1."""

    drill: Drill
    search_text: str = ""
    page: int = 1


def load_position(drill: Drill) -> ListPosition:
    """Where the viewer stands in this list: the last position, or the beginning."""
    place = st.session_state.get(POSITION)
    return place if isinstance(place, ListPosition) and place.drill == drill else ListPosition(drill)


def save_position(place: ListPosition) -> None:
    """Remember it for the way back."""
    st.session_state[POSITION] = place


def clear_position(page: str) -> None:
    """Forget it on a page that is no list: a figure clicked there opens its list whole."""
    if page not in LISTS:
        st.session_state.pop(POSITION, None)
