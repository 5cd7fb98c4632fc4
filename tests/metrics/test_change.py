"""A change in its parts: by hand, with what only one period has, and always summing to the whole."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.metrics import agent_table, queue_table
from lib.metrics.analyses.change_decomposition import (
    KEYS,
    ChangeSplit,
    handling_cells,
    split_change,
    visit_cells,
)
from lib.settings import Metrics
from lib.text.change_sentences import describe_change_parts
from tests.metrics.rows import RULES, Row, frame, handling, visit

OTHER = {"queue_id": "q2"}


def aht(now: list[Row], before: list[Row]) -> ChangeSplit:
    early, late = (handling_cells(frame("handlings", rows)).collect() for rows in (before, now))
    return split_change(late, early)


def left(now: list[Row], before: list[Row], rules: Metrics = RULES) -> ChangeSplit:
    early, late = (visit_cells(frame("visits", rows), rules).collect() for rows in (before, now))
    return split_change(late, early)


def effects(result: pl.DataFrame) -> dict[Any, float]:
    return {row[0] if len(row) == 1 else row: effect for *row, effect in effects_by_key(result)}  # type: ignore[misc]


def effects_by_key(result: pl.DataFrame) -> list[tuple[Any, ...]]:
    return result.select(pl.exclude("label")).rows()


def test_longer_talk_hold_and_work_are_each_their_own() -> None:
    result = aht([handling(130, 30, 20)] * 4, [handling(100, 10, 15)] * 2)
    assert (result.before, result.now) == (115, 150)
    assert effects_by_key(result.parts) == [("mix", 0), ("talk", 10), ("hold", 20), ("acw", 5)]
    assert result.parts["label"].to_list() == ["Mix of work", "Talk", "Hold", "After-call work"]


def test_more_of_the_long_work_is_mix() -> None:
    short, long = handling(100), handling(300, **OTHER)
    result = aht([short, long, long, long], [short, short, short, long])
    assert (result.before, result.now) == (150, 250)
    assert effects_by_key(result.parts) == [("mix", 100), ("talk", 0), ("hold", 0), ("acw", 0)]
    # Both the less of the short and the more of the long did it.
    assert effects_by_key(result.queues.filter(pl.col("part") == "mix")) == [
        ("q1", "mix", 50),
        ("q2", "mix", 50),
    ]


def test_neither_order_of_changing_is_preferred() -> None:
    # q2's share goes from 1/4 to 3/4 while its mean goes from 300 to 400.
    result = aht(
        [handling(100), *[handling(400, **OTHER)] * 3], [*[handling(100)] * 3, handling(300, **OTHER)]
    )
    mix, talk = result.parts["effect"].to_list()[:2]
    assert mix == pytest.approx((0.5 * 200 + 0.5 * 300) / 2)
    assert talk == pytest.approx((0.25 * 100 + 0.75 * 100) / 2)
    assert mix + talk == pytest.approx(325 - 150)


def test_channels_within_a_queue_are_mix_too() -> None:
    chat = {"channel": "rtm"}
    result = aht([handling(100), *[handling(500, **chat)] * 3], [*[handling(100)] * 3, handling(500, **chat)])
    assert effects_by_key(result.parts)[:2] == [("mix", 200), ("talk", 0)]
    assert effects_by_key(result.queues)[0] == ("q1", "mix", 200)


def test_a_queue_that_is_new_or_gone_is_all_mix() -> None:
    new = aht([handling(100), handling(300, **OTHER)], [handling(100)])
    gone = aht([handling(100)], [handling(100), handling(300, **OTHER)])
    assert effects_by_key(new.parts)[:2] == [("mix", 100), ("talk", 0)]
    assert effects_by_key(gone.parts)[:2] == [("mix", -100), ("talk", 0)]


def test_a_transfer_without_a_queue_has_a_row() -> None:
    result = aht([handling(100, queue_id=None)], [handling(80, queue_id=None)])
    assert effects_by_key(result.queues)[1] == (None, "talk", 20)


def test_untimed_handlings_are_in_no_part() -> None:
    result = aht([handling(None, **OTHER), handling(120)], [handling(100)])
    assert effects_by_key(result.parts)[:2] == [("mix", 0), ("talk", 20)]


def test_seconds_handled_split_into_volume_mix_and_parts() -> None:
    result = aht([handling(120)] * 3, [handling(100)] * 2)
    assert effects_by_key(result.total) == [
        ("volume", 110),
        ("mix", 0),
        ("talk", 50),
        ("hold", 0),
        ("acw", 0),
    ]
    assert result.total["effect"].sum() == 3 * 120 - 2 * 100


def test_abandonment_splits_into_mix_and_the_queues_own_rates() -> None:
    gone, stays = visit("abandoned", 30), visit("answered", 10)
    before = [gone, *[stays] * 9, *[gone | OTHER] * 5, *[stays | OTHER] * 5]
    now = [gone, gone, *[stays] * 8, *[gone | OTHER] * 15, *[stays | OTHER] * 15]
    result = left(now, before)
    assert (result.before, result.now) == (0.3, 17 / 40)
    parts = effects(result.parts)
    assert parts["rate"] == pytest.approx(0.1 * (0.5 + 0.25) / 2)
    assert parts["mix"] == pytest.approx(0.25 * ((0.5 + 0.5) / 2 - (0.1 + 0.2) / 2))
    assert sum(parts.values()) == pytest.approx(17 / 40 - 0.3)


def test_abandonment_is_counted_as_the_settings_say() -> None:
    short = visit("abandoned", 2)
    result = left([short, visit()], [visit()], Metrics(count_short_abandoned=False))
    assert (result.before, result.now) == (0, 0)


def test_outbound_visits_are_in_no_part() -> None:
    result = left([visit(direction="Outbound", **OTHER), visit("abandoned", 9)], [visit()])
    assert effects_by_key(result.queues) == [("q1", "mix", 0), ("q1", "rate", 1)]


@pytest.mark.parametrize(
    ("now", "before", "values"),
    [([], [], (None, None)), ([handling(90)], [], (None, 90)), ([], [handling(90)], (90, None))],
)
def test_a_period_with_nothing_cannot_be_compared(
    now: list[Row], before: list[Row], values: tuple[float | None, float | None]
) -> None:
    result = aht(now, before)
    assert (result.before, result.now) == values
    assert (result.parts.height, result.queues.height, result.total.height) == (0, 0, 0)
    assert result.parts.schema == aht([handling()], [handling()]).parts.schema
    assert result.queues.schema == aht([handling()], [handling()]).queues.schema
    assert describe_change_parts(result, metric="AHT", is_share=False) == (
        "AHT cannot be compared: one of the periods has nothing."
    )


spans = st.floats(0, 5000)
cells = st.lists(
    st.fixed_dictionaries(
        {
            "queue_id": st.sampled_from(("q1", "q2", "q3", None)),
            "channel": st.sampled_from(("voice", "rtm")),
            "n": st.integers(1, 10_000).map(float),
            "talk": spans,
            "hold": spans,
            "acw": spans,
        }
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda cell: (cell["queue_id"], cell["channel"]),
)
SCHEMA = {"queue_id": pl.String, "channel": pl.String} | dict.fromkeys(
    ("n", "talk", "hold", "acw"), pl.Float64
)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(cells, cells)
def test_the_parts_sum_to_the_whole(now: list[Row], before: list[Row]) -> None:
    late, early = (
        pl.DataFrame(rows, schema=SCHEMA).with_columns(pl.col("talk", "hold", "acw") * pl.col("n"))
        for rows in (now, before)
    )
    result = split_change(late, early)
    assert result.before is not None
    assert result.now is not None
    change = result.now - result.before
    assert result.parts["effect"].sum() == pytest.approx(change, abs=1e-9)
    assert result.queues["effect"].sum() == pytest.approx(change, abs=1e-9)
    by_part = dict(result.queues.group_by("part").agg(pl.col("effect").sum()).iter_rows())
    assert by_part == pytest.approx(effects(result.parts), abs=1e-9)
    total = late["n"].sum() * result.now - early["n"].sum() * result.before
    assert result.total["effect"].sum() == pytest.approx(total, rel=1e-9, abs=1e-6)
    assert [*KEYS, "n", "talk", "hold", "acw"] == late.columns


def test_the_values_are_those_of_the_tables() -> None:
    rows = [handling(100, 10, 5), handling(60, agent_id="a2"), handling(None)]
    result = aht(rows, rows)
    table = agent_table(frame("handlings", rows), frame("assignments", []), RULES).collect()
    assert result.now == pytest.approx(table["handle_total_s"].sum() / table["timed"].sum())
    visits = [visit("abandoned"), visit(), visit(**OTHER)]
    whole = queue_table(frame("visits", visits), frame("handlings", []), RULES).collect()
    assert left(visits, visits).now == pytest.approx(whole["abandoned"].sum() / whole["offered"].sum())


def test_a_change_of_seconds_in_words() -> None:
    now = [handling(130, 20, 5), handling(320, 40, 5, **OTHER), handling(320, 40, 5, **OTHER)]
    before = [handling(120, 10, 10), handling(120, 10, 10), handling(290, 10, 10, **OTHER)]
    texts = describe_change_parts(aht(now, before), metric="AHT", is_share=False, queue=str)
    assert texts == (
        "AHT rose by 1:15, from 3:07 to 4:22: +1:00 by mix of work, +0:20 by hold, −0:05 by after-call work."
        " The most in q2: +0:42."
    )


def test_a_change_of_a_share_in_words() -> None:
    gone, stays = visit("abandoned", 30), visit("answered", 10)
    result = left([gone] * 5 + [stays] * 95, [gone] * 8 + [stays] * 92)
    assert describe_change_parts(result, metric="Abandonment", is_share=True, queue=str) == (
        "Abandonment fell by 3.0 points, from 8.0% to 5.0%: −3.0 points by queues' own rates."
    )


def test_no_change_in_words() -> None:
    assert describe_change_parts(aht([handling()], [handling()]), metric="AHT", is_share=False) == (
        "AHT is as before, from 1:40 to 1:40."
    )
