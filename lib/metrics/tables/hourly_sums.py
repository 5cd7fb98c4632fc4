"""Sums of all rows, and of each hour of the week, from which the design effect is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from lib.metrics.definitions.filters import COUNTED_AT
from lib.metrics.definitions.registry import require_additive
from lib.metrics.tables.sums import assignment_sums, conversation_sums, handling_sums, visit_totals

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lib.metrics.definitions.filters import Tables
    from lib.settings import Metrics

    SumFunction = Callable[[pl.LazyFrame, list[str], Metrics], pl.LazyFrame]

HOUR: Final = "hour"
HOURS_A_WEEK: Final = 168
SUMS: Final[Mapping[str, SumFunction]] = {
    "visits": visit_totals,
    "handlings": handling_sums,
    "assignments": assignment_sums,
    "conversations": conversation_sums,
}


def sum_tables(tables: Tables, rules: Metrics) -> list[pl.LazyFrame]:
    """One row for each frame: its sums, and as `visits_hours` and so on those of each hour of the week.

    The hours are of UTC, a list with a row each; the whole is added up from them.
    """
    return [_sum_table(tables[name], name, rules) for name in SUMS]


def _sum_table(frame: pl.LazyFrame, name: str, rules: Metrics) -> pl.LazyFrame:
    hour = pl.col(COUNTED_AT[name]).dt.epoch("s") // 3600 % HOURS_A_WEEK
    by_hour = SUMS[name](frame.with_columns(hour.alias(HOUR)), [HOUR], rules)
    added = require_additive(column for column in by_hour.collect_schema().names() if column != HOUR)
    return by_hour.select(pl.col(added).sum(), pl.struct(pl.all()).implode().alias(f"{name}_hours"))
