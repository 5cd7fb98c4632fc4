"""One table as a file to take away: CSV, Excel or Parquet, harmless in a spreadsheet."""

from __future__ import annotations

import errno
import math
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Literal, get_args

import polars as pl
import xlsxwriter  # type: ignore[import-untyped]

from lib.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from lib.period import Period, Zone


Format = Literal["csv", "parquet", "xlsx"]
FORMATS: tuple[Format, ...] = get_args(Format)

STDOUT = "-"
UNWRITTEN = "it could not be written"
LOCAL = "_local"
"""Ends the name of the column that holds an instant on the reader's clock."""

LIST_MARK = " | "
WALL = "%Y-%m-%dT%H:%M:%S%.f"
BOM = b"\xef\xbb\xbf"

RUNS = r"^[=+\-@\t\r\n\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}]"
"""How a text begins that a spreadsheet takes for a formula, full-width signs included."""

NUMBER = r"^[+\-][ ]?\(?\d[\d ().,/\-]*$"
"""A phone number or a negative number, which begins like a formula and is none."""

SHEET_ROWS = 1_048_575
CELL_LENGTH = 32_767
CUT = " … (cut here: a cell holds no more; CSV and Parquet have it whole)"
SHEET_TIME = "yyyy-mm-dd hh:mm:ss"
WIDTH_PX = 130


def write_table(  # noqa: PLR0913 (each by its name)
    frame: pl.DataFrame,
    form: Format,
    target: IO[bytes],
    *,
    zone: Zone,
    filters: Mapping[str, str] | None = None,
    meanings: Mapping[str, str] | None = None,
    bom: bool = False,
) -> None:
    """Write a table.

    CSV and Excel have two columns for each instant: UTC, and the reader's clock beside it. Parquet keeps the
    types as they are, with its instants in UTC.

    Args:
        frame: what is written, columns in this order.
        form: CSV is UTF-8; Excel has filters and meanings on sheets of their own, Parquet in its metadata.
        target: a binary file, open for writing; it is not closed.
        zone: the reader's clock.
        filters: what the rows were chosen by, as names and values to be read.
        meanings: what columns mean, by their names.
        bom: begin the CSV with the mark by which Excel knows UTF-8; other programs take it for a part of the
            first column's name, so it is for files that a person opens, not for pipes and schedulers.

    Raises:
        InputError: a sheet cannot hold so many rows.
    """
    if form == "csv":
        target.write(BOM if bom else b"")
        target.write(as_text(frame, zone).write_csv().encode())
    elif form == "parquet":
        about = {**(filters or {}), **{f"column {name}": text for name, text in (meanings or {}).items()}}
        frame.write_parquet(target, compression="zstd", metadata=about)
    else:
        _write_sheets(frame, target, zone, filters or {}, meanings or {})


def form_of(out: str) -> Format:
    """The format that a file's name asks for; CSV when it asks for none."""
    return next((form for form in FORMATS if out.lower().endswith(f".{form}")), "csv")


def described(  # noqa: PLR0913 (each by its name)
    table: str,
    period: Period,
    picked: Mapping[str, Sequence[str]],
    zone: Zone,
    as_of: datetime | None,
    *,
    share: float,
) -> dict[str, str]:
    """What the rows were chosen by, to be read beside them.

    `picked` is by a filter's name; an empty one means all. `as_of` is when the oldest rows were asked for,
    `share` how much of the period is there, 0 to 1: it is rounded down, so that 100 % means all.
    """
    return {
        "Table": table,
        "Period": f"{zone.local(period.start)} to {zone.local(period.end)}, its end excluded",
        "Zone": zone.label,
        **{name: LIST_MARK.join(values) or "all" for name, values in picked.items()},
        "Data as of": f"{as_of:%Y-%m-%d %H:%M} UTC" if as_of else "nothing is there",
        "Part of the period that is there": f"{math.floor(share * 1000) / 10:g} %",
    }


@contextmanager
def written(out: str) -> Iterator[IO[bytes]]:
    """A file that is there whole or not at all; stdout (`-`) and pipes are written as they are.

    Raises:
        OSError: it cannot be written; its `filename` is the file that was asked for.
    """
    path = Path(out)
    half = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        if out == STDOUT:
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        elif path.exists() and not path.is_file():
            with path.open("wb") as target:
                yield target
        else:
            with half.open("xb") as target:
                yield target
            half.replace(path)
    except BrokenPipeError:
        raise
    except (OSError, pl.exceptions.PolarsError) as error:
        why = getattr(error, "strerror", None) or UNWRITTEN
        raise OSError(getattr(error, "errno", None) or errno.EIO, why, out) from None
    finally:
        half.unlink(missing_ok=True)


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
        return [harmless(column.list.join(LIST_MARK)).alias(name)]
    return [harmless(column).alias(name)] if dtype == pl.String else [column]


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


def _write_sheets(
    frame: pl.DataFrame,
    target: IO[bytes],
    zone: Zone,
    filters: Mapping[str, str],
    meanings: Mapping[str, str],
) -> None:
    if frame.height > SHEET_ROWS:
        raise InputError(
            f"A sheet holds {SHEET_ROWS:,} rows, and these are {frame.height:,}. "
            "Choose a shorter period, or take CSV or Parquet."
        )
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, {**options, "nan_inf_to_errors": True}) as book:
        as_cells(frame, zone).write_excel(
            book,
            "Data",
            dtype_formats={pl.Datetime: SHEET_TIME},
            column_widths=WIDTH_PX,
            freeze_panes=(1, 0),
        )
        chosen = {"Times": f"UTC; columns ending in {LOCAL}: {zone.label}", **filters}
        _write_pairs(book, "Filters", chosen, "Filter", "Value")
        if meanings:
            _write_pairs(book, "Definitions", meanings, "Column", "Meaning")


def _write_pairs(
    book: xlsxwriter.Workbook, sheet: str, pairs: Mapping[str, str], left: str, right: str
) -> None:
    frame = pl.DataFrame({left: list(pairs), right: list(pairs.values())})
    frame.write_excel(book, sheet, column_widths={left: 2 * WIDTH_PX, right: 6 * WIDTH_PX})


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
        return [_short(column.list.join(LIST_MARK)).alias(name)]
    return [_short(column).alias(name)] if dtype == pl.String else [column]


def _short(text: pl.Expr) -> pl.Expr:
    cut = text.str.slice(0, CELL_LENGTH - len(CUT)) + CUT
    return pl.when(text.str.len_chars() > CELL_LENGTH).then(cut).otherwise(text)
