"""The benchmark of the pace runs, and what it says can be believed."""

from __future__ import annotations

import pytest

from tests.bench.pace import Told, report, sliding, visit


@pytest.mark.parametrize(
    ("times", "counts"),
    [
        ([], []),
        ([0.0, 59.0], []),
        ([0.0, 1.0, 60.0], [2]),
        ([float(second) for second in range(121)], [60] * 61),
    ],
)
def test_a_sliding_minute_ends_with_a_request_and_is_whole(times: list[float], counts: list[int]) -> None:
    assert sliding(times) == counts


def test_a_visit_sees_today_first_and_is_refused_nothing() -> None:
    told = visit(60, per_minute=6000, latency_s=0.0, volume=0.5)
    assert told.until["figures of today"] <= told.until["all of today"] <= told.until["all of the week"]
    assert told.refused == 0
    assert "0 refused (429)" in report(told)


def test_what_was_not_seen_is_not_told() -> None:
    assert "until" not in report(Told(times=[0.0], lasted_s=1.0))
