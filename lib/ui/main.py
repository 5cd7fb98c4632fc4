"""The main script of each session: the page's frame, the shared filters, then the page itself."""

import streamlit as st

from lib.ui.app import auth, pages
from lib.ui.app.error_boundary import told
from lib.ui.app.locale import in_readers_locale
from lib.ui.app.streamlit_internals import let_go_of_old_widgets
from lib.ui.layout import first_visit, page_download, page_frame, saved_views

SIDEBAR_PX = 310  # two dates fit beside each other

st.set_page_config(
    page_title="Callboard",
    page_icon=pages.ICON,
    layout="wide",
    initial_sidebar_state=SIDEBAR_PX,
)
let_go_of_old_widgets()
with told(), in_readers_locale():
    viewer = auth.current_viewer()
    name, page = pages.chosen()
    first_visit.note_arrival()
    context = page_frame.open_view(viewer, name)
    saved_views.corner(context, name)
    page.run()
    page_download.offer(context, page.title)
