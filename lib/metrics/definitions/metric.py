"""One metric: its name, unit, definition and the rows that it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

    from lib.frames.schema import Unit
    from lib.settings import Metrics


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric.

    `rows` selects the rows of `table` that a link from it lists. For a count they are the rows counted; for
    a mean the rows it is the mean over; for a share the rows of its numerator.
    """

    name: str
    label: str
    unit: Unit
    table: str
    definition: str
    rows: Callable[[Metrics], pl.Expr]

    @property
    def is_additive(self) -> bool:
        """Whether the metric of a whole is the sum of those of its parts: so are counts, and nothing else."""
        return self.unit == "count"

    def filter_rows(self, frame: pl.LazyFrame, rules: Metrics) -> pl.LazyFrame:
        """The rows of its table that this metric counts."""
        return frame.filter(self.rows(rules))
