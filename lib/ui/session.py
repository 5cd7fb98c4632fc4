"""The session that a page is drawn for."""

from __future__ import annotations

from streamlit.runtime.scriptrunner import get_script_run_ctx


def session_key() -> str:
    """What tells this session from the others of the process; never shown, and no secret to build on."""
    context = get_script_run_ctx()
    return context.session_id if context is not None else ""
