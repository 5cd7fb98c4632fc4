"""What the server does apart from pages: warm up before the first visitor, answer whether it is alive."""

from __future__ import annotations

import gc
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import polars as pl

from lib.charts.theme import first_figure
from lib.ui.routes import ROUTES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import streamlit as st

__all__ = ["ROUTES", "warm"]


@asynccontextmanager
async def warm(app: st.App) -> AsyncIterator[None]:
    """Pay for imports and first uses at start, and freeze what they built.

    Streamlit collects garbage after each rerun; with all that is long-lived frozen, that is nearly free.
    """
    del app
    first_figure()
    pl.LazyFrame({"n": [1]}).group_by("n").agg(pl.len()).collect()
    gc.collect()
    gc.freeze()
    yield
