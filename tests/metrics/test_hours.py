"""Sums of the hours of a week: only what adds up is added up."""

from __future__ import annotations

import polars as pl
import pytest

from lib.metrics.definitions.registry import METRICS, require_additive
from lib.metrics.tables import hourly_sums
from lib.metrics.tables.sums import visit_sums
from tests.metrics.rows import RULES, tables, visit


def test_whole_sums_of_a_quantile_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hourly_sums, "SUMS", {"visits": visit_sums})
    with pytest.raises(ValueError, match="wait_p50_s, wait_p90_s, callback_p50_s cannot be added up"):
        hourly_sums.sum_tables(tables([visit()]), RULES)


@pytest.mark.parametrize("name", [name for name, metric in METRICS.items() if metric.unit != "count"])
def test_are_additive_refuses_shares_means_and_quantiles(name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name} cannot be added up"):
        require_additive(["offered", name])


def test_whole_sums_hold_counts_and_totals() -> None:
    (row,) = pl.collect_all(hourly_sums.sum_tables(tables([visit(), visit()]), RULES)[:1])
    assert row["offered"].item() == 2
    assert row["wait_total_s"].item() == 20
