"""Readers who change their minds cost no request: what was asked for is kept, what waited is never sent."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx

from lib.settings import Store as Settings
from lib.smartassist import Question, Service
from lib.smartassist.pace import Pace
from lib.store import Store, open_store
from lib.sync.worker import Worker
from tests.smartassist.fake import FakeService, account
from tests.store.made import HOUR, MONDAY, every, hours, ids

if TYPE_CHECKING:
    from pathlib import Path

    from lib.settings import SmartAssist

DAYS = 6
QUARTERLY = every(timedelta(minutes=15), hours(0, 24 * DAYS))


@dataclass
class Paced:
    """A source whose service lets a request begin every fifth of a second."""

    store: Store
    answers: FakeService
    account: SmartAssist = field(default_factory=lambda: account(paging="records"))
    pace: Pace = field(default_factory=lambda: Pace(300))

    def service(self) -> Service:
        return Service(self.account, pace=self.pace, transport=httpx.MockTransport(self.answers))


def test_no_request_is_spent_on_what_nobody_waits_for_any_more(tmp_path: Path) -> None:
    answers, store = FakeService(QUARTERLY, "records"), open_store(str(tmp_path), "acme")  # type: ignore[arg-type]
    source = Paced(store, answers)
    worker = Worker(source, Settings(), lambda: MONDAY + 168 * HOUR)  # type: ignore[arg-type]
    for number in range(2 * DAYS):
        day = number % DAYS
        worker.request(Question(hours(24 * day, 24 * day + 24)))
        time.sleep(0.3)
    assert worker._thread is not None
    worker._thread.join(30)
    assert len(ids(store)) == len(QUARTERLY)
    assert len(answers.asked) == sum(one.requests for one in store.coverage().fetches)
    worker.close()
