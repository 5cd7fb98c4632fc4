"""The session that a page is drawn for, and what it need not remember."""

from __future__ import annotations

from contextlib import suppress
from typing import NoReturn

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx


def session_key() -> str:
    """What tells this session from the others of the process; never shown, and no secret to build on."""
    context = get_script_run_ctx()
    return context.session_id if context is not None else ""


IGNORED_ADDRESS = "_seen_address"
"""The address of a run that nobody began by opening a link: it may be older than what is picked."""


def query_parameters() -> dict[str, list[str]]:
    """Every parameter of the browser's address, as it was when this run began or was written since."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def keep_filters() -> None:
    """See that the address of now is not taken for a link, for the browser may be late to show the newest."""
    st.session_state[IGNORED_ADDRESS] = query_parameters()


def rerun_page() -> NoReturn:
    """Run the page again with what is picked, whatever the browser's address says by then."""
    keep_filters()
    st.rerun()


def forget_removed_widgets() -> None:
    """Make the session forget how widgets were made that are no longer on its page; before any is made anew.

    Streamlit removes their values but remembers how to read them for as long as the session lives, and a
    chart of other figures is another widget. All of it is walked through after every run of every viewer.
    Where Streamlit keeps it is no promise of its own: if it moves, this does nothing.
    """
    context = get_script_run_ctx()
    with suppress(AttributeError):
        state = context.session_state._state  # type: ignore[union-attr]  # noqa: SLF001
        widgets = state._new_widget_state  # noqa: SLF001
        keys = widgets.states.keys() | state._old_state.keys()  # noqa: SLF001
        widgets.widget_metadata = {
            key: metadata for key, metadata in widgets.widget_metadata.items() if key in keys
        }
