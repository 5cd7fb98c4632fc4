"""Medians and 90th percentiles with intervals that suppose nothing of how times are spread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from lib.formatting import MISSING, format_duration
from lib.metrics.statistics import distributions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lib.metrics.statistics.distributions import Counts

LEAST_N: Final = {"p50": 6, "p90": 30}
"""Values under which a quantile is not told: the median of five has no 95 % interval."""

SHARES: Final = {"p50": 0.5, "p90": 0.9}
TAIL: Final = 0.025


def quantile_table(rows: pl.LazyFrame, by: Sequence[str], value: str) -> pl.LazyFrame:
    """A row a group: `n` known values, and `p50_s`, `p90_s` with the ends `…_low_s`, `…_high_s`.

    Of n values in order, the l-th to the u-th hold the quantile q with 95 %, where l and u - 1 are the
    2.5 % and 97.5 % quantiles of the binomial of n and q (David and Nagaraja 2003, section 7.1). Null
    where n is too small for the quantile, and an end alone where the values do not reach so far.

    Args:
        rows: visits or handlings; those wanted, such as answered visits.
        by: columns to group by; none gives one row.
        value: seconds; null values are left out.
    """
    ordered = pl.col(value).drop_nulls().sort()
    columns = [ordered.count().cast(pl.Int64).alias("n"), ordered.implode().alias("values")]
    grouped = rows.group_by(by).agg(columns[0], ordered.alias("values")) if by else rows.select(columns)
    exprs = [expr for name in SHARES for expr in _quantile(name)]
    return grouped.with_columns(exprs).drop("values")


def _quantile(name: str) -> list[pl.Expr]:
    share, enough = SHARES[name], pl.col("n") >= LEAST_N[name]
    low, high = (_rank(share, tail) for tail in (TAIL, 1 - TAIL))
    place = (pl.col("n") - 1) * share
    below, above = _value(place.floor().cast(pl.Int64)), _value(place.ceil().cast(pl.Int64))
    ends = {
        f"{name}_s": below + (above - below) * (place - place.floor()),
        f"{name}_low_s": _value(pl.when(low > 0).then(low - 1)),
        f"{name}_high_s": _value(pl.when(high < pl.col("n")).then(high)),
    }
    return [pl.when(enough).then(end).alias(column) for column, end in ends.items()]


def _value(place: pl.Expr) -> pl.Expr:
    """The value at a place in order, from 0; null where there is none."""
    return pl.col("values").list.get(place, null_on_oob=True)


def _rank(share: float, tail: float) -> pl.Expr:
    return pl.col("n").map_batches(
        lambda n: pl.Series(_smallest(tail, n, share), dtype=pl.Int64), return_dtype=pl.Int64
    )


def _smallest(tail: float, n: pl.Series, share: float) -> Counts:
    return distributions.smallest_count(tail, n.to_numpy(), share)


def describe_quantiles(row: Mapping[str, Any], *, verb: str) -> str:
    """What half and nine in ten stayed below: `Half waited up to 0:12 (0:10–0:14), …`.

    Args:
        row: one of a quantile table.
        verb: a verb of the past, as in “Half waited”.
    """
    if row["p50_s"] is None:
        return f"Too few to say how long half {verb}: {row['n']}."
    half = f"Half {verb} up to {_format_quantile(row, 'p50')}"
    return (
        f"{half}." if row["p90_s"] is None else f"{half}, nine in ten up to {_format_quantile(row, 'p90')}."
    )


def _format_quantile(row: Mapping[str, Any], name: str) -> str:
    low, high = row[f"{name}_low_s"], row[f"{name}_high_s"]
    end = "or more" if high is None else f"to {format_duration(high)}"
    return f"{format_duration(row[f'{name}_s'])} ({MISSING if low is None else format_duration(low)} {end})"
