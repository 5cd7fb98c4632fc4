"""The closed days that the tests' stores hold, and how they come there."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from lib.demo import DEMO_CREDENTIALS
from lib.period import Period
from lib.smartassist import Question
from lib.store import Store, open_store, sync

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from lib.smartassist import Page, Service
    from lib.store.fetch.run import Asking

FIRST, LAST, END = "2024-09-16", "2024-09-18", "2024-09-19"
STORED_DAYS = {"period": "dates", "from": FIRST, "to": LAST, "zone": "UTC"}
"""The link of the days that the stores hold."""

SETTLE = timedelta(hours=72)
ASKED_AT = datetime(2024, 10, 1, tzinfo=UTC)
VOLUME = 0.3


def stored_period() -> Period:
    """From the period before the picked days, with its lead-in, to two days after them."""
    begun, ended = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (FIRST, LAST))
    return Period(begun - timedelta(days=10), ended + timedelta(days=2))


def fill(folder: Path, service: Asking, window: Period, now: datetime = ASKED_AT) -> Store:
    """Fetch a window into the store of the account below `folder`."""
    store = open_store(str(folder), DEMO_CREDENTIALS.account_id)
    sync(store, service, Question(window), now=now, settle=SETTLE)
    return store


class HostileNames:
    """A service whose records carry hostile names."""

    def __init__(self, service: Service, names: dict[str, str]) -> None:
        self.reading = service.reading
        self._service = service
        self._names = {
            json.dumps(old)[1:-1].encode(): json.dumps(new)[1:-1].encode() for old, new in names.items()
        }

    def pages(self, question: Question, given_up: Callable[[], bool] = lambda: False) -> Iterator[Page]:
        for page in self._service.pages(question, given_up):
            yield replace(
                page, records=tuple(msgspec.Raw(self._doctored(bytes(raw))) for raw in page.records)
            )

    def _doctored(self, record: bytes) -> bytes:
        for old, new in self._names.items():
            record = record.replace(old, new)
        return record
