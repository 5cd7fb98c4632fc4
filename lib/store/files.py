"""A table's data files as its log lists them, each with the bounds by which its rows are found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from lib.frames.schema import INSTANT, SCHEMAS
from lib.store.intervals import BEGINNING, FAR
from lib.store.locations import join

if TYPE_CHECKING:
    from datetime import datetime

    from deltalake import DeltaTable

    from lib.period import Period

TICK = timedelta(microseconds=1)
CUT_OFF = timedelta(microseconds=999)
"""A table's log keeps bounds to the millisecond, cut off: an upper bound may lie this much higher."""

COUNTED = "time"
"""The column at which rows of some tables are counted; rows of the others are counted at session_start."""


@dataclass(frozen=True, slots=True)
class File:
    """One data file of a table: where it is, how many rows and bytes, and which times it spans.

    `first` and `last` bound the starts of its sessions, `earliest` and `latest` the times at which its rows
    are counted.
    """

    path: str
    size: int
    rows: int
    first: datetime
    last: datetime
    earliest: datetime
    latest: datetime

    def meets(self, period: Period) -> bool:
        """Whether it may hold a session that began in the period."""
        return self.first < period.end and self.last >= period.start

    def counts_in(self, period: Period) -> bool:
        """Whether it may hold a row that is counted in the period, whenever its session began."""
        return self.earliest < period.end and self.latest >= period.start

    def holds_any(self, starts: pl.Series) -> bool:
        """Whether it may hold a session that began at one of these instants."""
        return bool(starts.is_between(self.first, self.last).any())

    def lies_in(self, period: Period) -> bool:
        """Whether every session that it holds began in the period."""
        return self.first >= period.start and self.last < period.end


def counted_column(table: str) -> str:
    """The column at which a table's rows are counted."""
    return COUNTED if COUNTED in SCHEMAS[table] else "session_start"


def list_files(table: DeltaTable, uri: str, counted: str) -> tuple[File, ...]:
    """The files of a loaded table that hold rows, by the first session in each.

    A file whose log entry has no bounds of the column `counted`, of an earlier Callboard, is taken to reach
    over all times.
    """
    actions = pl.DataFrame(table.get_add_actions(flatten=True))
    if not actions.height or "min.session_start" not in actions.columns:
        return ()
    first, last, *counts = (
        _bound(actions, f"{end}.{name}") for name in ("session_start", counted) for end in ("min", "max")
    )
    rows = actions.filter(pl.col("num_records") > 0).select(
        "path",
        "size_bytes",
        "num_records",
        first.alias("first"),
        (last + CUT_OFF).alias("last"),
        counts[0].fill_null(BEGINNING).alias("earliest"),
        (counts[1] + CUT_OFF).fill_null(FAR).alias("latest"),
    )
    files = [File(join(uri, path), *rest) for path, *rest in rows.iter_rows()]
    return tuple(sorted(files, key=lambda file: (file.first, file.path)))


def _bound(actions: pl.DataFrame, name: str) -> pl.Expr:
    """A column of bounds; nulls where the log has none."""
    return pl.col(name) if name in actions.columns else pl.lit(None, INSTANT)
