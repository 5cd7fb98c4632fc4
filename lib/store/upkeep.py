"""Keep a store small and quick: small files put together, old days and old files removed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from lib.period import Period
from lib.store import delta
from lib.store.faults import guarded
from lib.store.stretches import BEGINNING
from lib.store.tables import NAMES, RAW, TICK, File, within

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lib.store.coverage import Coverage
    from lib.store.writing import Writer

MANY = 8
"""So many neighbouring small files are worth being written as one."""

ROWS, RAW_ROWS = 200_000, 40_000
"""Rows a file is grown to; raw records are large, and are held in memory while they are written."""

TIDIED_EVERY = 20
"""Commits to a table after which its log is summed up and its unused files are looked for."""

KEPT_FOR = timedelta(hours=2)
"""How long a file stays after it fell out of use: longer than anyone reads one state of the store."""


def maintain(writer: Writer, now: datetime, settle: timedelta, retention_days: int | None = None) -> None:
    """What pays by now of: removing days beyond retention, putting files together, removing unused ones.

    Raises:
        StoreError: the store cannot be written; what was visible stays.
    """
    with guarded(writer.root):
        coverage = retained(writer, kept_from(now, retention_days))
        compact(writer, now - settle, coverage)
        if _due(writer):
            tidy(writer)


def kept_from(now: datetime, retention_days: int | None) -> datetime:
    """The instant before which nothing is kept."""
    return BEGINNING if retention_days is None else now - timedelta(days=retention_days)


def retained(writer: Writer, start: datetime) -> Coverage:
    """Remove every session begun before `start` from every table; returns what is still covered.

    It is not visible before the coverage is entered.
    """
    past = Period(BEGINNING, start) if start > BEGINNING else None
    for name in NAMES if past else ():
        if past and any(file.meets(past) for file in writer.tables.files(name)):
            writer.tables.latest(name).delete(
                within(past), commit_properties=delta.STRICT, post_commithook_properties=delta.NO_HOOKS
            )
    return writer.entry.coverage.since(start)


def compact(writer: Writer, before: datetime, coverage: Coverage | None = None) -> None:
    """Write neighbouring small files as one, sorted, and make that visible, with the coverage if given.

    Only what ended before an instant: what still changes would be written again and again.
    """
    coverage = coverage or writer.entry.coverage
    for name in NAMES:
        settled = [file for file in writer.tables.files(name) if file.last < before]
        for run in list(_runs(settled, RAW_ROWS if name == RAW else ROWS)):
            span = Period(run[0].first, max(file.last for file in run) + TICK)
            writer.tables.replace(name, span, writer.tables.rows(name, span))
    if (writer.tables.versions(), coverage) != (writer.entry.versions, writer.entry.coverage):
        writer.enter(coverage)


def tidy(writer: Writer, kept_for: timedelta = KEPT_FOR) -> None:
    """Remove files that no reader can still be using, and sum the logs up."""
    for name in NAMES:
        in_use = [entry.versions[name] for entry in (writer.begun, writer.entry) if entry.versions]
        delta.swept(writer.tables.latest(name), kept_for, in_use)
    writer.enter(writer.entry.coverage)
    writer.entry = writer.ledger.tidy(kept_for)


def _due(writer: Writer) -> bool:
    begun, entry = writer.begun, writer.entry
    pairs = [(begun.version, entry.version)]
    pairs += [(begun.versions.get(name, 0), version) for name, version in entry.versions.items()]
    return any(before // TIDIED_EVERY < after // TIDIED_EVERY for before, after in pairs)


def _runs(files: Iterable[File], rows: int) -> Iterator[list[File]]:
    """Neighbouring files that are many and together not too large."""
    run: list[File] = []
    for file in files:
        if run and sum(one.rows for one in run) + file.rows > rows:
            yield from [run] if len(run) >= MANY else []
            run = []
        run.append(file)
    yield from [run] if len(run) >= MANY else []
