"""Fields of foreign items (text, numbers, booleans, nulls, lists, mixed) to typed columns of a frame.

A column's type in `schema` says how its field is read. What is there but cannot be read becomes null
and is noted. The common case runs as one parallel Polars query; only what that leaves over is looked
at again, more patiently.
"""

from __future__ import annotations

from datetime import timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import polars as pl

from lib.frames.schema import COUNT, INSTANT, SCHEMAS, TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

TIME = "%Y-%m-%dT%H:%M:%S"
OTHER_TIMES = ("%Y-%m-%dT%H:%M:%S%.f", "%Y/%m/%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d")
TRUE_WORDS = ("yes", "true", "1")
OBJECT_ID = r"^([0-9a-f]{8})[0-9a-fx]{16}$"
SEPARATOR = "\x1e"
"""Stands between the texts of a list on its way into a column; a control character made for this."""

Unreadable = list[tuple[int, str]]
"""An item's index and a field's name, for each value that was there and could not be read."""


def read(
    items: Sequence[object], table: str, fields: Mapping[str, str], offset_min: int, unreadable: Unreadable
) -> pl.DataFrame:
    """One row an item, one column for each of `fields` (column to the wire's field), typed as `table` says.

    Text that is empty is null. Times without a zone are on the clock `offset_min` west of UTC.
    Durations, scores and counts below zero cannot be meant, and are unreadable.
    """
    dtypes = {name: SCHEMAS[table][name].dtype for name in fields}
    raw = pl.DataFrame([_raw(name, items, field, dtypes[name]) for name, field in fields.items()])
    frame = raw.select(_typed(name, dtypes[name], raw.schema[name], offset_min) for name in fields)
    return _mended(raw, frame, fields, offset_min, unreadable)


def _raw(name: str, items: Sequence[object], field: str, dtype: pl.DataType | type[pl.DataType]) -> pl.Series:
    values = map(attrgetter(field), items)
    if dtype == TEXTS:
        return pl.Series(name, [_joined(value) if value else None for value in values], dtype=pl.String)
    if dtype == COUNT:
        return pl.Series(
            name, [len(value) if isinstance(value, list) else 0 for value in values], dtype=COUNT
        )
    return _numbers(name, list(values)) if dtype == pl.Float64 else text(name, list(values))


def text(name: str, values: Sequence[object]) -> pl.Series:
    """Leaves as text; numbers and booleans are written out, anything deeper is null."""
    try:
        return pl.Series(name, values, dtype=pl.String)
    except TypeError:
        return pl.Series(name, [_written(value) for value in values], dtype=pl.String)


def _written(value: object) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float) else None


def _numbers(name: str, values: Sequence[object]) -> pl.Series:
    """Leaves as numbers where all of them are, else as text."""
    try:
        return pl.Series(name, values, dtype=pl.Float64)
    except (TypeError, OverflowError):
        return text(name, values)


def _joined(value: object) -> str:
    items: list[Any] = value if isinstance(value, list) else [value]
    try:
        return SEPARATOR.join(filter(None, items))
    except TypeError:
        return SEPARATOR.join(filter(None, map(_written, items)))


def _typed(name: str, dtype: pl.DataType | type[pl.DataType], raw: pl.DataType, offset_min: int) -> pl.Expr:
    column = pl.col(name)
    if dtype == INSTANT:
        wall = column.str.to_datetime(TIME, time_unit="us", strict=False)
        return (wall + timedelta(minutes=offset_min)).dt.replace_time_zone("UTC")
    if dtype == pl.Float64:
        number = column if raw == pl.Float64 else column.str.strip_chars().cast(pl.Float64, strict=False)
        return pl.when((number >= 0) & number.is_finite()).then(number).alias(name)
    if dtype == pl.Boolean:
        return column.str.to_lowercase().is_in(TRUE_WORDS).fill_null(value=False)
    if dtype == TEXTS:
        return pl.when(column != "").then(column.str.split(SEPARATOR)).alias(name)
    return pl.when(column != "").then(column).alias(name) if dtype == pl.String else column


def _mended(
    raw: pl.DataFrame, frame: pl.DataFrame, fields: Mapping[str, str], offset_min: int, unreadable: Unreadable
) -> pl.DataFrame:
    """Look again at every time and number that was there and came out null."""
    for name, dtype in frame.schema.items():
        if dtype not in {INSTANT, pl.Float64} or frame[name].null_count() == raw[name].null_count():
            continue
        left = (frame[name].is_null() & _is_there(raw[name])).arg_true()
        if dtype == INSTANT:
            patient = _other_times(raw[name].gather(left), offset_min)
            frame = frame.with_columns(frame[name].scatter(left, patient))
            left = left.filter(patient.is_null())
        unreadable.extend((index, fields[name]) for index in left)
    return frame


def _is_there(raw: pl.Series) -> pl.Series:
    return raw.is_not_null() if raw.dtype == pl.Float64 else (raw != "").fill_null(value=False)


def _other_times(written: pl.Series, offset_min: int) -> pl.Series:
    """Times in any of the other ways of writing them; one with `Z` or an offset of its own keeps it."""
    column = pl.col("written").str.strip_chars()
    zoned = column.str.replace(" ", "T", literal=True).str.to_datetime(
        "%+", time_unit="us", time_zone="UTC", strict=False
    )
    blank = column.str.replace(r"^(\d{4}-\d\d-\d\d) ", "${1}T")
    wall = pl.coalesce(blank.str.to_datetime(form, time_unit="us", strict=False) for form in OTHER_TIMES)
    walled = (wall + timedelta(minutes=offset_min)).dt.replace_time_zone("UTC")
    return written.alias("written").to_frame().select(pl.coalesce(zoned, walled)).to_series()


def instants(values: Iterable[object], offset_min: int) -> pl.Series:
    """Leaves as UTC instants, where nobody asks which could not be read."""
    raw = text("time", list(values)).to_frame()
    frame = raw.select(_typed("time", INSTANT, pl.String(), offset_min))
    return _mended(raw, frame, {"time": "time"}, offset_min, []).to_series()


def session_instants(session_id: pl.Series) -> pl.Series:
    """The UTC instant that an ObjectId carries in its first eight hex digits; null for any other id."""
    seconds = session_id.str.extract(OBJECT_ID).str.to_integer(base=16, strict=False)
    return (seconds * 1_000_000).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
