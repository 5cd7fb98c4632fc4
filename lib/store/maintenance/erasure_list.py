"""The erased customers, as keyed digests, and the owners of a record.

A forgotten customer's sessions may be sent again, by a window that is refreshed or was never asked before.
Sessions that began before the erasure are dropped; later sessions are kept.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from typing import TYPE_CHECKING, Any

import msgspec
import polars as pl

from lib.frames.schema import INSTANT
from lib.store import delta
from lib.store.locations import join

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

NAME = "forgotten"
REJECTS = "rejects"
HOLDING = ("records", REJECTS)
"""The two tables that together hold each record that was fetched."""

ROWS = pl.Schema({"digest": pl.String(), "key": pl.String(), "at": INSTANT})


class Facts(msgspec.Struct):
    """The automation's own facts, so far as they say whose a record is."""

    userId: object = None  # noqa: N815 (the service's spelling)


class Owner(msgspec.Struct):
    """The fields of a record that say whose it is."""

    userId: object = None  # noqa: N815 (the service's spelling)
    metaInfo: Facts | list[Any] | str | float | bool | None = None  # noqa: N815


_OWNER = msgspec.json.Decoder(Owner)


def owners_of(record: str) -> set[str]:
    """The customer's ids in a record's text, its own and the automation's; none where it cannot be read.

    In the revision of 2023-11 the record's own `userId` is the agent's: an agent of the record is no owner.
    """
    try:
        owner = _OWNER.decode(record)
    except (ValueError, RecursionError):
        return set()
    ids = [owner.userId, owner.metaInfo.userId if isinstance(owner.metaInfo, Facts) else None]
    texts = {str(user_id).strip() for user_id in ids if isinstance(user_id, str | int)}
    return {user_id for user_id in texts if user_id and not _is_agent(user_id, record)}


def _is_agent(user_id: str, record: str) -> bool:
    written = re.escape(json.dumps(user_id, ensure_ascii=False))
    return re.search(rf'"agentId"\s*:\s*{written}', record) is not None


class ErasureList:
    """The list of one store. Written by the holder of the store's lock."""

    def __init__(self, root: str) -> None:
        self._uri = join(root, NAME)
        self._table = delta.open_table(self._uri)
        rows = delta.read_rows(self._table, self._uri) if self._table else pl.DataFrame(schema=ROWS)
        self._key = rows["key"][0] if rows.height else secrets.token_hex(16)
        self._at: dict[str, datetime] = dict(rows.select("digest", "at").iter_rows())

    def add(self, ids: Collection[str], now: datetime) -> None:
        """Note ids of customers and sessions, as of now."""
        digests = [self._digest(text) for text in ids]
        rows = pl.DataFrame({"digest": digests}).with_columns(key=pl.lit(self._key), at=pl.lit(now))
        rows = rows.select(pl.col(name).cast(dtype) for name, dtype in ROWS.items())
        if self._table is None:
            self._table = delta.create_table(self._uri, rows, name=NAME)
        else:
            delta.write_rows(self._table, rows, mode="append")
        self._at |= dict.fromkeys(digests, now)

    def without(self, frames: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
        """The frames of some records less those that must not come back."""
        if not self._at:
            return dict(frames)
        marked = {name: frames[name].with_columns(gone=self._gone(frames[name])) for name in HOLDING}
        gone = pl.concat([rows.filter("gone")["session_id"] for rows in marked.values()]).drop_nulls()
        gone = gone.append(_side_car_sessions(frames, gone))
        is_kept = ~pl.col("session_id").is_in(gone.implode())
        filtered = {name: rows.filter(is_kept) for name, rows in frames.items() if name != REJECTS}
        return {**filtered, REJECTS: marked[REJECTS].filter(~pl.col("gone")).drop("gone")}

    def _gone(self, records: pl.DataFrame) -> pl.Series:
        rows = records.select("session_id", "session_start", "record").iter_rows()
        return pl.Series([self._holds(*row) for row in rows], dtype=pl.Boolean)

    def _holds(self, session_id: str | None, start: datetime, record: str) -> bool:
        erased_until = (self._at.get(self._digest(owner)) for owner in owners_of(record))
        is_listed = any(until is not None and start < until for until in erased_until)
        return is_listed or self._digest(session_id or "") in self._at

    def _digest(self, text: str) -> str:
        return hashlib.blake2b(text.encode(), key=self._key.encode(), digest_size=16).hexdigest()


def _side_car_sessions(frames: Mapping[str, pl.DataFrame], sessions: pl.Series) -> pl.Series:
    """The assistant's sessions of these conversations, which need not say whose they are."""
    conversations = frames["conversations"].filter(pl.col("session_id").is_in(sessions.implode()))
    ids = conversations["conversation_id"].drop_nulls().implode()
    return frames["side_cars"].filter(pl.col("conversation_id").is_in(ids))["session_id"]
