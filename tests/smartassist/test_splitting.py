"""Answers that JSON's own rules would throw away whole, and the records that can be told apart in them."""

from __future__ import annotations

import pytest

from lib.smartassist.answer import read_answer
from lib.smartassist.json_split import split_records

GOOD = b'{"sessionId":"a"}'
DEEP = b"[" * 9000 + b"]" * 9000


@pytest.mark.parametrize(
    "odd",
    [
        b'{"sessionId":"b","wait":NaN}',
        b'{"wait":-Infinity}',
        b'{"sessionId":"b","deep":' + DEEP + b"}",
        b'{"note":"\\" ]\xff \\x","n":01}',
        b"undefined",
        b"'a'",
        b"",
    ],
)
def test_one_record_that_is_no_json_costs_no_other(odd: bytes) -> None:
    answer = read_answer(b'{"numResults":3,"data":[' + GOOD + b" , " + odd + b"," + GOOD + b"]}", requests=1)
    assert [bytes(record) for record in answer.records] == [GOOD, odd, GOOD]
    assert answer.keys[0] == "a"
    assert answer.total == 3


@pytest.mark.parametrize("total", ["NaN", "9" * 6000, "[]", "1e999"])
def test_a_total_that_is_no_number_costs_nothing(total: str) -> None:
    answer = read_answer(f'{{"data":[{{"sessionId":"a"}}],"numResults":{total}}}'.encode(), requests=1)
    assert (answer.keys, answer.total) == (("a",), None)


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read_answer(b"\xef\xbb\xbf" + b'{"data":[{"sessionId":"a"}]}', requests=1).keys == ("a",)


@pytest.mark.parametrize(
    "content",
    [
        b'{"data":[1],"data":[2]}',
        b'{"data":[1],"d\\u0061ta":[2]}',
        b'{"data":[1],"\\u0064ata":"x"}',
    ],
)
def test_two_lists_are_none(content: bytes) -> None:
    with pytest.raises(ValueError, match="exactly one list"):
        read_answer(content, requests=1)


def test_data_within_a_record_is_no_second_list() -> None:
    content = b'{"data":[{"sessionId":"a","data":[1],"\\u0064ata":2}]}'
    assert read_answer(content, requests=1).keys == ("a",)


@pytest.mark.parametrize("end", range(1, 40))
def test_what_was_cut_off_is_refused(end: int) -> None:
    content = b'{"data":[{"a":NaN,"b":"]}"},{"c":[]}]} '
    with pytest.raises(ValueError, match=r"come out even|exactly one list"):
        split_records(content[: -end - 1])


@pytest.mark.parametrize(
    "content",
    [
        b'{"data":[}]',
        b'{"data":[NaN]}]',
        b'{"data":[NaN]},',
        b'{"data":["]}',
        b'{"data":[NaN]}{}',
        b"[NaN]",
        b"NaN",
    ],
)
def test_what_does_not_come_out_even_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"come out even|exactly one list"):
        split_records(content)


def test_an_empty_list_is_empty() -> None:
    assert split_records(b' { "numResults" : NaN , "data" : [ ] } ') == ([], b"NaN")
