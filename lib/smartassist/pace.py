"""The allowed pace: who may begin a request waits here, the newest window's first; and what 429 means."""

from __future__ import annotations

import re
import time
from bisect import insort
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import count
from threading import Lock
from typing import TYPE_CHECKING

from lib.smartassist.allowance import Allowance
from lib.smartassist.failures import GivenUp
from lib.smartassist.shared_pace import AllowanceStore, InMemoryAllowance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

POLL_S = 0.25
"""How often who waits looks whether it is first, was given up, or may begin sooner or later than thought."""

Rank = tuple[float, ...]

SECONDS = re.compile(r"\d{1,9}")


class Pace:
    """Lets requests begin as the account's allowance has it, over all that share its note.

    Args:
        requests_per_minute: how many may begin in a minute, at least 1.
        clock: seconds since 1970.
        sleep: waits for so many seconds.
        note: where the allowance is kept; null is this process's memory.
    """

    def __init__(
        self,
        requests_per_minute: int,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], object] = time.sleep,
        note: AllowanceStore | None = None,
    ) -> None:
        self.requests_per_minute = requests_per_minute
        self._clock = clock
        self._sleep = sleep
        self._store = note or InMemoryAllowance()
        self._queue: list[tuple[Rank, int]] = []
        self._number = count()
        self._lock = Lock()

    def wait(self, rank: Rank = (), given_up: Callable[[], bool] = lambda: False) -> None:
        """Return when a request may begin, and count it as begun.

        Of several threads the one with the lowest `rank` goes first, among equals who came first.

        Raises:
            GivenUp: `given_up` became true before.
        """
        with self._join_queue(rank) as place:
            while not given_up():
                if (pause_s := self._pause_s(place)) <= 0:
                    return
                self._sleep(min(pause_s, POLL_S))
        raise GivenUp

    def hold_off(self, seconds: float) -> None:
        """Let nothing begin for so many seconds from now; a hold that ends later stays."""
        with self._lock:
            now = self._clock()
            self._store.change(lambda noted: noted.without_invalid(now).with_hold(now, seconds))

    def slow_down(self, seconds: float) -> None:
        """The service answered 429: go on after so many seconds, and at a slower pace for a while."""
        with self._lock:
            now = self._clock()
            full = self.requests_per_minute
            self._store.change(lambda noted: noted.without_invalid(now).with_rate_limit(now, seconds, full))

    @contextmanager
    def _join_queue(self, rank: Rank) -> Iterator[tuple[Rank, int]]:
        place = rank, next(self._number)
        with self._lock:
            insort(self._queue, place)
        try:
            yield place
        finally:
            with self._lock:
                self._queue.remove(place)

    def _pause_s(self, place: tuple[Rank, int]) -> float:
        """Seconds until it is worth looking again whether this one may begin; at 0 it has begun."""
        now = self._clock()
        with self._lock:
            if self._queue[0] != place:
                return Allowance().interval_s(now, self.requests_per_minute)
            pause_s = 0.0

            def begin(noted: Allowance) -> Allowance:
                nonlocal pause_s
                valid = noted.without_invalid(now)
                pause_s = valid.next_start(now, self.requests_per_minute) - now
                return noted if pause_s > 0 else valid.with_request(now)

            self._store.change(begin)
            return pause_s


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Seconds that `Retry-After` asks for, given as seconds or as an HTTP date; null when absent or neither.

    A date counts from the service's own `Date`, so that a wrong clock here does not matter.
    """
    text = headers.get("retry-after", "").strip()
    if SECONDS.fullmatch(text):
        return float(text)
    until = _http_date(text)
    if until is None:
        return None
    now = _http_date(headers.get("date", "")) or datetime.now(UTC)
    return max(0.0, (until - now).total_seconds())


def _http_date(text: str) -> datetime | None:
    try:
        parsed = parsedate_to_datetime(text)
    except ValueError:
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
