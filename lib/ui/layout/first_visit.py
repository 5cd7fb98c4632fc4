"""The first visit's guide: three sentences above the page, gone for good once they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from lib.errors import StoreError
from lib.ui.app.app_state import app_state
from lib.ui.app.preferences import Preferences
from lib.ui.app.streamlit_internals import rerun_page
from lib.ui.layout.saved_views import preference_store

if TYPE_CHECKING:
    from lib.access import Viewer

WITHOUT_LINK = "_came_bare"
READ = "_guide_read"

DEMO = "This is a made-up contact centre, so click what you like: nothing can break."
REAL = "This is your contact centre: who called, who gave up, and how long the work took."
PICK = (
    "**Pick** days, queues and agents on the left; on a phone they are behind the sign at the top. "
    "The figures follow, and so does the address: send it, and a colleague sees what you see."
)
CLICK = (
    "**Click** what stands out: the n below a figure, a bar, a point, a row. "
    "The very conversations that it counted open."
)


def note_arrival() -> None:
    """Remember how the session began: at the bare address, or by a link, which nothing may stand before."""
    st.session_state.setdefault(WITHOUT_LINK, not st.query_params)


def draw_guide(viewer: Viewer) -> None:
    """Say what this is and what to do first, to one who came by himself and was not told yet."""
    if (
        not st.session_state.get(WITHOUT_LINK)
        or st.session_state.get(READ)
        or preference_store().read(viewer.name).is_guided
    ):
        return
    with st.container(border=True):
        steps = (DEMO if app_state().source.is_demo else REAL, PICK, CLICK)
        st.markdown("\n".join(f"{at}. {step}" for at, step in enumerate(steps, 1)))
        if st.button("Got it", key="guide-read", type="primary"):
            _dismiss_guide(viewer)


def _dismiss_guide(viewer: Viewer) -> None:
    """Not again: in this session in any case, and on later visits where that can be kept."""
    st.session_state[READ] = True
    try:
        preference_store().change(viewer.name, Preferences.with_guide_read)
    except StoreError:
        st.toast("The guide will be back on your next visit: the store's folder cannot be written.")
    rerun_page()
