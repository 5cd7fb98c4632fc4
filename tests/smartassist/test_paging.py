from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.period import LONGEST_WINDOW, Period
from lib.smartassist.paging import Cursor, Reading, WindowLength, split_window

Rows = list[str]
START = datetime(2024, 9, 20, tzinfo=UTC)


def seconds(count: int) -> Period:
    return Period(START, START + timedelta(seconds=count))


def paged(cursor: Cursor, pages: list[Rows]) -> list[int]:
    """Feed pages in order; the offsets they were read at."""
    asked = []
    for page in pages:
        asked.append(cursor.offset)
        cursor.read(cursor.offset, page)
    return asked


def numbers(first: int, end: int) -> Rows:
    return [str(number) for number in range(first, end)]


def test_records_go_on_by_the_limit() -> None:
    assert paged(Cursor(3, "records"), [numbers(0, 3), numbers(3, 6), []]) == [0, 3, 6]


def test_a_short_page_of_records_goes_on_from_its_end() -> None:
    cursor = Cursor(3, "records")
    assert paged(cursor, [numbers(0, 1), numbers(1, 4), numbers(4, 5), []]) == [0, 1, 4, 5]
    assert cursor.finished


def test_a_page_longer_than_the_limit_goes_on_by_the_limit_and_its_overlap_does_not_end_it() -> None:
    cursor = Cursor(2, "records")
    assert paged(cursor, [numbers(0, 5), numbers(2, 4), numbers(4, 6), []]) == [0, 2, 4, 6]


def test_pages_go_on_by_one_whatever_they_hold() -> None:
    assert paged(Cursor(3, "pages"), [numbers(0, 3), numbers(3, 4), numbers(4, 9), []]) == [0, 1, 2, 3]


@pytest.mark.parametrize("reading", ["records", "pages", None])
def test_a_host_that_ignores_the_offset_is_left(reading: Reading | None) -> None:
    cursor = Cursor(3, reading)
    for _ in range(4):
        if cursor.open:
            cursor.read(cursor.offset, numbers(0, 5))
    assert cursor.finished


@pytest.mark.parametrize(
    ("first", "second", "reading"),
    [
        (numbers(0, 4), numbers(1, 5), "records"),
        (numbers(0, 4), numbers(1, 4), "records"),
        (numbers(0, 2), numbers(1, 2), "records"),
        (numbers(0, 4), numbers(4, 8), "pages"),
        (numbers(0, 4), [], "pages"),
        (numbers(0, 4), numbers(3, 7), None),
        (numbers(0, 1), numbers(1, 5), None),
        (numbers(0, 1), [], None),
        ([], [], None),
    ],
)
def test_two_neighbouring_pages_tell_the_reading(first: Rows, second: Rows, reading: Reading | None) -> None:
    cursor = Cursor(4)
    paged(cursor, [first, second])
    assert cursor.reading == reading


def test_after_the_probe_records_go_on_where_it_ended() -> None:
    assert paged(Cursor(4), [numbers(0, 4), numbers(1, 5), numbers(5, 9), []]) == [0, 1, 5, 9]


def test_what_did_not_tell_is_asked_on_by_one_until_it_does() -> None:
    cursor = Cursor(4)
    assert paged(cursor, [numbers(0, 1), numbers(1, 3), numbers(2, 6), numbers(6, 7), []]) == [0, 1, 2, 6, 7]
    assert cursor.reading == "records"


@pytest.mark.parametrize("reading", ["pages", None])
def test_an_eleventh_page_with_records_is_an_overflow(reading: Reading | None) -> None:
    cursor = Cursor(1, reading)
    paged(cursor, [[str(number)] for number in range(11)])
    assert (cursor.overflow, cursor.open, cursor.parts) == (True, False, 2)


def test_an_empty_eleventh_page_is_the_end() -> None:
    cursor = Cursor(1, "pages")
    paged(cursor, [*([str(number)] for number in range(10)), []])
    assert (cursor.overflow, cursor.finished) == (False, True)


def test_a_refused_offset_is_a_bound() -> None:
    cursor = Cursor(2, "records")
    cursor.read(0, numbers(0, 2), total=10)
    cursor.refuse(2)
    assert (cursor.overflow, cursor.open, cursor.parts) == (True, False, 7)


@pytest.mark.parametrize(
    ("total", "rows", "overflow", "parts"),
    [(10, 1, False, 2), (11, 1, True, 2), (50, 1, True, 7), (10**6, 1, True, 24)],
)
def test_a_hinted_total_beyond_reach_splits_at_once(
    total: int, rows: int, parts: int, *, overflow: bool
) -> None:
    cursor = Cursor(1, "pages")
    cursor.read(0, numbers(0, rows), total)
    assert (cursor.overflow, cursor.parts) == (overflow, parts)


def test_a_hint_on_a_page_that_is_not_full_is_not_heard() -> None:
    cursor = Cursor(3, "pages")
    cursor.read(0, numbers(0, 2), total=10**6)
    assert (cursor.overflow, list(cursor.ahead())) == (False, [])


@pytest.mark.parametrize(
    ("reading", "total", "after", "offsets"),
    [
        ("records", 10, None, [3, 6, 9]),
        ("records", 9, None, [3, 6]),
        ("records", 10, 6, [9]),
        ("records", 3, None, []),
        ("pages", 10, None, [1, 2, 3]),
        ("pages", 9, 1, [2]),
        ("pages", None, None, []),
        (None, 10, None, []),
    ],
)
def test_what_runs_ahead_stays_within_the_hinted_total(
    reading: Reading | None, total: int, after: int | None, offsets: list[int]
) -> None:
    cursor = Cursor(3, reading)
    cursor.read(0, numbers(0, 3), total)
    assert list(cursor.ahead(after)) == offsets


@pytest.mark.parametrize(
    ("length", "parts", "lengths"),
    [(7, 3, [3, 3, 1]), (2, 2, [1, 1]), (2, 24, [1, 1]), (1, 2, [1]), (10, 2, [5, 5])],
)
def test_a_window_is_cut_at_whole_seconds(length: int, parts: int, lengths: list[int]) -> None:
    assert [part.length.total_seconds() for part in split_window(seconds(length), parts)] == lengths


def test_the_stride_shrinks_with_an_overflow_and_grows_in_quiet_hours() -> None:
    stride, full, quiet = WindowLength(), Cursor(1, "pages"), Cursor(1, "pages")
    paged(full, [[str(number)] for number in range(11)])
    assert len(stride.after(Period(START, START + LONGEST_WINDOW), full)) == 2
    assert stride.length == LONGEST_WINDOW / 2
    paged(quiet, [[]])
    assert stride.after(seconds(5), quiet) == ()
    assert stride.length == LONGEST_WINDOW / 2
    stride.after(Period(START, START + LONGEST_WINDOW / 2), quiet)
    assert stride.length == LONGEST_WINDOW


def collected(
    documents: Rows, cursor_of: Callable[[], Cursor], page_of: Callable[[Rows, int], Rows | None]
) -> set[str]:
    """Everything that paging brings, an overflowing run cut in two as time would be."""
    cursor, found, asked = cursor_of(), set(), 0
    while cursor.open:
        page = page_of(documents, cursor.offset)
        if page is None:
            cursor.refuse(cursor.offset)
            break
        found |= set(page)
        cursor.read(cursor.offset, page, len(documents))
        asked += 1
        assert asked < 5000
    if cursor.overflow:
        middle = len(documents) // 2
        for half in (documents[:middle], documents[middle:]):
            found |= collected(half, cursor_of, page_of)
    return found


@settings(max_examples=150, deadline=None)
@given(
    total=st.integers(0, 120),
    limit=st.integers(1, 12),
    told=st.sampled_from(["told", "auto"]),
    refused_from=st.none() | st.integers(20, 90),
    sizes=st.lists(st.integers(1, 30), min_size=1, max_size=7),
)
def test_no_record_is_lost_by_records_whatever_the_pages_hold(
    total: int, limit: int, told: str, refused_from: int | None, sizes: list[int]
) -> None:
    turns = iter(range(10**9))

    def answer(documents: Rows, offset: int) -> Rows | None:
        if refused_from is not None and offset >= refused_from:
            return None
        return documents[offset : offset + sizes[next(turns) % len(sizes)]]

    documents = numbers(0, total)
    assert collected(documents, lambda: Cursor(limit, "records" if told == "told" else None), answer) == set(
        documents
    )


@settings(max_examples=150, deadline=None)
@given(
    total=st.integers(0, 400),
    limit=st.integers(1, 12),
    told=st.sampled_from(["told", "auto"]),
    short=st.integers(0, 3),
)
def test_no_record_is_lost_by_pages_whatever_the_total(total: int, limit: int, told: str, short: int) -> None:
    rows = max(1, limit - short)
    documents = numbers(0, total)
    found = collected(
        documents,
        lambda: Cursor(limit, "pages" if told == "told" else None),
        lambda documents, offset: documents[offset * rows : offset * rows + rows],
    )
    assert found == set(documents)
