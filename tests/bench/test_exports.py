"""The benchmark writes every way to its end, and the streamed file is the one made at once."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest

from tests.bench import exports as bench

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc")


def test_every_way_writes_the_same(tmp_path: Path) -> None:
    store, _ = bench.fill(str(tmp_path), copies=1)
    plain, typed = (b"".join(bench.streamed(bench.order(store, form))) for form in ("csv", "parquet"))
    assert plain.count(b"\n") == bench.begun(store).collect().height + 1
    assert typed.startswith(b"PAR1")
    cost = bench.write(str(tmp_path), "csv")
    assert cost.written == bench.whole(store) == len(plain)
    assert cost.grown > 0


def test_the_report_has_a_line_a_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "measured", lambda _, way: bench.Cost(1.0, len(way) * bench.MB, bench.MB))
    lines = list(bench.report("", 7))
    assert lines[0].startswith("7 conversations")
    assert [line.split()[0] for line in lines[1:]] == list(bench.WAYS)
    assert all(re.search(r"\d\.\dx", line) for line in lines[1:])
