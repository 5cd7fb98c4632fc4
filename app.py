"""The launcher: `streamlit run app.py`, or any ASGI server on `app:app`."""

import streamlit as st
from starlette.middleware import Middleware

from lib.ui import starting
from lib.ui.doors import Doors
from lib.ui.hardening import Hardened
from lib.ui.server import ROUTES, warm

starting.check()
app = st.App(
    "lib/ui/main.py", lifespan=warm, routes=ROUTES, middleware=[Middleware(Hardened), Middleware(Doors)]
)
