"""Nothing that was made null, or filtered away, is within what a browser is sent or what a file holds."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa
import pytest

from lib.export import write_table
from lib.period import Zone
from lib.ui.components.arrow import to_arrow

if TYPE_CHECKING:
    from lib.export import Format

HIDDEN = "what another queue's agent wrote"
KEPT = pl.DataFrame(
    {"text": [HIDDEN, "shown", "", HIDDEN], "shows": [False, True, True, False], "n": [1, 2, 3, 4]}
)
MADE_NULL = KEPT.select(pl.when("shows").then("text").alias("text"), "n")
FILTERED = KEPT.filter("shows").select("text", "n")


def sent(table: pa.Table) -> bytes:
    content = io.BytesIO()
    with pa.ipc.new_stream(content, table.schema) as stream:
        stream.write_table(table)
    return content.getvalue()


def test_arrow_alone_would_carry_along_what_was_made_null() -> None:
    assert HIDDEN.encode() in sent(MADE_NULL.to_arrow())


@pytest.mark.parametrize("frame", [MADE_NULL, FILTERED], ids=["made null", "filtered"])
def test_a_browser_is_sent_what_is_shown_and_no_more(frame: pl.DataFrame) -> None:
    table = to_arrow(frame)
    assert HIDDEN.encode() not in sent(table)
    assert table.to_pydict() == frame.to_dict(as_series=False)
    assert table.schema == frame.to_arrow().schema


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
@pytest.mark.parametrize("frame", [MADE_NULL, FILTERED], ids=["made null", "filtered"])
def test_a_file_holds_what_is_shown_and_no_more(
    frame: pl.DataFrame, form: Format, monkeypatch: pytest.MonkeyPatch
) -> None:
    unpacked = pl.DataFrame.write_parquet
    monkeypatch.setattr(
        pl.DataFrame,
        "write_parquet",
        lambda self, target, **more: unpacked(self, target, **more | {"compression": "uncompressed"}),
    )
    content = io.BytesIO()
    write_table(frame, form, content, zone=Zone(name="UTC"))
    assert HIDDEN.encode() not in content.getvalue()
