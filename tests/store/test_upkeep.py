"""A store stays small, keeps what is in use, and can be made anew from its raw records."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
from deltalake import write_deltalake

from lib.errors import StoreError
from lib.frames import schema
from lib.store import Store, delta, manifest, rebuild
from lib.store.maintenance import cleanup
from lib.store.maintenance.cleanup import compact, delete_unused, retention_start
from lib.store.tables import NAMES, Tables
from lib.store.writer import open_writer
from tests.store.made import DAY, HOUR, LATER, MONDAY, WEEK, Made, content, every, hours, ids, synced

if TYPE_CHECKING:
    from lib.store.files import File

RECORDS = every(timedelta(hours=1), WEEK)


def in_pieces(store: Store, **options: object) -> None:
    """Nine windows, no record on their bounds, so that each has a file of its own."""
    bounds = [0, *(first + 19.5 for first in range(0, 160, 20)), 168]
    for first, last in pairwise(bounds):
        synced(store, Made(RECORDS), hours(first, last), **options)


def test_small_files_are_put_together_sorted(store: Store) -> None:
    in_pieces(store)
    whole = content(store)
    with open_writer(store.root) as writer:
        compact(writer, LATER, part=1)
        writer.publish(writer.entry.coverage)
    assert len(store.files("records", store.entry())) == 1
    assert store.scan("records").collect()["session_start"].is_sorted()
    assert all(frame.equals(whole[name]) for name, frame in content(store).items())


def test_unused_files_go_and_those_in_use_stay(store: Store) -> None:
    in_pieces(store)
    reader = store.scan("records")
    with open_writer(store.root) as writer:
        compact(writer, LATER, part=1)
        delete_unused(writer)
    assert len(reader.collect()) == len(RECORDS)
    with open_writer(store.root) as writer:
        delete_unused(writer, at_once=True)
    named = {Path(file.path).name for file in store.files("records", store.entry())}
    assert {path.name for path in Path(store.root, "records").glob("*.parquet")} == named
    assert len(ids(store)) == len(RECORDS)
    assert synced(store, Made(RECORDS)).requests == 0


def parts(store: Store) -> list[Path]:
    """The data files on the disk that hold rows."""
    found = [path for name in NAMES for path in Path(store.root, name).glob("part-*.parquet")]
    return [path for path in found if len(pl.read_parquet(path))]


def in_use(store: Store) -> list[File]:
    return [file for name in NAMES for file in store.files(name, store.entry())]


@pytest.fixture
def removed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that fell out of use may go with the next upkeep, whatever the clock on the wall says."""
    monkeypatch.setitem(delta.CONFIGURATION, "delta.deletedFileRetentionDuration", "interval 0 seconds")


@pytest.mark.usefixtures("removed_at_once")
def test_many_syncs_do_not_pile_up(store: Store) -> None:
    for turn in range(6):
        changed = Made(RECORDS).with_changed(3, reason=f"{turn}")
        synced(store, changed, hours(0, 12), refresh=True, now=LATER + turn * delta.UNUSED_FILES_KEPT_FOR)
    named = store.files("visits", store.entry())
    assert len(named) <= 3
    assert len(list(Path(store.root, "visits").glob("part-*.parquet"))) <= 2 * len(named)
    assert list(Path(store.root, "coverage", "_delta_log").glob("*.checkpoint.parquet"))


def test_a_first_sync_writes_nothing_twice(store: Store) -> None:
    in_pieces(store)
    assert sorted(map(str, parts(store))) == sorted(file.path for file in in_use(store))


@pytest.mark.usefixtures("removed_at_once")
def test_small_files_are_put_together_a_part_at_a_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleanup, "MANY", 2)
    in_pieces(store)
    whole, files, larger = content(store), [len(in_use(store))], []
    for turn in range(1, 20):
        synced(store, Made(RECORDS), hours(0, 168 + turn), now=LATER + turn * delta.UNUSED_FILES_KEPT_FOR)
        files.append(len(in_use(store)))
        larger.append(sum(path.stat().st_size for path in parts(store)) / sum(f.size for f in in_use(store)))
    assert files[-1] < files[0] / 2
    assert max(larger) <= 1.3
    assert all(frame.equals(whole[name]) for name, frame in content(store).items())


def older(store: Store) -> None:
    """Turn a store into one of the schema before."""
    book = manifest.Manifest(store.root)
    book.write(replace(book.read(), schema=schema.VERSION - 1))


def test_an_older_store_says_so_and_is_made_anew(store: Store) -> None:
    reject = {"sessionId": None, "conversationId": None}
    synced(store, Made([*RECORDS, {**RECORDS[5], **reject}]))
    before = content(store)
    assert before["rejects"].height == 1
    older(store)
    with pytest.raises(StoreError, match="callboard rebuild"):
        store.scan("visits")
    with pytest.raises(StoreError, match="callboard rebuild"):
        synced(store, Made(RECORDS), refresh=True)
    assert rebuild(store) == len(RECORDS) + 1
    assert all(frame.equals(before[name]) for name, frame in content(store).items())
    assert synced(store, Made(RECORDS)).requests == 0


def test_a_rebuild_that_dies_leaves_the_old(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    in_pieces(store)
    before = content(store)
    whole = Tables.rewrite

    def anew(tables: Tables, name: str, frame: pl.DataFrame, *, first: bool) -> None:
        if name == "handlings":
            raise OSError(28, "No space left on device")
        whole(tables, name, frame, first=first)

    with monkeypatch.context() as patch:
        patch.setattr(Tables, "rewrite", anew)
        with pytest.raises(StoreError, match="full"):
            rebuild(store)
    assert all(frame.equals(before[name]) for name, frame in content(store).items())
    assert rebuild(store) == len(RECORDS)
    assert all(frame.equals(before[name]) for name, frame in content(store).items())


def test_a_column_that_is_new_comes_with_a_rebuild(store: Store) -> None:
    synced(store, Made(RECORDS))
    before = content(store)
    with open_writer(store.root) as writer:
        write_deltalake(
            writer.tables.latest("visits"),
            before["visits"].drop("callback_opted"),
            mode="overwrite",
            schema_mode="overwrite",
        )
        entry = replace(writer.entry, schema=schema.VERSION - 1, versions=writer.tables.versions())
        writer.manifest.write(entry)
    rebuild(store)
    assert all(frame.equals(before[name]) for name, frame in content(store).items())


def test_an_empty_store_is_rebuilt_to_nothing(store: Store) -> None:
    assert rebuild(store) == 0


def test_a_removed_day_is_gone_from_every_table(store: Store) -> None:
    synced(store, Made(RECORDS))
    synced(store, Made(RECORDS), now=WEEK.end, retention_days=1, refresh=True)
    firsts = [store.scan(name).collect()["session_start"].min() for name in ("visits", "records")]
    assert firsts == [WEEK.end - DAY] * 2


@pytest.mark.usefixtures("removed_at_once")
def test_a_removed_day_is_gone_from_every_file_with_a_later_sync(store: Store) -> None:
    synced(store, Made(RECORDS), now=WEEK.end)
    for turn in (0, 1):
        now = WEEK.end + timedelta(hours=5) + turn * delta.UNUSED_FILES_KEPT_FOR
        synced(store, Made(RECORDS), hours(96, 168), now=now, retention_days=2, refresh=True)
    firsts = [pl.read_parquet(path)["session_start"].min() for path in parts(store)]
    assert len(firsts) >= len(("records", "conversations", "visits", "handlings", "assignments"))
    assert {first for first in firsts if first < WEEK.end - 2 * DAY} == set()


def test_days_are_removed_whole() -> None:
    assert retention_start(MONDAY + 50 * HOUR, 2) == MONDAY
    assert retention_start(MONDAY + 71 * HOUR, 2) == MONDAY
    assert retention_start(MONDAY + 72 * HOUR, 2) == MONDAY + DAY
