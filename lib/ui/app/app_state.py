"""What a server process has one of, for all sessions: settings, source, store, worker."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from lib.settings import load_settings
from lib.source import open_source
from lib.sync.worker import Worker

if TYPE_CHECKING:
    from lib.settings import Settings
    from lib.source import Source


@dataclass(frozen=True, slots=True)
class AppState:
    """The parts that outlive a session."""

    settings: Settings
    source: Source
    worker: Worker
    closing: ExitStack

    def close(self) -> None:
        """Stop the worker, which gives up the windows under way, and the demo service if one runs."""
        self.worker.close()
        self.closing.close()


@st.cache_resource(show_spinner=False)
def app_settings() -> Settings:
    """The process's settings, read once.

    Raises:
        SettingsError: they are not to be used; nothing is cached, so a mended setting is seen.
    """
    return load_settings()


@st.cache_resource(show_spinner=False, on_release=AppState.close)
def app_state() -> AppState:
    """The process's state, built at the first call.

    Raises:
        SettingsError, StoreError: it cannot be built; nothing is cached, so a mended setting is seen.
    """
    closing = ExitStack()
    source = closing.enter_context(open_source(app_settings()))
    worker = Worker(source, app_settings().store)
    return AppState(app_settings(), source, worker, closing)
