"""Make a period present: ask what is missing or may have changed, window by window, newest first."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from lib.period import Period
from lib.store.progress import Progress, SyncReport
from lib.store.run import Asking, Run
from lib.store.stretches import BEGINNING, FAR, between, without
from lib.store.upkeep import kept_from, maintain
from lib.store.writing import writing

if TYPE_CHECKING:
    from collections.abc import Callable

    from lib.service import Question
    from lib.store.store import Store

STALE_AFTER = timedelta(minutes=15)
"""How old an answer that may still change must be before it is asked for again."""


def sync(  # noqa: PLR0913 (each by its name)
    store: Store,
    service: Asking,
    question: Question,
    *,
    now: datetime,
    settle: timedelta,
    stale_after: timedelta = STALE_AFTER,
    refresh: bool = False,
    retention_days: int | None = None,
    progress: Callable[[Progress], object] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
    workers: int = 3,
    page_size: int = 100,
) -> SyncReport:
    """Ask for what of the question is missing and keep each window as soon as it is whole.

    Args:
        store: where it is kept; held by this sync alone until it returns.
        service: the account's service; what it finds out about paging is remembered in the store.
        question: period (up to now), channels and queues.
        now: the present; nothing later is asked.
        settle: how long after it happened a conversation may still change.
        stale_after: see `Coverage.missing`.
        refresh: ask for everything, settled or not.
        retention_days: what is older is neither asked nor kept.
        progress: called in this thread, several times a second at most.
        cancelled: asked as often; what is whole by then is kept.
        workers: windows under way at once.
        page_size: records the service gives with each request.

    Raises:
        ServiceError: a window could not be read; the others under way were finished and kept.
        StoreBusy: another process is syncing this store.
        StoreError: the store cannot be written.
    """

    def due() -> list[Period]:
        """What is to be asked, looked up anew: another sync may have been here."""
        kept = without([question.window], between(BEGINNING, kept_from(now, retention_days)))
        if refresh:
            return without(kept, [Period(now, FAR)])
        return [stretch for period in kept for stretch in missing(period)]

    def missing(period: Period) -> list[Period]:
        narrow = question.channels, question.queues
        return store.coverage().missing(period, now, *narrow, settle=settle, stale_after=stale_after)

    if not due():
        return SyncReport((), 0, 0, store.version)
    with writing(store.root) as writer:
        writer.prepare()
        run = Run(writer, service, question, now, page_size)
        run.settled_before = now - settle
        run.go(due(), workers, progress, cancelled)
        maintain(writer, now, settle, retention_days)
        return run.report()
