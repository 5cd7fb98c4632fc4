"""One sync under way: windows are fetched in threads, and kept one after the other in the caller's."""

from __future__ import annotations

import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Event, Lock
from typing import TYPE_CHECKING, Protocol

from lib.errors import ServiceError
from lib.smartassist.failures import GivenUp
from lib.store.commit import Fetched
from lib.store.fetch.density_estimate import count_by_hour, estimate_density
from lib.store.fetch.planner import Planner
from lib.store.fetch.progress import Progress, SyncReport
from lib.store.maintenance.cleanup import write_checkpoints

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import msgspec

    from lib.period import Period
    from lib.smartassist import Page, Question
    from lib.smartassist.paging import Reading
    from lib.store.writer import Writer

LOOK_S = 0.25
"""How often a running sync tells its progress and hears of being cancelled."""

MAINTAIN_EVERY = 64
"""Windows after which the store is looked after while a long sync goes on."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a run is asked to end before its end; both are looked at several times a second."""

    cancelled: Callable[[], bool] = lambda: False
    given_up: Callable[[], bool] = lambda: False


class Asking(Protocol):
    """What a sync needs of `service.Service`."""

    reading: Reading | None

    def pages(self, question: Question, given_up: Callable[[], bool]) -> Iterator[Page]:
        """Stream the answer; when it is exhausted, every record was yielded.

        Raises:
            GivenUp: another request would have been sent although `given_up`.
        """


class Run:
    """Fetches what a planner hands out.

    Args:
        writer: the store, held.
        service: asked from several threads at once.
        question: its channels and queues go into every window's question.
        now: the present at the run's beginning.
        page_size: records the service gives with each request.
        upkeep: called now and then with the present, to look after the store.
        allowed: requests a minute that the account allows, if that is known.
    """

    def __init__(  # noqa: PLR0913 (each by its name)
        self,
        writer: Writer,
        service: Asking,
        question: Question,
        *,
        now: datetime,
        upkeep: Callable[[datetime], object],
        page_size: int = 100,
        allowed: float | None = None,
    ) -> None:
        self._writer, self._service, self._question = writer, service, question
        self._now, self._begun = now, time.monotonic()
        self._upkeep, self._page_size, self._allowed = upkeep, page_size, allowed
        self._service.reading = service.reading or writer.entry.reading
        self._stop, self._lock = Event(), Lock()
        self._spent: dict[Period, int] = {}
        self._requests = self._records = 0
        self._kept: list[Period] = []
        self._error: ServiceError | None = None
        self._cancelled = self._given_up = False

    def go(
        self,
        missing: Sequence[Iterable[Period]],
        workers: int,
        progress: Callable[[Progress], object],
        ending: Ending,
    ) -> None:
        """Fetch and keep all of it, the most important stretches first.

        Once `ending.cancelled`, the windows that have been asked for are read to their end and kept; those
        that still wait for their turn are left. Once `ending.given_up` nothing more is kept.

        Raises:
            ServiceError: a window could not be read, once the others under way have been kept.
            StoreError: a window could not be kept.
        """
        density = estimate_density(self._writer, self._question)
        self._planner = Planner(missing, density, self._service.reading, self._page_size)
        pool = ThreadPoolExecutor(workers, thread_name_prefix="callboard-sync")
        under_way: dict[Future[Fetched | None], Period] = {}
        try:
            while not self._given_up:
                self._hand_out(pool, under_way, workers)
                if not under_way:
                    break
                for future in wait(under_way, LOOK_S, FIRST_COMPLETED).done:
                    self._take(under_way.pop(future), future)
                self._writer.lock.renew()
                self._check_ending(ending)
                progress(self.progress())
        finally:
            self._stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
        if self._error is not None:
            raise self._error

    @property
    def present(self) -> datetime:
        """The present, by the clock that the run began with."""
        return self._now + timedelta(seconds=time.monotonic() - self._begun)

    def progress(self) -> Progress:
        """Where it stands."""
        spent = sum(self._spent.get(window, 0) for window in self._planner.under_way)
        return Progress(
            windows_done=len(self._kept),
            windows_left=self._planner.windows_left,
            requests=self._requests,
            requests_left=max(self._planner.requests_left - spent, len(self._planner.under_way)),
            records=self._records,
            elapsed_s=time.monotonic() - self._begun,
            allowed=self._allowed,
        )

    @property
    def given_up(self) -> bool:
        """Whether it was ended at once."""
        return self._given_up

    def report(self) -> SyncReport:
        """What it did."""
        version = self._writer.entry.version
        return SyncReport(tuple(self._kept), self._requests, self._records, version, self._cancelled)

    def _hand_out(
        self, pool: ThreadPoolExecutor, under_way: dict[Future[Fetched | None], Period], workers: int
    ) -> None:
        if self._error is not None or self._cancelled:
            return
        while len(under_way) < workers and (window := self._planner.next()):
            under_way[pool.submit(self._fetch, window)] = window

    def _check_ending(self, ending: Ending) -> None:
        self._given_up = ending.given_up()
        self._cancelled = self._cancelled or self._given_up or ending.cancelled()

    def _take(self, window: Period, future: Future[Fetched | None]) -> None:
        """Keep a window that came back; note the first error, so that nothing more is begun."""
        try:
            fetched = future.result()
        except ServiceError as error:
            self._error = self._error or error
            self._planner.abandon(window)
            return
        if fetched is None:
            self._planner.abandon(window)
            return
        starts = self._writer.commit(fetched, self._service.reading)
        self._planner.finish(window, count_by_hour(starts, window), self._service.reading)
        self._records += len(fetched.records)
        self._kept.append(window)
        if len(self._kept) % MAINTAIN_EVERY == 0:
            write_checkpoints(self._writer)
            self._upkeep(self.present)

    def _fetch(self, window: Period) -> Fetched | None:
        """A window's records, in a thread of its own; null when it was left."""
        asked_at = self.present
        question = replace(self._question, window=window)
        records: list[msgspec.Raw] = []
        try:
            for page in self._service.pages(question, lambda: self._is_left(window)):
                records.extend(page.records)
                self._count(window, page.requests)
                if self._stop.is_set():
                    return None
        except GivenUp:
            if not self._is_left(window):
                raise  # whoever closed the service: it is not to be handed out again and again
            return None
        return Fetched(question, asked_at, records, self._spent[window])

    def _is_left(self, window: Period) -> bool:
        """Whether no request is to be sent for a window: all is over, or nothing of it is here yet."""
        return self._stop.is_set() or (self._cancelled and window not in self._spent)

    def _count(self, window: Period, requests: int) -> None:
        with self._lock:
            self._requests += requests
            self._spent[window] = self._spent.get(window, 0) + requests
