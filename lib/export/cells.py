"""One value as a file has it: instants on two clocks, formulas made harmless, texts that fit a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from lib.period import Zone

LOCAL = "_local"
"""Ends the name of the column that holds an instant on the viewer's clock."""

LIST_MARK = " | "
WALL = "%Y-%m-%dT%H:%M:%S%.f"

BLANK = r"\s\p{Z}\p{Cf}"
"""What a spreadsheet may pass over before a formula: spaces of any width, and characters without any."""

SIGN = r"=+\-@\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}"
"""The characters that begin a formula, full-width ones included."""

FORMULA = rf"^(?:[\t\r\n]|[{BLANK}]*[{SIGN}])"
"""How a text begins that a spreadsheet takes for a formula."""

OTHER_SEPARATOR = {",": ";", ";": ","}
"""By a file's separator: the other one, by which a program may read it."""

NUMBER = rf"^[{BLANK}]*[+\-][ ]?\(?\d[\d ().,/\-]*$"
"""A phone number or a negative number, which begins like a formula and is none."""

CELL_LENGTH = 32_767
"""UTF-16 code units that a cell of a sheet holds."""

CUT = " … (cut here: a cell holds no more; CSV and Parquet have it whole)"


def as_text(frame: pl.DataFrame, zone: Zone, separator: str = ",") -> pl.DataFrame:
    """The table as CSV has it: instants as ISO texts, lists joined, formulas made harmless.

    A number column is left alone: what begins with a minus there is a number. In a file that is separated by
    semicolons the numbers of a list have a decimal comma; those of a number column are the writer's business.
    """
    columns = (_texts(name, dtype, zone, separator) for name, dtype in frame.schema.items())
    return frame.select(expression for expressions in columns for expression in expressions)


def escape_formulas(text: pl.Expr, separator: str = ",") -> pl.Expr:
    """An apostrophe before what a spreadsheet would run; phone numbers and negative numbers stay.

    A file with commas may be read as one with semicolons or tabs, and the other way round. What stands after
    such a character within a text is treated as a cell of its own.
    """
    within = rf"([{OTHER_SEPARATOR[separator]}\t\r\n][{BLANK}\"']*?)([{SIGN}])"
    inner = text.str.replace_all(within, "${1}'${2}")
    defused = pl.when(text.str.contains(FORMULA)).then(pl.lit("'") + inner).otherwise(inner)
    return pl.when(text.str.contains(NUMBER)).then(text).otherwise(defused)


def _texts(name: str, dtype: pl.DataType, zone: Zone, separator: str) -> list[pl.Expr]:
    column = pl.col(name)
    if isinstance(dtype, pl.Datetime) and dtype.time_zone is not None:
        return [column.dt.strftime(f"{WALL}Z"), _local_text(column, zone).alias(name + LOCAL)]
    if isinstance(dtype, pl.Datetime):
        return [column.dt.strftime(WALL)]
    if isinstance(dtype, pl.List):
        return [escape_formulas(_join_numbers(column, dtype, separator), separator).alias(name)]
    return [escape_formulas(column, separator).alias(name)] if dtype == pl.String else [column]


def _join_numbers(column: pl.Expr, dtype: pl.List, separator: str) -> pl.Expr:
    """A list in one cell, its numbers with the comma that a semicolon file has."""
    joined = _join(column)
    if separator == ";" and isinstance(dtype.inner, pl.Float64 | pl.Float32):
        return joined.str.replace_all(".", ",", literal=True)
    return joined


def _join(values: pl.Expr) -> pl.Expr:
    """A list in one cell, numbers as texts too."""
    return values.cast(pl.List(pl.String)).list.join(LIST_MARK)


def _local_text(instant: pl.Expr, zone: Zone) -> pl.Expr:
    """ISO with the offset that holds at that instant."""
    if zone.name is not None:
        return instant.dt.convert_time_zone(zone.name).dt.strftime(f"{WALL}%:z")
    return _local(instant, zone).dt.strftime(WALL) + zone.label.removeprefix("UTC")


def _local(instant: pl.Expr, zone: Zone) -> pl.Expr:
    """The viewer's clock, without a zone."""
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
        return [_fit(_join(column)).alias(name)]
    return [_fit(column).alias(name)] if dtype == pl.String else [column]


def _fit(text: pl.Expr) -> pl.Expr:
    return text.map_batches(_fit_all, return_dtype=pl.String)


def _fit_all(texts: pl.Series) -> pl.Series:
    """Each text as a cell holds it. One of few bytes has few code units, so most series pass at once."""
    longest = texts.str.len_bytes().max()
    if not isinstance(longest, int) or longest <= CELL_LENGTH:
        return texts
    return pl.Series(texts.name, [text and fit_to_cell(text) for text in texts], dtype=pl.String)


def fit_to_cell(text: str) -> str:
    """The text, or as much of it as a cell holds together with a note that it was cut.

    A cell's limit counts UTF-16 code units. A character of two units is kept whole or left out.
    """
    coded = text.encode("utf-16-le", "replace")
    if len(coded) <= 2 * CELL_LENGTH:
        return text
    return coded[: 2 * (CELL_LENGTH - len(CUT))].decode("utf-16-le", "ignore") + CUT
