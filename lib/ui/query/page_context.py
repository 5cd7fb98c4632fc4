"""The context of one page run: the selection, the filtered frames, and cached query results."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

import polars as pl

from lib.metrics import Filters, Grain, Tables, filter_tables, interval_table, summary
from lib.metrics.analyses.period_comparison import compare_periods
from lib.period import Period
from lib.smartassist import Question
from lib.ui.query import data_access
from lib.ui.query.selection import LISTS, to_parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from lib.access import Viewer
    from lib.metrics.analyses.period_comparison import Change
    from lib.settings import Metrics
    from lib.store import Coverage, Entry, FetchedWindow, Store
    from lib.ui.query.data_access import Names
    from lib.ui.query.selection import Selection

T = TypeVar("T")

COMPLETE_SHARE = 0.995
"""The share from which a period counts as there: of today, the last minutes always come a little later."""

HISTORY = timedelta(weeks=4)
"""How far back it is looked for what is usual: so that each weekday has been often enough."""

LONGEST_BY_HALF_HOURS = timedelta(hours=25)
LONGEST_BY_HOURS = timedelta(days=3)
LONGEST_BY_DAYS = timedelta(days=93)

Card = tuple[str, str | None, str | None, float | None, float | None]
"""A figure's name, the dimension and the key that it is of, its value, and what it is taken over."""


@dataclass(frozen=True, slots=True)
class PageContext:
    """One run's selection, and the way to its frames: pages read the store through it alone.

    It holds no frame itself, for a session keeps it while its viewer does nothing.
    """

    viewer: Viewer
    selection: Selection
    period: Period
    now: datetime
    rules: Metrics
    store: Store
    state: Entry
    """The state of the store that all of it is read at."""
    content: str
    """The content hash of what the store held of the period; see `hash_contents`."""
    names: Names
    before: Period | None = None
    """The period to compare with; null where the viewer wants none."""
    before_share: float = 0.0
    """How much of it is there."""
    table_makers: dict[str, Callable[[], pl.DataFrame]] = field(
        default_factory=dict, compare=False, repr=False
    )
    """What the page has drawn so far, by its files' names: tables, and what charts are made of."""
    cards: list[Card] = field(default_factory=list, compare=False, repr=False)
    """The figures that it has shown so far."""
    loaded_frames: list[tuple[Tables, Tables]] = field(default_factory=list, compare=False, repr=False)
    """Its frames, whole and narrowed, while queries are made of them; empty at all other times."""

    @property
    def version(self) -> int:
        """The number of that state, which tells it from others."""
        return self.state.version

    @property
    def all_tables(self) -> Tables:
        """The frames before the filters, for the whole of conversations that were found by a part."""
        return self.loaded_frames[-1][0] if self.loaded_frames else self._frames()[0]

    @property
    def tables(self) -> Tables:
        """The period's frames, narrowed to what was picked."""
        return self.loaded_frames[-1][1] if self.loaded_frames else self._frames()[1]

    def _frames(self) -> tuple[Tables, Tables]:
        everything = data_access.load_frames(self.store, self.state, self.period, self.viewer)
        return everything, filter_tables(everything, self.filters)

    def _with_loaded_frames(self, queries: Callable[[], T]) -> T:
        """What `queries` gives; the frames that it asks for again and again are looked up once."""
        self.loaded_frames.append(self._frames())
        try:
            return queries()
        finally:
            self.loaded_frames.pop()

    @property
    def is_blank(self) -> bool:
        """Whether nothing is known of the period yet."""
        return not self.names.channels

    @property
    def coverage(self) -> Coverage:
        """What was asked when, up to that state; nothing that a clock which was ahead puts after now."""
        return self.state.coverage.without_future(self.now)

    def is_known(self, part: Period) -> bool:
        """Whether a part of the period has begun, and is there as far as it has."""
        return part.start < self.now and self.coverage.share(part, self.now) >= COMPLETE_SHARE

    @property
    def grain(self) -> Grain:
        """How charts over time are cut: by half hours, hours, days or weeks, as the period is long."""
        length = self.period.length
        if length <= LONGEST_BY_HALF_HOURS:
            return Grain(self.selection.zone, "30m")
        if length <= LONGEST_BY_HOURS:
            return Grain(self.selection.zone, "1h")
        return Grain(self.selection.zone, "1d" if length <= LONGEST_BY_DAYS else "1w")

    @property
    def filters(self) -> Filters:
        """What is picked, as the metrics take it."""
        return self._filters_of(self.period)

    def _filters_of(self, period: Period) -> Filters:
        """The selection over a period; a viewer of some queues has these selected where no queue is."""
        filters = Filters(period, **{field: getattr(self.selection, field) for field in LISTS.values()})
        return filters if filters.queues else replace(filters, queues=self.viewer.queues or ())

    @property
    def question(self) -> Question:
        """What to ask the service for: the period, all channels and queues."""
        return Question(self.period)

    def collect(
        self, page: str, queries: Callable[[], Sequence[pl.LazyFrame]], *, is_list: bool = False
    ) -> list[pl.DataFrame]:
        """The results of a page's queries, made once for what the period holds and each selection.

        `queries` is called where they are not known yet, and may use nothing but this view's period, unless
        `page` tells the rest apart: a rerun that changes neither (a row picked, a sync looked after) costs a
        look-up. Viewers share what they may both see. What has a row a conversation `is_list`, and is kept
        for a shorter time.
        """
        key = page, self.content, self.period, self.selection
        return data_access.collect_once(
            key, self.store, self.viewer, lambda: self._with_loaded_frames(queries), is_list=is_list
        )

    def collect_before(
        self, page: str, queries: Callable[[Tables], Sequence[pl.LazyFrame]]
    ) -> list[pl.DataFrame] | None:
        """The same of the period before, read from the store as it is asked for and not kept in memory.

        Null where nothing is to be compared: the viewer wants none, or too little of that period is there.
        """
        if self.before is None or self.before_share < COMPLETE_SHARE:
            return None
        return self._collect_of(self.before, page, queries)

    def _collect_of(
        self, period: Period, page: str, queries: Callable[[Tables], Sequence[pl.LazyFrame]]
    ) -> list[pl.DataFrame]:
        """The results over another period, made anew only when what the store holds of it changes."""
        filters, store, viewer = self._filters_of(period), self.store, self.viewer
        return data_access.collect_once(
            (page, data_access.hash_contents(store, self.state, period), period, self.selection, self.grain),
            store,
            viewer,
            lambda: queries(
                filter_tables(data_access.scan_frames(store, self.state, period, viewer), filters)
            ),
        )

    def keep(self, name: str, make: Callable[[], T], *, after: Period | None = None) -> T:
        """What `make` makes of this view's results, made once for what its period holds.

        `after` is an earlier period that it depends on as well.
        """
        past = data_access.hash_contents(self.store, self.state, after) if after else None
        return data_access.cache_result(
            (name, self.content, past, self.period, self.selection), self.store, self.viewer, make
        )

    @property
    def history(self) -> Period | None:
        """The four weeks before, which tell what is usual; null where weeks are drawn."""
        if self.grain.every.endswith("w"):
            return None
        return Period(self.selection.zone.instant(self.since - HISTORY), self.period.start)

    def with_history(self, intervals: pl.DataFrame) -> pl.DataFrame:
        """Intervals after those of the weeks before, as far as they are there."""
        past = self.history
        if past is None:
            return intervals
        past_intervals = self._collect_of(
            past, "intervals", lambda frames: [interval_table(frames, self.rules, self.grain)]
        )
        return pl.concat([*past_intervals, intervals], how="vertical_relaxed")

    def is_drawn_of(self, state: Entry) -> bool:
        """Whether another state of the store holds the same of the period, asked for at the same times."""
        return self.content == data_access.hash_contents(
            self.store, state, self.period
        ) and self._fetched_windows(self.state.coverage) == self._fetched_windows(state.coverage)

    def _fetched_windows(self, coverage: Coverage) -> list[FetchedWindow]:
        return [window for window in coverage.fetches if window.window.overlaps(self.period)]

    @property
    def since(self) -> datetime:
        """When the period begins on the picked clock, without its zone."""
        return self.selection.zone.local(self.period.start).replace(tzinfo=None)

    def changes(self, totals: pl.DataFrame) -> dict[str, Change]:
        """Each figure of the whole beside the period before; empty where nothing is compared."""
        was = self.collect_before("whole", lambda tables: [summary(tables, self.rules)])
        return compare_periods(totals, was[0]) if was else {}

    def link(self, **parameters: str) -> dict[str, list[str]]:
        """Query parameters of this view, with a page's own."""
        return to_parameters(self.selection) | {name: [value] for name, value in parameters.items()}

    def queue(self, key: str | None) -> str:
        """A queue's name, for a row that has its id."""
        return "Direct to agent" if key is None else self.names.queues.get(key, key)

    def agent(self, key: str | None) -> str:
        """An agent's name, for a row that has the id."""
        return "(agent not named)" if key is None else self.names.agents.get(key, key)


def hash_frame(rows: pl.DataFrame) -> int:
    """A number that tells frames apart by shape and content."""
    return hash((rows.shape, *rows.columns, *rows.hash_rows()))
