"""The one boundary of the pages: what Callboard raises within is a sentence on the page, and ends it."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

import streamlit as st

from lib.errors import CallboardError

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger("callboard.ui")


@contextmanager
def told() -> Iterator[None]:
    """Say what went wrong within, and end the page."""
    try:
        yield
    except CallboardError as error:
        log.warning("no page: %s", error)
        st.error(str(error), icon=":material/error:")
        st.stop()
