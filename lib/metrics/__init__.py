"""The definitions of docs/METRICS.md as pure functions: LazyFrame in, LazyFrame out, divided last.

analyses/     methods over tables: comparison, decomposition, control charts, funnels, mix, patience
definitions/  what each metric counts: records, predicates, rates, targets, filters, dimensions
statistics/   the statistics below the analyses: intervals, distributions, limits, multiple testing
tables/       sums, summary tables, cross tables, lists and timelines made of the frames
"""

from lib.metrics.definitions.column_docs import describe_columns
from lib.metrics.definitions.dimensions import Grain, dimension
from lib.metrics.definitions.filters import Filters, Tables, filter_table, filter_tables
from lib.metrics.definitions.metric import Metric
from lib.metrics.definitions.registry import METRICS
from lib.metrics.tables.drilldown import LISTABLE_METRICS, Drill, filter_drilldown
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
    "LISTABLE_METRICS",
    "METRICS",
    "QUEUE_COLUMNS",
    "Drill",
    "Filters",
    "Grain",
    "Metric",
    "Tables",
    "agent_table",
    "describe_columns",
    "dimension",
    "filter_drilldown",
    "filter_table",
    "filter_tables",
    "handle_time_table",
    "interval_table",
    "newest_names",
    "queue_table",
    "summary",
    "wait_table",
    "week_table",
    "with_empty_intervals",
]
