"""Files from the pages say that they are made up when they are, and have no column for it when not."""

from __future__ import annotations

from types import SimpleNamespace

import polars as pl
import pytest

from lib.ui.components import download_buttons

ROWS = pl.DataFrame({"queue_id": ["qu-1"], "offered": [3]})


@pytest.mark.parametrize(
    ("is_demo", "columns", "meanings"),
    [(True, ["queue_id", "offered", "source"], ["source"]), (False, ["queue_id", "offered"], [])],
)
def test_a_file_has_a_source_column_only_on_the_demo(
    monkeypatch: pytest.MonkeyPatch, *, is_demo: bool, columns: list[str], meanings: list[str]
) -> None:
    source = SimpleNamespace(source=SimpleNamespace(is_demo=is_demo))
    monkeypatch.setattr(download_buttons, "app_state", lambda: source)
    assert download_buttons.with_source(ROWS).columns == columns
    assert list(download_buttons.source_meaning()) == meanings
