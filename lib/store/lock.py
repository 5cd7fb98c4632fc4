"""One writer at a time: a lock that names its holder, and is free again when the holder died.

In a folder it is the system's own lock on `sync.lock`, which ends with the process that holds it.
In an object store it is a row of a small Delta table, taken by a commit that only one can win and good for
`LEASE`; who holds it renews it with `Lock.renew` at each commit.
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
from deltalake import DeltaTable, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError
from filelock import FileLock, Timeout

from lib.errors import StoreBusy
from lib.store.faults import guarded
from lib.store.places import join, local

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCK = "sync.lock"
HOLDER = "sync.holder.json"
LEASE = timedelta(minutes=15)
"""How long a dead holder keeps an object store from being synced; longer than any single window takes."""

BUSY = (
    "{holder} is syncing this store ({place}). What it fetches shows by itself; wait for it, or end it first."
)
ANOTHER = "Another process"


class Lock(Protocol):
    """What holds a store."""

    def renew(self) -> None:
        """Keep it for another while.

        Raises:
            StoreBusy: it was lost to another.
        """


@contextmanager
def held(root: str) -> Iterator[Lock]:
    """Hold the store's lock.

    Raises:
        StoreBusy: another process, or another thread of this one, has it.
    """
    with _held_folder(Path(root)) if local(root) else _held_address(root) as lock:
        yield lock


class _Folder:
    """The system ends this lock itself; there is nothing to renew."""

    def renew(self) -> None:
        """Nothing to do."""


@contextmanager
def _held_folder(folder: Path) -> Iterator[Lock]:
    lock = FileLock(folder / LOCK, timeout=0, thread_local=False)
    with guarded(str(folder)):
        try:
            lock.acquire()
        except Timeout:
            raise StoreBusy(BUSY.format(holder=_holder(folder / HOLDER), place=folder)) from None
        try:
            (folder / HOLDER).write_text(json.dumps(_me()), encoding="utf-8")
        except BaseException:
            lock.release()
            raise
    try:
        yield _Folder()
    finally:
        with suppress(OSError):
            (folder / HOLDER).unlink(missing_ok=True)
        lock.release()


def _me() -> dict[str, object]:
    return {"pid": os.getpid(), "host": socket.gethostname(), "since": f"{datetime.now(UTC):%Y-%m-%d %H:%M}"}


def _holder(note: Path) -> str:
    try:
        return named(json.loads(note.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return ANOTHER


def named(note: object) -> str:
    """A holder's note as the beginning of a sentence."""
    match note:
        case {"pid": int(pid), "host": str(host), "since": str(since)}:
            return f"Process {pid} on {host} (since {since} UTC)"
    return ANOTHER


class _Lease:
    """A row of the lock's table: who, and until when."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._uri = join(root, "lock")
        self._token = secrets.token_hex(8)

    def take(self) -> None:
        """Take it, if it is free or its time is over."""
        row = self._row()
        if row and row["token"] != self._token and row["until"] > datetime.now(UTC):
            raise StoreBusy(BUSY.format(holder=named(json.loads(row["note"])), place=self._root))
        self._write(datetime.now(UTC) + LEASE)

    def renew(self) -> None:
        """Keep it for another lease, unless another has taken it."""
        row = self._row()
        if not row or row["token"] != self._token:
            raise StoreBusy(BUSY.format(holder=ANOTHER, place=self._root))
        self._write(datetime.now(UTC) + LEASE)

    def release(self) -> None:
        """Give it up; if that fails, its time runs out."""
        with suppress(StoreBusy, DeltaError, OSError):
            self._write(datetime.now(UTC))

    def _row(self) -> dict[str, Any] | None:
        self._table = DeltaTable(self._uri) if DeltaTable.is_deltatable(self._uri) else None
        if self._table is None:
            return None
        actions = pl.DataFrame(self._table.get_add_actions(flatten=True))
        paths = [join(self._uri, path) for path in actions["path"]]
        return pl.read_parquet(paths, glob=False).row(0, named=True)

    def _write(self, until: datetime) -> None:
        row = pl.DataFrame({"token": [self._token], "until": [until], "note": [json.dumps(_me())]})
        try:
            target = self._uri if self._table is None else self._table
            write_deltalake(target, row, mode="error" if self._table is None else "overwrite")
        except (CommitFailedError, DeltaError) as error:
            raise StoreBusy(BUSY.format(holder=ANOTHER, place=self._root)) from error


@contextmanager
def _held_address(root: str) -> Iterator[Lock]:
    lease = _Lease(root)
    with guarded(root):
        lease.take()
    try:
        yield lease
    finally:
        lease.release()
