"""How often one session may have a file made: no person notices, a script that empties the store does."""

from __future__ import annotations

import time
from threading import Lock
from typing import TYPE_CHECKING

from lib.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

MINUTE_S = 60.0
TOO_MANY = "This session has taken as many files as it may in a minute. Wait a moment, then take the next."


class RateLimit:
    """A bucket of permissions that fills evenly and holds a minute's worth; safe from several threads.

    Args:
        per_minute: how many may be taken in a minute, at least 1.
        clock: seconds that never go back.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = float(per_minute)
        self._left = self._most
        self._clock = clock
        self._filled_at = clock()
        self._lock = Lock()

    def take(self) -> None:
        """Take one.

        Raises:
            InputError: none is left.
        """
        with self._lock:
            now = self._clock()
            self._left = min(self._most, self._left + (now - self._filled_at) * self._most / MINUTE_S)
            self._filled_at = now
            if self._left < 1:
                raise InputError(TOO_MANY)
            self._left -= 1
