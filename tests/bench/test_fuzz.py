"""The fuzz run counts what it finds, and would tell of a record lost and of a crash."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from lib.frames import decode
from tests.bench.fuzz import carried, outcome, told, weighed

if TYPE_CHECKING:
    import pytest


def test_some_hundreds_of_pages_lose_nothing() -> None:
    counts = weighed(200, seed=2)
    assert (counts["pages"], counts["LOST"], counts["CRASHES"]) == (200, 0, 0)
    assert counts["kept"] > 100


def test_some_pages_go_the_whole_way() -> None:
    counts = carried(5, seed=2)
    assert (counts["pages"], counts["LOST"], counts["CRASHES"]) == (5, 0, 0)


def test_a_lost_record_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decode.Reject, "of", lambda _, reason: decode.Reject(reason, "{}", None))
    counts = weighed(50, seed=2)
    assert counts["LOST"] > 0
    assert "LOST by dice window 2-" in told("Run", counts)


def test_a_crash_is_told() -> None:
    counts = outcome(lambda: Counter(pages=1 // 0), "dice")
    assert told("Run", counts).splitlines()[:3] == ["Run", "          1  CRASHES", "          0  LOST"]
