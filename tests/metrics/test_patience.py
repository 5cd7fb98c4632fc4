"""Survival of patience against published and SciPy's values, and what is planted in the demo."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from lib.demo.simulation.staff import IMPATIENT_QUEUE
from lib.metrics.analyses import patience as room
from lib.metrics.analyses.patience import (
    Patience,
    compare_log_rank,
    compare_patience,
    describe_impatient_queues,
    describe_patience,
    estimate_survival,
    wait_counts,
)
from tests.metrics import planted
from tests.metrics.rows import Row, frame, visit

if TYPE_CHECKING:
    from collections.abc import Iterable

# Weeks in remission of children with leukaemia, + while still in it: Freireich et al. 1963, Blood 21, 699.
TREATED = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"


def waits(text: str, queue: str = "q1") -> list[Row]:
    """A visit a word: left after so many seconds, or with a + answered then."""
    return [
        visit(
            "answered" if word.endswith("+") else "abandoned", float(word.removesuffix("+")), queue_id=queue
        )
        for word in text.split()
    ]


def counts(visits: Iterable[Row]) -> pl.DataFrame:
    return wait_counts(frame("visits", list(visits))).collect()


def staying(visits: Iterable[Row]) -> dict[int, float]:
    rows = estimate_survival(counts(visits).lazy()).filter(pl.col("left") > 0).collect()
    return dict(rows.select("second", "staying").iter_rows())


@pytest.fixture
def to_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    """Curves of a few, not cut where fewer than 30 remain."""
    monkeypatch.setattr(room, "LEAST_AT_RISK", 1)


# Kaplan-Meier of the treated as in Kalbfleisch and Prentice, and in every textbook since.
@pytest.mark.usefixtures("to_the_last")
def test_a_curve_as_published() -> None:
    expected = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    assert staying(waits(TREATED)) == pytest.approx(expected, abs=5e-4)


@pytest.mark.usefixtures("to_the_last")
def test_the_log_rank_test_as_published() -> None:
    texts = compare_log_rank(counts([*waits(TREATED), *waits(PLACEBO, "q2")])).sort("queue_id")
    # χ² 16.79 of one degree; expected 19.25 for 9 treated and 10.75 for 21 untreated.
    assert texts["p_value"].to_list() == pytest.approx([stats.chi2.sf(16.793, 1)] * 2, rel=2e-3)
    ratio = (9 / 19.25) / (21 / 10.75)
    assert texts["hazard"].to_list() == pytest.approx([ratio, 1 / ratio], rel=1e-3)
    assert texts["side"].to_list() == ["below", "above"]


@pytest.mark.usefixtures("to_the_last")
def test_medians_as_published() -> None:
    queues = compare_patience(counts([*waits(TREATED), *waits(PLACEBO, "q2")])).queues.sort("queue_id")
    assert queues["median_s"].to_list() == [23, 8]
    assert queues["median_low_s"].to_list()[1] == 4
    assert queues["median_high_s"].to_list() == [None, 11]


times = st.lists(st.tuples(st.integers(0, 40), st.booleans()), min_size=1, max_size=60)


@settings(derandomize=True, max_examples=40, deadline=None)
@given(times)
def test_a_curve_and_its_band_as_scipy_has_them(waited: list[tuple[int, bool]]) -> None:
    ended = stats.CensoredData(
        uncensored=[second for second, left in waited if left],
        right=[second for second, left in waited if not left],
    )
    reference = stats.ecdf(ended).sf
    visits = [visit("abandoned" if left else "answered", float(second)) for second, left in waited]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "LEAST_AT_RISK", 1)
        rows = estimate_survival(counts(visits).lazy()).collect()
    assert rows["second"].to_list() == reference.quantiles.tolist()
    assert rows["staying"].to_list() == pytest.approx(reference.probabilities.tolist())
    with warnings.catch_warnings(action="ignore"):  # at 0 and 1 SciPy has no band
        band = reference.confidence_interval(method="log-log")
    for row, low, high in zip(
        rows.iter_rows(named=True), band.low.probabilities, band.high.probabilities, strict=True
    ):
        if 0 < row["staying"] < 1:
            assert (row["low"], row["high"]) == pytest.approx((low, high))
        assert row["low"] <= row["staying"] <= row["high"]


def test_everyone_but_who_left_counts_as_having_waited_so_long() -> None:
    rows = [visit(outcome, 10) for outcome in ("answered", "overflowed", "voicemail", "open", "system_ended")]
    counted = counts([*rows, visit("abandoned", 10.9), visit("abandoned", 3)])
    assert counted.sort("second").select("second", "n", "left", "left_wait_s").rows() == [
        (3, 1, 1, 3.0),
        (10, 6, 1, 10.9),
    ]


def test_outbound_visits_and_unknown_waits_are_in_no_curve() -> None:
    assert (
        counts([visit(direction="Outbound"), visit("abandoned", None), visit(direction=None)])["n"].sum() == 1
    )


def test_a_curve_ends_where_fewer_than_thirty_wait() -> None:
    result = compare_patience(counts(waits(" ".join(f"{second}" for second in range(1, 41)))))
    assert result.curves["second"].max() == 11
    assert result.curves["at_risk"].min() == 30
    assert result.curves["staying"].min() == pytest.approx(29 / 40)
    row = result.queues.row(0, named=True)
    assert (row["quarter_s"], row["median_s"], row["left_mean_s"]) == (10, None, 20.5)


def test_a_queue_of_fewer_than_thirty_has_no_curve_and_no_verdict() -> None:
    result = compare_patience(counts(waits("5 6+ 7", "few") + waits("9 " * 20 + "9+ " * 40)))
    assert result.curves["queue_id"].unique().to_list() == ["q1"]
    few = result.queues.row(by_predicate=pl.col("queue_id") == "few", named=True)
    assert (few["n"], few["p_value"], few["flagged"], few["median_s"]) == (3, None, None, None)


def test_nobody_left_and_nothing_known() -> None:
    patient = compare_patience(counts(waits("9+ " * 40)))
    assert patient.queues.select("left", "left_mean_s", "quarter_s", "p_value").row(0) == (
        0,
        None,
        None,
        None,
    )
    assert patient.curves["staying"].to_list() == [1.0]
    nothing = compare_patience(counts([]))
    assert (nothing.queues.height, nothing.curves.height) == (0, 0)
    assert nothing.queues.schema == patient.queues.schema


def test_a_queue_without_an_id_has_a_curve() -> None:
    result = compare_patience(counts(visit("abandoned", 9, queue_id=None) for _ in range(40)))
    assert result.queues["queue_id"].to_list() == [None]
    assert result.queues["n"].to_list() == [40]


def test_counts_add_up_over_days() -> None:
    monday, tuesday = waits("5 6+ 7 " * 20), waits("5 9+ 12 " * 20)
    both = pl.concat([counts(monday), counts(tuesday)]).group_by("queue_id", "second").sum()
    assert compare_patience(both).queues.equals(compare_patience(counts(monday + tuesday)).queues)


def test_a_long_curve_is_thinned_to_what_an_eye_can_tell_apart() -> None:
    long = compare_patience(counts(visit("abandoned", float(second)) for second in range(1000))).curves
    short = compare_patience(counts(waits("5 6 7 8 9 " * 20, "q2"))).curves
    drawn = room.thin_curves(pl.concat([long, short]))
    assert drawn["queue_id"].value_counts(sort=True).rows() == [("q1", room.MOST_STEPS), ("q2", short.height)]
    assert drawn["second"].max() == long["second"].max() == 970
    assert drawn.equals(drawn.sort("queue_id", "second"))


def crowd(dice: np.random.Generator, queue: str, mean_s: float, n: int) -> list[Row]:
    """Callers whose patience has that mean, half of them answered within half a minute on average."""
    stays, answer = dice.exponential(mean_s, n), dice.exponential(30, n)
    return [
        visit("abandoned" if stay < wait else "answered", float(min(stay, wait)), queue_id=queue)
        for stay, wait in zip(stays, answer, strict=True)
    ]


def test_the_wait_of_those_who_left_is_far_below_their_patience() -> None:
    result = compare_patience(counts(crowd(np.random.default_rng(1), "q1", 60, 4000))).queues.row(
        0, named=True
    )
    assert result["median_low_s"] <= 60 * np.log(2) <= result["median_high_s"]
    assert result["left_mean_s"] < 0.4 * 60


def test_queues_alike_are_not_told_apart() -> None:
    flags = 0
    for seed in range(20):
        dice = np.random.default_rng(seed)
        alike = [row for queue in "abcd" for row in crowd(dice, queue, 90, 100)]
        flags += compare_patience(counts(alike)).queues["flagged"].sum()
    assert flags <= 4  # of 80, where 5 % of twenty families would be 1


@pytest.mark.parametrize("seed", planted.SEEDS)
def test_the_demos_impatient_queue_is_pointed_out_and_no_other(seed: int) -> None:
    queues = compare_patience(wait_counts(planted.weeks(seed).visits).collect()).queues
    sooner = queues.filter(pl.col("flagged") & (pl.col("side") == "above"))
    assert sooner["queue_id"].to_list() == [planted.queue(seed, IMPATIENT_QUEUE)]
    assert queues.height == 6


def sentences_of(result: Patience) -> list[str]:
    return describe_impatient_queues(result.queues, name="queue_id")


def test_whose_callers_leave_sooner_in_words() -> None:
    hasty, calm = waits("20 30 40 50+ " * 40, "Urgent"), waits("20+ 30+ 40 50+ " * 40, "Calm")
    (texts,) = sentences_of(compare_patience(counts(hasty + calm)))
    assert texts == (
        "Callers of Urgent leave sooner than the others, 3.0 times as fast. "
        "Half would have left by 0:30 (0:30 to 0:40); those who did leave had waited 0:30 on average."
    )
    assert sentences_of(compare_patience(counts(calm))) == [
        "No queue's callers leave sooner than the others' by more than chance."
    ]


@pytest.mark.parametrize(
    ("quarter_s", "median_s", "high_s", "sentence"),
    [
        (20, 95, 110, "Half would have left by 1:35 (1:20 to 1:50); "),
        (20, 95, None, "Half would have left by 1:35 (1:20 or later); "),
        (20, None, None, "A quarter would have left by 0:20; "),
        (None, None, None, "Too few waited so long as to tell when a quarter would have left."),
    ],
)
def test_when_half_would_have_left_in_words(
    quarter_s: int | None, median_s: int | None, high_s: int | None, sentence: str
) -> None:
    row = {"quarter_s": quarter_s, "median_s": median_s, "median_low_s": 80, "median_high_s": high_s}
    assert describe_patience(row | {"left_mean_s": 26.0}).startswith(sentence)
