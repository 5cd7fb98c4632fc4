"""What the server does apart from pages: warm up before the first visitor, answer whether it is alive."""

from __future__ import annotations

import asyncio
import gc
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pkgutil import walk_packages
from threading import Thread
from typing import TYPE_CHECKING

import polars as pl

import lib.ui
from lib import logs
from lib.charts.theme import warm_up_plotly
from lib.errors import CallboardError
from lib.period import UTC_ZONE, Period, days
from lib.server.routes import ROUTES
from lib.settings import Log, load_settings
from lib.smartassist import Question
from lib.ui.app.app_state import app_state

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import streamlit as st

__all__ = ["ROUTES", "warm_up"]

DEMO_PERIOD = timedelta(days=14)
MAIN_SCRIPT = "lib.ui.main"
"""Runs as it is imported, in each session anew."""

LATE_IMPORTS = ("pandas", "pandas.io.formats.style", "PIL.Image", "streamlit.material_icon_names")
"""What Streamlit imports no sooner than it is used, in the thread of whoever uses it first."""


@asynccontextmanager
async def warm_up(app: st.App) -> AsyncIterator[None]:
    """Pay for imports and first uses at start, and freeze what they built.

    Streamlit collects garbage after each rerun; with all that is long-lived frozen, that is nearly free.
    """
    del app
    _set_up_logging()
    _import_modules()
    warm_up_plotly()
    pl.LazyFrame({"n": [1]}).group_by("n").agg(pl.len()).collect()
    gc.collect()
    gc.freeze()
    Thread(target=_fetch_demo_data, name="callboard-first-fetch", daemon=True).start()
    try:
        yield
    finally:
        await asyncio.to_thread(app_state.clear)  # releases what was built


def _import_modules() -> None:
    """Import what pages would import at their first run, where two first visitors can spoil it for both."""
    modules = (name for _, name, _ in walk_packages(lib.ui.__path__, "lib.ui."))
    for name in (*LATE_IMPORTS, *(name for name in modules if name != MAIN_SCRIPT)):
        import_module(name)


def _set_up_logging() -> None:
    """Set the log up as the settings want it; of the demo, asked without a pace, tell only what goes wrong.

    Settings that cannot be read are for the first page to tell.
    """
    try:
        settings = load_settings()
        log_settings, unless_set = settings.log, "info" if settings.smartassist else "warning"
    except CallboardError:
        log_settings, unless_set = Log(), "info"
    logs.set_up(log_settings, logs.known_secrets(), unless_set=unless_set)


def _fetch_demo_data() -> None:
    """On the demo, begin to fetch what the first page will show; a real account is not asked unseen."""
    try:
        state = app_state()
    except CallboardError:
        return  # the first page says so
    if state.source.is_demo:
        now = datetime.now(UTC)
        first_view = Period(now - DEMO_PERIOD, now)
        today = days(now.date(), now.date(), UTC_ZONE)
        state.worker.request(Question(today), Question(first_view))
