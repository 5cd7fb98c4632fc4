"""Records to frames: one row a conversation, visit, handling, assignment; side-cars and rejects apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from lib.frames import assignments, destinations, parse
from lib.frames.conversations import read_conversations
from lib.frames.decode import Reject, decode
from lib.frames.schema import polars_schema

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lib.frames.decode import Raw

NO_START = "no sessionStartTime that can be read, and no time in its sessionId"


@dataclass(frozen=True, slots=True)
class Frames:
    """The frames of `schema.SCHEMAS`, each with its columns in order."""

    conversations: pl.DataFrame
    visits: pl.DataFrame
    handlings: pl.DataFrame
    assignments: pl.DataFrame
    side_cars: pl.DataFrame
    rejects: pl.DataFrame
    records: pl.DataFrame

    def items(self) -> dict[str, pl.DataFrame]:
        """The frames by their names."""
        return {name: getattr(self, name) for name in self.__slots__}


def flatten(raws: Sequence[Raw], *, window_start: datetime, offset_min: int = 0) -> Frames:
    """Records as the service gave them, as frames; of several with one session id the last stays.

    Args:
        raws: each record's JSON.
        window_start: what was asked for; a reject whose start is unknown is kept there.
        offset_min: the `timeZoneOffset` that was asked for, west positive.
    """
    rejects: list[Reject] = []
    decoded = decode(raws, rejects)
    unreadable: parse.Unreadable = []
    base = read_conversations(decoded, offset_min, unreadable)
    startless = base["session_start"].is_null()
    rejects += [Reject.of(text, NO_START) for text in decoded["text"].filter(startless)]
    if not (newest := _is_newest(base["session_id"], ~startless)).all():
        decoded = decoded.filter(newest)
        unreadable.clear()
        base = read_conversations(decoded, offset_min, unreadable)
    destination_rows = destinations.list_destinations(decoded)
    handlings = destinations.handlings(destination_rows, base, offset_min, unreadable)
    visits = destinations.visits(destination_rows, base, offset_min, unreadable)
    unanswered = assignments.unanswered_assignments(destination_rows, visits, offset_min, unreadable)
    offers = assignments.offers(destination_rows, base, offset_min, unreadable)
    assigned = [assignments.answered_assignments(handlings), unanswered, offers]
    return Frames(
        conversations=_conversations(_with_customers(base, assigned), visits, handlings, unreadable),
        visits=_select_columns("visits", visits),
        handlings=_select_columns("handlings", handlings),
        assignments=pl.concat(_select_columns("assignments", rows) for rows in assigned),
        side_cars=_side_cars(base),
        rejects=_rejects(rejects, window_start),
        records=base.select("session_id", "session_start", decoded["text"].alias("record")),
    )


def _is_newest(session_id: pl.Series, readable: pl.Series) -> pl.Series:
    """Whether a record is readable, and no later one that is has its id."""
    return session_id.zip_with(readable, session_id.clear(1)).is_last_distinct() & readable


def _select_columns(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(polars_schema(table).names())


def _with_customers(base: pl.DataFrame, assigned: list[pl.DataFrame]) -> pl.DataFrame:
    """The spine with `user_id` a customer's: an id that an agent of the conversation has is his.

    Where the record's two ids differ, as they did in 2023, the other is tried; where both are agents', it is
    null.
    """
    agents = pl.concat([rows.select("record", "agent_id") for rows in assigned])
    ids = base.select("user_id", "own_user_id")[agents["record"]].hstack(agents)
    agents_own = ids.filter(pl.col("agent_id") == pl.col("own_user_id"))["record"]
    agents_too = ids.filter(pl.col("agent_id") == pl.col("user_id"))["record"]
    own = base["own_user_id"].scatter(agents_own, None)
    return base.with_columns(base["user_id"].scatter(agents_too, own.gather(agents_too)))


def _conversations(
    base: pl.DataFrame, visits: pl.DataFrame, handlings: pl.DataFrame, unreadable: parse.Unreadable
) -> pl.DataFrame:
    """The spine less its side-cars, with what was counted below each conversation."""
    agents = handlings.select("record", "agent_id").unique()
    frame = base.with_columns(
        destinations.count_by_record("visits", visits["record"], base.height),
        destinations.count_by_record("handlings", handlings["record"], base.height),
        destinations.count_by_record("agents", agents["record"], base.height),
        _unreadable_names(unreadable, base.height),
        base["translated"].scatter(handlings.filter("translated")["record"].unique(), True),
    )
    return _select_columns("conversations", frame.filter(pl.col("assisted_id").is_null()))


def _unreadable_names(unreadable: parse.Unreadable, height: int) -> pl.Series:
    """The names of unreadable fields by record, null where all could be read."""
    names: list[list[str] | None] = [None] * height
    for index, name in unreadable:
        names[index] = list(dict.fromkeys([*(names[index] or ()), name]))
    return pl.Series("unreadable", names, dtype=pl.List(pl.String))


def _side_cars(base: pl.DataFrame) -> pl.DataFrame:
    return base.filter(pl.col("assisted_id").is_not_null()).select(
        "session_id", "session_start", pl.col("assisted_id").alias("conversation_id"), "channel"
    )


def _rejects(rejects: list[Reject], window_start: datetime) -> pl.DataFrame:
    session_id = pl.Series("session_id", [reject.session_id for reject in rejects], pl.String)
    return pl.DataFrame(
        {
            "session_id": session_id,
            "session_start": parse.session_id_times(session_id).fill_null(window_start),
            "reason": pl.Series([reject.reason for reject in rejects], dtype=pl.String),
            "record": pl.Series([reject.record for reject in rejects], dtype=pl.String),
        },
        schema=polars_schema("rejects"),
    )
