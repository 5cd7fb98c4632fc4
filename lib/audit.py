"""The audit log: who signed in, looked at which conversation, took what away, began a sync, forgot whom.

A line of JSON each, appended at once, whichever process it comes from. A file that has grown to MOST_BYTES
is put aside under a number; the oldest of KEPT such files goes. They are for their owner alone, and hold ids
and filters, nothing of a customer's.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from lib.errors import AuditError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SIGNED_IN = "signed in"
LOOKED = "looked at a conversation"
TOOK = "took a file away"
SYNCED = "started a sync"
FORGOT = "forgot a customer"

FOLDER, NAME = "audit", "audit.jsonl"
MOST_BYTES, KEPT = 10_000_000, 10
PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600
PATIENCE_S = 2

Line = dict[str, Any]


def _now() -> datetime:
    return datetime.now(UTC)


class Audit:
    """The log in one folder. Safe to use from several threads and processes."""

    def __init__(
        self, folder: Path, *, clock: Callable[[], datetime] = _now, most_bytes: int = MOST_BYTES
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._most_bytes = most_bytes

    def note(self, actor: str, action: str, **facts: object) -> None:
        """Append a line.

        Raises:
            AuditError: it cannot be written; what was to be noted should then not be done, or be told.
        """
        line = {"at": self._clock().isoformat(timespec="milliseconds"), "who": actor, "what": action, **facts}
        try:
            self._folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            with FileLock(self._folder / f".{NAME}.lock", timeout=PATIENCE_S, mode=PRIVATE_FILE):
                self._make_room()
                self._append(json.dumps(line).encode() + b"\n")
        except (OSError, Timeout) as error:
            raise AuditError(
                f"The audit log cannot be written ({type(error).__name__}). See that its folder can be "
                "written and has room; docs/ACCESS.md says which it is."
            ) from None

    def newest(self, count: int) -> list[Line]:
        """The newest lines, newest first; what is no line of ours is passed over.

        Raises:
            AuditError: it cannot be read.
        """
        lines: list[Line] = []
        try:
            for file in (self._file(), *map(self._file, range(1, KEPT + 1))):
                lines += _lines(file)
                if len(lines) >= count:
                    break
        except OSError as error:
            raise AuditError(f"The audit log cannot be read ({type(error).__name__}).") from None
        return lines[:count]

    def _file(self, number: int = 0) -> Path:
        return self._folder / (f"{NAME}.{number}" if number else NAME)

    def _make_room(self) -> None:
        """Put the file aside once it is full."""
        if not self._file().exists() or self._file().stat().st_size < self._most_bytes:
            return
        for number in range(KEPT - 1, -1, -1):
            if self._file(number).exists():
                self._file(number).replace(self._file(number + 1))

    def _append(self, line: bytes) -> None:
        """In one write, on the disk before it returns."""
        descriptor = os.open(self._file(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE_FILE)
        try:
            os.write(descriptor, line)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _lines(file: Path) -> Iterator[Line]:
    if not file.exists():
        return
    for text in reversed(file.read_bytes().splitlines()):
        try:
            line = json.loads(text)
        except ValueError:
            continue
        if isinstance(line, dict):
            yield line
