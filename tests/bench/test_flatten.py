"""The benchmark's variants do the same work; shows their times with -s, and holds none of them to any."""

from __future__ import annotations

import polars as pl
import pytest

from tests.bench import flatten as bench
from tests.bench.measure import medians, report

RECORDS = 1_000


@pytest.fixture(scope="module")
def pages() -> list[bytes]:
    return bench.demo_pages(RECORDS)


def test_all_variants_see_the_same_records(pages: list[bytes]) -> None:
    frames = bench.flattened(pages)
    kept = sum(frame.conversations.height + frame.side_cars.height for frame in frames)
    assert bench.decoded(pages) == len(bench.normalized(pages)) == kept == RECORDS
    assert sum(frame.rejects.height for frame in frames) == 0


def test_all_variants_see_the_same_visits_and_handlings(pages: list[bytes]) -> None:
    frames = bench.flattened(pages)
    visits = pl.concat(frame.visits for frame in frames)
    handlings = pl.concat(frame.handlings for frame in frames)
    _, destinations = bench.by_hand(pages)
    assert visits.height == destinations["queueId"].notna().sum() > 0
    accepted = destinations[["acceptedTime", "respondingAgent.acceptedTime"]].notna().sum().sum()
    assert handlings.height == accepted > 0
    assert visits["enter_time"].to_list() == [
        None if entered is None else entered.to_pydatetime()
        for entered in destinations.loc[destinations["queueId"].notna(), "EnterTime"].replace(
            {float("nan"): None}
        )
    ]


def test_the_times_are_shown() -> None:
    text = bench.compared(RECORDS, rounds=3)
    print(f"\n{text}")  # noqa: T201 (shown by -s)
    assert [bench.DECODED in text, bench.FLATTENED in text, bench.BY_HAND in text] == [True] * 3


def test_a_median_is_of_the_rounds_after_the_first_and_variants_take_turns() -> None:
    calls: list[str] = []
    taken = medians({"a": lambda: calls.append("a"), "b": lambda: calls.append("b")}, rounds=2)
    assert calls == ["a", "b"] * 3
    assert taken.keys() == {"a", "b"}


def test_a_report_compares_with_one_of_them() -> None:
    assert report("Title", {"one": 0.5, "three": 0.001}, "one", 1000, "row").splitlines() == [
        "Title",
        "  one        500.0 ms    500.00 µs a row    1.00 ×",
        "  three        1.0 ms      1.00 µs a row    0.00 ×",
    ]
