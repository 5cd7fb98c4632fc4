"""Where an account's allowance is noted: in memory, or in a small file that processes share."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

import msgspec
from filelock import FileLock, Timeout

from lib.smartassist.allowance import Allowance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

log = logging.getLogger("callboard.service")

PRIVATE_MODE = 0o700
LOCK_WITHIN_S = 5.0
"""A note is held for less than a millisecond; who holds it longer was stopped in the middle."""

POLL_S = 0.005
"""How often a process that finds it held looks again."""


class AllowanceStore(Protocol):
    """What keeps an allowance between requests."""

    def change(self, change: Callable[[Allowance], Allowance]) -> None:
        """Read it, change it and keep it, while nobody else does."""


class InMemoryAllowance:
    """For one process alone, and for tests."""

    def __init__(self) -> None:
        self._allowance = Allowance()

    def change(self, change: Callable[[Allowance], Allowance]) -> None:
        """Read it, change it and keep it; the caller sees to it that no other thread does."""
        self._allowance = change(self._allowance)


class SharedAllowance:
    """A file for all processes of this machine that ask for one account.

    A file that is damaged counts as empty. Where it cannot be read or written, what this process itself did
    is kept in memory, and a warning is logged once.

    Args:
        path: the file, made with its folder when it is first written; its lock stands beside it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = FileLock(path.with_suffix(".lock"), thread_local=False)
        self._fallback = InMemoryAllowance()
        self._warned = False

    def change(self, change: Callable[[Allowance], Allowance]) -> None:
        """Read it, change it and keep it; the caller sees to it that no other thread does."""
        try:
            with self._lock_file():
                before = self._read()
                after = change(before)
                if after != before:
                    self._write(after)
                self._fallback.change(lambda _: after)
        except (OSError, Timeout) as error:
            self._warn(error)
            self._fallback.change(change)

    @contextmanager
    def _lock_file(self) -> Iterator[None]:
        self._path.parent.mkdir(mode=PRIVATE_MODE, parents=True, exist_ok=True)
        with self._lock.acquire(LOCK_WITHIN_S, poll_interval=POLL_S):
            yield

    def _read(self) -> Allowance:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Allowance)
        except (FileNotFoundError, msgspec.DecodeError):
            return Allowance()

    def _write(self, allowance: Allowance) -> None:
        """Write beside, then put in place: whoever is killed in between leaves what was there."""
        beside = self._path.with_suffix(".new")
        beside.write_bytes(msgspec.json.encode(allowance))
        beside.replace(self._path)

    def _warn(self, error: Exception) -> None:
        if not self._warned:
            log.warning(
                "The pace of requests cannot be shared with other processes (%s: %s). This one keeps to it "
                "alone; let no other ask for the same account, or let it write there.",
                self._path,
                type(error).__name__,
            )
            self._warned = True
