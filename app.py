"""The launcher: `streamlit run app.py`, or any ASGI server on `app:app`."""

import streamlit as st

from lib.ui.server import ROUTES, warm

app = st.App("lib/ui/main.py", lifespan=warm, routes=ROUTES)
