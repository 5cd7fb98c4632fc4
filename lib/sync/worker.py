"""Runs one sync at a time in the background; pages request data and never wait for it."""

from __future__ import annotations

import logging
from collections import deque
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from threading import Lock, Thread
from typing import TYPE_CHECKING

from lib.errors import CallboardError, StoreBusy
from lib.store import sync
from lib.sync.fetch_requests import STALE_AFTER, UNDER_WAY, Ages, FetchRequest, Job, plan_jobs

if TYPE_CHECKING:
    from collections.abc import Callable

    from lib.settings import Store
    from lib.smartassist import Question, Service
    from lib.source import Source
    from lib.store import Progress

__all__ = ["STALE_AFTER", "UNDER_WAY", "Status", "Worker"]

log = logging.getLogger("callboard.worker")

AFTER_AN_ERROR = timedelta(seconds=60)
"""How long the worker waits after a failure, unless a viewer asks again."""

WHILE_BUSY = timedelta(seconds=10)
"""How long it rests while another process syncs the store."""

WANTED_FOR = timedelta(minutes=2)
"""How long a page's request is valid if the page does not repeat it."""

STOPPED_AT_MOST = 100
STOP_WITHIN_S = 5.0
UNKNOWN = "Fetching stopped on an error that Callboard does not know. The log has it."


@dataclass(frozen=True, slots=True)
class Status:
    """What the worker is doing, for every page to show; times are UTC.

    `ending` says that it was paused and still finishes what is under way; `busy` who else syncs the store.
    """

    running: bool = False
    ending: bool = False
    paused: bool = False
    progress: Progress | None = None
    busy: str | None = None
    error: str | None = None
    failed_at: datetime | None = None


class Worker:
    """Runs one sync at a time in a thread of its own."""

    def __init__(
        self, source: Source, settings: Store, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._source = source
        self._settings = settings
        self._ages = Ages.of(settings)
        self._clock = clock
        self._lock = Lock()
        self._status = Status()
        self._wants: dict[FetchRequest, datetime] = {}
        self._planned: set[FetchRequest] = set()
        self._planned_at = clock()
        self._stopped: deque[FetchRequest] = deque(maxlen=STOPPED_AT_MOST)
        self._at_work = self._changed = self._anew = self._given_up = self._closed = False
        self._thread: Thread | None = None

    @property
    def status(self) -> Status:
        """The newest status; a value, safe to keep."""
        return self._status

    def request(
        self,
        question: Question,
        *after: Question,
        again: bool = False,
        on_start: Callable[[], object] = lambda: None,
    ) -> bool:
        """Start fetching what is missing of these, the most important first; whether a sync is now under way.

        A page says so again and again, for as long as it is open. While a sync runs for other pages, it takes
        these in once the windows under way are whole. Nothing is begun when nothing is missing, while paused,
        of what was stopped, or shortly after a failure; the last two unless `again`, which also asks for the
        newest minutes however fresh the rest is. `on_start` is called if this call starts a fetch.
        """
        with self._lock:
            has_begun = self._accept((question, *after), again=again)
        if has_begun:
            on_start()
        return self._status.running

    def pause(self) -> None:
        """Finish the windows under way, keep them, and begin nothing until `resume`; for all who read."""
        with self._lock:
            self._status = replace(self._status, paused=True, ending=self._at_work)

    def resume(self) -> None:
        """Go on with what the pages want."""
        with self._lock:
            self._changed = self._at_work
            self._status = replace(self._status, paused=False, ending=False)

    def stop(self) -> None:
        """Give up the windows under way, and do not ask again for what is wanted now; the rest is kept."""
        with self._lock:
            self._stopped.extend(request for request in self._fresh() if request not in self._stopped)
            self._given_up = self._at_work
            self._status = Status(running=self._status.running, progress=self._status.progress)

    def is_stopped(self, question: Question, *after: Question) -> bool:
        """Whether a viewer stopped the fetching of these, and something of them is missing."""
        with self._lock:
            return (question, *after) in self._stopped and bool(self._due([(question, *after)]))

    def close(self) -> None:
        """Begin nothing more, and wait a moment for the thread to end; nothing that is whole is lost."""
        with self._lock:
            self._closed = self._given_up = True
            thread = self._thread
        if thread is not None:
            thread.join(STOP_WITHIN_S)

    def _accept(self, request: FetchRequest, *, again: bool) -> bool:
        """Whether this request starts something new."""
        if again:
            self._ask_again(request)
        elif request in self._stopped:
            return False
        self._note(request)
        if self._closed or self._status.paused or (self._is_resting() and not self._at_work):
            return False
        if self._due([request], again=again):
            return self._begin(request, again=again)
        if not self._at_work:
            self._status = Status()
        return False

    def _ask_again(self, request: FetchRequest) -> None:
        while request in self._stopped:
            self._stopped.remove(request)
        if not self._at_work:
            self._status = Status(paused=self._status.paused)

    def _note(self, request: FetchRequest) -> None:
        """Store a request, the newest last."""
        now = self._clock()
        self._wants = {other: at for other, at in self._wants.items() if _is_within(at, now, WANTED_FOR)}
        self._wants |= {request: now}

    def _fresh(self) -> list[FetchRequest]:
        """The valid requests, the newest first."""
        now = self._clock()
        return [request for request, at in reversed(self._wants.items()) if _is_within(at, now, WANTED_FOR)]

    def _is_resting(self) -> bool:
        failed, rest = self._status.failed_at, WHILE_BUSY if self._status.busy else AFTER_AN_ERROR
        return failed is not None and _is_within(failed, self._clock(), rest)

    def _due(self, requests: list[FetchRequest], *, again: bool = False) -> list[Job]:
        ages = self._ages.newest() if again else self._ages
        return plan_jobs(self._source.store, requests, ages, now=self._clock())

    def _begin(self, request: FetchRequest, *, again: bool) -> bool:
        """Start; or have the sync under way take this in, if it is new, or the last hours are old by now."""
        is_new = again or not self._at_work or request not in self._planned
        self._anew = self._anew or again
        if self._at_work:
            is_old = not _is_within(self._planned_at, self._clock(), self._ages.under_way)
            is_new = is_new and not self._changed
            self._changed = self._changed or is_new or is_old
            return is_new
        self._at_work, self._changed, self._given_up = True, False, False
        busy = self._status.busy
        self._status = Status(running=busy is None, busy=busy)
        self._thread = Thread(target=self._run, name="callboard-sync", daemon=True)
        self._thread.start()
        return True

    def _run(self) -> None:
        outcome = Status()
        try:
            with self._source.service() as service:
                self._fetch(service)
        except StoreBusy as busy:
            outcome = Status(busy=str(busy), failed_at=self._clock())
        except CallboardError as error:
            log.warning("sync failed: %s", error)
            outcome = Status(error=str(error), failed_at=self._clock())
        except Exception:
            log.exception("sync failed")
            outcome = Status(error=UNKNOWN, failed_at=self._clock())
        finally:
            with self._lock:
                self._at_work = False
                self._status = replace(outcome, paused=self._status.paused)

    def _fetch(self, service: Service) -> None:
        """Sync what is due of all wants; again from the start whenever they have changed meanwhile."""
        while True:
            for job in self._plan():
                if not self._is_over():
                    self._sync(service, job)
            if not self._changed or self._given_up or self._status.paused:
                return

    def _plan(self) -> list[Job]:
        with self._lock:
            requests = [request for request in self._fresh() if request not in self._stopped]
            planned = self._due(requests, again=self._anew)
            self._planned, self._planned_at = set(requests), self._clock()
            self._changed = self._anew = False
            return planned

    def _sync(self, service: Service, job: Job) -> None:
        account = self._source.account
        sync(
            self._source.store,
            service,
            job.question,
            parts=job.parts,
            now=self._clock(),
            settle=self._ages.settle,
            retention_days=self._settings.retention_days,
            progress=self._show,
            cancelled=self._is_over,
            given_up=lambda: self._given_up,
            page_size=account.page_size,
            requests_per_minute=account.requests_per_minute,
        )

    def _is_over(self) -> bool:
        """Whether to begin no more windows of the sync under way."""
        return self._changed or self._given_up or self._status.paused

    def _show(self, progress: Progress) -> None:
        with self._lock:
            self._status = replace(self._status, running=True, busy=None, failed_at=None, progress=progress)


def _is_within(instant: datetime, now: datetime, length: timedelta) -> bool:
    """Whether it was less than so long ago; a clock that was ahead and was put right puts it after now."""
    return abs(now - instant) < length
