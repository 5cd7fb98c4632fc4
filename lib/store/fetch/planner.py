"""Which window to ask next: a state machine fed with what came of those before; no I/O.

What is most important first, and of that the newest. While nothing is known of the density, or of what
`offset` counts, one small window is asked alone: its figures are there after three requests. Then a window is
as large as one query can read to its end:

- "records": any length of paging works, and each window costs an empty last page of its own. So windows are
  large, but not so large that much is lost when the process dies, or that one who stops it waits for long.
  Of what is more important than the rest they begin small: somebody waits for it, and sees each as it comes.
- "pages": at most ten full pages and an empty one can be read. A window that holds more has to be asked for
  again in parts, which costs more than an empty page; so windows aim a little below.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING

from lib.period import LONGEST_WINDOW, Period
from lib.store.intervals import interval_between, merge_intervals, subtract_intervals

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lib.smartassist.paging import Reading
    from lib.store.fetch.density import Density

PROBE = timedelta(minutes=15)
"""A window for which nothing is known of the density: four hundred records an hour fit its first page."""

GROWTH = {"records": 8, "pages": 4}
"""How many times longer than all that was seen a window with hours never seen may be."""

LONGEST_AFTER_PROBE = {"records": timedelta(hours=4), "pages": timedelta(hours=1)}
"""How long such a window may be though hardly anything was seen: the probe may have met a quiet quarter."""

FIRST_PAGES, LARGE_PAGES = 10, 80
"""A window's pages where any length can be read: of what is urgent, at first; and else, where an overhead of
1.5 requests is then 2 %."""

GROWS = 2.5
"""How many times all that was read so far an urgent window may hold."""

REACH_PAGES = 10
FULL, GUESSED, GROPED = 0.9, 0.80, 0.66
"""How full of the ten pages a window is planned: all hours seen; some estimated and the
last estimate was right; and when the last estimate was wrong."""

RIGHT = (0.85, 1.1)
"""Between these parts of what was expected, a guess was right."""

OVERHEAD = 1.5
"""Requests a window costs beyond its full pages: half a page, and an empty one."""


class Planner:
    """Hands out windows of what is missing, and learns from each.

    Args:
        missing: what to ask, the most important stretches first. Within each the order does not matter, and
            what is in one is not asked again for a later one.
        density: what is known of how many records an hour brings; it learns along.
        reading: what `offset` counts at this host; null until it is found out.
        page_size: records asked for with each request.
    """

    def __init__(
        self,
        missing: Sequence[Iterable[Period]],
        density: Density,
        reading: Reading | None,
        page_size: int = 100,
    ) -> None:
        self.reading = reading
        self.under_way: list[Period] = []
        self._left = _separate(missing)
        self._records = 0
        self._density = density
        self._page_size = page_size
        self._right = False

    @property
    def left(self) -> tuple[Period, ...]:
        """What was not handed out yet, oldest first."""
        return tuple(merge_intervals(chain.from_iterable(self._left)))

    @property
    def finished(self) -> bool:
        """Whether every window was handed out and has come back."""
        return not self._left and not self.under_way

    @property
    def windows_left(self) -> int:
        """How many windows are likely still to be finished, those under way included."""
        size = self._size(LARGE_PAGES, has_unseen_hours=False)
        ahead = sum(
            max(1, round(self._density.estimate_records(interval) / size))
            for interval in chain.from_iterable(self._left)
        )
        return len(self.under_way) + ahead

    @property
    def requests_left(self) -> int:
        """How many requests they are likely to cost; those under way count whole."""
        records = sum(self._density.estimate_records(interval) for interval in [*self.left, *self.under_way])
        return round(records / self._page_size + OVERHEAD * self.windows_left)

    def next(self) -> Period | None:
        """The next window to ask; null when there is none, or none before another has come back."""
        if not self._left or (self.under_way and self._is_probing):
            return None
        stretches = self._left[0]
        window = self._newest(stretches[-1])
        if self._is_risky(window) and any(self._is_risky(other) for other in self.under_way):
            return None
        stretches[-1:] = interval_between(stretches[-1].start, window.start)
        if not stretches:
            del self._left[0]
        self.under_way.append(window)
        return window

    def finish(self, window: Period, counts: Mapping[int, int], reading: Reading | None) -> None:
        """Take in a window that was read whole: its records by hour of the week, and the reading found."""
        self.under_way.remove(window)
        self._records += sum(counts.values())
        if self._density.has_unseen_hours(window):
            expected = self._density.estimate_records(window, cautious=True)
            self._right = RIGHT[0] * expected <= sum(counts.values()) <= RIGHT[1] * expected
        self._density.observe(window, counts)
        self.reading = reading or self.reading

    def abandon(self, window: Period) -> None:
        """Take in that a window was not read; it is handed out again, first of all."""
        self.under_way.remove(window)
        self._left.insert(0, [window])

    @property
    def _is_probing(self) -> bool:
        return self.reading is None or self._density.blank

    @property
    def _is_bounded(self) -> bool:
        """Whether a window can hold more than can be read of it."""
        return self.reading == "pages"

    def _is_risky(self, window: Period) -> bool:
        """Whether it is sized by hours never seen, and one more like it should wait for what it says."""
        groping = self._is_bounded or window.length >= self._growth
        return groping and self._density.has_unseen_hours(window)

    def _newest(self, stretch: Period) -> Period:
        """The newest part of a stretch that makes a good window."""
        if self._density.blank:
            return Period(max(stretch.start, stretch.end - PROBE), stretch.end)
        window = Period(max(stretch.start, stretch.end - LONGEST_WINDOW), stretch.end)
        filled = self._fit(window, self._target(has_unseen_hours=False))
        if not self._density.has_unseen_hours(filled):
            return filled
        return self._limit_growth(self._fit(window, self._target(has_unseen_hours=True)))

    def _fit(self, window: Period, size: float) -> Period:
        """Shortened to what fits; what is left over is shared out evenly, so that no scrap remains."""
        expected = self._density.estimate_records(window, cautious=self._is_bounded)
        parts = _parts(expected, size, exact=self._is_bounded)
        if parts == 1:
            return window
        start = self._density.start_for(window, expected / parts, cautious=self._is_bounded)
        return Period(start.replace(microsecond=0) if start > window.start else start, window.end)

    def _limit_growth(self, window: Period) -> Period:
        """No longer than a few times what was seen at once: a quiet hour says little of the days before."""
        return Period(max(window.start, window.end - self._growth), window.end)

    @property
    def _growth(self) -> timedelta:
        reading = self.reading or "pages"
        return max(self._density.seen * GROWTH[reading], LONGEST_AFTER_PROBE[reading])

    def _fill(self, *, has_unseen_hours: bool) -> float:
        return FULL if not has_unseen_hours else GUESSED if self._right else GROPED

    def _target(self, *, has_unseen_hours: bool) -> float:
        """How many records a window should hold."""
        grown = max(FIRST_PAGES, GROWS * self._records / self._page_size)
        urgent = len(self._left) > 1
        return self._size(
            min(grown, LARGE_PAGES) if urgent else LARGE_PAGES, has_unseen_hours=has_unseen_hours
        )

    def _size(self, pages: float, *, has_unseen_hours: bool) -> float:
        """How many records so many pages hold, or as many of them as can be read."""
        if self._is_bounded:
            return REACH_PAGES * self._page_size * self._fill(has_unseen_hours=has_unseen_hours)
        return pages * self._page_size


def _separate(missing: Sequence[Iterable[Period]]) -> list[list[Period]]:
    """Each instant in the first group that has it; within a group oldest first, no group empty."""
    groups: list[list[Period]] = []
    for stretches in missing:
        group = subtract_intervals(stretches, chain.from_iterable(groups))
        groups += [group] if group else []
    return groups


def _parts(expected: float, size: float, *, exact: bool) -> int:
    """Into how many windows to share so many records; if `exact`, never more in one than `size`."""
    return max(1, -int(-expected // size) if exact else int(expected // size))
