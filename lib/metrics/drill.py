"""From a mark on a page to the very rows behind it: a figure, and the value of one dimension."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lib.metrics.dimensions import Grain, dimension
from lib.metrics.figures import FIGURES

if TYPE_CHECKING:
    import polars as pl

    from lib.metrics.filters import Tables
    from lib.settings import Metrics

DIMENSIONS = ("queue_id", "agent_id", "interval", "hour_of_week", "wait_bucket", "handle_bucket")
"""What a figure can be cut by, and a link may ask for."""


@dataclass(frozen=True, slots=True)
class Drill:
    """What was clicked: a figure, and where it was drawn by a dimension, that dimension's key."""

    figure: str
    by: str | None = None
    key: str | None = None

    @property
    def is_known(self) -> bool:
        """Whether there is such a figure and dimension; a link may say anything."""
        return self.figure in FIGURES and (self.by is None or self.by in DIMENSIONS)


def rows_behind(tables: Tables, drill: Drill, rules: Metrics, grain: Grain) -> pl.LazyFrame:
    """The rows that the clicked figure counted, in its own grain."""
    figure = FIGURES[drill.figure]
    rows = figure.behind(tables[figure.table], rules)
    if drill.by is None:
        return rows
    return rows.filter(dimension(drill.by, grain) == drill.key)
