"""The main script of each session: the page's frame, the shared filters, then the page itself."""

import streamlit as st

from lib.ui.app import auth, pages
from lib.ui.app.error_boundary import show_errors
from lib.ui.app.locale import use_viewer_locale
from lib.ui.app.streamlit_internals import forget_removed_widgets
from lib.ui.layout import first_visit, page_download, page_frame, saved_views

SIDEBAR_PX = 310  # two dates fit beside each other

st.set_page_config(
    page_title="Callboard",
    page_icon=pages.ICON,
    layout="wide",
    initial_sidebar_state=SIDEBAR_PX,
)
forget_removed_widgets()
with show_errors(), use_viewer_locale():
    viewer = auth.current_viewer()
    name, page = pages.draw_navigation()
    first_visit.note_arrival()
    context = page_frame.open_context(viewer, name)
    saved_views.draw_saved_views(context, name)
    page.run()
    page_download.draw_button(context, page.title)
