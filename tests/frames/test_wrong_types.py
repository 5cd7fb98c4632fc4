"""A field of a wrong type costs that field: the record stays, the field is named, nothing else changes."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from lib.frames.decode import polars_struct
from lib.smartassist.records import Record
from tests.frames.records import Json, frames, only, record, segment, session_id, tried, visit

if TYPE_CHECKING:
    from collections.abc import Iterator

OBJECTS: list[Any] = [{}, {"a": 1}]
LISTS: list[Any] = [[], [1], ["a", None], [[]], [{}]]
VALUES: list[Any] = ["", "name", 5, 0.5, True, False]
NO_TEXTS: list[Any] = [[{}], [[]], [{"a": [1]}]]
NO_OBJECTS: list[Any] = [[[]], ["name"], [5], [True]]
NUMBERED = ("sessionId", "conversationId")


def wrong_values(dtype: Any) -> list[Any]:
    """Values of every JSON type that a field of this type cannot hold; null is never wrong."""
    if isinstance(dtype, pl.Struct):
        return LISTS + VALUES
    if isinstance(dtype, pl.List):
        return OBJECTS + (VALUES + NO_OBJECTS if isinstance(dtype.inner, pl.Struct) else NO_TEXTS)
    return OBJECTS + LISTS


def places(dtype: Any, *path: Any) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every field at any depth, by its keys from the top, with its type; the first item of each list."""
    for field in dtype.fields:
        yield (*path, field.name), field.dtype
        if isinstance(field.dtype, pl.Struct):
            yield from places(field.dtype, *path, field.name)
        if isinstance(field.dtype, pl.List) and isinstance(field.dtype.inner, pl.Struct):
            yield from places(field.dtype.inner, *path, field.name, 0)


def full_record(number: int) -> Json:
    """A record in which every object and every list of objects is there."""
    agent = segment(ConsultingAgents=[{"name": "Bob"}], JoinedUsers=[{"name": "Eve"}], holdDuration=5)
    guests = tried(ConsultingAgents=[{"name": "Bob"}], JoinedUsers=[{"name": "Eve"}])
    stop = visit(agent, guests, ConsultingAgents=[{"name": "Bob"}], JoinedUsers=[{"name": "Eve"}])
    info = {"CustomerFirstName": "Kim", "CustomerEmail": "kim@example.com"}
    return record(
        stop,
        sessionId=session_id(number=number),
        conversationId=f"c-{number}",
        skills=[{"name": "Gold"}],
        metaInfo={"lastName": "Lee", "agentTransferConfig": {"lastIntentName": "Pay"}, "customerinfo": info},
        customerinfo=info,
        customerInfo=info,
        userleveltags=[{"name": "tier", "value": "2"}],
        sessionleveltags=[{"name": "way", "value": "1"}],
        campaigninfo={"attempt": 2},
    )


def with_value(item: Json, path: tuple[Any, ...], value: Any) -> Json:
    changed = copy.deepcopy(item)
    inner: Any = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return changed


CASES = [
    (path, value) for path, dtype in places(polars_struct(Record)) for value in wrong_values(dtype)
]  # fmt: skip


def test_flatten_any_field_of_any_wrong_type_keeps_the_record_and_names_the_field() -> None:
    items = [full_record(number) for number in range(len(CASES))]
    wrong = frames(*(with_value(item, *case) for item, case in zip(items, CASES, strict=True)))
    absent = frames(*(with_value(item, path, None) for item, (path, _) in zip(items, CASES, strict=True)))
    assert wrong.rejects.is_empty()
    named = wrong.conversations["unreadable"].to_list()
    assert [(path, names) for (path, _), names in zip(CASES, named, strict=True) if names != [path[-1]]] == []
    for table, frame in wrong.items().items():
        if table != "records":
            columns = [name for name in frame.columns if name != "unreadable"]
            assert frame.select(columns).equals(absent.items()[table].select(columns)), table


def test_the_cases_reach_every_field_of_every_struct() -> None:
    assert len(CASES) > 1000
    assert {"isMerged", "skillsIds", "CustomerEmail", "nonResponseEvent"} <= {path[-1] for path, _ in CASES}


def test_flatten_several_wrong_fields_are_named_once_each_in_their_order() -> None:
    twice = record(visit(segment(holdDuration={})), segment("u-bob", holdDuration=[]), channel={})
    assert only(frames(twice).conversations)["unreadable"] == ["channel", "holdDuration"]


@pytest.mark.parametrize("bad", ["5", 5, ["x"], True])
def test_flatten_a_record_that_is_no_object_is_rejected(bad: Any) -> None:
    found = frames(bad, record())
    assert found.rejects["reason"].to_list() == ["not an object"]
    assert found.conversations.height == 1


def test_flatten_wrong_items_of_a_list_are_left_out_alone() -> None:
    found = frames(record("Sales", visit(segment(JoinedUsers=["Eve", {"name": "Bob"}])), 5))
    assert (found.visits.height, found.handlings["joins"].to_list()) == (1, [1])
    assert only(found.conversations)["unreadable"] == ["destinations", "JoinedUsers"]


def test_flatten_lone_surrogate_costs_the_text_that_holds_it() -> None:
    raw = b'{"sessionId": "66ed47a00000000000000001", "channel": "voice", "csatFeedback": "\\ud800 hush"}'
    row = only(frames(raw).conversations)
    assert (row["channel"], row["csat_feedback"], row["unreadable"]) == ("Voice", None, ["csatFeedback"])


@pytest.mark.parametrize("number", [b"1e999", b"1" * 5000])
def test_flatten_number_longer_than_a_column_costs_the_field(number: bytes) -> None:
    raw = b'{"sessionId": "66ed47a00000000000000001", "csatScore": @}'.replace(b"@", number)
    row = only(frames(raw).conversations)
    assert (row["csat_score"], row["unreadable"]) == (None, ["csatScore"])


def test_flatten_destinations_that_cannot_be_read_are_not_taken_for_none() -> None:
    left = record(destinations="", finalStatus="USER ABANDONED")
    assert only(frames(left).conversations)["abandoned_before_queue"] is False
