"""What this process has asked so far, for whoever watches it: requests by outcome, records received."""

from __future__ import annotations

from collections import Counter
from threading import Lock


class Counters:
    """Counts that only rise; safe from several threads."""

    def __init__(self) -> None:
        self._outcomes: Counter[str] = Counter()
        self._records = 0
        self._lock = Lock()

    def count_request(self, outcome: str, records: int) -> None:
        """Count one request: its status, or that nothing came back; and the records in its answer."""
        with self._lock:
            self._outcomes[outcome] += 1
            self._records += records

    @property
    def outcomes(self) -> dict[str, int]:
        """Requests by outcome."""
        with self._lock:
            return dict(self._outcomes)

    @property
    def records(self) -> int:
        """Records received, doubles included."""
        return self._records


COUNTERS = Counters()
"""The process's own; connections come and go."""
