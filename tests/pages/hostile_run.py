"""Opens pages on a made-up store, in one session each store, and says what went wrong."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from lib.ui.app.pages import TITLES
from tests.pages.hostile_store import write
from tests.pages.opened import open_page, switch_page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from streamlit.testing.v1 import AppTest

    from tests.pages.hostile_store import Store

EVERY_PAGE = tuple(TITLES)


def list_faults(store: Store, pages: Sequence[str], settings: Callable[..., None]) -> list[str]:
    """What each page that did not open whole says; of a page that opened, nothing."""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    with TemporaryDirectory() as folder:
        session = write(store, Path(folder), today=today if "wallboard" in pages else None)
        settings(STORE__PATH=folder, METRICS__SERVICE_LEVEL_TARGET=0.8, METRICS__ABANDONMENT_MAX=0.05)
        link = store.link | ({"period": "today"} if "wallboard" in pages else {})
        app, told = None, []
        for page in pages:
            is_first = app is None or page == "conversation"
            app = open_page(page, link | {"session": session}) if is_first else switch_page(app, page)
            told += [f"{page}: {fault}" for fault in _faults(app)]
        return told


def _faults(app: AppTest) -> list[str]:
    return [
        *(f"{error.message}\n{''.join(error.stack_trace)[-800:]}" for error in app.exception),
        *(error.value for error in app.error),
        *([] if app.title else ["no title"]),
    ]
