"""The service as its caller sees it: ask a question of any length, get its records page by page."""

from __future__ import annotations

import time
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self

from lib.period import Period
from lib.smartassist.failures import page_limit_error
from lib.smartassist.pace import Pace
from lib.smartassist.page_request import DATE_FORMAT, PageRequest
from lib.smartassist.paging import SHORTEST_WINDOW, Cursor, Reading, WindowLength
from lib.smartassist.request import RequestSender

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    import httpx
    import msgspec

    from lib.settings import SmartAssist
    from lib.smartassist.answer import Answer, Key
    from lib.smartassist.request_parameters import ParametersStore

MAX_CONCURRENT = 3
"""How many requests run ahead of the page being read, as far as the hinted total promises records."""

UNCHANGED_AFTER = timedelta(hours=72)
"""Nothing runs ahead in a window that ended later than this ago. A record that arrives between two requests
pushes the others on: asked for in order that is an overlap, the other way round it is a gap."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask. `window` may have any length; empty `channels` and `queues` (ids) mean all."""

    window: Period
    channels: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """What one request brought; it may be empty.

    `records` holds the JSON text of each record that no earlier page of the question held: the first copy of
    a `sessionId` stays, and of records without one those that differ in a byte. A record may have begun just
    beyond `window`, which was asked for in whole seconds, both ends included. `requests` counts retries too.
    """

    window: Period
    records: tuple[msgspec.Raw, ...]
    requests: int


class Service:
    """One account's conversations; a context manager, safe to use from several threads at once.

    Args:
        account: host, credentials, endpoint and how to page.
        pace: shared by all that use the account; null makes one of `requests_per_minute` for this one alone.
        transport: what carries the requests; null is the network.
        offset_min: minutes west of UTC in which dates are asked for and times come back.
        clock: seconds since 1970; tells the windows that can still change.
        memory: keeps between connections which parameters the host takes; null is this one alone.

    Raises:
        SettingsError: a setting cannot be written into a request, or the secret cannot sign.
        InputError: the offset is that of no place on earth.
    """

    reading: Reading | None
    """What `offset` counts at this host: found out once, or set; null until then."""

    def __init__(  # noqa: PLR0913 (each by its name)
        self,
        account: SmartAssist,
        *,
        pace: Pace | None = None,
        transport: httpx.BaseTransport | None = None,
        offset_min: int = 0,
        clock: Callable[[], float] = time.time,
        memory: ParametersStore | None = None,
    ) -> None:
        self.reading = None if account.paging == "auto" else account.paging
        self._page_size = account.page_size
        self._clock = clock
        pace = pace or Pace(account.requests_per_minute)
        self._sender = RequestSender(account, pace, transport, offset_min, memory)
        self._pool = ThreadPoolExecutor(max_workers=MAX_CONCURRENT, thread_name_prefix="callboard-service")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def requests(self) -> int:
        """Requests sent so far, by all threads."""
        return self._sender.requests

    def close(self) -> None:
        """Give up what waits for its turn, wait for what is under way, and let the connections go."""
        self._sender.give_up()
        self._pool.shutdown(cancel_futures=True)
        self._sender.close()

    def pages(self, question: Question, given_up: Callable[[], bool] = lambda: False) -> Iterator[Page]:
        """Stream the answer, oldest window first; when it is exhausted, every record was yielded.

        A window of more than seven days, or one that holds more than can be paged to, is asked for in parts.
        Once `given_up`, no request is sent any more; an answer that is on its way is still yielded.

        Raises:
            ServiceError: the errors of `lib.errors`; the pages yielded before stay good.
            GivenUp: another request would have been sent.
        """
        windows = deque([_round_to_seconds(question.window)])
        yielded_keys: set[Key] = set()
        window_length = WindowLength()
        while windows:
            window, *later = windows.popleft().windows(window_length.length)
            windows.extendleft(reversed(later))
            cursor = yield from self._window(replace(question, window=window), yielded_keys, given_up)
            windows.extendleft(reversed(window_length.after(window, cursor)))

    def _window(
        self, question: Question, yielded_keys: set[Key], given_up: Callable[[], bool]
    ) -> Generator[Page, None, Cursor]:
        """The pages of one window; returns where its paging ended."""
        window, cursor = question.window, Cursor(self._page_size, self.reading)
        for offset, answer in self._answers(question, cursor, given_up):
            if answer.refused:
                cursor.refuse(offset)
            else:
                divisible = window.length > SHORTEST_WINDOW
                cursor.read(offset, answer.keys, answer.total if divisible else None)
            self.reading = self.reading or cursor.reading
            yield Page(window, _drop_duplicates(answer, yielded_keys), answer.requests)
        if cursor.overflow and window.length <= SHORTEST_WINDOW:
            raise page_limit_error(f"{window.start:{DATE_FORMAT}} UTC")
        return cursor

    def _answers(
        self, question: Question, cursor: Cursor, given_up: Callable[[], bool]
    ) -> Iterator[tuple[int, Answer]]:
        """Answers in an order that leaves no gap; what was sent ahead is read even if paging has ended."""
        under_way: deque[tuple[int, Future[Answer]]] = deque()
        still = question.window.end <= datetime.fromtimestamp(self._clock(), UTC) - UNCHANGED_AFTER

        def page_request(offset: int) -> PageRequest:
            return PageRequest(question.window, offset, question.channels, question.queues, given_up)

        try:
            while cursor.open or under_way:
                cursor.reading = cursor.reading or self.reading
                last = under_way[-1][0] if under_way else None
                for offset in cursor.ahead(last)[: MAX_CONCURRENT - len(under_way) if still else 0]:
                    under_way.append((offset, self._pool.submit(self._sender.ask, page_request(offset))))
                if under_way and (under_way[0][0] <= cursor.offset or not cursor.open):
                    offset, future = under_way.popleft()
                    yield offset, future.result()
                else:
                    offset = cursor.offset
                    yield offset, self._sender.ask(page_request(offset))
        finally:
            for _, future in under_way:
                future.cancel()


def _round_to_seconds(window: Period) -> Period:
    """The window widened to whole seconds, which is all that the service can be asked for."""
    start, end = window.start.astimezone(UTC), window.end.astimezone(UTC)
    widened = end if not end.microsecond else end + timedelta(seconds=1)
    return Period(start.replace(microsecond=0), widened.replace(microsecond=0))


def _drop_duplicates(answer: Answer, yielded_keys: set[Key]) -> tuple[msgspec.Raw, ...]:
    """The records of an answer that are not among `seen`, each once; adds their keys to it."""
    new_records = []
    for key, record in zip(answer.keys, answer.records, strict=True):
        if key not in yielded_keys:
            yielded_keys.add(key)
            new_records.append(record)
    return tuple(new_records)
