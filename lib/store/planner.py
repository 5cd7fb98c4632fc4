"""Which window to ask next: a state machine fed with what came of those before; no I/O.

Newest first. While nothing is known of the density, or of what `offset` counts, one small window is asked
alone. Then a window is as large as one query can read to its end:

- "records": any length of paging works, and each window costs an empty last page of its own, so windows are
  large, but small enough that what is lost when the process dies is a few minutes' work.
- "pages": at most ten full pages and an empty one can be read. A window that holds more has to be asked for
  again in parts, which costs more than an empty page; so windows aim a little below.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from lib.period import LONGEST_WINDOW, Period
from lib.store.stretches import between, joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lib.service.paging import Reading
    from lib.store.density import Density

PROBE = timedelta(hours=1)
GROWTH = {"records": 12, "pages": 4}
"""How many times longer than all that was seen a window with hours never seen may be."""

LARGE_PAGES = 120
"""A window's pages where any length can be read: its overhead of 1.5 requests is then about 1 %."""

REACH_PAGES = 10
FULL, GUESSED, GROPED = 0.9, 0.80, 0.66
"""How full of the ten pages a window is planned: by hours that were seen; that are guessed, when the last
guess was right; and when it was not."""

RIGHT = (0.85, 1.1)
"""Between these parts of what was expected, a guess was right."""

OVERHEAD = 1.5
"""Requests a window costs beyond its full pages: half a page, and an empty one."""


class Planner:
    """Hands out windows of what is missing, and learns from each.

    Args:
        missing: what to ask, in any order.
        density: what is known of how many records an hour brings; it learns along.
        reading: what `offset` counts at this host; null until it is found out.
        page_size: records asked for with each request.
    """

    def __init__(
        self, missing: Iterable[Period], density: Density, reading: Reading | None, page_size: int = 100
    ) -> None:
        self.reading = reading
        self.under_way: list[Period] = []
        self._left = joined(missing)
        self._density = density
        self._page_size = page_size
        self._right = False

    @property
    def left(self) -> tuple[Period, ...]:
        """What was not handed out yet, oldest first."""
        return tuple(self._left)

    @property
    def finished(self) -> bool:
        """Whether every window was handed out and has come back."""
        return not self._left and not self.under_way

    @property
    def windows_left(self) -> int:
        """How many windows are likely still to be finished, those under way included."""
        size = self._target(guessed=False)
        ahead = sum(max(1, round(self._density.expected(one) / size)) for one in self._left)
        return len(self.under_way) + ahead

    @property
    def requests_left(self) -> int:
        """How many requests they are likely to cost; those under way count whole."""
        records = sum(self._density.expected(one) for one in [*self._left, *self.under_way])
        return round(records / self._page_size + OVERHEAD * self.windows_left)

    def next(self) -> Period | None:
        """The next window to ask; null when there is none, or none before another has come back."""
        if not self._left or (self.under_way and self._groping):
            return None
        window = self._newest(self._left[-1])
        if self._risky(window) and any(self._risky(one) for one in self.under_way):
            return None
        self._left[-1:] = between(self._left[-1].start, window.start)
        self.under_way.append(window)
        return window

    def finish(self, window: Period, counts: Mapping[int, int], reading: Reading | None) -> None:
        """Take in a window that was read whole: its records by hour of the week, and the reading found."""
        self.under_way.remove(window)
        if self._density.guessed(window):
            expected = self._density.expected(window, cautious=True)
            self._right = RIGHT[0] * expected <= sum(counts.values()) <= RIGHT[1] * expected
        self._density.observe(window, counts)
        self.reading = reading or self.reading

    def abandon(self, window: Period) -> None:
        """Take in that a window was not read; it is handed out again."""
        self.under_way.remove(window)
        self._left = joined([*self._left, window])

    @property
    def _groping(self) -> bool:
        return self.reading is None or self._density.blank

    @property
    def _bounded(self) -> bool:
        """Whether a window can hold more than can be read of it."""
        return self.reading == "pages"

    def _risky(self, window: Period) -> bool:
        """Whether it is sized by hours never seen, and one more like it should wait for what it says."""
        groping = self._bounded or window.length >= self._growth
        return groping and self._density.guessed(window)

    def _newest(self, stretch: Period) -> Period:
        """The newest part of a stretch that makes a good window."""
        if self._density.blank:
            return Period(max(stretch.start, stretch.end - PROBE), stretch.end)
        window = Period(max(stretch.start, stretch.end - LONGEST_WINDOW), stretch.end)
        filled = self._filled(window, self._target(guessed=False))
        if not self._density.guessed(filled):
            return filled
        return self._grown(self._filled(window, self._target(guessed=True)))

    def _filled(self, window: Period, size: float) -> Period:
        """Shortened to what fits; what is left over is shared out evenly, so that no scrap remains."""
        expected = self._density.expected(window, cautious=self._bounded)
        parts = _parts(expected, size, exact=self._bounded)
        if parts == 1:
            return window
        start = self._density.start_for(window, expected / parts, cautious=self._bounded)
        return Period(start.replace(microsecond=0) if start > window.start else start, window.end)

    def _grown(self, window: Period) -> Period:
        """No longer than a few times what was seen at once: a quiet hour says little of the days before."""
        return Period(max(window.start, window.end - self._growth), window.end)

    @property
    def _growth(self) -> timedelta:
        return max(self._density.seen, PROBE) * GROWTH[self.reading or "pages"]

    def _fill(self, *, guessed: bool) -> float:
        return FULL if not guessed else GUESSED if self._right else GROPED

    def _target(self, *, guessed: bool) -> float:
        """How many records a window should hold."""
        if self._bounded:
            return REACH_PAGES * self._page_size * self._fill(guessed=guessed)
        return LARGE_PAGES * float(self._page_size)


def _parts(expected: float, size: float, *, exact: bool) -> int:
    """Into how many windows to share so many records; if `exact`, never more in one than `size`."""
    return max(1, -int(-expected // size) if exact else int(expected // size))
