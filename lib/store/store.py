"""The readable store: its coverage, and every table at the version that one manifest entry names."""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar

import polars as pl

from lib.errors import StoreError
from lib.frames.schema import INSTANT
from lib.store import locations
from lib.store.errors import translate_errors
from lib.store.files import COUNTED, counted_column
from lib.store.manifest import Entry, Manifest
from lib.store.tables import Tables, is_counted_in, scan, starts_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from lib.period import Period
    from lib.store.coverage import Coverage
    from lib.store.files import File

T = TypeVar("T")

CACHE_SIZE = 64
"""How many tables' lists of files, and how many periods' sessions from before, are kept in memory."""

TABLES_WITH_TIMES = ("conversations", "visits", "handlings", "assignments")
"""The tables of which a session's rows are found by the time of any of its visits, handlings, assignments."""

NO_SESSIONS = pl.DataFrame(schema={"session_id": pl.String(), "session_start": INSTANT})


class Store:
    """One account's store; open it with `open_store`. Safe to use from several threads.

    Every method raises StoreError when the store cannot be read, or was written by another schema.
    """

    def __init__(self, root: str) -> None:
        self.root = root
        self._manifest = Manifest(root)
        self._tables = Tables(root)
        self._files: dict[tuple[str, int], tuple[File, ...]] = {}
        self._reaching: dict[tuple[object, ...], pl.DataFrame] = {}
        self._open: dict[str, list[datetime]] = {}
        self._turn = 0
        self._lock = RLock()

    def __repr__(self) -> str:
        return f"Store({self.root!r})"

    @property
    def version(self) -> int:
        """A number that rises with every commit, 0 while the store is empty; cheap enough for a cache key."""
        with self._lock, translate_errors(self.root):
            return self._manifest.version()

    def coverage(self) -> Coverage:
        """Which windows were fetched, and when."""
        return self.entry().coverage

    def scan(self, table: str, period: Period | None = None, entry: Entry | None = None) -> pl.LazyFrame:
        """One table as `scans` gives it."""
        return self.scans([table], period, entry)[table]

    def scans(
        self, tables: Iterable[str], period: Period | None = None, entry: Entry | None = None
    ) -> dict[str, pl.LazyFrame]:
        """Frames of `frames.schema.SCHEMAS` as of the last commit, the same one for all of these tables.

        With an entry: as of that one, for a viewer who continues to read what they saw before.
        With a period: every row of each session that began in it, or of which a visit, handling or assignment
        is counted in it, however long ago the session began. Rows of one window stand sorted by
        session_start; windows may follow each other in any order. What was written anew longer than
        `delta.KEPT_FOR` ago can no longer be collected from a frame that was scanned before, and says so.
        """
        names = list(tables)
        return self._as_of(entry, lambda at: {name: self._scan(name, at, period) for name in names})

    def scans_of(
        self, tables: Iterable[str], sessions: pl.DataFrame, entry: Entry | None = None
    ) -> dict[str, pl.LazyFrame]:
        """The rows of some sessions, given by `session_id` and `session_start`; only their files are read."""
        names = list(tables)
        return self._as_of(entry, lambda at: {name: self._rows_of(name, at, sessions) for name in names})

    def _as_of(self, entry: Entry | None, read: Callable[[Entry], T]) -> T:
        """Read at an entry, or at the newest; read again if a newer entry was published meanwhile."""
        at = entry or self.entry()
        with self._lock, translate_errors(self.root):
            try:
                return read(at)
            except StoreError:
                if entry or at.version == self.version:
                    raise
        return self._as_of(entry, read)

    def _scan(self, table: str, entry: Entry, period: Period | None) -> pl.LazyFrame:
        files = self.files(table, entry)
        if period is None:
            return scan(table, files)
        overlapping = [file for file in files if file.meets(period)]
        started = scan(table, overlapping)
        if not all(
            file.lies_in(period) for file in overlapping
        ):  # else the time of each session need not be read
            started = started.filter(starts_in(period))
        others = self._sessions_reaching_into(period, entry) if table in TABLES_WITH_TIMES else NO_SESSIONS
        return started if others.is_empty() else pl.concat([started, self._rows_of(table, entry, others)])

    def _sessions_reaching_into(self, period: Period, entry: Entry) -> pl.DataFrame:
        """The sessions begun at another time of which a row is counted in the period: id and start."""
        timed = [name for name in TABLES_WITH_TIMES if counted_column(name) == COUNTED]
        key = (period, *(entry.versions.get(name, -1) for name in timed))
        if key not in self._reaching:
            sessions = [self._sessions_counted_in(name, entry, period) for name in timed]
            _evict_oldest(self._reaching)
            with translate_errors(self.root):
                self._reaching[key] = pl.concat(sessions).unique().collect()
        return self._reaching[key]

    def _sessions_counted_in(self, table: str, entry: Entry, period: Period) -> pl.LazyFrame:
        files = self.files(table, entry)
        candidates = [file for file in files if file.counts_in(period) and not file.lies_in(period)]
        rows = scan(table, candidates).filter(is_counted_in(period) & ~starts_in(period))
        return rows.select("session_id", "session_start")

    def _rows_of(self, table: str, entry: Entry, sessions: pl.DataFrame) -> pl.LazyFrame:
        ids, starts = sessions["session_id"], sessions["session_start"].unique()
        candidates = [file for file in self.files(table, entry) if file.holds_any(starts)]
        span = pl.col("session_start").is_between(starts.min(), starts.max())
        return scan(table, candidates).filter(span & pl.col("session_id").is_in(ids.implode()))

    def open_starts(self, period: Period, entry: Entry) -> list[datetime]:
        """When the sessions began, within the period, that were open when they were last asked for."""
        with self._lock, translate_errors(self.root):
            files = self.files("conversations", entry)
            self._open = {file.path: self._open[file.path] for file in files if file.path in self._open}
            overlapping = [file for file in files if file.meets(period)]
            starts = [start for file in overlapping for start in self._open_in(file)]
        return [start for start in starts if period.start <= start < period.end]

    def _open_in(self, file: File) -> list[datetime]:
        """The starts of a file's open sessions; a file never changes, so they are read once."""
        if file.path not in self._open:
            rows = scan("conversations", [file]).filter(pl.col("is_open")).select("session_start")
            self._open[file.path] = rows.collect()["session_start"].to_list()
        return self._open[file.path]

    def rows(self, table: str) -> int:
        """How many rows a frame has as of the last commit, from its log alone."""
        with self._lock, translate_errors(self.root):
            return sum(file.rows for file in self.files(table, self.entry()))

    def entry(self) -> Entry:
        """The newest manifest entry."""
        with self._lock, translate_errors(self.root):
            entry = self._manifest.read()
            if self._turn != self._manifest.turn:
                self._turn, self._tables = self._manifest.turn, Tables(self.root)
                self._files, self._reaching = {}, {}
            entry.check(self.root)
            return entry

    def files(self, table: str, entry: Entry) -> tuple[File, ...]:
        """The files of a table that belong to an entry."""
        key = table, entry.versions.get(table, -1)
        if key[1] < 0:
            return ()
        if key not in self._files:
            _evict_oldest(self._files)
            self._files[key] = self._tables.files(*key)
        return self._files[key]


def _evict_oldest(cache: dict[Any, Any]) -> None:
    """Remove the oldest items until one more fits."""
    while len(cache) >= CACHE_SIZE:
        cache.pop(next(iter(cache)))


def open_store(path: str, account: str | None = None) -> Store:
    """The store of an account (null: of the demo), in a folder of its own below `path`.

    `path` is a folder, or an address such as s3://bucket/callboard. Nothing is made before the first sync.
    A store of an older schema can be opened, to be rebuilt; it cannot be read.

    Raises:
        StoreError: an address of an unknown kind, a store that a newer version wrote or that cannot be read.
    """
    root = locations.join(locations.check_location(path), locations.account_folder(account))
    with translate_errors(root):
        Manifest(root).read().check_not_newer(root)
    return Store(root)
