"""The main script of each session: the page's frame, the shared filters, then the page itself."""

import streamlit as st

from lib.ui import bundle, gate, guide, mine, navigation, shell
from lib.ui.session import let_go_of_old_widgets
from lib.ui.speech import in_readers_locale
from lib.ui.told import told

SIDEBAR_PX = 310  # two dates fit beside each other

st.set_page_config(
    page_title="Callboard",
    page_icon=navigation.ICON,
    layout="wide",
    initial_sidebar_state=SIDEBAR_PX,
)
let_go_of_old_widgets()
with told(), in_readers_locale():
    reader = gate.reader()
    name, page = navigation.chosen()
    guide.note_arrival()
    view = shell.open_view(reader, name)
    mine.corner(view, name)
    page.run()
    bundle.offer(view, page.title)
