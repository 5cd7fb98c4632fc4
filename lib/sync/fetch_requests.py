"""Turns what pages request into jobs for a sync: newest first, each interval once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING

from lib.period import Period
from lib.smartassist import Question
from lib.store import UNSETTLED_STALE_AFTER, Part, due, interval_before, open_session_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lib.settings import Store as Settings
    from lib.store import Store

UNDER_WAY = timedelta(hours=3)
"""How far back most conversations are still under way, and change from minute to minute."""

STALE_AFTER = timedelta(minutes=5)
"""How old what is under way may be on a page before it is asked again, where no setting says so."""

NEWEST = timedelta(minutes=1)
"""How old what is under way may be when a viewer asks for new data."""

FetchRequest = tuple[Question, ...]
"""The questions of one page, the most important first."""


@dataclass(frozen=True, slots=True)
class Ages:
    """How old an answer may be that can still change, when it no longer can, and when it is forgotten.

    `reach_back` is how long before a period its sessions may have begun, `open_for` how long ago a session
    may have begun that is asked again because it was open.
    """

    under_way: timedelta
    settle: timedelta
    retention_days: int | None
    reach_back: timedelta = timedelta()
    open_for: timedelta = timedelta()

    @classmethod
    def of(cls, settings: Settings) -> Ages:
        """As the settings want it. Without a refresh, what is under way is treated like the rest."""
        under_way = timedelta(minutes=settings.refresh_minutes) or UNSETTLED_STALE_AFTER
        return cls(
            under_way,
            timedelta(hours=settings.settle_hours),
            settings.retention_days,
            timedelta(days=settings.reach_back_days),
            timedelta(days=settings.open_days),
        )

    def newest(self) -> Ages:
        """The ages for a viewer who asks for new data."""
        return replace(self, under_way=min(self.under_way, NEWEST))


@dataclass(frozen=True, slots=True)
class Job:
    """One sync's work: a question for its channels and queues, and the stretches in their order."""

    question: Question
    parts: tuple[Part, ...]


def plan_jobs(store: Store, requests: Sequence[FetchRequest], ages: Ages, *, now: datetime) -> list[Job]:
    """The due jobs of all requests: the last hours, then each page's first question, then each second one.

    After all of these come the days before each, in which sessions began that reach into it, and last the
    sessions that the store holds as open.

    Raises:
        StoreError: the store cannot be read.
    """
    ranked = [question for rank in zip_longest(*requests) for question in rank if question is not None]
    groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Question]] = {}
    for question in ranked:
        groups.setdefault((question.channels, question.queues), []).append(question)
    planned = (_build_job(questions, ages, now) for questions in groups.values())
    return [job for job in planned if _is_due(store, job, ages, now)]


def _build_job(questions: Sequence[Question], ages: Ages, now: datetime) -> Job:
    windows = [question.window for question in questions]
    edge = now - UNDER_WAY
    last_hours = [
        Part(interval, ages.under_way) for window in windows for interval in _after(window, edge, now)
    ]
    rest = [Part(interval, UNSETTLED_STALE_AFTER) for window in windows for interval in _before(window, edge)]
    before = [
        Part(interval, UNSETTLED_STALE_AFTER)
        for window in windows
        for interval in interval_before(window, ages.reach_back)
    ]
    spanned = Period(min(interval.start for interval in windows), max(interval.end for interval in windows))
    still_open = open_session_parts(spanned.end, now, ages.open_for)
    parts = tuple(dict.fromkeys([*last_hours, *rest, *before, *still_open]))
    return Job(replace(questions[0], window=spanned), parts)


def _after(window: Period, edge: datetime, now: datetime) -> Iterable[Period]:
    """The last hours of a window that has begun, in which most is still under way."""
    if window.start < now and window.end > edge:
        yield Period(max(window.start, edge), window.end)


def _before(window: Period, edge: datetime) -> Iterable[Period]:
    """The part of a window before the last hours. Apart from them, its own end is no "just now"."""
    if window.start < edge:
        yield Period(window.start, min(window.end, edge))


def _is_due(store: Store, job: Job, ages: Ages, now: datetime) -> bool:
    return bool(
        due(
            store,
            job.question,
            job.parts,
            now=now,
            settle=ages.settle,
            retention_days=ages.retention_days,
        )
    )
