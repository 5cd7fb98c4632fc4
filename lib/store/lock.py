"""One writer at a time: a lock that names its holder and is released when the holder dies.

In a folder it is the system's own lock on `sync.lock`, which ends with the process that holds it.
In an object store it is a row of a small Delta table, taken by a commit that only one can win and good for
`LEASE`; who holds it renews it while it works. If a lease ends
unnoticed, later writes of that holder conflict with the next holder's commits and fail (see `delta`).
"""

from __future__ import annotations

import json
import os
import secrets
import socket
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import polars as pl
from deltalake.exceptions import DeltaError
from filelock import FileLock, Timeout

from lib.errors import StoreBusy
from lib.store import delta
from lib.store.errors import LOST, translate_errors
from lib.store.locations import is_local, join

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from deltalake import DeltaTable

LOCK = "sync.lock"
HOLDER = "sync.holder.json"

LEASE = timedelta(minutes=6)
"""How long a dead holder keeps an object store from being synced. Clocks that differ by less do no harm."""

RENEW_AFTER = LEASE / 3
"""The age at which the holder renews it."""

CLEANUP_EVERY = 50
"""Commits to the lock's table after which files of old leases are removed."""

CONFIGURATION = {"delta.logRetentionDuration": "interval 1 hours"}

BUSY = (
    "{holder} is syncing this store ({place}). What it fetches shows by itself; wait for it, or end it first."
)
UNTIL = " If it has died, the store is free again at {until:%H:%M:%S} UTC."
ANOTHER = "Another process"


class Lock(Protocol):
    """A lock on a store."""

    def renew(self) -> None:
        """Extend the lock; cheap, may be called often.

        Raises:
            StoreBusy: it was lost to another.
        """


@contextmanager
def acquire_lock(root: str) -> Iterator[Lock]:
    """Hold the store's lock.

    Raises:
        StoreBusy: another process, or another thread of this one, has it.
    """
    with _lock_folder(Path(root)) if is_local(root) else _lock_address(root) as lock:
        yield lock


class _Folder:
    """The system ends this lock itself; there is nothing to renew."""

    def renew(self) -> None:
        """Nothing to do."""


@contextmanager
def _lock_folder(folder: Path) -> Iterator[Lock]:
    lock = FileLock(folder / LOCK, timeout=0, thread_local=False)
    with translate_errors(str(folder)):
        try:
            lock.acquire()
        except Timeout:
            raise StoreBusy(BUSY.format(holder=_read_holder(folder / HOLDER), place=folder)) from None
        try:
            (folder / HOLDER).write_text(json.dumps(_own_note(datetime.now(UTC))), encoding="utf-8")
        except BaseException:
            lock.release()
            raise
    try:
        yield _Folder()
    finally:
        with suppress(OSError):
            (folder / HOLDER).unlink(missing_ok=True)
        lock.release()


def _own_note(now: datetime) -> dict[str, object]:
    return {"pid": os.getpid(), "host": socket.gethostname(), "since": f"{now:%Y-%m-%d %H:%M}"}


def _read_holder(note: Path) -> str:
    try:
        return format_holder(json.loads(note.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return ANOTHER


def format_holder(note: object) -> str:
    """A holder's note as the beginning of a sentence."""
    match note:
        case {"pid": int(pid), "host": str(host), "since": str(since)}:
            return f"Process {pid} on {host} (since {since} UTC)"
    return ANOTHER


class Lease:
    """The one row of the lock's table: who, and until when.

    Args:
        root: the store's address.
        clock: the present, aware.
    """

    def __init__(self, root: str, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._root, self._clock = root, clock
        self._uri = join(root, "lock")
        self._token = secrets.token_hex(8)
        self._since = self._until = clock()
        self._table: DeltaTable | None = None

    def take(self) -> None:
        """Take it, if it is free or its time is over.

        Raises:
            StoreBusy: another has it, or was faster.
        """
        self._table = delta.open_table(self._uri)
        row = self._row()
        if row and row["until"] > self._clock():
            raise StoreBusy(self._busy(row))
        self._hold()
        if self._table and self._table.version() % CLEANUP_EVERY == 0:
            delta.delete_unused_files(self._table)

    def renew(self) -> None:
        """Keep it for another lease.

        Raises:
            StoreBusy: another has taken it.
        """
        if self._until - self._clock() < LEASE - RENEW_AFTER:
            self._hold()

    def release(self) -> None:
        """Give it up; if that fails, its time runs out."""
        with suppress(StoreBusy, DeltaError, OSError):
            self._write(self._clock())

    def _hold(self) -> None:
        """Take or keep it; a commit that landed though its answer was lost is known by its token."""
        until = self._clock() + LEASE
        try:
            self._write(until)
        except DeltaError:
            self._table = delta.open_table(self._uri)
            row = self._row()
            if not row or row["token"] != self._token:
                raise StoreBusy(self._busy(row) if row else LOST.format(place=self._root)) from None
        self._until = until

    def _busy(self, row: dict[str, Any]) -> str:
        message = BUSY.format(holder=format_holder(json.loads(row["note"])), place=self._root)
        return message + UNTIL.format(until=row["until"])

    def _row(self) -> dict[str, Any] | None:
        if self._table is None:
            return None
        return delta.read_rows(self._table, self._uri).row(0, named=True)

    def _write(self, until: datetime) -> None:
        row = pl.DataFrame(
            {"token": [self._token], "until": [until], "note": [json.dumps(_own_note(self._since))]}
        )
        if self._table is None:
            self._table = delta.create_table(self._uri, row, CONFIGURATION)
        else:
            delta.write_rows(self._table, row, mode="overwrite")


@contextmanager
def _lock_address(root: str) -> Iterator[Lock]:
    lease = Lease(root)
    with translate_errors(root):
        lease.take()
    try:
        yield lease
    finally:
        lease.release()
