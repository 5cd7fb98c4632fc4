"""The benchmark of a million makes records that are what they claim, and measures what it says; not timed."""

from __future__ import annotations

import pytest

from lib.frames import flatten
from lib.smartassist import Question
from lib.store.tables import starts_in
from tests.bench import million as bench

RECORDS = 2_000


@pytest.fixture(scope="module")
def crowd() -> bench.Crowd:
    return bench.Crowd(RECORDS)


def test_records_are_read_whole_each_with_an_id_and_a_start_of_its_own(crowd: bench.Crowd) -> None:
    texts = [record for page in crowd.pages(Question(bench.WEEK)) for record in page.records]
    frames = flatten(texts, window_start=bench.WEEK.start)
    assert frames.rejects.is_empty()
    assert frames.conversations["unreadable"].drop_nulls().is_empty()
    assert frames.records["session_id"].n_unique() == len(texts) == RECORDS
    assert frames.records.filter(starts_in(bench.WEEK)).height == RECORDS
    assert frames.conversations["conversation_id"].drop_nulls().is_unique().all()
    assert 0 < frames.handlings["handle_s"].mean() < 3600  # type: ignore[operator]


def test_times_move_with_their_record(crowd: bench.Crowd) -> None:
    visits = flatten(
        [crowd.record(number) for number in range(RECORDS)], window_start=bench.WEEK.start
    ).visits
    waits = visits.drop_nulls(["enter_time", "accepted_time"])
    assert waits.height > 100
    assert (waits["wait_s"].drop_nulls() >= 0).all()


def test_the_lines_tell_each_size_and_what_they_come_to() -> None:
    lines = list(bench.told([500], rounds=1))
    assert [line.split(" records")[0].strip() for line in lines[:1]] == ["500"]
    assert lines[1:] == ["cost a record, last to first: 1.00"]
