"""Excel: typed cells, written row by row, and sheets that say what the rows and the columns are."""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING, Any

import polars as pl
import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from lib.errors import InputError
from lib.export.cells import LOCAL, as_cells, fit_to_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from lib.period import Zone

SHEET_ROWS = 1_048_575
"""Rows that a sheet holds below its head."""

TIME, DAY = "yyyy-mm-dd hh:mm:ss", "yyyy-mm-dd"
LIKE_A_FORMULA = re.compile(r"\s*[=+\-@]")
FIRST_YEAR = 1900
"""The calendar of a sheet begins with it; what was earlier is written as a text."""

WIDTH_PX = 130
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "nan_inf_to_errors": True,
}


class TextSheet(Worksheet):  # type: ignore[misc]
    """A sheet in which every text is shown as it is.

    xlsxwriter takes a text between `<r>` and `</r>` for markup of its own, and writes it unescaped.
    """

    def _xml_rich_inline_string(self, string: str, attributes: list[tuple[str, object]]) -> None:
        self._xml_inline_string(string, True, attributes)


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
        data = book.add_worksheet("Data", TextSheet)
        head = as_cells(pl.DataFrame(schema=schema), zone)
        _write_head(data, head.columns, bold)
        _write_rows(book, data, (as_cells(frame, zone) for frame in frames), head.schema)
        notes = {"Times": f"UTC; columns ending in {LOCAL}: {zone.label}", **filters}
        _write_pairs(book, "Filters", ("Filter", "Value"), notes, bold)
        if meanings:
            _write_pairs(book, "Definitions", ("Column", "Meaning"), meanings, bold)


def _write_head(sheet: Any, names: Iterable[str], bold: Any) -> None:
    names = list(names)
    sheet.write_row(0, 0, names, bold)
    sheet.freeze_panes(1, 0)
    sheet.set_column_pixels(0, len(names) - 1, WIDTH_PX)


def _write_rows(book: Any, sheet: Any, frames: Iterable[pl.DataFrame], schema: pl.Schema) -> None:
    writers = [_writer(book, sheet, dtype) for dtype in schema.dtypes()]
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


def _writer(book: Any, sheet: Any, dtype: pl.DataType) -> Any:
    if isinstance(dtype, pl.Datetime | pl.Date):
        return _time_writer(sheet, book.add_format({"num_format": DAY if dtype == pl.Date else TIME}))
    if dtype == pl.Boolean:
        return sheet.write_boolean
    return sheet.write_number if dtype.is_numeric() else _text_writer(book, sheet)


def _time_writer(sheet: Any, shape: Any) -> Any:
    def write(row: int, column: int, value: date) -> None:
        if value.year < FIRST_YEAR:
            sheet.write_string(row, column, value.isoformat())
        else:
            sheet.write_datetime(row, column, value, shape)

    return write


def _text_writer(book: Any, sheet: Any) -> Any:
    """Writes texts; one that looks like a formula stays a text when somebody edits its cell."""
    quoted = book.add_format({"quote_prefix": True})

    def write(row: int, column: int, value: object) -> None:
        text = fit_to_cell(str(value))
        sheet.write_string(row, column, text, quoted if LIKE_A_FORMULA.match(text) else None)

    return write


def _write_pairs(book: Any, name: str, head: tuple[str, str], pairs: Mapping[str, str], bold: Any) -> None:
    sheet = book.add_worksheet(name, TextSheet)
    _write_head(sheet, head, bold)
    sheet.set_column_pixels(0, 0, 2 * WIDTH_PX)
    sheet.set_column_pixels(1, 1, 6 * WIDTH_PX)
    write = _text_writer(book, sheet)
    for row, pair in enumerate(pairs.items(), 1):
        for column, text in enumerate(pair):
            write(row, column, text)
