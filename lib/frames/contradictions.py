"""Times and durations in which a record contradicts itself: they are unknown, and named.

An end before its beginning, a part that is longer than the whole, a negative length. Times are whole seconds,
so that what differs by `ROUNDING_S` agrees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from lib.frames.schema import TEXT

if TYPE_CHECKING:
    from collections.abc import Mapping

ROUNDING_S = 1.0
SEVERAL = ", "
NEGATIVE = r"^\s*-\s*[0-9.]*[1-9]"
PARTS_OF_HANDLE = ("interaction_s", "hold_s", "acw_s")


def is_before(end: str, start: str) -> pl.Expr:
    """One instant lies before the other, by more than rounding; false where either is missing."""
    lead = (pl.col(start) - pl.col(end)).dt.total_milliseconds() / 1000
    return (lead > ROUNDING_S).fill_null(value=False)


def is_longer(part: str, total: str) -> pl.Expr:
    """A duration is longer than another, by more than rounding; false where either is missing."""
    return (pl.col(part) - pl.col(total) > ROUNDING_S).fill_null(value=False)


def is_negative(field: str) -> pl.Expr:
    """A duration is written as a number below zero."""
    return pl.col(field).str.contains(NEGATIVE).fill_null(value=False)


def conversation_contradictions() -> dict[str, pl.Expr]:
    """By column, whether a conversation's record contradicts itself in it."""
    return {"session_end": is_before("session_end", "session_start")}


def visit_contradictions() -> dict[str, pl.Expr]:
    """By column, whether a visit's record contradicts itself in it; needs the columns of `schema.VISITS`."""
    return {
        "wait_s": pl.col("wait_negative"),
        "callback_initiated_time": is_before("callback_initiated_time", "callback_opted_time"),
        "callback_accepted_time": is_before("callback_accepted_time", "callback_opted_time"),
    }


def handling_contradictions() -> dict[str, pl.Expr]:
    """By column, whether a handling's record contradicts itself in it.

    Needs the columns of `schema.HANDLINGS`, and `negative_…` for each duration: whether it is written below
    zero.
    """
    ends_early = is_before("interaction_end_time", "accepted_time")
    responds_outside = (
        is_before("first_response_time", "accepted_time")
        | is_longer("first_response_s", "interaction_s")
        | (is_before("interaction_end_time", "first_response_time") & ~ends_early)
    )
    return {
        "interaction_s": ends_early | (pl.col("negative_interaction_s") & pl.col("interaction_s").is_null()),
        "hold_s": pl.col("negative_hold_s") | is_longer("hold_s", "interaction_s"),
        "acw_s": pl.col("negative_acw_s") | is_before("acw_end_time", "interaction_end_time"),
        "first_response_s": pl.col("negative_first_response_s")
        | (pl.col("first_response_s").is_not_null() & responds_outside),
    }


def without_contradictions(frame: pl.DataFrame, contradictions: Mapping[str, pl.Expr]) -> pl.DataFrame:
    """Null what a record contradicts itself in, and name it in the column `contradictory`.

    A handling's interaction, hold and after-call work are one sum: where one of them is unknown, all are.
    Only those that contradict something are named.
    """
    flags = frame.select(flag.alias(name) for name, flag in contradictions.items())
    if not any(flag.any() for flag in flags):
        return frame.with_columns(pl.lit(None, TEXT).alias("contradictory"))
    names = (pl.when(pl.col(name)).then(pl.lit(name)) for name in flags.columns)
    joined = pl.concat_str(*names, separator=SEVERAL, ignore_nulls=True)
    return frame.with_columns(
        *(frame[name].set(flag, None) for name, flag in _unknown(flags).items()),
        flags.select(pl.when(joined != "").then(joined).alias("contradictory")).to_series(),
    )


def _unknown(flags: pl.DataFrame) -> dict[str, pl.Series]:
    """By column, where it is unknown: the parts of a handle time all where any of them is."""
    parts = [name for name in PARTS_OF_HANDLE if name in flags.columns]
    shared = flags.select(pl.any_horizontal(parts)).to_series() if parts else pl.Series()
    return {name: shared if name in parts else flags[name] for name in flags.columns}
