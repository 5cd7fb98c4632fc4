"""What one run of a page shows: the picks, the frames narrowed to them, and figures made of these once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from lib.metrics import Filters, Grain, Tables
from lib.service import Question
from lib.ui import data
from lib.ui.link import to_parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    import polars as pl

    from lib.period import Period
    from lib.settings import Metrics
    from lib.store import Store
    from lib.ui.data import Names
    from lib.ui.link import Picks

LONGEST_BY_HALF_HOURS = timedelta(hours=25)
LONGEST_BY_HOURS = timedelta(days=3)
LONGEST_BY_DAYS = timedelta(days=93)


@dataclass(frozen=True, slots=True)
class View:
    """One run's picks and frames. Everything that a page reads of the store comes through it."""

    picks: Picks
    period: Period
    now: datetime
    rules: Metrics
    store: Store
    version: int
    names: Names
    tables: Tables
    everything: Tables
    """The same period before the filters, for the whole of conversations that were found by a part."""

    @property
    def grain(self) -> Grain:
        """How charts over time are cut: by half hours, hours, days or weeks, as the period is long."""
        length = self.period.length
        if length <= LONGEST_BY_HALF_HOURS:
            return Grain(self.picks.zone, "30m")
        if length <= LONGEST_BY_HOURS:
            return Grain(self.picks.zone, "1h")
        return Grain(self.picks.zone, "1d" if length <= LONGEST_BY_DAYS else "1w")

    @property
    def filters(self) -> Filters:
        """What is picked, as the metrics take it."""
        picks = self.picks
        return Filters(self.period, picks.channels, picks.queues, picks.agents, picks.directions)

    @property
    def question(self) -> Question:
        """What to ask the service for: the period with the day before it, all channels and queues."""
        return Question(self.period.with_lead_in())

    def collect(self, page: str, queries: Callable[[], Sequence[pl.LazyFrame]]) -> list[pl.DataFrame]:
        """The results of a page's queries, made once for each state of the store and each set of picks.

        `queries` is called where they are not known yet, and may use nothing but this view: a rerun that
        changes neither (a row picked, a sync looked after) costs a look-up.
        """
        return data.collected((page, self.version, self.period, self.picks), self.store, queries)

    def link(self, **parameters: str) -> dict[str, list[str]]:
        """Query parameters of this view, with a page's own."""
        return to_parameters(self.picks) | {name: [value] for name, value in parameters.items()}

    def queue(self, key: str | None) -> str:
        """A queue's name, for a row that has its id."""
        return "Direct to agent" if key is None else self.names.queues.get(key, key)

    def agent(self, key: str | None) -> str:
        """An agent's name, for a row that has the id."""
        return "(agent not named)" if key is None else self.names.agents.get(key, key)
