"""A store stays small, keeps what is in use, and can be made anew from its raw records."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from deltalake import write_deltalake

from lib.errors import StoreError
from lib.frames import schema
from lib.store import Store, ledger, rebuild, upkeep
from lib.store.tables import Tables
from lib.store.upkeep import MANY, compact, tidy
from lib.store.writing import writing
from tests.store.made import DAY, LATER, WEEK, Made, content, every, hours, ids, synced

if TYPE_CHECKING:
    import polars as pl

RECORDS = every(timedelta(hours=1), WEEK)


def in_pieces(store: Store) -> None:
    for first in range(0, 168, 20):
        synced(store, Made(RECORDS), hours(first, min(first + 20, 168)))


def test_small_files_are_put_together_sorted(store: Store) -> None:
    in_pieces(store)
    whole = content(store)
    with writing(store.root) as writer:
        compact(writer, LATER)
    assert len(store.files("records", store.entry())) < MANY
    assert store.scan("records").collect()["session_start"].is_sorted()
    assert all(frame.equals(whole[name]) for name, frame in content(store).items())


def test_unused_files_go_and_those_in_use_stay(store: Store) -> None:
    in_pieces(store)
    reader = store.scan("records")
    with writing(store.root) as writer:
        compact(writer, LATER)
        tidy(writer, timedelta())
    assert len(reader.collect()) == len(RECORDS)
    with writing(store.root) as writer:
        tidy(writer, timedelta())
    named = {Path(file.path).name for file in store.files("records", store.entry())}
    assert {path.name for path in Path(store.root, "records").glob("*.parquet")} == named
    assert len(ids(store)) == len(RECORDS)
    assert synced(store, Made(RECORDS)).requests == 0


def test_many_syncs_do_not_pile_up(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "TIDIED_EVERY", 4)
    for _ in range(6):
        synced(store, Made(RECORDS), hours(0, 12), refresh=True)
    assert len(store.files("visits", store.entry())) == 1
    assert list(Path(store.root, "coverage", "_delta_log").glob("*.checkpoint.parquet"))


def older(store: Store) -> None:
    """Turn a store into one of the schema before."""
    book = ledger.Ledger(store.root)
    book.write(replace(book.read(), schema=schema.VERSION - 1))


def test_an_older_store_says_so_and_is_made_anew(store: Store) -> None:
    reject = {"sessionId": 7, "destinations": "none"}
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
    whole = Tables.anew

    def anew(tables: Tables, name: str, frame: pl.DataFrame, *, first: bool) -> None:
        if name == "handlings":
            raise OSError(28, "No space left on device")
        whole(tables, name, frame, first=first)

    with monkeypatch.context() as patch:
        patch.setattr(Tables, "anew", anew)
        with pytest.raises(StoreError, match="full"):
            rebuild(store)
    assert all(frame.equals(before[name]) for name, frame in content(store).items())
    assert rebuild(store) == len(RECORDS)
    assert all(frame.equals(before[name]) for name, frame in content(store).items())


def test_a_column_that_is_new_comes_with_a_rebuild(store: Store) -> None:
    synced(store, Made(RECORDS))
    before = content(store)
    with writing(store.root) as writer:
        write_deltalake(
            writer.tables.latest("visits"),
            before["visits"].drop("callback_opted"),
            mode="overwrite",
            schema_mode="overwrite",
        )
        entry = replace(writer.entry, schema=schema.VERSION - 1, versions=writer.tables.versions())
        writer.ledger.write(entry)
    rebuild(store)
    assert all(frame.equals(before[name]) for name, frame in content(store).items())


def test_an_empty_store_is_rebuilt_to_nothing(store: Store) -> None:
    assert rebuild(store) == 0


def test_a_removed_day_is_gone_from_every_table(store: Store) -> None:
    synced(store, Made(RECORDS))
    synced(store, Made(RECORDS), now=WEEK.end, retention_days=1, refresh=True)
    firsts = [store.scan(name).collect()["session_start"].min() for name in ("visits", "records")]
    assert firsts == [WEEK.end - DAY] * 2
