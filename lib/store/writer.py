"""What the holder of a store's lock may do: create tables, restore them, commit windows, publish."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from lib.frames.schema import VERSION
from lib.store import locations
from lib.store.commit import Fetched, commit
from lib.store.coverage import LEEWAY
from lib.store.errors import translate_errors
from lib.store.lock import Lock, acquire_lock
from lib.store.maintenance.erasure_list import ErasureList
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
        self.manifest = Manifest(root)
        self.erasure_list = ErasureList(root)
        self.lock = lock
        self.entry = self.manifest.read()

    def prepare(self) -> None:
        """Create missing tables; undo writes that were never published.

        Raises:
            StoreError: the store was written by another schema; nothing is touched then.
        """
        with translate_errors(self.root):
            self.entry.check(self.root)
            if self.entry.version:
                self.tables.rewind(self.entry.versions)
            self.tables.create()
            if not self.entry.version:
                self.publish(self.entry.coverage)

    def drop_future_windows(self, now: datetime) -> None:
        """Drop windows fetched later than now by a clock that was ahead; published with the next commit.

        Where a conversation began later than now, it is this machine's clock that is behind, and all stays.
        """
        with translate_errors(self.root):
            latest = max((file.last for file in self.tables.files("conversations")), default=now)
            if latest <= now + LEEWAY:
                self.entry = replace(self.entry, coverage=self.entry.coverage.without_future(now))

    def commit(self, fetched: Fetched, reading: Reading | None) -> pl.Series:
        """Make one window visible, whole; returns its sessions' starts."""
        with translate_errors(self.root):
            self.lock.renew()
            starts = commit(self.tables, fetched, self.erasure_list)
            entered = self.entry.with_window(fetched.as_window, self.tables.versions(), reading)
            self.entry = self.manifest.write(entered)
            return starts

    def publish(self, coverage: Coverage, tidied_at: datetime | None = None) -> None:
        """Make what was written visible, with this coverage, in this Callboard's schema."""
        entered = replace(
            self.entry,
            schema=VERSION,
            versions=self.tables.versions(),
            tidied_at=tidied_at or self.entry.tidied_at,
            coverage=coverage,
        )
        with translate_errors(self.root):
            self.entry = self.manifest.write(entered)


@contextmanager
def open_writer(root: str) -> Iterator[Writer]:
    """Hold the store's lock, and write.

    Raises:
        StoreBusy: another process has it.
        StoreError: the folder cannot be made or locked.
    """
    with translate_errors(root):
        locations.make_folder(root)
    with acquire_lock(root) as lock:
        with translate_errors(root):
            writer = Writer(root, lock)
        yield writer
