"""Whose numbers and days a page speaks: the settings' locale, else the viewer's own, as the browser tells."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import streamlit as st

from lib.formatting import choose_locale, use_locale
from lib.ui.app.app_state import app_state

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def use_viewer_locale() -> Iterator[None]:
    """Speak in the viewer's locale within; what runs in a thread of its own, as a fragment does, asks anew.

    Raises:
        SettingsError, StoreError: the app state cannot be built.
    """
    with use_locale(choose_locale(app_state().settings.display.locale, st.context.locale)):
        yield
