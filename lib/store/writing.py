"""The holder of a store's lock, and all that it may do: lay, heal, commit, enter."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from lib.store import places
from lib.store.commit import Fetched, commit
from lib.store.faults import guarded
from lib.store.forgotten import Forgotten
from lib.store.ledger import Entry, Ledger
from lib.store.lock import Lock, held
from lib.store.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

    from lib.service.paging import Reading
    from lib.store.coverage import Coverage


class Writer:
    """Writes one store. Get one from `writing`, which holds the lock as long as it is used."""

    def __init__(self, root: str, lock: Lock) -> None:
        self.root = root
        self.tables = Tables(root)
        self.ledger = Ledger(root)
        self.forgotten = Forgotten(root)
        self.lock = lock
        self.entry = self.begun = self.ledger.read()
        """What is visible now, and what was when the lock was taken."""

    def prepare(self) -> None:
        """Lay what is not there yet; put back what was written and never entered.

        Raises:
            StoreError: the store was written by another schema; nothing is touched then.
        """
        with guarded(self.root):
            self.entry.check(self.root)
            if self.entry.version:
                self.tables.rewind(self.entry.versions)
            self.tables.create()
            if not self.entry.version:
                self.enter(self.entry.coverage)

    def commit(self, fetched: Fetched, reading: Reading | None) -> pl.Series:
        """Make one window visible, whole; returns its sessions' starts."""
        with guarded(self.root):
            self.lock.renew()
            starts = commit(self.tables, fetched, self.forgotten)
            entered = self.entry.with_window(fetched.asked, self.tables.versions(), reading)
            self.entry = self.ledger.write(entered)
            return starts

    def enter(self, coverage: Coverage) -> None:
        """Make what was written visible, with this coverage."""
        reading, versions = self.entry.reading, self.tables.versions()
        with guarded(self.root):
            self.entry = self.ledger.write(Entry(reading=reading, versions=versions, coverage=coverage))


@contextmanager
def writing(root: str) -> Iterator[Writer]:
    """Hold the store's lock, and write.

    Raises:
        StoreBusy: another process has it.
        StoreError: the folder cannot be made or locked.
    """
    with guarded(root):
        places.make(root)
    with held(root) as lock:
        with guarded(root):
            writer = Writer(root, lock)
        yield writer
