"""What was asked so far."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx

from lib.smartassist import COUNTERS, Question
from lib.smartassist.counters import Counters
from tests.smartassist.fake import START, WEEK, FakeService, connect, record


def test_counts_from_many_threads_add_up() -> None:
    tally = Counters()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: tally.count_request(str(number % 2), 1), range(2000)))
    assert tally.outcomes == {"0": 1000, "1": 1000}
    assert tally.records == 2000


def test_each_request_is_counted_with_its_outcome() -> None:
    answers = FakeService([record(1, START)], "records")
    turns = iter([httpx.Response(503)])
    before, records = COUNTERS.outcomes, COUNTERS.records
    with connect(lambda request: next(turns, None) or answers(request), paging="records") as service:
        list(service.pages(Question(WEEK)))
    after = COUNTERS.outcomes
    assert {name: after[name] - before.get(name, 0) for name in ("200", "503")} == {"200": 2, "503": 1}
    assert COUNTERS.records - records == 1
