"""What viewers do, noted in the audit log before it is done; and what is done where it cannot be noted.

Who may see customers' data is refused what cannot be noted. For anybody else it goes on, and is told.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from lib import audit
from lib.errors import AuditError
from lib.ui.app.app_state import app_settings, app_state
from lib.ui.query.selection import LISTS

if TYPE_CHECKING:
    from lib.access import Viewer
    from lib.smartassist import Question
    from lib.ui.query.page_context import PageContext

log = logging.getLogger("callboard.audit")

RECORDED = "_noted"
"""What of this session is noted already, so that a page drawn again is no second look."""


@st.cache_resource(show_spinner=False)
def audit_log() -> audit.Audit:
    """The process's audit log: in the folder that the settings name, else beside the store."""
    folder = app_settings().access.audit_folder
    return audit.Audit(Path(folder).expanduser() if folder else app_state().source.beside / audit.FOLDER)


def record_sign_in(viewer: Viewer) -> None:
    """Note once a session who it is."""
    _record_once(viewer, audit.SIGNED_IN, "")


def record_view(context: PageContext, session_id: str) -> None:
    """Note a look at a conversation.

    Raises:
        AuditError: it cannot be noted, and the viewer would see customers' data.
    """
    _record_once(context.viewer, audit.LOOKED, session_id, session=session_id)


def record_download(context: PageContext, table: str, form: str, rows: int, **more: object) -> None:
    """Note a file, by what it holds and what was picked; safe to call from any thread.

    Raises:
        AuditError: it cannot be noted, and the viewer may see customers' data.
    """
    _record(context.viewer, audit.TOOK, table=table, format=form, rows=rows, **list_filters(context), **more)


def record_sync(context: PageContext, question: Question) -> None:
    """Note who began a sync, and of which period. It is begun by then, and goes on."""
    window = question.window
    times = {"from": window.start.isoformat(), "to": window.end.isoformat()}
    try:
        _record(context.viewer, audit.SYNCED, **times)
    except AuditError:
        log.exception("a sync was started and is not noted")


def list_filters(context: PageContext) -> dict[str, object]:
    """The filters as they are noted; those that pick everything are left out."""
    selection, period = context.selection, context.period
    lists = {field: getattr(selection, field) for field in LISTS.values()}
    days = {"from": period.start.isoformat(), "to": period.end.isoformat()}
    return days | {name: values for name, values in lists.items() if values}


def _record_once(viewer: Viewer, action: str, subject: str, **facts: object) -> None:
    recorded = st.session_state.setdefault(RECORDED, {})
    if recorded.get(action) == (viewer.name, subject):
        return
    if not _record(viewer, action, **facts):
        st.warning(
            "What you do here is to be noted in the audit log, and could not be. Tell whoever runs it."
        )
        return
    recorded[action] = (viewer.name, subject)


def _record(viewer: Viewer, action: str, **facts: object) -> bool:
    """Whether it is noted."""
    try:
        audit_log().note(viewer.name, action, **facts)
    except AuditError as error:
        log.error("not noted: %s: %s", action, error)  # noqa: TRY400 (the sentence says it)
        if viewer.sees_personal:
            raise
        return False
    return True
