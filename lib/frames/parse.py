"""Columns of text, as foreign records hold it, to typed columns of a frame.

A column's type in `schema` says how it is read. What is there but cannot be read becomes null and is
noted. The common case runs as one parallel Polars query; only what that leaves over is looked at again,
more patiently.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import polars as pl

from lib.frames.schema import COUNT, INSTANT, SCHEMAS, TEXTS

if TYPE_CHECKING:
    from collections.abc import Mapping

TIME = "%Y-%m-%dT%H:%M:%S"
OTHER_TIMES = ("%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d")
EARLIEST, LATEST = (pl.lit(datetime(year, 1, 1, tzinfo=UTC), INSTANT) for year in (1970, 2200))
LARGEST = 1e9
TRUE_WORDS = ("yes", "true", "1")
OBJECT_ID = r"^([0-9a-f]{8})[0-9a-fx]{16}$"

Unreadable = list[tuple[int, str]]
"""A record's index and a field's name, for each value that was there and could not be read."""


def read_columns(
    raw: pl.DataFrame, table: str, fields: Mapping[str, str], offset_min: int, unreadable: Unreadable
) -> pl.DataFrame:
    """The same rows with `fields` (column to the wire's field) read as `table` types them; the rest as it is.

    Text that is empty is null. Times without a zone are on the clock `offset_min` west of UTC.
    Times before 1970 or after 2200, and durations and scores below zero or above a billion,
    cannot be meant, and are unreadable: noted by the record they stand in (column `record`).
    """
    dtypes = {name: SCHEMAS[table][name].dtype for name in fields}
    others = [name for name in raw.columns if name not in fields.values()]
    renamed = raw.select(*others, *(pl.col(field).alias(name) for name, field in fields.items()))
    frame = renamed.with_columns(_parse_column(name, dtype, offset_min) for name, dtype in dtypes.items())
    frame = frame.with_columns(_without_empty(frame[name]) for name in fields if dtypes[name] == TEXTS)
    return _retry_unread(renamed, frame, fields, offset_min, unreadable)


def _parse_column(name: str, dtype: pl.DataType | type[pl.DataType], offset_min: int) -> pl.Expr:
    column = pl.col(name)
    if dtype == INSTANT:
        wall = column.str.to_datetime(TIME, time_unit="us", strict=False)
        return _plausible_time((wall + timedelta(minutes=offset_min)).dt.replace_time_zone("UTC")).alias(name)
    if dtype == pl.Float64:
        number = column.str.strip_chars().cast(pl.Float64, strict=False)
        return pl.when(number.is_between(0, LARGEST)).then(number).alias(name)
    if dtype == pl.Boolean:
        return column.str.strip_chars().str.to_lowercase().is_in(TRUE_WORDS).fill_null(value=False)
    if dtype == COUNT:
        return column.list.len().cast(COUNT).fill_null(0)
    if dtype == TEXTS:
        return pl.when(column.list.len() > 0).then(column).alias(name)
    return pl.when(column != "").then(column).alias(name)


def _without_empty(texts: pl.Series) -> pl.Series:
    """Lists of text less their empty ones and nulls, which are rare; null where nothing is left."""
    items = texts.explode(empty_as_null=False)
    if not items.has_nulls() and not (items == "").any():
        return texts
    non_empty = pl.col(texts.name).list.eval(pl.element().filter(pl.element() != ""))
    return (
        texts.to_frame()
        .select(pl.when(non_empty.list.len() > 0).then(non_empty).alias(texts.name))
        .to_series()
    )


def _retry_unread(
    raw: pl.DataFrame, frame: pl.DataFrame, fields: Mapping[str, str], offset_min: int, unreadable: Unreadable
) -> pl.DataFrame:
    """Look again at every time and number that was there and came out null, at all of them at once."""
    suspects = [
        name
        for name in fields
        if frame.schema[name] in {INSTANT, pl.Float64} and frame[name].null_count() > raw[name].null_count()
    ]
    if not suspects:
        return frame
    lost = raw.select(
        pl.arg_where(frame[name].is_null() & (pl.col(name) != "")).implode() for name in suspects
    )
    times = [name for name in suspects if frame.schema[name] == INSTANT]
    written = pl.concat(
        [pl.Series([], dtype=pl.String), *(raw[name].gather(lost[name][0]) for name in times)]
    )
    retried, begin, columns = _parse_other_times(written, offset_min), 0, []
    for name in suspects:
        places = lost[name][0]
        if name in times:
            parsed = retried.slice(begin, len(places))
            begin += len(places)
            columns.append(frame[name].scatter(places, parsed))
            places = places.filter(parsed.is_null())
        unreadable.extend((record, fields[name]) for record in frame["record"].gather(places))
    return frame.with_columns(columns)


def _parse_other_times(written: pl.Series, offset_min: int) -> pl.Series:
    """Times in any of the other ways of writing them; one with `Z` or an offset of its own keeps it."""
    tidy = pl.col("written").str.strip_chars().str.replace_all("/", "-", literal=True)
    column = tidy.str.replace(" ", "T", literal=True)
    zoned = column.str.to_datetime("%+", time_unit="us", time_zone="UTC", strict=False)
    wall = pl.coalesce(column.str.to_datetime(form, time_unit="us", strict=False) for form in OTHER_TIMES)
    walled = (wall + timedelta(minutes=offset_min)).dt.replace_time_zone("UTC")
    return written.alias("written").to_frame().select(_plausible_time(pl.coalesce(zoned, walled))).to_series()


def _plausible_time(instant: pl.Expr) -> pl.Expr:
    """Null far from any conversation: a year such as 1 or 30000, beyond what a clock can show."""
    return pl.when(instant.is_between(EARLIEST, LATEST)).then(instant)


def parse_times(written: pl.Series, offset_min: int) -> pl.Series:
    """A column of times, where nobody asks which could not be read."""
    raw = written.to_frame().with_row_index("record")
    frame = raw.with_columns(_parse_column(written.name, INSTANT, offset_min))
    return _retry_unread(raw, frame, {written.name: written.name}, offset_min, [])[written.name]


def session_id_times(session_id: pl.Series) -> pl.Series:
    """The UTC instant that an ObjectId carries in its first eight hex digits; null for any other id."""
    seconds = session_id.str.extract(OBJECT_ID).str.to_integer(base=16, strict=False)
    return (seconds * 1_000_000).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
