"""The definitions of docs/METRICS.md as pure functions: LazyFrame in, LazyFrame out, divided last."""

from lib.metrics.figures import FIGURES, Figure
from lib.metrics.filters import Filters, Tables, only, with_filters
from lib.metrics.tables import agent_table, interval_table, queue_table, summary

__all__ = [
    "FIGURES",
    "Figure",
    "Filters",
    "Tables",
    "agent_table",
    "interval_table",
    "only",
    "queue_table",
    "summary",
    "with_filters",
]
