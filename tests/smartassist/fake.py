"""The documented endpoint over records in memory, with the behaviours that the document leaves open."""

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Literal

import httpx

from lib.period import Period
from lib.settings import SmartAssist
from lib.smartassist import Page, Service
from lib.smartassist.pace import Pace
from lib.smartassist.paging import Reading

Record = dict[str, str]
Handler = Callable[[httpx.Request], httpx.Response]
Counts = Literal["total", "rows", "nothing", "wild"]

SECRET = "a-client-secret-that-nobody-may-see-0123456789"
START = datetime(2024, 9, 20, tzinfo=UTC)
WEEK = Period(START, START + timedelta(days=7))
FORM = "%Y-%m-%d %H:%M:%S"
ENDLESS = 10**9


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def quick_pace() -> Pace:
    """One that nobody has to wait for, whatever the service asks."""
    clock = Clock()
    return Pace(10**6, clock, clock.sleep)


def account(**changes: Any) -> SmartAssist:
    given = {
        "host": "https://assist.example.com",
        "account_id": "acc-1",
        "client_id": "cs-1",
        "client_secret": SECRET,
        "stream_id": "st-1",
    }
    return SmartAssist(**given | changes)


def connect(handler: Handler, **changes: Any) -> Service:
    """A service without waits and without a network."""
    return Service(account(**changes), pace=quick_pace(), transport=httpx.MockTransport(handler))


def record(number: int, at: datetime) -> Record:
    return {"sessionId": f"s{number}", "sessionStartTime": f"{at:%Y-%m-%dT%H:%M:%S}", "channel": "voice"}


def spread(total: int, window: Period = WEEK) -> list[Record]:
    """So many records at even distances over the window, newest first, as the service lists them."""
    step = window.length / max(total, 1)
    return [record(number, window.start + number * step) for number in reversed(range(total))]


def ids(pages: Iterable[Page]) -> list[str]:
    return [json.loads(bytes(text))["sessionId"] for page in pages for text in page.records]


class FakeService:
    """`counts`: what numResults says. `size(n)`: rows of the n-th answer. `between(n)`: called after it."""

    def __init__(
        self,
        records: list[Record],
        reading: Reading,
        counts: Counts = "total",
        *,
        size: Callable[[int], int] | None = None,
        between: Callable[[int], object] = lambda _: None,
        refuse_from: int = ENDLESS,
        refusal: int = 400,
    ) -> None:
        self.records, self.reading, self.counts = records, reading, counts
        self.size, self.between = size, between
        self.refuse_from, self.refusal = refuse_from, refusal
        self.asked: list[int] = []
        self.bodies: list[dict[str, Any]] = []
        self.requests: list[httpx.Request] = []
        self._turn = count()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        offset, limit = (int(request.url.params[name]) for name in ("offset", "limit"))
        body, turn = json.loads(request.content), next(self._turn)
        self.asked.append(offset)
        self.bodies.append(body)
        self.requests.append(request)
        if offset >= self.refuse_from:
            return httpx.Response(self.refusal)
        found = self._found(body)
        skipped = offset if self.reading == "records" else offset * limit
        page = found[skipped : skipped + (self.size(turn) if self.size else limit)]
        self.between(turn)
        said = {"total": len(found), "rows": len(page), "nothing": None, "wild": 10**6}[self.counts]
        return httpx.Response(200, json={"numResults": said, "data": page})

    def _found(self, body: dict[str, Any]) -> list[Record]:
        offset = timedelta(minutes=body["timeZoneOffset"])
        first, last = (
            f"{datetime.strptime(body[name], FORM).replace(tzinfo=UTC) + offset:%Y-%m-%dT%H:%M:%S}"
            for name in ("startDate", "endDate")
        )
        return [r for r in self.records if first <= r["sessionStartTime"] <= last]
