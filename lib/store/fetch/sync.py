"""Make a period present: ask what is missing or may have changed, window by window, newest first."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from lib.period import Period
from lib.store.fetch.parts import STALE_AFTER, Part, windows_to_refetch
from lib.store.fetch.progress import Progress, SyncReport
from lib.store.fetch.run import Asking, Ending, Run
from lib.store.intervals import BEGINNING, FAR, intersect_intervals, interval_between, subtract_intervals
from lib.store.maintenance.cleanup import maintain, retention_start
from lib.store.writer import open_writer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime, timedelta

    from lib.smartassist import Question
    from lib.store.store import Store


def sync(  # noqa: PLR0913 (each by its name)
    store: Store,
    service: Asking,
    question: Question,
    *,
    parts: Sequence[Part] | None = None,
    now: datetime,
    settle: timedelta,
    stale_after: timedelta = STALE_AFTER,
    refresh: bool = False,
    retention_days: int | None = None,
    progress: Callable[[Progress], object] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
    given_up: Callable[[], bool] = lambda: False,
    workers: int = 3,
    page_size: int = 100,
    requests_per_minute: float | None = None,
) -> SyncReport:
    """Ask for what of the question is missing and keep each window as soon as it is whole.

    Args:
        store: where it is kept; held by this sync alone until it returns.
        service: the account's service; what it finds out about paging is remembered in the store.
        question: period (up to now), channels and queues.
        parts: stretches to ask instead of the period alone, the most important first; none is asked twice.
        now: the present; nothing later is asked.
        settle: how long after it happened a conversation may still change.
        stale_after: see `Coverage.missing`.
        refresh: ask for everything within the question's period, settled or not.
        retention_days: what is older is neither asked nor kept.
        progress: called in this thread, several times a second at most.
        cancelled: asked as often; once true, nothing new is begun, and what was begun is finished and kept.
        given_up: asked as often; once true, it returns at once with what is whole by then.
        workers: windows under way at once.
        page_size: records the service gives with each request.
        requests_per_minute: what the account allows; the time left is told by it while a sync is young.

    Raises:
        ServiceError: a window could not be read; the others under way were finished and kept.
        StoreBusy: another process is syncing this store.
        StoreError: the store cannot be written.
    """
    chosen_parts = [Part(question.window, stale_after)] if parts is None else parts

    def ahead() -> list[list[Period]]:
        """Looked up anew: another sync may have been here."""
        return due(
            store,
            question,
            chosen_parts,
            now=now,
            settle=settle,
            refresh=refresh,
            retention_days=retention_days,
        )

    if not ahead():
        return SyncReport((), 0, 0, store.version)
    with open_writer(store.root) as writer:
        writer.prepare()
        writer.drop_future_windows(now)
        upkeep = partial(maintain, writer, settle=settle, retention_days=retention_days)
        run = Run(
            writer,
            service,
            question,
            now=now,
            upkeep=upkeep,
            page_size=page_size,
            allowed=requests_per_minute,
        )
        run.go(ahead(), workers, progress, Ending(cancelled, given_up))
        if not run.given_up:
            upkeep(run.present)
        return run.report()


def due(  # noqa: PLR0913 (each by its name)
    store: Store,
    question: Question,
    parts: Sequence[Part],
    *,
    now: datetime,
    settle: timedelta,
    refresh: bool = False,
    retention_days: int | None = None,
) -> list[list[Period]]:
    """What is to be asked of each part, newest first; a part of which nothing is due is left out.

    For the arguments see `sync`.

    Raises:
        StoreError: the store cannot be read.
    """
    entry, narrow = store.entry(), (question.channels, question.queues)
    coverage = entry.coverage.without_future(now)
    not_kept = interval_between(BEGINNING, retention_start(now, retention_days))

    def of(part: Part) -> list[Period]:
        retained = subtract_intervals([part.window], not_kept)
        if part.open_only:
            starts = [start for period in retained for start in store.open_starts(period, entry)]
            return windows_to_refetch(part, starts, coverage, question, now)
        anew = intersect_intervals(retained, [question.window]) if refresh else []
        ages = partial(coverage.missing, settle=settle, stale_after=part.stale_after)
        due = [
            stretch for period in subtract_intervals(retained, anew) for stretch in ages(period, now, *narrow)
        ]
        return [*subtract_intervals(anew, [Period(now, FAR)]), *due]

    return [stretches for part in parts if (stretches := of(part))]
