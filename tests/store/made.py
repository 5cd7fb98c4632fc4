"""A made-up account for the store's tests: its records, a service that gives them, and times to name."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from lib.frames.schema import SCHEMAS
from lib.period import Period
from lib.smartassist import Page, Question
from lib.store import SyncReport, sync

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import polars as pl

    from lib.smartassist.paging import Reading
    from lib.store import Store

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
SETTLE = timedelta(hours=72)
MONDAY = datetime(2024, 9, 23, tzinfo=UTC)
LATER = MONDAY + 30 * DAY
"""When all of the week is settled."""

WEEK = Period(MONDAY, MONDAY + 7 * DAY)


def hours(first: float, last: float) -> Period:
    """From so many hours after Monday 00:00 to so many."""
    return Period(MONDAY + first * HOUR, MONDAY + last * HOUR)


def session_id(number: int, start: datetime) -> str:
    return f"{int(start.timestamp()):08x}{number:016x}"


def record(number: int, start: datetime, **fields: object) -> dict[str, object]:
    """One answered conversation."""
    accepted, end = start + timedelta(seconds=9), start + timedelta(seconds=99)
    agent = {
        "agentId": f"u-{number % 3}",
        "name": f"Agent {number % 3}",
        "acceptedTime": f"{accepted:%Y-%m-%dT%H:%M:%S}",
        "interactionEndTime": f"{end:%Y-%m-%dT%H:%M:%S}",
        "interactionDuration": 90,
        "status": "Accepted",
    }
    visit = {
        "destinationType": "QueueEntry",
        "queueId": f"qu-{number % 2}",
        "queueName": f"Queue {number % 2}",
        "EnterTime": f"{start:%Y-%m-%dT%H:%M:%S}",
        "respondingAgent": agent,
    }
    made = {
        "sessionId": session_id(number, start),
        "conversationId": f"c-{number}",
        "channel": "voice" if number % 4 else "chat",
        "Direction": "Inbound",
        "sessionStartTime": f"{start:%Y-%m-%dT%H:%M:%S}",
        "sessionEndTime": f"{end:%Y-%m-%dT%H:%M:%S}",
        "finalStatus": "CLOSED",
        "destinations": [visit],
    }
    return {**made, **fields}


def every(step: timedelta, period: Period) -> list[dict[str, object]]:
    """A conversation each so often, from the period's start on."""
    count = -(-period.length // step)
    return [record(number, period.start + number * step) for number in range(count)]


@dataclass
class Made:
    """A service without a network: the bounds of a window are both included, as the real one has them."""

    records: list[dict[str, object]]
    reading: Reading | None = None
    asked: list[Question] = field(default_factory=list)
    fails: Callable[[Question], Exception | None] = lambda _: None
    limit: int = 100
    by: str = "sessionStartTime"

    def pages(self, question: Question, given_up: Callable[[], bool] = lambda: False) -> Iterator[Page]:
        del given_up  # it never waits for a turn
        self.asked.append(question)
        if error := self.fails(question):
            raise error
        self.reading = self.reading or "records"
        found = [one for one in self.records if self.answers(one, question)]
        for start in range(0, len(found) + self.limit, self.limit):
            raws = [msgspec.Raw(json.dumps(one).encode()) for one in found[start : start + self.limit]]
            yield Page(question.window, tuple(raws), 1)

    def answers(self, one: dict[str, object], question: Question) -> bool:
        at = datetime.fromisoformat(str(one[self.by])).replace(tzinfo=UTC)
        visit = one["destinations"][0] if one.get("destinations") else {}  # type: ignore[index]
        return (
            question.window.start <= at <= question.window.end
            and (not question.channels or one["channel"] in question.channels)
            and (not question.queues or visit.get("queueId") in question.queues)
        )

    def with_changed(self, number: int, **fields: object) -> Made:
        changed = [{**one, **fields} if index == number else one for index, one in enumerate(self.records)]
        return replace(self, records=changed, asked=[])


def synced(store: Store, service: Made, period: Period = WEEK, **options: object) -> SyncReport:
    """Sync a period as seen from long after it."""
    question = Question(period, options.pop("channels", ()), options.pop("queues", ()))  # type: ignore[arg-type]
    return sync(store, service, question, **{"now": LATER, "settle": SETTLE, **options})  # type: ignore[arg-type]


def ids(store: Store, table: str = "records") -> list[str]:
    """The sessions of a table, sorted, doubles included."""
    return sorted(store.scan(table).select("session_id").collect()["session_id"])


def content(store: Store) -> dict[str, pl.DataFrame]:
    """All that a store shows, in an order that does not depend on how it came there."""
    frames = {name: store.scan(name).collect() for name in SCHEMAS}
    return {name: frame.sort(frame.columns[:6]) for name, frame in frames.items()}


def wanted(service: Made) -> list[str]:
    """The ids that the service has."""
    return sorted(str(one["sessionId"]) for one in service.records)
