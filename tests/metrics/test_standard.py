"""Handle time at the team's mix: by hand, by simulation, and what is planted in the demo."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from lib.demo.simulation.staff import HARD_WORK_AGENT, SLOW_AGENT
from lib.metrics.analyses.mix_adjustment import (
    COLUMNS,
    MixAdjustment,
    adjust_mix,
    describe_adjusted_times,
    mix_sums,
)
from tests.metrics import planted
from tests.metrics.rows import Row, frame, handling

EASY, HARD = {"queue_id": "easy"}, {"queue_id": "hard"}


def adjust(*handlings: Row) -> MixAdjustment:
    return adjust_mix(mix_sums(frame("handlings", handlings)).collect())


def work(agent: str, seconds: list[float], **kind: Any) -> list[Row]:
    return [handling(span, agent_id=agent, **kind) for span in seconds]


def spans(mean: float, n: int) -> list[float]:
    """Times about a mean, half of them a fifth shorter and half a fifth longer."""
    return [mean * 0.8, mean * 1.2] * (n // 2)


def row(result: MixAdjustment, agent: str) -> Row:
    return result.rows.row(by_predicate=pl.col("agent_id") == agent, named=True)


def test_by_hand() -> None:
    # Of 100 handlings 60 are easy. A: 0.6·100 + 0.4·400. B: 0.6·110 + 0.4·300.
    result = adjust(
        *work("a", spans(100, 40), **EASY),
        *work("a", spans(400, 10), **HARD),
        *work("b", spans(110, 20), **EASY),
        *work("b", spans(300, 30), **HARD),
    )
    assert [row(result, agent)["standard_s"] for agent in "ab"] == pytest.approx([220, 186])
    assert [row(result, agent)["raw_s"] for agent in "ab"] == pytest.approx([160, 224])
    assert [row(result, agent)["covered"] for agent in "ab"] == [1, 1]
    assert result.aht_s == pytest.approx(192)


def test_who_is_faster_in_every_queue_is_faster_though_the_mean_is_higher() -> None:
    result = adjust(
        *work("a", spans(100, 400), **EASY),
        *work("a", spans(500, 100), **HARD),
        *work("b", spans(80, 100), **EASY),
        *work("b", spans(400, 400), **HARD),
    )
    assert row(result, "a")["raw_s"] < row(result, "b")["raw_s"]
    assert (row(result, "a")["verdict"], row(result, "b")["verdict"]) == ("slower", "faster")


def test_who_has_the_hard_work_only_looks_slow() -> None:
    crowd = [
        row
        for agent in "abcdef"
        for row in work(agent, spans(100, 60), **EASY) + work(agent, spans(400, 10), **HARD)
    ]
    result = adjust(*crowd, *work("busy", spans(100, 10), **EASY), *work("busy", spans(400, 60), **HARD))
    busy = row(result, "busy")
    assert (busy["verdict"], busy["looks"]) == ("within", "slow")
    assert busy["standard_s"] == pytest.approx(result.aht_s)
    texts = describe_adjusted_times(result, result.rows, name="agent_id")
    assert texts[0] == "None of 7 agents differs by more than chance."
    assert texts[1] == "busy only looks slow: 5:57 as it came, 2:53 at the team's mix (the team 2:53)."


def test_kinds_that_an_agent_does_not_do_count_as_the_others_stand_to_the_team() -> None:
    result = adjust(
        *work("a", spans(100, 60), **EASY),
        *work("b", spans(200, 20), **EASY),
        *work("b", spans(400, 20), **HARD),
    )
    # Easy work is 0.8 of the team's, with a mean of 125: A's 100 is 0.8 of it. The team's AHT is 180.
    assert row(result, "a")["covered"] == 0.8
    assert row(result, "a")["standard_s"] == pytest.approx(0.8 * result.aht_s)


def test_too_little_of_the_mix_is_not_judged() -> None:
    result = adjust(
        *work("a", spans(100, 40), **EASY),
        *work("b", spans(100, 10), **EASY),
        *work("b", spans(400, 60), **HARD),
        *work("c", spans(400, 60), **HARD),
    )
    a = row(result, "a")
    assert (a["verdict"], a["standard_s"], a["low_s"], a["flagged"]) == ("too_little_mix", None, None, None)
    assert a["covered"] == pytest.approx(50 / 170)
    assert a["raw_s"] == pytest.approx(100)
    assert row(result, "c")["verdict"] == "within"


def test_work_that_nobody_else_does_cannot_be_compared() -> None:
    result = adjust(*work("a", spans(100, 40), **HARD), *work("b", spans(100, 40), **EASY))
    assert result.rows["covered"].to_list() == [0, 0]
    assert result.rows["verdict"].to_list() == ["too_little_mix"] * 2


def test_under_ten_handlings_there_is_too_little_to_say() -> None:
    result = adjust(*work("a", spans(100, 8)), *work("b", spans(100, 40)))
    assert (row(result, "a")["verdict"], row(result, "a")["p_value"]) == ("too_few", None)


def test_two_of_a_kind_are_not_a_kind() -> None:
    result = adjust(
        *work("a", spans(100, 20), **EASY),
        *work("a", [9000, 9000], **HARD),
        *work("b", spans(100, 40), **EASY),
        *work("b", spans(400, 10), **HARD),
    )
    assert row(result, "a")["covered"] == pytest.approx(60 / 72)


def test_channels_and_directions_are_kinds_however_they_are_spelled() -> None:
    rows = [
        handling(100, channel="Voice", direction=None),
        handling(100, channel="voice", direction="Inbound"),
        handling(100, channel="voice", direction="Outbound"),
    ]
    assert mix_sums(frame("handlings", rows)).collect()["n"].sort().to_list() == [1, 2]


def test_untimed_handlings_are_in_no_sum() -> None:
    sums = mix_sums(frame("handlings", [handling(None), handling(60, acw_s=40)])).collect()
    assert sums.select("n", "total", "squares").rows() == [(1, 100, 10_000)]
    assert sums["logs"].item() == pytest.approx(np.log(100))


def test_another_time_can_be_held_to_the_mix() -> None:
    sums = mix_sums(frame("handlings", [handling(100, 30), handling(100)]), "hold_s").collect()
    assert sums.select("n", "total").rows() == [(2, 30)]
    assert sums["logs"].item() == pytest.approx(np.log(30))


def test_who_never_holds_has_no_ratio_and_is_not_judged() -> None:
    rows = [handling(100, hold, agent_id=agent) for agent, hold in [("a", None), ("b", 30)] * 20]
    result = adjust_mix(mix_sums(frame("handlings", rows), "hold_s").collect())
    assert row(result, "a")["standard_s"] is None


def test_those_without_an_id_belong_to_the_team_and_are_not_judged() -> None:
    result = adjust(*work("a", spans(100, 20)), *[handling(400, agent_id=None)] * 20)
    assert result.rows["agent_id"].to_list() == ["a"]
    assert result.aht_s == 250


def test_nothing_handled_is_nobody() -> None:
    result = adjust()
    assert (result.rows.height, result.aht_s, result.phi) == (0, None, 1)
    assert result.rows.columns == COLUMNS
    assert result.rows.schema == adjust(handling()).rows.schema
    assert describe_adjusted_times(result, result.rows, name="agent_id") == [
        "Too few to say whether any agent differs from the others."
    ]


def test_a_few_endless_handlings_do_not_hide_who_is_slow() -> None:
    dice = np.random.default_rng(3)
    crowd = [row for n in range(12) for row in work(f"a{n}", [*dice.lognormal(5.6, 0.5, 60), *[6000.0] * 2])]
    result = adjust(*crowd, *work("slow", [*dice.lognormal(6.1, 0.5, 60), 6000.0, 6000.0]))
    assert result.rows.filter("flagged")["agent_id"].to_list() == ["slow"]


def crowd(dice: np.random.Generator, speeds: np.ndarray, n: int, sigma: float) -> pl.LazyFrame:
    """That many log-normal handlings of each agent, of three kinds of different length."""
    who, kind = np.repeat(np.arange(len(speeds)), n), dice.choice(3, len(speeds) * n, p=ODDS)
    seconds = dice.lognormal(np.log(np.array(LENGTHS)[kind] * speeds[who]) - sigma**2 / 2, sigma)
    columns = {
        "agent_id": [f"a{n:02}" for n in who],
        "queue_id": [f"q{n}" for n in kind],
        "handle_s": seconds,
    }
    return pl.LazyFrame(columns | {"interaction_s": seconds}).with_columns(
        channel=pl.lit("voice"), direction=pl.lit("Inbound")
    )


ODDS, LENGTHS = (0.6, 0.1, 0.3), (290.0, 540.0, 640.0)


@pytest.mark.parametrize(("n", "sigma"), [(20, 0.9), (60, 0.55), (60, 1.2)])
def test_the_interval_holds_the_truth_95_times_in_100(n: int, sigma: float) -> None:
    dice, inside, texts = np.random.default_rng(1), 0, 0
    for _ in range(12):
        speeds = np.exp(dice.normal(0, 0.15, 40))
        handlings = crowd(dice, speeds, n, sigma)
        result = adjust_mix(mix_sums(handlings).collect()).rows.drop_nulls("standard_s")
        mix = handlings.group_by("queue_id").len().sort("queue_id").collect()["len"]
        base = float((mix * pl.Series(LENGTHS)).sum()) / (40 * n)
        truth = base * speeds[result["agent_id"].str.slice(1).cast(pl.Int64).to_numpy()]
        inside += int(((truth > result["low_s"].to_numpy()) & (truth < result["high_s"].to_numpy())).sum())
        texts += result.height
    assert 0.94 <= inside / texts <= 0.985


def test_of_equals_few_are_flagged() -> None:
    dice = np.random.default_rng(5)
    teams = [adjust_mix(mix_sums(crowd(dice, np.ones(20), 60, 0.7)).collect()).rows for _ in range(20)]
    assert sum(rows["flagged"].sum() for rows in teams) <= 2
    assert np.mean([(rows["p_value"] < 0.05).mean() for rows in teams]) < 0.06


@pytest.mark.parametrize("seed", planted.SEEDS)
def test_the_demos_slow_agent_is_flagged_the_hard_worker_cleared_and_at_most_one_equal(seed: int) -> None:
    result = adjust_mix(mix_sums(planted.weeks(seed).handlings).collect())
    assert row(result, planted.agent(seed, SLOW_AGENT))["verdict"] == "slower"
    hard = row(result, planted.agent(seed, HARD_WORK_AGENT))
    assert (hard["verdict"], hard["looks"]) == ("within", "slow")
    assert hard["raw_s"] > 1.05 * result.aht_s
    flagged = set(result.rows.filter("flagged")["agent_id"])
    assert len(flagged & planted.equals(seed)) <= 1
