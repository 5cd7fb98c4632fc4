"""One window's records into every table: the newest copy wins, nothing stands twice, nothing is lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from lib.frames import flatten
from lib.period import Period
from lib.store.coverage import FetchedWindow
from lib.store.files import TICK
from lib.store.intervals import merge_intervals
from lib.store.maintenance.erasure_list import HOLDING, REJECTS
from lib.store.tables import NAMES, RAW, Tables, starts_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import msgspec

    from lib.smartassist import Question
    from lib.store.maintenance.erasure_list import ErasureList

AROUND = timedelta(days=1)
"""How far beyond what is rewritten an older copy, begun at another time, is looked for."""

AT_ONCE = 10_000
"""Records flattened at a time; the memory it takes follows from it."""

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A window as it came back whole. `asked_at` is when its first request was begun."""

    question: Question
    asked_at: datetime
    records: Sequence[msgspec.Raw]
    requests: int

    @property
    def as_window(self) -> FetchedWindow:
        """What the manifest says of it."""
        return FetchedWindow(
            self.question.window,
            self.asked_at,
            tuple(sorted(self.question.channels)),
            tuple(sorted(self.question.queues)),
            self.requests,
            len(self.records),
        )


def commit(tables: Tables, fetched: Fetched, forgotten: ErasureList) -> pl.Series:
    """Put a window's rows into every table; returns the sessions' starts.

    What was fetched replaces what stands of the same session. What stands in the window and did not come
    back stays: the service may count a session to another window than we do, and a narrow question brings
    only some. So the window is rewritten and the rest carried over. Of what came from beyond the window,
    which includes its end, only what does not stand there yet is added. Of a customer who was forgotten
    nothing comes back. Where every record stands there already, text for text, no file is written.
    """
    window = fetched.question.window
    frames = forgotten.without(_flatten_records(fetched))
    new = pl.concat([_select_keys(name, frames[name]) for name in HOLDING])
    old = _read_keys(tables, _around(window, new))
    if _is_unchanged(tables, frames, new, old):
        return frames[RAW]["session_start"]
    already_stored = new.filter(~starts_in(window)).join(old, on=["key", "session_start"], how="semi")
    new = new.join(already_stored, on="key", how="anti")
    strays = new.filter(~starts_in(window))["session_start"].to_list()
    spans = merge_intervals([window, *map(_hour, strays)])
    moved = old.join(new, on="key", how="semi")["session_start"].to_list()
    for span in merge_intervals([*spans, *map(_hour, moved)]):
        rest = old.filter(starts_in(span)).join(new, on="key", how="anti")
        fresh = {name: _only(name, frames[name].filter(starts_in(span)), new) for name in NAMES}
        _replace(tables, span, fresh, None if rest.is_empty() else new)
    return frames[RAW]["session_start"]


def _is_unchanged(
    tables: Tables, frames: dict[str, pl.DataFrame], new: pl.DataFrame, old: pl.DataFrame
) -> bool:
    """Whether the records fetched stand in the tables once each, as they came."""
    copies = old.join(new, on="key", how="semi").sort(old.columns)
    if new.is_empty() or not copies.equals(new.sort(new.columns)):
        return False
    starts = new["session_start"].to_list()
    span = Period(min(starts), max(starts) + TICK)
    columns = ("session_id", "session_start", "record")
    pairs = ((frames[name].select(columns), tables.rows(name, span, columns)) for name in HOLDING)
    return all(
        fetched_rows.join(stored, on=columns, how="anti", nulls_equal=True).is_empty()
        for fetched_rows, stored in pairs
    )


def _flatten_records(fetched: Fetched) -> dict[str, pl.DataFrame]:
    """The frames, made some thousand records at a time: what lies between takes many times their room."""
    records, start = fetched.records, fetched.question.window.start
    steps = range(0, max(len(records), 1), AT_ONCE)
    parts = [flatten(records[first : first + AT_ONCE], window_start=start).items() for first in steps]
    frames = {name: pl.concat(part[name] for part in parts) for name in NAMES}
    if frames[RAW]["session_id"].is_unique().all():
        return frames
    return flatten(records, window_start=start).items()


def _replace(tables: Tables, span: Period, frames: dict[str, pl.DataFrame], new: pl.DataFrame | None) -> None:
    """Rewrite a span of every table; with `new`, what stands there and is none of these is carried over."""
    for name, rows in frames.items():
        if new is not None:
            standing = tables.rows(name, span).with_columns(_key(name))
            carried_over = standing.join(new, on="key", how="anti").drop("key")
            tables.replace(name, span, pl.concat([carried_over, rows]))
        else:
            tables.replace(name, span, rows)


def _only(name: str, rows: pl.DataFrame, keyed: pl.DataFrame) -> pl.DataFrame:
    """The rows of these records."""
    return rows.with_columns(_key(name)).join(keyed, on="key", how="semi", maintain_order="left").drop("key")


def _around(window: Period, new: pl.DataFrame) -> Period:
    """Where an older copy of what was fetched may stand."""
    starts = [window.start, window.end, *new["session_start"].to_list()]
    return Period(min(starts) - AROUND, max(starts) + AROUND)


def _read_keys(tables: Tables, near: Period) -> pl.DataFrame:
    """Key and start of every record that the tables hold near the window."""
    columns = {RAW: ("session_id", "session_start"), REJECTS: ("session_id", "session_start", "record")}
    return pl.concat([_select_keys(name, tables.rows(name, near, columns[name])) for name in HOLDING])


def _select_keys(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(_key(name), "session_start")


def _key(name: str) -> pl.Expr:
    """What tells records apart; a reject without an id is known by its text."""
    key = pl.coalesce("session_id", "record") if name == REJECTS else pl.col("session_id")
    return key.alias("key")


def _hour(instant: datetime) -> Period:
    start = instant.replace(minute=0, second=0, microsecond=0)
    return Period(start, start + HOUR)
