"""The wire's shapes: every leaf takes text, numbers, booleans and null; a field that is absent is null."""

from __future__ import annotations

import msgspec
import pytest

from lib.smartassist.records import AgentSegment, Consult, Destination, Leaf, Record

SHAPES = (Record, Destination, AgentSegment, Consult)


def leaves(shape: type[msgspec.Struct]) -> list[str]:
    return [field.name for field in msgspec.structs.fields(shape) if field.type == Leaf]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("value", ["text", "", 7, -1.5, 10**30, True, False, None])
def test_a_leaf_takes_any_single_value(shape: type[msgspec.Struct], value: Leaf) -> None:
    text = msgspec.json.encode(dict.fromkeys(leaves(shape), value))
    decoded = msgspec.json.decode(text, type=shape)
    assert leaves(shape)
    assert {getattr(decoded, name) for name in leaves(shape)} == {value}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("value", [[], ["text"], {}, {"a": 1}])
def test_a_leaf_takes_nothing_deeper(shape: type[msgspec.Struct], value: object) -> None:
    for name in leaves(shape):
        with pytest.raises(msgspec.ValidationError, match=name):
            msgspec.json.decode(msgspec.json.encode({name: value}), type=shape)


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_absent_is_null_and_what_is_unknown_is_skipped(shape: type[msgspec.Struct]) -> None:
    decoded = msgspec.json.decode(b'{"unheardOf": [{"deep": 1}]}', type=shape)
    assert {getattr(decoded, field.name) for field in msgspec.structs.fields(shape)} == {None}


def test_keys_are_told_apart_by_their_case() -> None:
    text = b'{"reason": "a", "Reason": "b", "Direction": "c", "direction": "d", "REASON": "e"}'
    decoded = msgspec.json.decode(text, type=Record)
    assert (decoded.reason, decoded.Reason, decoded.Direction, decoded.direction) == ("a", "b", "c", "d")
