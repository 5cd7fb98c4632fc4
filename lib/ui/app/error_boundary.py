"""The pages' error boundary: an error of Callboard becomes a sentence on the page, and ends it."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

import streamlit as st

from lib.errors import CallboardError, StoreError
from lib.ui.app.streamlit_internals import rerun_page

if TYPE_CHECKING:
    from collections.abc import Iterator

RETRY_EVERY_S = 30.0

log = logging.getLogger("callboard.ui")


@contextmanager
def show_errors() -> Iterator[None]:
    """Say what went wrong within, and end the page."""
    try:
        yield
    except CallboardError as error:
        log.warning("no page: %s", error)
        st.error(str(error), icon=":material/error:")
        if isinstance(error, StoreError):
            st.fragment(_retry, run_every=RETRY_EVERY_S)(iter([True]))
        st.stop()


def _retry(is_first: Iterator[bool]) -> None:
    """Draw the page once more at each tick after the first: a store that is away may come back."""
    if not next(is_first, False):
        rerun_page()
