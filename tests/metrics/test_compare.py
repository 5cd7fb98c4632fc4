"""Figures beside those of the period before: differences, verdicts and sentences."""

from __future__ import annotations

import polars as pl
import pytest

from lib.metrics import METRICS, queue_table, summary
from lib.metrics.analyses.period_comparison import (
    Change,
    compare_periods,
    compare_periods_by,
    describe_change,
)
from lib.settings import Metrics
from tests.metrics.rows import RULES, Row, conversation, frame, handling, tables, visit

LEFT, SERVED = visit("abandoned", 30), visit("answered", 10)


def compared(now: list[Row], before: list[Row], rules: Metrics = RULES) -> dict[str, Change]:
    """Visits of now and before."""
    rows = [summary(tables(visits=some), rules).collect() for some in (now, before)]
    return compare_periods(rows[0], rows[1])


def compare_times(now: list[Row], before: list[Row]) -> dict[str, Change]:
    rows = [summary(tables(handlings=some), RULES).collect() for some in (now, before)]
    return compare_periods(rows[0], rows[1])


def test_every_figure_is_compared() -> None:
    assert compared([SERVED], [SERVED]).keys() == METRICS.keys()


def test_a_share_is_compared_in_points_with_its_interval() -> None:
    result = compared([LEFT] * 56 + [SERVED] * 14, [LEFT] * 48 + [SERVED] * 32)["abandonment_rate"]
    assert (result.now, result.before) == (0.8, 0.6)
    assert (result.difference, result.low, result.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)
    assert result.verdict == "more than chance"


def test_a_share_is_compared_as_the_settings_count_it() -> None:
    short = visit("abandoned", 2)
    kept, left_out = (
        compared([short, SERVED], [SERVED], rules)["abandonment_rate"]
        for rules in (RULES, Metrics(count_short_abandoned=False))
    )
    assert (kept.now, left_out.now) == (0.5, 0.0)
    assert (kept.difference, left_out.difference) == (0.5, 0.0)
    assert left_out.low == pytest.approx(-0.79345, abs=5e-6)


def test_a_mean_is_compared_in_seconds_with_its_interval() -> None:
    result = compare_times([handling(100), handling(140)] * 20, [handling(90), handling(110)] * 20)["aht_s"]
    # Variances 400·40/39 and 100·40/39, each over 40: the error is √(12.82), t of 57.6 degrees 2.002.
    assert (result.difference, result.low, result.high) == pytest.approx((20, 12.832, 27.168), abs=5e-3)
    assert result.verdict == "more than chance"


def test_a_mean_over_those_held_is_compared_over_those_held() -> None:
    now = [handling(100, 20), handling(100, 40)] * 20 + [handling(100)] * 60
    result = compare_times(now, [handling(100, 30)] * 40)
    assert result["hold_mean_held_s"].difference == 0
    assert result["hold_mean_held_s"].low == pytest.approx(-3.239, abs=5e-3)
    assert result["hold_mean_s"].difference == -18


def test_counts_and_quantiles_have_a_difference_and_no_verdict() -> None:
    result = compared([SERVED] * 3, [SERVED, visit("answered", 30)])
    for name, difference in (("offered", 1), ("wait_p50_s", -10)):
        change = result[name]
        assert (change.difference, change.low, change.high, change.verdict) == (difference, None, None, None)
    assert result["offered"].relative == 0.5


def test_what_there_was_nothing_of_cannot_be_compared() -> None:
    result = compared([SERVED], [])
    assert (result["abandonment_rate"].now, result["abandonment_rate"].difference) == (0, None)
    assert result["offered"].difference == 1
    assert result["offered"].relative is None
    assert result["abandonment_rate"].verdict is None


def test_scores_are_compared_too() -> None:
    scored = [conversation(csat_score=float(score), handlings=1) for score in (3, 5) * 20]
    rows = summary(tables(conversations=scored), RULES).collect()
    assert compare_periods(rows, rows)["csat_mean"].verdict == "within chance"


def test_by_queue_each_is_compared_with_itself() -> None:
    other = {"queue_id": "q2"}
    now, before = (
        queue_table(frame("visits", rows), frame("handlings", [handling(queue_id=None)]), RULES).collect()
        for rows in ([LEFT, SERVED, LEFT | other], [SERVED])
    )
    result = compare_periods_by("queue_id", now, before)
    assert {key: each["abandonment_rate"].difference for key, each in result.items()} == {
        "q1": 0.5,
        "q2": None,
        None: None,
    }
    assert result[None]["handlings"].difference == 0
    assert result["q2"]["offered"].before is None


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            Change("abandonment_rate", 0.081, 0.069, 0.012, 0.003, 0.021),
            "Abandonment 8.1%, 1.2 points more than before (6.9%): more than chance (+0.3 to +2.1).",
        ),
        (
            Change("aht_s", 304, 312, -8, -19, 3),
            "AHT 5:04, 0:08 less than before (5:12): within chance (−0:19 to +0:03).",
        ),
        (Change("offered", 2412, 2309, 103), "Offered 2,412, 103 (4%) more than before (2,309)."),
        (Change("offered", 3, 0, 3), "Offered 3, 3 more than before (0)."),
        (Change("held", 3, 3, 0), "Held 3, as before."),
        (Change("asa_s", 3, None, None), "ASA 0:03: nothing to compare with."),
        (Change("asa_s", None, 3, None), "ASA –: nothing to compare with."),
        (
            Change("csat_mean", 4.1, 4.0, 0.1, -0.2, 0.4),
            "CSAT 4.10, 0.10 more than before (4.00): within chance (−0.20 to +0.40).",
        ),
    ],
)
def test_a_change_in_words(change: Change, sentence: str) -> None:
    assert describe_change(change) == sentence


def test_squares_add_up_over_days() -> None:
    days = [tables(handlings=[handling(100, 20, 5)] * n) for n in (2, 3)]
    both = tables(handlings=[handling(100, 20, 5)] * 5)
    parts, whole = ([summary(some, RULES).collect() for some in frames] for frames in (days, [both]))
    for name in ("handle_squares", "hold_squares", "talk_squares", "acw_squares"):
        assert pl.concat(parts)[name].sum() == whole[0][name].item() > 0
