"""The session that a page is drawn for, and what it need not remember."""

from __future__ import annotations

from contextlib import suppress

from streamlit.runtime.scriptrunner import get_script_run_ctx


def session_key() -> str:
    """What tells this session from the others of the process; never shown, and no secret to build on."""
    context = get_script_run_ctx()
    return context.session_id if context is not None else ""


def let_go_of_old_widgets() -> None:
    """Make the session forget how widgets were made that are no longer on its page; before any is made anew.

    Streamlit removes their values but remembers how to read them for as long as the session lives, and a
    chart of other figures is another widget. All of it is walked through after every run of every reader.
    Where Streamlit keeps it is no promise of its own: if it moves, this does nothing.
    """
    context = get_script_run_ctx()
    with suppress(AttributeError):
        state = context.session_state._state  # type: ignore[union-attr]  # noqa: SLF001
        made = state._new_widget_state  # noqa: SLF001
        known = made.states.keys() | state._old_state.keys()  # noqa: SLF001
        made.widget_metadata = {key: one for key, one in made.widget_metadata.items() if key in known}
