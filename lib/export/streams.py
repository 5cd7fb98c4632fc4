"""A table that comes in pieces, as the bytes of a file: never held whole, never cut."""

from __future__ import annotations

import tempfile
from typing import IO, TYPE_CHECKING

import polars as pl
from polars.io.plugins import register_io_source

from lib.export.cells import as_text
from lib.export.forms import CSV_FORMATS
from lib.export.sheets import write_sheets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lib.export.forms import Format
    from lib.period import Zone

BOM = b"\xef\xbb\xbf"
"""The mark by which Excel knows UTF-8."""

BLOCK = 1 << 20
"""Bytes that are read of a finished file at a time."""


def stream_bytes(  # noqa: PLR0913 (each by its name)
    frames: Iterable[pl.DataFrame],
    schema: pl.Schema,
    form: Format,
    *,
    zone: Zone,
    filters: Mapping[str, str],
    meanings: Mapping[str, str],
    bom: bool = False,
) -> Iterator[bytes]:
    """The file's bytes, as they come.

    A CSV flows as its rows do. Excel and Parquet end with a table of contents, so they are written to a
    temporary file first, which goes with the last piece.

    Args:
        frames: the rows, piece by piece, each of `schema`.
        schema: the columns, for a table of no rows too.
        form: the file's format.
        zone: the viewer's clock.
        filters: what the rows were chosen by.
        meanings: what columns mean.
        bom: begin a CSV with the UTF-8 mark, as `write_table` says.

    Raises:
        InputError: a sheet cannot hold so many rows.
    """
    if form in CSV_FORMATS:
        yield from stream_csv(frames, schema, form, zone, bom=bom)
        return
    with tempfile.TemporaryFile() as file:
        if form == "parquet":
            _sink_parquet(frames, schema, file, metadata(filters, meanings))
        else:
            write_sheets(frames, schema, file, zone=zone, filters=filters, meanings=meanings)
        file.seek(0)
        while block := file.read(BLOCK):
            yield block


def stream_csv(
    frames: Iterable[pl.DataFrame], schema: pl.Schema, form: Format, zone: Zone, *, bom: bool = False
) -> Iterator[bytes]:
    """The mark if it is wanted, the head, then the rows of each frame.

    Beside semicolons stand decimal commas: a spreadsheet that separates by one expects the other.
    """
    semicolon = form == "csv-semicolon"
    separator = ";" if semicolon else ","

    def write(frame: pl.DataFrame, *, head: bool) -> bytes:
        text = as_text(frame, zone, separator)
        return text.write_csv(include_header=head, separator=separator, decimal_comma=semicolon).encode()

    yield (BOM if bom else b"") + write(pl.DataFrame(schema=schema), head=True)
    for frame in frames:
        yield write(frame, head=False)


def metadata(filters: Mapping[str, str], meanings: Mapping[str, str]) -> dict[str, str]:
    """What a Parquet file says of itself."""
    return {**filters, **{f"column {name}": text for name, text in meanings.items()}}


def _sink_parquet(
    frames: Iterable[pl.DataFrame], schema: pl.Schema, target: IO[bytes], about: dict[str, str]
) -> None:
    """Write the frames in their order, one in memory at a time."""
    source = register_io_source(lambda *_: iter(frames), schema=schema, validate_schema=True)
    source.sink_parquet(target, compression="zstd", metadata=about)
