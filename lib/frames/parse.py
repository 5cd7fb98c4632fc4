"""Fields of foreign items (text, numbers, booleans, nulls, lists, mixed) to typed columns of a frame.

A column's type in `schema` says how its field is read. What is there but cannot be read becomes null
and is noted. The common case runs as one parallel Polars query; only what that leaves over is looked
at again, more patiently.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import polars as pl

from lib.frames.schema import COUNT, INSTANT, SCHEMAS, TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

TIME = "%Y-%m-%dT%H:%M:%S"
OTHER_TIMES = ("%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d")
EARLIEST, LATEST = (pl.lit(datetime(year, 1, 1, tzinfo=UTC), INSTANT) for year in (1970, 2200))
LARGEST = 1e9
TRUE = frozenset({True, "true", "True", "TRUE", "yes", "Yes", "YES", "1"})
"""What says yes; 1 is equal to True."""

OBJECT_ID = r"^([0-9a-f]{8})[0-9a-fx]{16}$"
SEPARATOR = "\x1e"
"""Stands between the texts of a list on its way into a column; a control character made for this."""

Unreadable = list[tuple[int, str]]
"""An item's index and a field's name, for each value that was there and could not be read."""


def read(
    items: Sequence[msgspec.Struct],
    table: str,
    fields: Mapping[str, str],
    offset_min: int,
    unreadable: Unreadable,
) -> pl.DataFrame:
    """One row an item, one column for each of `fields` (column to the wire's field), typed as `table` says.

    Text that is empty is null. Times without a zone are on the clock `offset_min` west of UTC.
    Times before 1970 or after 2200, and durations and scores below zero or above a billion,
    cannot be meant, and are unreadable.
    """
    dtypes = {name: SCHEMAS[table][name].dtype for name in fields}
    values = transposed(items)
    raw = pl.DataFrame([_raw(name, values.get(field, ()), dtypes[name]) for name, field in fields.items()])
    frame = raw.select(_typed(name, dtypes[name], raw.schema[name], offset_min) for name in fields)
    return _mended(raw, frame, fields, offset_min, unreadable)


def transposed(items: Sequence[msgspec.Struct]) -> dict[str, tuple[object, ...]]:
    """Each field of the items as one tuple; empty without items.

    Where items are of a type and of one that extends it, these are the fields they share: a struct's
    own fields come after those it inherits, and `zip` ends with the shortest.
    """
    shared = min((item.__struct_fields__ for item in items), key=len, default=())
    columns = list(zip(*map(msgspec.structs.astuple, items), strict=False))
    return dict(zip(shared, columns, strict=False))


def _raw(name: str, values: Sequence[Any], dtype: pl.DataType | type[pl.DataType]) -> pl.Series:
    if dtype == TEXTS:
        return pl.Series(name, [_joined(value) if value else None for value in values], dtype=pl.String)
    if dtype == COUNT:
        return pl.Series(
            name, [len(value) if isinstance(value, list) else 0 for value in values], dtype=COUNT
        )
    if dtype == pl.Boolean:
        return pl.Series(name, [value in TRUE for value in values], dtype=pl.Boolean)
    return _numbers(name, values) if dtype == pl.Float64 else text(name, values)


def text(name: str, values: Sequence[object]) -> pl.Series:
    """Leaves as text; numbers and booleans are written out, anything deeper is null."""
    try:
        return pl.Series(name, values, dtype=pl.String)
    except (TypeError, OverflowError):
        return pl.Series(name, [_written(value) for value in values], dtype=pl.String)


def _written(value: object) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float) else None


def _numbers(name: str, values: Sequence[object]) -> pl.Series:
    """Leaves as numbers, those written as text too; as text where one of them is something else."""
    try:
        return pl.Series(name, values, dtype=pl.Float64)
    except (TypeError, OverflowError):
        numbers = pl.Series(name, values, dtype=pl.Float64, strict=False)
    blank = values.count(None) + values.count("")
    return numbers if numbers.null_count() == blank else text(name, values)


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
        return _meant((wall + timedelta(minutes=offset_min)).dt.replace_time_zone("UTC")).alias(name)
    if dtype == pl.Float64:
        number = column if raw == pl.Float64 else column.str.strip_chars().cast(pl.Float64, strict=False)
        return pl.when(number.is_between(0, LARGEST)).then(number).alias(name)
    if dtype == TEXTS:
        return pl.when(column != "").then(column.str.split(SEPARATOR)).alias(name)
    return pl.when(column != "").then(column).alias(name) if dtype == pl.String else column


def _mended(
    raw: pl.DataFrame, frame: pl.DataFrame, fields: Mapping[str, str], offset_min: int, unreadable: Unreadable
) -> pl.DataFrame:
    """Look again at every time and number that was there and came out null, at all of them at once."""
    suspects = [
        name
        for name, dtype in frame.schema.items()
        if dtype in {INSTANT, pl.Float64} and frame[name].null_count() > raw[name].null_count()
    ]
    if not suspects:
        return frame
    lost = raw.select(
        pl.arg_where(frame[name].is_null() & _is_there(name, raw.schema[name])).implode() for name in suspects
    )
    times = [name for name in suspects if frame.schema[name] == INSTANT]
    written = pl.concat(
        [pl.Series([], dtype=pl.String), *(raw[name].gather(lost[name][0]) for name in times)]
    )
    patient, begin = _other_times(written, offset_min), 0
    for name in suspects:
        places = lost[name][0]
        if name in times:
            found = patient.slice(begin, len(places))
            begin += len(places)
            frame = frame.with_columns(frame[name].scatter(places, found))
            places = places.filter(found.is_null())
        unreadable.extend((index, fields[name]) for index in places)
    return frame


def _is_there(name: str, raw: pl.DataType) -> pl.Expr:
    return pl.col(name).is_not_null() if raw == pl.Float64 else pl.col(name) != ""


def _other_times(written: pl.Series, offset_min: int) -> pl.Series:
    """Times in any of the other ways of writing them; one with `Z` or an offset of its own keeps it."""
    tidy = pl.col("written").str.strip_chars().str.replace_all("/", "-", literal=True)
    column = tidy.str.replace(" ", "T", literal=True)
    zoned = column.str.to_datetime("%+", time_unit="us", time_zone="UTC", strict=False)
    wall = pl.coalesce(column.str.to_datetime(form, time_unit="us", strict=False) for form in OTHER_TIMES)
    walled = (wall + timedelta(minutes=offset_min)).dt.replace_time_zone("UTC")
    return written.alias("written").to_frame().select(_meant(pl.coalesce(zoned, walled))).to_series()


def _meant(instant: pl.Expr) -> pl.Expr:
    """Null far from any conversation: a year such as 1 or 30000, beyond what a clock can show."""
    return pl.when(instant.is_between(EARLIEST, LATEST)).then(instant)


def instants(values: Iterable[object], offset_min: int) -> pl.Series:
    """Leaves as UTC instants, where nobody asks which could not be read."""
    raw = text("time", list(values)).to_frame()
    frame = raw.select(_typed("time", INSTANT, pl.String(), offset_min))
    return _mended(raw, frame, {"time": "time"}, offset_min, []).to_series()


def session_instants(session_id: pl.Series) -> pl.Series:
    """The UTC instant that an ObjectId carries in its first eight hex digits; null for any other id."""
    seconds = session_id.str.extract(OBJECT_ID).str.to_integer(base=16, strict=False)
    return (seconds * 1_000_000).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
