"""One value as a file has it: instants on two clocks, formulas made harmless, texts that fit a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from lib.period import Zone

LOCAL = "_local"
"""Ends the name of the column that holds an instant on the reader's clock."""

LIST_MARK = " | "
WALL = "%Y-%m-%dT%H:%M:%S%.f"

RUNS = r"^[=+\-@\t\r\n\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}]"
"""How a text begins that a spreadsheet takes for a formula, full-width signs included."""

NUMBER = r"^[+\-][ ]?\(?\d[\d ().,/\-]*$"
"""A phone number or a negative number, which begins like a formula and is none."""

CELL_LENGTH = 32_767
CUT = " … (cut here: a cell holds no more; CSV and Parquet have it whole)"


def as_text(frame: pl.DataFrame, zone: Zone) -> pl.DataFrame:
    """The table as CSV has it: instants as ISO texts, lists joined, formulas made harmless.

    A number column is left alone: what begins with a minus there is a number.
    """
    columns = (_texts(name, dtype, zone) for name, dtype in frame.schema.items())
    return frame.select(expression for expressions in columns for expression in expressions)


def harmless(text: pl.Expr) -> pl.Expr:
    """An apostrophe before what a spreadsheet would run; phone numbers and negative numbers stay."""
    runs = text.str.contains(RUNS) & ~text.str.contains(NUMBER)
    return pl.when(runs).then(pl.lit("'") + text).otherwise(text)


def _texts(name: str, dtype: pl.DataType, zone: Zone) -> list[pl.Expr]:
    column = pl.col(name)
    if isinstance(dtype, pl.Datetime) and dtype.time_zone is not None:
        return [column.dt.strftime(f"{WALL}Z"), _local_text(column, zone).alias(name + LOCAL)]
    if isinstance(dtype, pl.Datetime):
        return [column.dt.strftime(WALL)]
    if isinstance(dtype, pl.List):
        return [harmless(_joined(column)).alias(name)]
    return [harmless(column).alias(name)] if dtype == pl.String else [column]


def _joined(values: pl.Expr) -> pl.Expr:
    """A list in one cell, numbers as texts too."""
    return values.cast(pl.List(pl.String)).list.join(LIST_MARK)


def _local_text(instant: pl.Expr, zone: Zone) -> pl.Expr:
    """ISO with the offset that holds at that instant."""
    if zone.name is not None:
        return instant.dt.convert_time_zone(zone.name).dt.strftime(f"{WALL}%:z")
    return _local(instant, zone).dt.strftime(WALL) + zone.label.removeprefix("UTC")


def _local(instant: pl.Expr, zone: Zone) -> pl.Expr:
    """The reader's clock, without a zone."""
    if zone.name is not None:
        return instant.dt.convert_time_zone(zone.name).dt.replace_time_zone(None)
    return instant.dt.replace_time_zone(None) - pl.duration(minutes=zone.offset_min or 0)


def as_cells(frame: pl.DataFrame, zone: Zone) -> pl.DataFrame:
    """The table as a sheet has it: typed, instants as two columns without a zone, texts cut to a cell.

    A text cell of a sheet is never run, so formulas need no apostrophe here.
    """
    columns = (_cells(name, dtype, zone) for name, dtype in frame.schema.items())
    return frame.select(expression for expressions in columns for expression in expressions)


def _cells(name: str, dtype: pl.DataType, zone: Zone) -> list[pl.Expr]:
    column = pl.col(name)
    if isinstance(dtype, pl.Datetime) and dtype.time_zone is not None:
        return [column.dt.replace_time_zone(None), _local(column, zone).alias(name + LOCAL)]
    if isinstance(dtype, pl.List):
        return [_short(_joined(column)).alias(name)]
    return [_short(column).alias(name)] if dtype == pl.String else [column]


def _short(text: pl.Expr) -> pl.Expr:
    cut = text.str.slice(0, CELL_LENGTH - len(CUT)) + CUT
    return pl.when(text.str.len_chars() > CELL_LENGTH).then(cut).otherwise(text)
