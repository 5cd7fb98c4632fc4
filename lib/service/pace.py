"""The allowed pace: so many requests in any minute, and none while the service asks to be left alone."""

from __future__ import annotations

import re
import time
from collections import deque
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MINUTE_S = 60.0
SLACK_S = 1.0
"""Two requests may come closer together on the way by about this much; the window is longer by it."""

SECONDS = re.compile(r"\d{1,9}")


class Pace:
    """Lets at most `requests_per_minute` begin in any 60 s, over all threads that share it.

    A sliding window: after a quiet minute a burst goes out at once, then the oldest must leave the window.

    Args:
        requests_per_minute: how many may begin in 60 s, at least 1.
        clock: seconds that never go back.
        sleep: waits for so many seconds.
    """

    def __init__(
        self,
        requests_per_minute: int,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._begun: deque[float] = deque(maxlen=requests_per_minute)
        self._held_until = float("-inf")
        self._clock = clock
        self._sleep = sleep
        self._lock = Lock()

    def wait(self) -> None:
        """Return when a request may begin, and count it as begun."""
        while (pause_s := self._pause_s()) > 0:
            self._sleep(pause_s)

    def hold_off(self, seconds: float) -> None:
        """Let nothing begin for so many seconds from now; a longer hold already set stays."""
        with self._lock:
            self._held_until = max(self._held_until, self._clock() + seconds)

    def _pause_s(self) -> float:
        """Seconds until the next may begin; at 0 it has begun."""
        with self._lock:
            now = self._clock()
            free_at = max(self._held_until, self._window_free_at())
            if free_at > now:
                return free_at - now
            self._begun.append(now)
            return 0.0

    def _window_free_at(self) -> float:
        if len(self._begun) < (self._begun.maxlen or 1):
            return float("-inf")
        return self._begun[0] + MINUTE_S + SLACK_S


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
