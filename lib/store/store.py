"""A store as its readers see it: what is there, and each table at the one version that belongs together."""

from __future__ import annotations

from threading import RLock
from typing import TYPE_CHECKING

from lib.errors import StoreError
from lib.store import places
from lib.store.faults import guarded
from lib.store.ledger import Entry, Ledger
from lib.store.tables import File, Tables, begun_in, scan

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl

    from lib.period import Period
    from lib.store.coverage import Coverage

REMEMBERED = 64
"""How many tables' lists of files, at their versions, are kept in memory."""


class Store:
    """One account's store; open it with `open_store`. Safe to use from several threads.

    Every method raises StoreError when the store cannot be read, or was written by another schema.
    """

    def __init__(self, root: str) -> None:
        self.root = root
        self._ledger = Ledger(root)
        self._tables = Tables(root)
        self._files: dict[tuple[str, int], tuple[File, ...]] = {}
        self._turn = 0
        self._lock = RLock()

    def __repr__(self) -> str:
        return f"Store({self.root!r})"

    @property
    def version(self) -> int:
        """A number that rises with every commit, 0 while the store is empty; cheap enough for a cache key."""
        with self._lock, guarded(self.root):
            return self._ledger.version()

    def coverage(self) -> Coverage:
        """What was asked when."""
        return self.entry().coverage

    def scan(self, table: str, period: Period | None = None, entry: Entry | None = None) -> pl.LazyFrame:
        """One table as `scans` gives it."""
        return self.scans([table], period, entry)[table]

    def scans(
        self, tables: Iterable[str], period: Period | None = None, entry: Entry | None = None
    ) -> dict[str, pl.LazyFrame]:
        """Frames of `frames.schema.SCHEMAS` as of the last commit, the same one for all of these tables.

        With an entry: as of that one, for a reader who comes back for more of what he saw.
        With a period: the sessions begun in it, or in the day of lead-in before it. Rows of one window stand
        sorted by session_start; windows may follow each other in any order. What was written anew longer than
        `delta.KEPT_FOR` ago can no longer be collected from a frame that was scanned before, and says so.
        """
        names, at = list(tables), entry or self.entry()
        with self._lock, guarded(self.root):
            try:
                return {name: self._scan(name, at, period) for name in names}
            except StoreError:
                if entry or at.version == self.version:
                    raise
        return self.scans(names, period)

    def _scan(self, table: str, entry: Entry, period: Period | None) -> pl.LazyFrame:
        files = self.files(table, entry)
        if period is None:
            return scan(table, files)
        span = period.with_lead_in()
        there = [file for file in files if file.meets(span)]
        if all(file.lies_in(span) for file in there):
            return scan(table, there)  # the time of each session need not be read
        return scan(table, there).filter(begun_in(span))

    def rows(self, table: str) -> int:
        """How many rows a frame has as of the last commit, from its log alone."""
        with self._lock, guarded(self.root):
            return sum(file.rows for file in self.files(table, self.entry()))

    def entry(self) -> Entry:
        """The ledger's newest entry."""
        with self._lock, guarded(self.root):
            entry = self._ledger.read()
            if self._turn != self._ledger.turn:
                self._turn, self._files, self._tables = self._ledger.turn, {}, Tables(self.root)
            entry.check(self.root)
            return entry

    def files(self, table: str, entry: Entry) -> tuple[File, ...]:
        """The files of a table that belong to an entry."""
        key = table, entry.versions.get(table, -1)
        if key[1] < 0:
            return ()
        if key not in self._files:
            while len(self._files) >= REMEMBERED:
                self._files.pop(next(iter(self._files)))
            self._files[key] = self._tables.files(*key)
        return self._files[key]


def open_store(path: str, account: str | None = None) -> Store:
    """The store of an account (null: of the demo), in a folder of its own below `path`.

    `path` is a folder, or an address such as s3://bucket/callboard. Nothing is made before the first sync.
    A store of an older schema can be opened, to be rebuilt; it cannot be read.

    Raises:
        StoreError: an address of an unknown kind, a store that a newer version wrote or that cannot be read.
    """
    root = places.join(places.checked(path), places.folder_of(account))
    with guarded(root):
        Ledger(root).read().check_not_newer(root)
    return Store(root)
