"""How to page through one window without losing a record: the state between requests, no I/O.

What `offset` counts is documented in two ways, and so is what an answer's `numResults` means:

- "records": it skips records. The next offset is as far as the records received reach, at most `limit`
  further on. A page shorter than `limit` may have been cut short, and a page longer than `limit` may be two
  lists put together, each skipped on its own; the smaller of both steps never jumps over a record, and
  asking for one twice does no harm.
- "pages": it skips pages, ten at most, so eleven pages can be read. Only an empty one proves the end: when
  the eleventh holds records there may be more, and the window must be asked for in shorter parts.

While the reading is unknown the offset rises by one, which skips nothing under either of them. A page read
at `offset + 1` that brings mostly the records of `offset` settles "records"; one that shares none settles
"pages". A few shared ones settle nothing: new records that arrive push old ones onto the next page.

Paging ends on an empty page, or when a page beyond all that was read repeats what is known; never on
`numResults` and never on a short page.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from lib.period import LONGEST_WINDOW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lib.period import Period
    from lib.smartassist.answer import Key

Reading = Literal["records", "pages"]

LAST_PAGE = 10
"""The largest offset under the reading "pages"."""

PARTS_AT_MOST = 24
"""A hinted total may be wrong: it makes no more parts than this at once."""

SHORTEST_WINDOW = timedelta(seconds=1)


class Cursor:
    """Where the paging of one window stands.

    Args:
        limit: records asked for with each request.
        reading: what `offset` counts; null until it is found out.
    """

    def __init__(self, limit: int, reading: Reading | None = None) -> None:
        self.limit = limit
        self.reading = reading
        self.finished = False
        self.total = 0
        self._bound: int | None = None
        self._last = -1
        self._frontier = 0
        self._known_to = 0
        self._before: set[Key] = set()
        self._seen: set[Key] = set()

    @property
    def offset(self) -> int:
        """The next offset to ask for."""
        return self._frontier if self.reading == "records" else self._last + 1

    @property
    def overflow(self) -> bool:
        """Whether the window holds, or by the hinted total seems to hold, more than can be paged to."""
        hinted = self.reading == "pages" and self.total > LAST_PAGE * self.limit
        return self._bound is not None or (hinted and not self.finished)

    @property
    def open(self) -> bool:
        """Whether there is more to ask of this window as it is."""
        return not self.finished and not self.overflow

    @property
    def sparse(self) -> bool:
        """Whether a window twice as long would have fitted with ease."""
        return len(self._seen) * 3 <= LAST_PAGE * self.limit

    @property
    def parts(self) -> int:
        """How many parts to cut an overflowing window into: a fifth more than an even spread needs."""
        bound = LAST_PAGE if self._bound is None else self._bound
        within_reach = bound if self.reading == "records" else bound * self.limit
        return min(PARTS_AT_MOST, max(2, self.total * 6 // (5 * within_reach) + 1))

    def ahead(self, after: int | None = None) -> range:
        """Offsets beyond `after` that by the hinted total hold records; empty without reading or hint."""
        if self.reading is None or not self.open:
            return range(0)
        by_records = self.reading == "records"
        step, end = (self.limit, self.total) if by_records else (1, -(-self.total // self.limit))
        return range(self.offset if after is None else max(self.offset, after + step), end, step)

    def read(self, offset: int, keys: Sequence[Key], total: int | None = None) -> None:
        """Take in the page that came back for `offset`, empty or not.

        `total` is what the page says the window holds. It is heard on the first page only, and only if that
        is a full one: a hint of hundreds on a page of three is none.
        """
        page = set(keys)
        if self.reading is None:
            self.reading = _infer_reading(self._before, page)
        if offset == 0 and len(keys) >= self.limit:
            self.total = total or 0
        self._update_end(offset, page)
        if not page <= self._seen:
            self._known_to = max(self._known_to, offset + len(keys))
        self._frontier = max(self._frontier, offset + min(len(keys), self.limit))
        self._last = max(self._last, offset)
        self._before = page
        self._seen |= page

    def refuse(self, offset: int) -> None:
        """Take in that nothing can be read from `offset` on, which is not 0: the pages end before."""
        if not self.finished:
            self._bound = offset if self._bound is None else min(self._bound, offset)

    def _update_end(self, offset: int, page: set[Key]) -> None:
        """Whether this page is the last, or the last that can be asked for.

        A page without news ends it only where news was due: an overlap with what was read is none.
        """
        overlap = self.reading != "pages" and offset < self._known_to
        if not page or (page <= self._seen and not overlap):
            self.finished = True
        elif self.reading != "records" and offset >= LAST_PAGE:
            self.refuse(LAST_PAGE)


class WindowLength:
    """The length of a window that is likely to fit its pages, learned from the windows before.

    Where nothing tells beforehand how much a window holds, finding out costs all of its pages: what one
    window taught is kept for the next. Quiet hours let the stride grow again.
    """

    def __init__(self) -> None:
        self.length = LONGEST_WINDOW

    def after(self, window: Period, cursor: Cursor) -> tuple[Period, ...]:
        """The parts that `window`, of whole seconds, must be asked for in after all; none when it is done."""
        if cursor.overflow:
            parts = split_window(window, cursor.parts)
            self.length = min(self.length, parts[0].length)
            return parts
        if cursor.sparse and window.length >= self.length:
            self.length = min(self.length * 2, LONGEST_WINDOW)
        return ()


def _infer_reading(before: set[Key], page: set[Key]) -> Reading | None:
    """What `offset` counts, from two pages at neighbouring offsets; null when they do not tell."""
    if len(before) < 2:
        return None
    shared = len(before & page)
    if not shared:
        return "pages"
    return "records" if 2 * shared >= len(before) - 1 else None


def split_window(window: Period, parts: int) -> tuple[Period, ...]:
    """Consecutive parts of a window of whole seconds, at most so many, each a second or longer."""
    seconds = -(-window.length // SHORTEST_WINDOW)
    return tuple(window.windows(SHORTEST_WINDOW * -(-seconds // parts)))
