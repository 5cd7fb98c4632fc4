"""One sync at a time beside the pages: they say what they want to see, and never wait for it."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from threading import Lock, Thread
from typing import TYPE_CHECKING

from lib.errors import CallboardError, StoreBusy
from lib.period import Period
from lib.store import sync

if TYPE_CHECKING:
    from collections.abc import Callable

    from lib.service import Question, Service
    from lib.settings import Store
    from lib.source import Source
    from lib.store import Progress

log = logging.getLogger("callboard.worker")

UNDER_WAY = timedelta(hours=3)
"""How far back most conversations are still under way, and change from minute to minute."""

STALE_AFTER = timedelta(minutes=5)
"""How old what is under way may be on a page before it is asked again."""

UNSETTLED_STALE_AFTER = timedelta(hours=6)
"""How old the rest of what may still change (surveys, dispositions) may be before it is asked again."""

AFTER_AN_ERROR = timedelta(seconds=60)
"""How long the worker rests after a failure, unless the reader asks again."""


@dataclass(frozen=True, slots=True)
class Status:
    """What the worker is doing, for every page to show; times are UTC."""

    running: bool = False
    progress: Progress | None = None
    error: str | None = None
    failed_at: datetime | None = None


class Worker:
    """Runs one sync at a time in a thread of its own."""

    def __init__(
        self, source: Source, settings: Store, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._source = source
        self._settings = settings
        self._settle = timedelta(hours=settings.settle_hours)
        self._clock = clock
        self._lock = Lock()
        self._status = Status()
        self._cancelled = False
        self._thread: Thread | None = None

    @property
    def status(self) -> Status:
        """The newest status; a value, safe to keep."""
        return self._status

    def want(
        self, question: Question, *, again: bool = False, begun: Callable[[], object] = lambda: None
    ) -> bool:
        """Start fetching what is missing of a question; whether a sync is now under way.

        Does nothing while one runs (the page asks anew when it is done), when nothing is missing, or
        shortly after a failure unless `again`. `begun` is called where this call started it.
        """
        with self._lock:
            if self._status.running:
                return True
            if not again and self._is_resting():
                return False
            if not any(self._is_missing(part, age) for part, age in self._parts(question)):
                return False
            self._cancelled = False
            self._status = Status(running=True)
            self._thread = Thread(target=self._run, args=(question,), name="callboard-sync", daemon=True)
            self._thread.start()
        begun()
        return True

    def cancel(self) -> None:
        """Stop after the windows under way; what is fetched is kept."""
        self._cancelled = True

    def _is_resting(self) -> bool:
        failed = self._status.failed_at
        return failed is not None and self._clock() - failed < AFTER_AN_ERROR

    def _parts(self, question: Question) -> list[tuple[Question, timedelta]]:
        """What is under way, to be kept fresh, and then everything, to be kept whole."""
        now, window = self._clock(), question.window
        parts = [(question, UNSETTLED_STALE_AFTER)]
        if window.start < now and window.end > now - UNDER_WAY:
            recent = Period(max(window.start, now - UNDER_WAY), window.end)
            parts.insert(0, (replace(question, window=recent), STALE_AFTER))
        return parts

    def _is_missing(self, question: Question, stale_after: timedelta) -> bool:
        coverage = self._source.store.coverage()
        return bool(
            coverage.missing(
                question.window,
                self._clock(),
                settle=self._settle,
                stale_after=stale_after,
                channels=question.channels,
                queues=question.queues,
            )
        )

    def _run(self, question: Question) -> None:
        try:
            with self._source.service() as service:
                for part, stale_after in self._parts(question):
                    self._sync(service, part, stale_after)
        except StoreBusy as busy:
            self._status = Status(error=str(busy), failed_at=self._clock())
        except CallboardError as error:
            log.warning("sync failed: %s", error)
            self._status = Status(error=str(error), failed_at=self._clock())
        except Exception:
            log.exception("sync failed")
            self._status = Status(
                error="Fetching stopped on an error that Callboard does not know. The log has it.",
                failed_at=self._clock(),
            )
        else:
            self._status = Status()

    def _sync(self, service: Service, question: Question, stale_after: timedelta) -> None:
        sync(
            self._source.store,
            service,
            question,
            now=self._clock(),
            settle=self._settle,
            stale_after=stale_after,
            retention_days=self._settings.retention_days,
            progress=self._show,
            cancelled=lambda: self._cancelled,
        )

    def _show(self, progress: Progress) -> None:
        self._status = replace(self._status, progress=progress)
