"""The dashboard with an empty page beside it, in one server process: `uvicorn tests.bench.floor:app`."""

import streamlit as st

from lib.server.application import ROUTES, warm_up

app = st.App("tests/bench/floor_main.py", lifespan=warm_up, routes=ROUTES)
