"""Erase a customer: remove all of their sessions from every table, then delete the old files."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from lib.errors import InputError
from lib.period import Period
from lib.store.errors import translate_errors
from lib.store.files import TICK
from lib.store.maintenance.cleanup import delete_unused
from lib.store.maintenance.erasure_list import REJECTS, owners_of
from lib.store.tables import NAMES, RAW, Tables, scan
from lib.store.writer import Writer, open_writer

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from lib.store.store import Store


def forget(
    store: Store,
    user_id: str,
    *,
    now: datetime,
    progress: Callable[[int, int], object] = lambda _done, _of: None,
) -> int:
    """Remove every session of a customer, raw and derived; returns how many conversations there were.

    Readers see all of it gone at once; then the files that held it are removed, so that a reader who still
    holds on to an older state is told to read anew. Sessions begun before `now` are not kept again, whatever
    is asked. Done again after it was interrupted, it ends what was left.

    Args:
        store: the store to erase from.
        user_id: the service's `userId`.
        now: the present, aware.
        progress: called with the records searched so far and the total.

    Raises:
        InputError: the id is empty.
        StoreBusy: the store is being synced.
        StoreError: it was written by another version, or cannot be written.
    """
    if not (customer_id := user_id.strip()):
        raise InputError("Nobody can be forgotten without a user id. Give the userId of the records.")
    with open_writer(store.root) as writer, translate_errors(store.root):
        if not writer.entry.version:
            return 0
        writer.prepare()
        gone = _find_removal(writer, customer_id, progress)
        writer.erasure_list.add([customer_id, *gone.sessions, *_reject_sessions(writer.tables, gone)], now)
        count = _matching(writer.tables, "conversations", gone).select(pl.len()).collect().item()
        for name in NAMES:
            _remove_rows(writer, name, gone)
        writer.publish(writer.entry.coverage)
        delete_unused(writer, at_once=True)
        return int(count)


@dataclass(frozen=True, slots=True)
class Removal:
    """What is to be removed: these sessions, and each reject whose text holds the id."""

    sessions: tuple[str, ...]
    mention: str

    def of(self, name: str) -> pl.Expr:
        """The rows of a table that are to be removed; never null."""
        session = pl.col("session_id").is_in(self.sessions).fill_null(value=False)
        return session | pl.col("record").str.contains(self.mention) if name == REJECTS else session


def _find_removal(writer: Writer, user_id: str, progress: Callable[[int, int], object]) -> Removal:
    """Look for a customer's sessions, in what was made of the records and in the records themselves."""
    tables = writer.tables
    own = scan("conversations", tables.files("conversations")).filter(pl.col("user_id") == user_id)
    own_sessions = own.select("session_id", "conversation_id").collect()
    beside = scan("side_cars", tables.files("side_cars"))
    beside = beside.filter(
        pl.col("conversation_id").is_in(own_sessions["conversation_id"].drop_nulls().implode())
    )
    sessions = {*own_sessions["session_id"], *beside.select("session_id").collect()["session_id"]}
    files, done = tables.files(RAW), 0
    for file in files:
        writer.lock.renew()
        rows = scan(RAW, [file]).filter(pl.col("record").str.contains(_as_json_text(user_id), literal=True))
        pairs = rows.select("session_id", "record").collect().iter_rows()
        sessions |= {session_id for session_id, record in pairs if user_id in owners_of(record)}
        done += file.rows
        progress(done, sum(other.rows for other in files))
    return Removal(tuple(sorted(sessions)), rf"(^|\W){re.escape(_as_json_text(user_id))}(\W|$)")


def _as_json_text(user_id: str) -> str:
    """The id as it stands in a record's text."""
    return json.dumps(user_id, ensure_ascii=False)[1:-1]


def _reject_sessions(tables: Tables, gone: Removal) -> list[str]:
    """The sessions of rejects that are to be removed, so far as they are known."""
    rows = _matching(tables, REJECTS, gone).select("session_id").collect()
    return rows["session_id"].drop_nulls().to_list()


def _matching(tables: Tables, name: str, gone: Removal) -> pl.LazyFrame:
    return scan(name, tables.files(name)).filter(gone.of(name))


def _remove_rows(writer: Writer, name: str, gone: Removal) -> None:
    """Write the files of a table that hold such rows again, without them."""
    for file in writer.tables.files(name):
        if scan(name, [file]).filter(gone.of(name)).select("session_start").head(1).collect().is_empty():
            continue
        writer.lock.renew()
        span = Period(file.first, file.last + TICK)
        writer.tables.replace(name, span, writer.tables.rows(name, span).filter(~gone.of(name)))
