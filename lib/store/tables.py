"""The store's Delta tables: one a frame, each commit atomic, every read at a known version."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import polars as pl
from deltalake import ColumnProperties, WriterProperties

from lib.errors import StoreError
from lib.frames.schema import INSTANT, SCHEMAS, empty_frame, polars_schema
from lib.period import Period
from lib.store import delta
from lib.store.errors import DAMAGED, GONE
from lib.store.files import COUNTED, TICK, File, counted_column, list_files
from lib.store.locations import is_local, join

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from deltalake import DeltaTable


RAW = "records"
NAMES = tuple(SCHEMAS)
ROW_GROUP = 65_536
SMALL = {False: 20_000, True: 8_000}
"""Rows up to which a file is rather written again than cut; raw records are larger."""

BOUNDED = ("session_id", "session_start", COUNTED)
"""Columns whose bounds are stored for each file, because rows are filtered by them."""

UNIQUE = ("session_id", "conversation_id", "user_id", "channel_user_id", "record")
"""Columns of mostly unique values, for which a dictionary would be larger than the values."""


def _column_properties(table: str, name: str) -> ColumnProperties:
    """How a column is encoded: instants as deltas, unique values without a dictionary."""
    statistics: Literal["CHUNK", "NONE"] = "CHUNK" if name in BOUNDED else "NONE"
    if SCHEMAS[table][name].dtype == INSTANT:
        return ColumnProperties(False, encoding="DELTA_BINARY_PACKED", statistics_enabled=statistics)
    return ColumnProperties(name not in UNIQUE, statistics_enabled=statistics)


def _properties(table: str) -> WriterProperties:
    return WriterProperties(
        compression="ZSTD",
        compression_level=12 if table == RAW else 3,
        max_row_group_size=ROW_GROUP // 8 if table == RAW else ROW_GROUP,
        default_column_properties=ColumnProperties(statistics_enabled="NONE"),
        column_properties={name: _column_properties(table, name) for name in SCHEMAS[table]},
    )


PROPERTIES = {name: _properties(name) for name in NAMES}
STATISTICS = "delta.dataSkippingStatsColumns"


def _configuration(table: str) -> dict[str, str]:
    """Of each file only these bounds go to the log: enough to prune by, and nobody's data."""
    return {STATISTICS: ",".join(dict.fromkeys(["session_start", counted_column(table)]))}


class Tables:
    """The tables below one folder or address. Writing is for the holder of the store's lock."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._latest: dict[str, DeltaTable] = {}
        self._read: dict[str, DeltaTable] = {}

    def create(self) -> None:
        """Create the missing tables, empty."""
        for name in NAMES:
            if name not in self._latest and delta.open_table(self.uri(name)) is None:
                delta.create_table(self.uri(name), empty_frame(name), _configuration(name), name=name)

    def uri(self, name: str) -> str:
        """Where a table is."""
        return join(self.root, name)

    def latest(self, name: str) -> DeltaTable:
        """The table as it was last written, by this process."""
        if name not in self._latest:
            self._latest[name] = self._open(name)
        return self._latest[name]

    def versions(self) -> dict[str, int]:
        """Each table's last version."""
        return {name: self.latest(name).version() for name in NAMES}

    def rewind(self, versions: dict[str, int]) -> None:
        """Restore these versions where a later write was never published."""
        for name, version in versions.items():
            if self.latest(name).version() != version:
                self.latest(name).restore(version, commit_properties=delta.STRICT)

    def replace(self, name: str, span: Period, frame: pl.DataFrame) -> None:
        """Put these rows, all of them begun within the span, in place of all that began within it.

        Files that reach beyond the span are cut at its ends, so that each file stays sorted; small pieces
        are written together.
        """
        overlapping = _overlapping_files(self.files(name), span)
        if frame.is_empty() and not overlapping:
            return
        hull = _hull(span, overlapping)
        beyond = scan(name, overlapping if hull != span else ()).filter(~starts_in(span)).collect()
        before, after = beyond.filter(pl.col("session_start") < span.start), beyond.filter(_from(span.end))
        first, *more = _concat_small([before, frame, after], SMALL[name == RAW])
        self._write(name, first, mode="overwrite", predicate=delta_predicate(hull))
        for piece in more:
            self._write(name, piece, mode="append")

    def rewrite(self, name: str, frame: pl.DataFrame, *, first: bool) -> None:
        """Add rows to a table that is written anew: the first call drops what was there, columns included."""
        if first:
            delta.configure(self.latest(name), _configuration(name))
            self._write(name, frame, mode="overwrite", schema_mode="overwrite")
        elif not frame.is_empty():
            self._write(name, frame, mode="append")

    def _write(self, name: str, frame: pl.DataFrame, **how: Any) -> None:
        """One commit of one sorted file."""
        delta.write_rows(
            self.latest(name),
            frame.select(polars_schema(name).names()).sort("session_start", maintain_order=True),
            writer_properties=PROPERTIES[name],
            **how,
        )

    def files(self, name: str, version: int | None = None) -> tuple[File, ...]:
        """The table's files at a version (null: the last), by the first session in each."""
        table = self.latest(name) if version is None else self._at(name, version)
        return list_files(table, self.uri(name), counted_column(name))

    def _at(self, name: str, version: int) -> DeltaTable:
        """The table at a version; reuses the table that was read before."""
        table = self._read.pop(name, None)
        if table is not None and table.version() <= version:
            table.load_as_version(version)
        else:
            table = self._open(name, version)
        self._read[name] = table
        return table

    def _open(self, name: str, version: int | None = None) -> DeltaTable:
        table = delta.open_table(self.uri(name), version)
        if table is None:
            raise StoreError(DAMAGED.format(place=self.root, file=f"the table {name}"))
        return table

    def rows(self, name: str, span: Period, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """What the table's last version holds of sessions begun within the span."""
        files = [file for file in self.files(name) if file.meets(span)]
        selected = columns or polars_schema(name).names()
        return scan(name, files).filter(starts_in(span)).select(selected).collect()


def _overlapping_files(files: Sequence[File], span: Period) -> list[File]:
    """The files that meet the span, and those that meet these."""
    overlapping = [file for file in files if file.meets(span)]
    hull = _hull(span, overlapping)
    return overlapping if hull == span else _overlapping_files(files, hull)


def _hull(span: Period, files: Sequence[File]) -> Period:
    """The span widened to the files' first and last sessions."""
    first = min((file.first for file in files), default=span.start)
    last = max((file.last for file in files), default=span.start)
    return Period(min(span.start, first), max(span.end, last + TICK))


def _concat_small(pieces: Sequence[pl.DataFrame], small: int) -> list[pl.DataFrame]:
    """Neighbouring pieces put together while they are small together; at least one, which may be empty."""
    merged = [pieces[0]]
    for piece in pieces[1:]:
        if merged[-1].height + piece.height <= small or merged[-1].is_empty():
            merged[-1] = pl.concat([merged[-1], piece])
        elif not piece.is_empty():
            merged.append(piece)
    return merged


def scan(name: str, files: Sequence[File]) -> pl.LazyFrame:
    """The rows of these files; an empty frame with every column when there are none.

    Raises:
        StoreError: a file is gone, or is not as long as it was written.
    """
    if not files:
        return empty_frame(name).lazy()
    for file in files:
        _check_file(file)
    return delta.scan([file.path for file in files], polars_schema(name))


def starts_in(span: Period) -> pl.Expr:
    """Sessions that began within the span."""
    return pl.col("session_start").is_between(pl.lit(span.start), pl.lit(span.end), closed="left")


def is_counted_in(span: Period) -> pl.Expr:
    """Rows that are counted at a time of their own within the span."""
    return pl.col(COUNTED).is_between(pl.lit(span.start), pl.lit(span.end), closed="left")


def _from(instant: datetime) -> pl.Expr:
    return pl.col("session_start") >= pl.lit(instant)


def delta_predicate(span: Period) -> str:
    """`starts_in` as a Delta predicate."""
    return f"session_start >= '{span.start.isoformat()}' AND session_start < '{span.end.isoformat()}'"


def _check_file(file: File) -> None:
    """Check a file's size before it is read: reading a truncated file can crash the process."""
    if not is_local(file.path):
        return
    path = Path(file.path)
    message = GONE if not path.exists() else DAMAGED if path.stat().st_size != file.size else None
    if message:
        raise StoreError(message.format(place=path.parent.parent, file=path.name))
