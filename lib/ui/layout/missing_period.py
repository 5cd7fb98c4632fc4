"""Where a page has nothing to show because its period was not fetched: say that, why, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from lib.formatting import format_share
from lib.ui.app.app_state import app_state
from lib.ui.layout import sync_status

if TYPE_CHECKING:
    from lib.ui.layout.sync_status import State
    from lib.ui.query.page_context import PageContext

MESSAGES: dict[State, tuple[str, str]] = {
    "fetching": (
        "The first records are on their way. The figures appear by themselves.",
        ":material/hourglass_top:",
    ),
    "ending": ("{covered}, and fetching is paused. {press} “Resume” above.", ":material/pause_circle:"),
    "paused": ("{covered}, and fetching is paused. {press} “Resume” above.", ":material/pause_circle:"),
    "stopped": (
        "{covered}, and fetching was stopped. {press} “Fetch the rest” above.",
        ":material/stop_circle:",
    ),
    "busy": (
        "{covered}. Another process is fetching; the figures appear by themselves.",
        ":material/sync:",
    ),
    "failed": (
        "{covered}, and fetching the rest failed: {error} {press} “Try again” above.",
        ":material/cloud_off:",
    ),
    "idle": (
        "{covered}, with nothing to show in it. Choose another period on the left, or look again later.",
        ":material/cloud_off:",
    ),
}
"""What is said for each state of the worker, and its icon."""

MAY, MAY_NOT = "Press", "Somebody who may fetch can press"


def stop_if_missing(context: PageContext) -> None:
    """End a page that has nothing to show where not all of its period is there, and say why.

    Nothing then says that nothing happened, matched or was left to do.
    """
    if sync_status.is_complete(context):
        return
    text, icon = MESSAGES[sync_status.current_state(context)]
    part = context.coverage.share(context.period, context.now)
    covered = (
        f"Only {format_share(part, 0)} of this period is there" if part else "This period was not fetched yet"
    )
    press = MAY if context.viewer.may_sync else MAY_NOT
    st.warning(
        text.format(covered=covered, press=press, error=app_state().worker.status.error),
        icon=icon,
    )
    st.stop()
