"""Files from the pages say that they are made up when they are, and have no column for it when not."""

from __future__ import annotations

from types import SimpleNamespace

import polars as pl
import pytest

from lib.ui import downloads

ROWS = pl.DataFrame({"queue_id": ["qu-1"], "offered": [3]})


@pytest.mark.parametrize(
    ("is_demo", "columns", "meanings"),
    [(True, ["queue_id", "offered", "source"], ["source"]), (False, ["queue_id", "offered"], [])],
)
def test_a_file_has_a_source_column_only_on_the_demo(
    monkeypatch: pytest.MonkeyPatch, *, is_demo: bool, columns: list[str], meanings: list[str]
) -> None:
    source = SimpleNamespace(source=SimpleNamespace(is_demo=is_demo))
    monkeypatch.setattr(downloads, "engine", lambda: source)
    assert downloads.with_source(ROWS).columns == columns
    assert list(downloads.source_meaning()) == meanings
