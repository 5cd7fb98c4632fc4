"""A table that is there, as a file: CSV, Excel or Parquet."""

from __future__ import annotations

import errno
import os
import stat
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

import polars as pl

from lib.export.forms import CSV_FORMATS
from lib.export.sheets import write_sheets
from lib.export.streams import metadata, stream_csv

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lib.export.forms import Format
    from lib.period import Zone

STDOUT = "-"
WRITE_FAILED = "it could not be written"


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

    CSV and Excel have two columns for each instant: UTC, and the viewer's clock beside it. Parquet keeps the
    types as they are, with its instants in UTC.

    Args:
        frame: what is written, columns in this order.
        form: CSV is UTF-8, separated by commas, or by semicolons with decimal commas. Excel has filters and
            meanings on sheets of their own, Parquet in its metadata.
        target: a binary file, open for writing; it is not closed.
        zone: the viewer's clock.
        filters: what the rows were chosen by, as names and values to be read.
        meanings: what columns mean, by their names.
        bom: begin the CSV with the mark by which Excel knows UTF-8; other programs take it for a part of the
            first column's name, so it is for files that a person opens, not for pipes and schedulers.

    Raises:
        InputError: a sheet cannot hold so many rows.
    """
    if form in CSV_FORMATS:
        target.writelines(stream_csv([frame], frame.schema, form, zone, bom=bom))
    elif form == "parquet":
        frame.write_parquet(target, compression="zstd", metadata=metadata(filters or {}, meanings or {}))
    else:
        write_sheets([frame], frame.schema, target, zone=zone, filters=filters or {}, meanings=meanings or {})


@contextmanager
def open_output(out: str, *, private: bool = False) -> Iterator[IO[bytes]]:
    """A file that is there whole or not at all; stdout (`-`) and pipes are written as they are.

    A file that is replaced keeps its permissions or gets fewer. A `private` one is for its owner alone.

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
            mode = _mode(path, private=private)
            with open(half, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as target:
                yield target
            half.replace(path)
    except BrokenPipeError:
        raise
    except (OSError, pl.exceptions.PolarsError) as error:
        why = getattr(error, "strerror", None) or WRITE_FAILED
        raise OSError(getattr(error, "errno", None) or errno.EIO, why, out) from None
    finally:
        half.unlink(missing_ok=True)


def _mode(path: Path, *, private: bool) -> int:
    """The permissions of a file before the user's mask."""
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o666
    return mode & 0o600 if private else mode
