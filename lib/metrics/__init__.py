"""The definitions of docs/METRICS.md as pure functions: LazyFrame in, LazyFrame out, divided last."""

from lib.metrics.dimensions import Grain, dimension
from lib.metrics.drill import LISTED, Drill, rows_behind
from lib.metrics.figure import Figure
from lib.metrics.figures import FIGURES
from lib.metrics.filters import Filters, Tables, only, with_filters
from lib.metrics.meanings import meanings
from lib.metrics.tables import (
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
    "FIGURES",
    "LISTED",
    "QUEUE_COLUMNS",
    "Drill",
    "Figure",
    "Filters",
    "Grain",
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
