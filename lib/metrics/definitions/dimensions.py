"""The dimensions that metrics are grouped by: each is a text key, used by the table and by the link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from lib.period import Zone

NO_VALUE = "none"
"""The key of rows without a value: transfers direct to an agent have no queue."""

DIMENSION_SEPARATOR = "."
KEY_SEPARATOR = "~"
"""Two dimensions at once, `agent_id.queue_id`, and the two keys that such a mark has, `a1~q1`."""

WAIT_BUCKETS_S = (0, 5, 10, 20, 30, 60, 120, 300, 600)
"""Lower ends of the wait buckets, in seconds; the last is open."""

HANDLE_BUCKETS_S = (0, 30, 60, 120, 180, 240, 300, 420, 600, 900, 1800)
"""Lower ends of the handle time buckets, in seconds; the last is open."""

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Grain:
    """The time zone and length of intervals (15m, 30m, 1h, 1d, or 1w from Monday)."""

    zone: Zone
    every: str


def dimension(by: str, grain: Grain) -> pl.Expr:
    """The key that rows are grouped by and a link selects them by, as text, never null.

    `by` is a column, a derived dimension such as interval, or two of these (see `DIMENSION_SEPARATOR`).
    """
    if DIMENSION_SEPARATOR in by:
        parts = [dimension(part, grain) for part in by.split(DIMENSION_SEPARATOR)]
        return pl.concat_str(parts, separator=KEY_SEPARATOR).alias(by)
    keys = {
        "interval": interval(grain).dt.to_string("%Y-%m-%dT%H:%M:%SZ"),
        "hour_of_week": _hour_of_week(grain),
        "wait_bucket": bucket("wait_s", WAIT_BUCKETS_S).cast(pl.String),
        "handle_bucket": bucket("handle_s", HANDLE_BUCKETS_S).cast(pl.String),
    }
    return keys.get(by, pl.col(by)).fill_null(NO_VALUE).alias(by)


def interval(grain: Grain) -> pl.Expr:
    """The UTC instant at which a row's interval began; of an hour that comes twice, each is its own.

    Where clocks go back at midnight it comes twice too, and the day or week begins with the first.
    """
    if grain.zone.name is not None:
        began = pl.col("time").dt.convert_time_zone(grain.zone.name).dt.truncate(grain.every)
        if grain.every.endswith(("d", "w")):
            began = wall_clock(began, grain.zone).dt.replace_time_zone(grain.zone.name, ambiguous="earliest")
        return began.dt.convert_time_zone("UTC")
    shift = pl.duration(minutes=grain.zone.offset_min or 0)
    return (pl.col("time") - shift).dt.truncate(grain.every) + shift


def wall_clock(instant: pl.Expr, zone: Zone) -> pl.Expr:
    """An instant as the naive time on the zone's clock, to be shown or to take the hour of."""
    if zone.name is not None:
        return instant.dt.convert_time_zone(zone.name).dt.replace_time_zone(None)
    return instant.dt.replace_time_zone(None) - pl.duration(minutes=zone.offset_min or 0)


def bucket(column: str, lows: tuple[int, ...]) -> pl.Expr:
    """The lower end of the bucket that a duration falls into, in seconds; null where it is unknown."""
    lower_end = pl.lit(None, pl.Int64)
    for low in lows:
        lower_end = pl.when(pl.col(column) >= low).then(pl.lit(low, pl.Int64)).otherwise(lower_end)
    return lower_end


def bucket_label(column: str, lows: tuple[int, ...]) -> pl.Expr:
    """The label of a bucket: `0–5 s`, `1–2 min`, `over 10 min`; `unknown` for no key."""
    labels = {
        str(low): f"over {_format_bound(low)}"
        if high is None
        else f"{_format_lower_bound(low, high)}–{_format_bound(high)}"
        for low, high in zip(lows, (*lows[1:], None), strict=True)
    }
    return pl.col(column).replace_strict(labels, default="unknown", return_dtype=pl.String)


def _format_bound(seconds: int) -> str:
    return f"{seconds // 60} min" if seconds >= 60 and seconds % 60 == 0 else f"{seconds} s"


def _format_lower_bound(low: int, high: int) -> str:
    """The lower end without its unit where it shares the upper end's."""
    return str(low // 60) if low >= 60 and high >= 60 else f"{low}" if high < 60 else _format_bound(low)


def _hour_of_week(grain: Grain) -> pl.Expr:
    began = wall_clock(pl.col("time"), grain.zone)
    return began.dt.weekday().cast(pl.String) + "-" + began.dt.hour().cast(pl.String)
