"""The rows that a clicked mark counts: a metric, and the key of one dimension."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lib.frames.schema import SCHEMAS
from lib.metrics.definitions.dimensions import DIMENSION_SEPARATOR, Grain, dimension
from lib.metrics.definitions.registry import METRICS
from lib.metrics.tables.callback_candidates import NOT_REACHED

if TYPE_CHECKING:
    import polars as pl

    from lib.metrics.definitions.filters import Tables
    from lib.settings import Metrics

DIMENSIONS = {
    "queue_id": "queue_id",
    "next_queue_id": "next_queue_id",
    "agent_id": "agent_id",
    "interval": "time",
    "hour_of_week": "time",
    "wait_bucket": "wait_s",
    "handle_bucket": "handle_s",
}
"""The dimensions, alone or two at once, with the column that the metric's table must have."""

LISTABLE_METRICS = METRICS | {NOT_REACHED.name: NOT_REACHED}
"""Every metric whose rows a link may list."""


@dataclass(frozen=True, slots=True)
class Drill:
    """A clicked mark: a metric and, where it was drawn by a dimension, the dimension and its key."""

    metric: str
    by: str | None = None
    key: str | None = None

    @property
    def is_known(self) -> bool:
        """Whether the metric exists and its table has the dimension; links are not trusted."""
        if self.metric not in LISTABLE_METRICS or self.by is None:
            return self.metric in LISTABLE_METRICS
        columns = SCHEMAS[LISTABLE_METRICS[self.metric].table]
        return all(DIMENSIONS.get(part) in columns for part in self.by.split(DIMENSION_SEPARATOR))


def filter_drilldown(tables: Tables, drill: Drill, rules: Metrics, grain: Grain) -> pl.LazyFrame:
    """The rows that the clicked metric counts, in its table's grain."""
    metric = LISTABLE_METRICS[drill.metric]
    rows = metric.filter_rows(tables[metric.table], rules)
    if drill.by is None:
        return rows
    return rows.filter(dimension(drill.by, grain) == drill.key)
