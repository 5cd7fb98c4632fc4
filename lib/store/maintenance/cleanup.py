"""Keep a store small and quick: small files put together, old days and old files removed.

What is written anew stays beside the new for a while, for those who are reading it. So no more than a part
of the store is put together at a time, and only when what the time before left has been removed: a store is
never much larger than what it holds, however it was filled.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from lib.frames.schema import empty_frame
from lib.period import Period
from lib.store import delta
from lib.store.errors import translate_errors
from lib.store.files import TICK, File
from lib.store.intervals import BEGINNING
from lib.store.tables import NAMES, RAW

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lib.store.coverage import Coverage
    from lib.store.writer import Writer

MANY = 8
"""So many neighbouring small files are worth being written as one."""

ROWS, RAW_ROWS = 200_000, 40_000
"""Rows a file is grown to; raw records are large, and are held in memory while they are written."""

SMALL_PART = 4
"""A file of less than one such part of that is small."""

PART = 8
"""One part in so many of the store's bytes is written anew at a time."""


def maintain(writer: Writer, now: datetime, settle: timedelta, retention_days: int | None = None) -> None:
    """What pays by now of: removing days beyond retention and unused files, putting small ones together.

    Raises:
        StoreError: the store cannot be written; what was visible stays.
    """
    with translate_errors(writer.root):
        coverage = remove_before(writer, retention_start(now, retention_days)).merge_windows(settle, now)
        if coverage != writer.entry.coverage:
            writer.publish(coverage)
        if writer.entry.tidied_at is None:
            writer.publish(coverage, tidied_at=now)
        elif (
            abs(now - writer.entry.tidied_at) >= delta.UNUSED_FILES_KEPT_FOR
        ):  # after now, by a clock that was ahead
            delete_unused(writer)
            compact(writer, now - settle)
            writer.publish(coverage, tidied_at=now)


def retention_start(now: datetime, retention_days: int | None) -> datetime:
    """The instant before which nothing is kept: the beginning of a day, so that days go whole, and once."""
    if retention_days is None:
        return BEGINNING
    return (
        (now - timedelta(days=retention_days))
        .astimezone(UTC)
        .replace(hour=0, minute=0, second=0, microsecond=0)
    )


def remove_before(writer: Writer, start: datetime) -> Coverage:
    """Remove every session begun before `start` from every table; returns what is still covered.

    It is not visible before the coverage is entered.
    """
    past = Period(BEGINNING, start) if start > BEGINNING else None
    for name in NAMES if past else ():
        if past and any(file.first < start for file in writer.tables.files(name)):
            writer.lock.renew()
            writer.tables.replace(name, past, empty_frame(name))
    return writer.entry.coverage.since(start)


def compact(writer: Writer, before: datetime, part: int = PART) -> None:
    """Write neighbouring small files as one, sorted, where that gains most; not visible before it is entered.

    Only what ended before an instant: what still changes would be written again and again. Together at most
    one `part` in so many of the store's bytes.
    """
    files = {name: writer.tables.files(name) for name in NAMES}
    spare = sum(file.size for table in files.values() for file in table) // part
    runs = [(name, run) for name, table in files.items() for run in _find_runs(name, table, before, spare)]
    for name, run in sorted(runs, key=lambda pair: _size(pair[1]) / len(pair[1])):
        if _size(run) <= spare:
            spare -= _size(run)
            span = Period(run[0].first, max(file.last for file in run) + TICK)
            writer.lock.renew()
            writer.tables.replace(name, span, writer.tables.rows(name, span))


def delete_unused(writer: Writer, *, at_once: bool = False) -> None:
    """Remove files that no reader can still be using, or all that are not in use, and sum the logs up."""
    for name in NAMES:
        writer.lock.renew()
        delta.delete_unused_files(writer.tables.latest(name), [writer.entry.versions[name]], at_once=at_once)
    writer.publish(writer.entry.coverage)
    writer.entry = writer.manifest.delete_old_versions()


def write_checkpoints(writer: Writer) -> None:
    """Sum the logs up, so that who opens the store need not read each commit."""
    with translate_errors(writer.root):
        for name in NAMES:
            writer.tables.latest(name).create_checkpoint()


def _find_runs(name: str, files: Sequence[File], before: datetime, most: int) -> Iterator[list[File]]:
    """Neighbours that are small, many, and together neither too many rows nor too many bytes."""
    rows = RAW_ROWS if name == RAW else ROWS
    run: list[File] = []
    for file in files:
        small = file.rows <= rows // SMALL_PART and file.last < before
        full = sum(other.rows for other in run) + file.rows > rows or _size(run) + file.size > most
        if not small or full:
            yield from [run] if len(run) >= MANY else []
            run = []
        run += [file] if small else []
    yield from [run] if len(run) >= MANY else []


def _size(files: Sequence[File]) -> int:
    return sum(file.size for file in files)
