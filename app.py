"""The launcher: `streamlit run app.py`, or any ASGI server on `app:app`."""

import streamlit as st
from starlette.middleware import Middleware

from lib.server import startup_checks
from lib.server.application import ROUTES, warm_up
from lib.server.auth_middleware import AuthMiddleware
from lib.server.security_middleware import SecurityMiddleware

startup_checks.check()
app = st.App(
    "lib/ui/main.py",
    lifespan=warm_up,
    routes=ROUTES,
    middleware=[Middleware(SecurityMiddleware), Middleware(AuthMiddleware)],
)
