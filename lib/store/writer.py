"""The holder of a store's lock, and all that it may do: lay, heal, commit, enter."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from lib.frames.schema import VERSION
from lib.store import locations
from lib.store.commit import Fetched, commit
from lib.store.coverage import LEEWAY
from lib.store.errors import guarded
from lib.store.lock import Lock, held
from lib.store.maintenance.erasure_list import Forgotten
from lib.store.manifest import Manifest
from lib.store.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    import polars as pl

    from lib.smartassist.paging import Reading
    from lib.store.coverage import Coverage


class Writer:
    """Writes one store. Get one from `writing`, which holds the lock as long as it is used.

    `entry` is what is visible now.
    """

    def __init__(self, root: str, lock: Lock) -> None:
        self.root = root
        self.tables = Tables(root)
        self.ledger = Manifest(root)
        self.forgotten = Forgotten(root)
        self.lock = lock
        self.entry = self.ledger.read()

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

    def distrust(self, now: datetime) -> None:
        """Drop what was asked later than now, by a clock that was ahead; entered with the next commit.

        Where a conversation began later than now, it is this machine's clock that is behind, and all stays.
        """
        with guarded(self.root):
            latest = max((file.last for file in self.tables.files("conversations")), default=now)
            if latest <= now + LEEWAY:
                self.entry = replace(self.entry, coverage=self.entry.coverage.trusted(now))

    def commit(self, fetched: Fetched, reading: Reading | None) -> pl.Series:
        """Make one window visible, whole; returns its sessions' starts."""
        with guarded(self.root):
            self.lock.renew()
            starts = commit(self.tables, fetched, self.forgotten)
            entered = self.entry.with_window(fetched.asked, self.tables.versions(), reading)
            self.entry = self.ledger.write(entered)
            return starts

    def enter(self, coverage: Coverage, tidied_at: datetime | None = None) -> None:
        """Make what was written visible, with this coverage, in this Callboard's schema."""
        entered = replace(
            self.entry,
            schema=VERSION,
            versions=self.tables.versions(),
            tidied_at=tidied_at or self.entry.tidied_at,
            coverage=coverage,
        )
        with guarded(self.root):
            self.entry = self.ledger.write(entered)


@contextmanager
def writing(root: str) -> Iterator[Writer]:
    """Hold the store's lock, and write.

    Raises:
        StoreBusy: another process has it.
        StoreError: the folder cannot be made or locked.
    """
    with guarded(root):
        locations.make(root)
    with held(root) as lock:
        with guarded(root):
            writer = Writer(root, lock)
        yield writer
