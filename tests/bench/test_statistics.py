"""The benchmark's rows are what the statistics take, and each of its lines does some work; none is timed."""

from __future__ import annotations

import pytest

from tests.bench import statistics as bench

ROWS = 20_000


@pytest.fixture(scope="module")
def results() -> dict[str, object]:
    return {name: work() for name, work in bench.variants(bench.crowd(ROWS)).items()}


def test_every_row_is_counted(results: dict[str, object]) -> None:
    row = results[bench.SUMS].row(0, named=True)  # type: ignore[attr-defined]
    assert (row["offered"], row["timed"]) == (ROWS, ROWS)
    assert 0.1 < row["abandonment_rate"] < 0.25


def test_the_crowds_curves_and_verdicts_are_whole(results: dict[str, object]) -> None:
    patience, mix = results["patience: curves and tests"], results["the team's mix: verdicts"]
    assert patience.queues.height == bench.QUEUES  # type: ignore[attr-defined]
    assert mix.rows.height == bench.AGENTS  # type: ignore[attr-defined]
    assert results["control chart of 28 days"].points == bench.DAYS  # type: ignore[attr-defined]


def test_the_report_has_a_line_for_each() -> None:
    assert bench.compared(2_000, rounds=1).count("×") == len(bench.variants(bench.crowd(2_000)))
