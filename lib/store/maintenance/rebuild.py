"""Make every frame anew from the raw records that are kept, without asking the service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from lib.frames import flatten
from lib.store import delta
from lib.store.commit import AT_ONCE
from lib.store.errors import translate_errors
from lib.store.tables import RAW
from lib.store.writer import Writer, open_writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from lib.store.files import File
    from lib.store.store import Store


def rebuild(store: Store, progress: Callable[[int, int], object] = lambda _done, _of: None) -> int:
    """Flatten all records of the store again, of whatever older schema; returns how many there were.

    Readers see the old frames until all of the new are there. `progress` is told records done and in all.

    Raises:
        StoreBusy: the store is being synced.
        StoreError: it was written by a newer version, or cannot be written.
    """
    with open_writer(store.root) as writer, translate_errors(store.root):
        entry = writer.entry
        entry.check_not_newer(store.root)
        if not entry.version:
            return 0
        done = _rewrite(writer, progress)
        writer.publish(entry.coverage)
        return done


def _rewrite(writer: Writer, progress: Callable[[int, int], object]) -> int:
    versions = writer.entry.versions
    sources = {name: writer.tables.files(name, versions[name]) for name in (RAW, "rejects")}
    total = sum(file.rows for files in sources.values() for file in files)
    done, first = 0, True
    for texts, window_start in _batches(sources):
        writer.lock.renew()
        for name, frame in flatten(texts, window_start=window_start).items().items():
            writer.tables.rewrite(name, frame, first=first)
        first, done = False, done + len(texts)
        progress(done, total)
    return done


def _batches(sources: dict[str, tuple[File, ...]]) -> Iterator[tuple[list[bytes], datetime]]:
    """Records some thousand at a time, oldest first; then what was rejected, by the start it was kept at."""
    for file in sources[RAW]:
        rows = delta.scan([file.path]).select("session_start", "record").collect()
        for part in rows.iter_slices(AT_ONCE):
            yield _texts(part), part["session_start"][0]
    if sources["rejects"]:
        rejects = pl.concat([delta.scan([file.path]).collect() for file in sources["rejects"]])
        for part in rejects.sort("session_start").partition_by("session_start", maintain_order=True):
            yield _texts(part), part["session_start"][0]


def _texts(rows: pl.DataFrame) -> list[bytes]:
    return [text.encode() for text in rows["record"]]
