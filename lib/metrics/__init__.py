"""The definitions of docs/METRICS.md as pure functions: LazyFrame in, LazyFrame out, divided last."""

from lib.metrics.definitions.column_docs import meanings
from lib.metrics.definitions.dimensions import Grain, dimension
from lib.metrics.definitions.filters import Filters, Tables, only, with_filters
from lib.metrics.definitions.metric import Metric
from lib.metrics.definitions.registry import METRICS
from lib.metrics.tables.drilldown import LISTED, Drill, rows_behind
from lib.metrics.tables.summary_tables import (
    AGENT_COLUMNS,
    QUEUE_COLUMNS,
    agent_table,
    handle_time_table,
    interval_table,
    newest_names,
    queue_table,
    summary,
    wait_table,
    week_table,
    with_empty_intervals,
)

__all__ = [
    "AGENT_COLUMNS",
    "LISTED",
    "METRICS",
    "QUEUE_COLUMNS",
    "Drill",
    "Filters",
    "Grain",
    "Metric",
    "Tables",
    "agent_table",
    "dimension",
    "handle_time_table",
    "interval_table",
    "meanings",
    "newest_names",
    "only",
    "queue_table",
    "rows_behind",
    "summary",
    "wait_table",
    "week_table",
    "with_empty_intervals",
    "with_filters",
]
