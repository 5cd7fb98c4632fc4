"""A first visit at sixty requests a minute: when today is there, how even the pace is, what is refused.

A demo service that counts minutes and refuses what is too much, a real store, and the worker that stands
beside the pages. In full, three minutes: python -m tests.bench.pace [seconds] [sliding|fixed]
"""

from __future__ import annotations

import sys
import time
from bisect import bisect_left
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Literal

from lib.demo import DEMO_CREDENTIALS, Centre, DemoServer, ServiceOptions
from lib.period import UTC_ZONE, Period, days
from lib.settings import Settings, SmartAssist, Store
from lib.smartassist import Question
from lib.source import open_source
from lib.sync.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Sequence

NOW = datetime(2026, 11, 18, 16, 30, tzinfo=UTC)
MINUTE_S = 60.0
SECONDS = 180.0
LOOK_S = 0.05
VOLUME = 4.75
"""Some twenty thousand records a week."""


@dataclass
class Counting:
    """An application before another that notes when each request came, and how many were refused."""

    app: Any
    times: list[float] = field(default_factory=list)
    refused: int = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def noted(message: Any) -> None:
            self.refused += message.get("status") == 429
            await send(message)

        self.times.append(time.monotonic())
        await self.app(scope, receive, noted)


@dataclass
class Told:
    """What a visit saw: requests until something happened, and all instants of requests since it began."""

    until: dict[str, int] = field(default_factory=dict)
    times: list[float] = field(default_factory=list)
    refused: int = 0
    slowest_look_s: float = 0.0
    lasted_s: float = 0.0


def sliding(times: Sequence[float], length_s: float = MINUTE_S) -> list[int]:
    """How many requests came in each stretch of this length that ends with one and is whole."""
    ends = [(index, at) for index, at in enumerate(times) if at - times[0] >= length_s]
    return [index + 1 - bisect_left(times, at - length_s + 1e-9) for index, at in ends]


def visit(
    seconds: float,
    per_minute: int = 60,
    minutes: Literal["sliding", "fixed"] = "sliding",
    latency_s: float = 0.2,
    volume: float = VOLUME,
) -> Told:
    """Open a page of the last seven days on an empty store, and look at it until the time is over."""
    told, centre = Told(), Centre(volume=volume, clock=lambda: NOW)
    centre.select(NOW - timedelta(days=7), NOW)  # made up beforehand: that is no part of an answer
    server = DemoServer(
        centre,
        ServiceOptions(requests_per_minute=per_minute, minutes=minutes, latency_s=latency_s),
    )
    counting = server._app = Counting(server._app)  # type: ignore[assignment]
    with ExitStack() as open_:
        folder = open_.enter_context(TemporaryDirectory())
        open_.enter_context(server)
        account = SmartAssist(host=server.url, requests_per_minute=per_minute, **DEMO_CREDENTIALS._asdict())
        source = open_.enter_context(open_source(Settings(smartassist=account, store=Store(path=folder))))
        begun = time.monotonic()
        worker = Worker(source, Store(), lambda: NOW + timedelta(seconds=time.monotonic() - begun))
        open_.callback(worker.close)
        _look(worker, source, told, counting, begun + seconds)
    told.times, told.refused = [at - begun for at in counting.times], counting.refused
    told.lasted_s = time.monotonic() - begun
    return told


def _look(worker: Worker, source: Any, told: Told, counting: Counting, until: float) -> None:
    today, week = (
        days(NOW.date(), NOW.date(), UTC_ZONE),
        days(NOW.date() - timedelta(days=6), NOW.date(), UTC_ZONE),
    )
    sights = {
        "figures of today": Period(NOW - timedelta(minutes=1), NOW),
        "the last three hours": Period(NOW - timedelta(hours=3), NOW),
        "all of today": Period(today.start, NOW),
        "all of the week": Period(week.start, NOW),
    }
    while time.monotonic() < until and len(told.until) < len(sights):
        worker.request(Question(today), Question(week))
        asked, looked = len(counting.times), time.monotonic()
        coverage = source.store.coverage()
        source.store.scan("conversations", today).select("session_id").collect()
        told.slowest_look_s = max(told.slowest_look_s, time.monotonic() - looked)
        for name, period in sights.items():
            if name not in told.until and coverage.share(period, NOW) > 0.999:
                told.until[name] = asked
        time.sleep(LOOK_S)


def report(told: Told) -> str:
    """What there is to say."""
    counts = sliding(told.times)
    lines = [f"{count:5} requests until {name} were there" for name, count in told.until.items()]
    lines.append(f"{len(told.times):5} requests in {told.lasted_s:.0f} s, {told.refused} refused (429)")
    if counts:
        mean = sum(counts) / len(counts)
        lines.append(f"{min(counts):5} to {max(counts)} requests in a sliding minute, {mean:.1f} in the mean")
    lines.append(f"{told.slowest_look_s:5.2f} s for the slowest look at the store meanwhile")
    return "\n".join(lines)


if __name__ == "__main__":
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    minutes: Any = sys.argv[2] if len(sys.argv) > 2 else "sliding"
    print(report(visit(seconds, minutes=minutes)))  # noqa: T201
