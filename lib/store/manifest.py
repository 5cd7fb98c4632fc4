"""The one record of what is visible: what was asked, at which version each table is to be read.

The table `coverage` is small and written whole, last of all, in one commit: its first row holds the store's
own facts, each other row one window. Readers start here, so a window is there with all its tables or not at
all, and what was written but not entered is never seen.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import polars as pl
from deltalake.exceptions import DeltaError

from lib.errors import StoreError
from lib.frames.schema import VERSION
from lib.period import Period
from lib.store import delta
from lib.store.coverage import INSTANT, Coverage, FetchedWindow
from lib.store.locations import is_local, join

if TYPE_CHECKING:
    from datetime import datetime

    from deltalake import DeltaTable

    from lib.smartassist.paging import Reading

NAME = "coverage"
ROWS = pl.Schema(
    {
        "window_start": INSTANT,
        "window_end": INSTANT,
        "channels": pl.List(pl.String()),
        "queues": pl.List(pl.String()),
        "asked_at": INSTANT,
        "requests": pl.Int64(),
        "records": pl.Int64(),
        "schema": pl.Int64(),
        "reading": pl.String(),
        "versions": pl.String(),
        "tidied_at": INSTANT,
    }
)
"""A manifest that lacks the last column, of an earlier Callboard, is read as if it were null."""

CONFIGURATION = {"delta.dataSkippingNumIndexedCols": "0"}
NEWER = (
    "The store ({place}) was written by a newer Callboard (schema {found}, this one knows {known}). "
    "Install that version, or set store.path to another folder. Nothing was changed."
)
OLDER = (
    "The store ({place}) was written by an older Callboard (schema {found}, this one needs {known}). "
    "Run `callboard rebuild`: it makes the figures anew from the records that are kept, without asking again."
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What the manifest says at one version.

    `version` 0 is a store that holds nothing yet. `versions` are the tables' versions to be read.
    `tidied_at` is when unused files were last looked for.
    """

    version: int = 0
    schema: int = VERSION
    reading: Reading | None = None
    versions: dict[str, int] = field(default_factory=dict)
    tidied_at: datetime | None = None
    coverage: Coverage = field(default_factory=Coverage)

    def with_window(self, window: FetchedWindow, versions: dict[str, int], reading: Reading | None) -> Entry:
        """The next entry, one window later."""
        reading = reading or self.reading
        return replace(self, versions=versions, reading=reading, coverage=self.coverage.add_window(window))

    def check(self, place: str) -> None:
        """Refuse a store of another schema.

        Raises:
            StoreError: the store was written by an older or a newer version.
        """
        self.check_not_newer(place)
        if self.schema < VERSION:
            raise StoreError(OLDER.format(place=place, found=self.schema, known=VERSION))

    def check_not_newer(self, place: str) -> None:
        """Refuse a store whose meaning is not known yet.

        Raises:
            StoreError: the store was written by a newer version.
        """
        if self.schema > VERSION:
            raise StoreError(NEWER.format(place=place, found=self.schema, known=VERSION))


class Manifest:
    """The table `coverage` of one store."""

    def __init__(self, root: str) -> None:
        self.uri = join(root, NAME)
        self._table: DeltaTable | None = None
        self._entry = Entry()
        self._before, self._folder = 0, folder_identity(self.uri)
        self.turn = 0
        """How often another table was found in the place of the one before."""

    def version(self) -> int:
        """The entry's number, 0 before the first; cheap, it looks only for what came since the last look.

        It goes on rising where the store was moved away, or put back from a copy, while this was open.
        """
        if self._folder != (identity := folder_identity(self.uri)):
            self._folder = identity
            self._forget()
        try:
            self._update()
        except DeltaError:
            self._forget()
            self._update()
        return 0 if self._table is None else self._before + int(self._table.version()) + 1

    def _update(self) -> None:
        if self._table is not None:
            self._table.update_incremental()
        else:
            self._table = delta.open_table(self.uri)

    def _forget(self) -> None:
        self._before, self.turn = self._entry.version, self.turn + 1
        self._table, self._entry = None, Entry()

    def read(self) -> Entry:
        """The newest entry."""
        version = self.version()
        if version != self._entry.version:
            self._entry = _parse_entry(version, self._rows())
        return self._entry

    def write(self, entry: Entry) -> Entry:
        """Enter it: from now on readers see it. Returns it with its number.

        Raises:
            DeltaError: another has entered something since this manifest was last read or written.
        """
        if self._table is None:
            self._table = delta.create_table(self.uri, _to_frame(entry), CONFIGURATION, name=NAME)
        else:
            delta.write_rows(self._table, _to_frame(entry), mode="overwrite", schema_mode="overwrite")
        self._entry = replace(entry, version=int(self._table.version()) + 1)
        return self._entry

    def delete_old_versions(self) -> Entry:
        """Remove what was entered before, and sum the log up; the entry stays, under a new number."""
        table = self._table or delta.open_table(self.uri)
        if table is not None:
            delta.delete_unused_files(table)
            self._entry = replace(self._entry, version=int(table.version()) + 1)
        return self._entry

    def _rows(self) -> pl.DataFrame:
        return delta.read_rows(self._table, self.uri) if self._table else pl.DataFrame(schema=ROWS)


def folder_identity(uri: str) -> tuple[int, int] | None:
    """What tells a folder from another of the same name; null for none, and in an object store."""
    try:
        status = Path(uri).stat() if is_local(uri) else None
    except FileNotFoundError:
        return None
    return (status.st_dev, status.st_ino) if status else None


def _to_frame(entry: Entry) -> pl.DataFrame:
    versions = json.dumps(entry.versions, sort_keys=True)
    first: tuple[object, ...] = (*[None] * 7, entry.schema, entry.reading, versions, entry.tidied_at)
    windows = (
        (
            fetch.window.start,
            fetch.window.end,
            list(fetch.channels),
            list(fetch.queues),
            fetch.asked_at,
            fetch.requests,
            fetch.records,
            entry.schema,
            None,
            None,
            None,
        )
        for fetch in entry.coverage.fetches
    )
    return pl.DataFrame([first, *windows], schema=ROWS, orient="row")


def _parse_entry(version: int, rows: pl.DataFrame) -> Entry:
    first = rows.filter(pl.col("window_start").is_null()).row(0, named=True)
    windows = [
        FetchedWindow(
            Period(row["window_start"], row["window_end"]),
            row["asked_at"],
            tuple(row["channels"]),
            tuple(row["queues"]),
            row["requests"],
            row["records"],
        )
        for row in rows.filter(pl.col("window_start").is_not_null()).iter_rows(named=True)
    ]
    reading = cast("Reading | None", first["reading"])
    versions, tidied_at = json.loads(first["versions"]), first.get("tidied_at")
    return Entry(version, first["schema"], reading, versions, tidied_at, Coverage(tuple(windows)))
