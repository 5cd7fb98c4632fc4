import msgspec
import pytest

from lib.smartassist.answer import read_answer, record_key


@pytest.mark.parametrize(
    "text",
    [
        b"3",
        b"null",
        b"[]",
        b"{}",
        b'{"sessionId":7}',
        b'{"sessionId":""}',
        b'{"sessionId":null}',
        b'{"sessionId":"\xff"}',
        b'{"deep":' + b"[" * 9000 + b"]" * 9000 + b"}",
    ],
)
def test_a_record_without_a_readable_id_is_known_by_its_text(text: bytes) -> None:
    assert record_key(msgspec.Raw(text)) == text


def test_every_record_comes_through_as_it_was() -> None:
    answer = read_answer(b'{"data":[{"sessionId":"a","x":1e2}, 3 ,null],"numResults":3}', requests=2)
    assert [bytes(record) for record in answer.records] == [b'{"sessionId":"a","x":1e2}', b"3", b"null"]
    assert answer.keys == ("a", b"3", b"null")
    assert (answer.total, answer.requests) == (3, 2)


@pytest.mark.parametrize(
    ("said", "total"),
    [
        ("5", 5),
        ('"5"', 5),
        ('""', None),
        ("null", None),
        ("true", None),
        ("[]", None),
        ('"' + "9" * 99 + '"', None),
    ],
)
def test_the_total_is_a_hint_that_may_be_anything(said: str, total: int | None) -> None:
    assert read_answer(f'{{"data":[],"numResults":{said}}}'.encode(), 1).total == total


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b'{"data":null}',
        b'{"data":{}}',
        b'{"data":[{"a":1}',
        b'{"data":[]}x',
        b"[" * 9000,
    ],
)
def test_anything_else_is_a_value_error(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_answer(content, 1)


@pytest.mark.parametrize("content", [b'{"":,"data":[]}', b'{"data":[],"n":01}', b'{"data":[],"n":x}'])
def test_only_a_sound_answer_may_say_that_there_is_no_more(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"not JSON|exactly one list"):
        read_answer(content, requests=1)


@pytest.mark.parametrize("content", [b'{"data":[],"told":{"data":[1]}}', b'{"data":[],"numResults":NaN}'])
def test_an_empty_page_may_say_strange_things(content: bytes) -> None:
    assert read_answer(content, requests=1).records == ()
