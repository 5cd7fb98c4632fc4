"""Excel: typed cells, written row by row, and sheets that say what the rows and the columns are."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

import polars as pl
import xlsxwriter  # type: ignore[import-untyped]

from lib.errors import InputError
from lib.export.cells import LOCAL, as_cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lib.period import Zone

SHEET_ROWS = 1_048_575
"""Rows that a sheet holds below its head."""

TIME = "yyyy-mm-dd hh:mm:ss"
WIDTH_PX = 130
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "nan_inf_to_errors": True,
}


def write_sheets(  # noqa: PLR0913 (each by its name)
    frames: Iterable[pl.DataFrame],
    schema: pl.Schema,
    target: IO[bytes],
    *,
    zone: Zone,
    filters: Mapping[str, str],
    meanings: Mapping[str, str],
) -> None:
    """Write a workbook: the rows on Data, what they were chosen by on Filters, the columns on Definitions.

    One row is in memory at a time.

    Raises:
        InputError: a sheet cannot hold so many rows.
    """
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        data = book.add_worksheet("Data")
        head = as_cells(pl.DataFrame(schema=schema), zone)
        _write_head(data, head.columns, bold)
        _write_rows(book, data, (as_cells(frame, zone) for frame in frames), head.schema)
        chosen = {"Times": f"UTC; columns ending in {LOCAL}: {zone.label}", **filters}
        _write_pairs(book, "Filters", ("Filter", "Value"), chosen, bold)
        if meanings:
            _write_pairs(book, "Definitions", ("Column", "Meaning"), meanings, bold)


def _write_head(sheet: Any, names: Iterable[str], bold: Any) -> None:
    names = list(names)
    sheet.write_row(0, 0, names, bold)
    sheet.freeze_panes(1, 0)
    sheet.set_column_pixels(0, len(names) - 1, WIDTH_PX)


def _write_rows(book: Any, sheet: Any, frames: Iterable[pl.DataFrame], schema: pl.Schema) -> None:
    time = book.add_format({"num_format": TIME})
    writers = [_writer(sheet, dtype, time) for dtype in schema.dtypes()]
    row = 0
    for frame in frames:
        if row + frame.height > SHEET_ROWS:
            raise InputError(
                f"A sheet holds {SHEET_ROWS:,} rows, and these are more. "
                "Choose a shorter period, or take CSV or Parquet."
            )
        for row, values in enumerate(frame.iter_rows(), row + 1):  # noqa: B020 (it goes on where it was)
            for column, (write, value) in enumerate(zip(writers, values, strict=True)):
                if value is not None:
                    write(row, column, value)
    sheet.autofilter(0, 0, row, len(writers) - 1)


def _writer(sheet: Any, dtype: pl.DataType, time: Any) -> Any:
    if isinstance(dtype, pl.Datetime):
        return lambda row, column, value: sheet.write_datetime(row, column, value, time)
    if dtype == pl.Boolean:
        return sheet.write_boolean
    return sheet.write_number if dtype.is_numeric() else sheet.write_string


def _write_pairs(book: Any, name: str, head: tuple[str, str], pairs: Mapping[str, str], bold: Any) -> None:
    sheet = book.add_worksheet(name)
    _write_head(sheet, head, bold)
    sheet.set_column_pixels(0, 0, 2 * WIDTH_PX)
    sheet.set_column_pixels(1, 1, 6 * WIDTH_PX)
    for row, (left, right) in enumerate(pairs.items(), 1):
        sheet.write_string(row, 0, left)
        sheet.write_string(row, 1, right)
