"""Times and durations in which a record contradicts itself: null, named, and in no sum."""

from __future__ import annotations

from typing import Any

import pytest

from tests.frames.records import END, START, Json, frames, only, record, segment, visit

TIMES = ("interaction_s", "hold_s", "talk_s", "acw_s", "handle_s")


def handling(**fields: Any) -> dict[str, Any]:
    return only(frames(record(visit(segment(**fields)))).handlings)


def times(**fields: Any) -> tuple[Any, ...]:
    row = handling(**fields)
    return tuple(row[name] for name in TIMES)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"holdDuration": 145}, "hold_s"),
        ({"holdDuration": -3}, "hold_s"),
        ({"holdDuration": "-3.5"}, "hold_s"),
        ({"afterCallWorkDuration": -1}, "acw_s"),
        ({"interactionEndTime": "2024-09-20T10:01:00"}, "interaction_s"),
        ({"interactionEndTime": "2024-09-20T10:01:00", "interactionDuration": ...}, "interaction_s"),
        ({"interactionEndTime": ..., "interactionDuration": -100}, "interaction_s"),
        ({"afterCallWorkDuration": 9, "afterCallWorkEndTime": "2024-09-20T10:03:30"}, "acw_s"),
        ({"holdDuration": 145, "afterCallWorkDuration": -1}, "hold_s, acw_s"),
    ],
)
def test_flatten_contradictory_handling_has_no_times_and_names_the_contradiction(
    fields: Json, named: str
) -> None:
    given = {"afterCallWorkDuration": 9, "holdDuration": 5} | fields
    assert times(**given) == (None,) * 5
    assert handling(**given)["contradictory"] == named


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"holdDuration": 100}, (100, 100, 0, None, 100)),
        ({"holdDuration": 101}, (100, 100, 0, None, 100)),
        ({"holdDuration": -0.0}, (100, 0, 100, None, 100)),
        ({"holdDuration": "-"}, (100, None, 100, None, 100)),
        ({"interactionEndTime": "2024-09-20T10:01:59"}, (100, None, 100, None, 100)),
        ({"interactionEndTime": "2024-09-20T10:01:59", "interactionDuration": ...}, (0, None, 0, None, 0)),
        ({"interactionDuration": -5}, (100, None, 100, None, 100)),
        (
            {"afterCallWorkDuration": 3, "afterCallWorkEndTime": "2024-09-20T10:03:39"},
            (100, None, 100, 3, 103),
        ),
        (
            {"interactionDuration": ..., "interactionEndTime": ..., "holdDuration": 5},
            (None, 5, None, None, None),
        ),
    ],
)
def test_flatten_what_agrees_within_a_second_is_no_contradiction(
    fields: Json, expected: tuple[Any, ...]
) -> None:
    assert times(**fields) == expected
    assert handling(**fields)["contradictory"] is None


@pytest.mark.parametrize(
    ("fields", "first_response_s", "named"),
    [
        ({"firstResponseDuration": 7}, 7, None),
        ({"firstResponseDuration": 101}, 101, None),
        ({"firstResponseDuration": 102}, None, "first_response_s"),
        ({"firstResponseDuration": -7}, None, "first_response_s"),
        (
            {"firstResponseDuration": 7, "firstResponseTime": "2024-09-20T10:01:00"},
            None,
            "first_response_s",
        ),
        (
            {"firstResponseDuration": 7, "firstResponseTime": "2024-09-20T10:04:00"},
            None,
            "first_response_s",
        ),
        ({"firstResponseTime": "2024-09-20T10:04:00"}, None, None),
    ],
)
def test_flatten_contradictory_first_response_leaves_the_other_times(
    fields: Json, first_response_s: Any, named: Any
) -> None:
    row = handling(**fields)
    assert (row["first_response_s"], row["contradictory"], row["handle_s"]) == (first_response_s, named, 100)


def test_flatten_contradictions_stay_with_their_own_handlings() -> None:
    made = frames(record(visit(segment()), segment("u-bob", holdDuration=145), segment("u-eve"))).handlings
    assert made.select("agent_id", "handle_s", "contradictory").rows() == [
        ("u-ann", 100, None),
        ("u-bob", None, "hold_s"),
        ("u-eve", 100, None),
    ]


def test_flatten_wait_below_zero_is_named_on_its_visit() -> None:
    row = only(frames(record(visit(segment(acceptedTime="2024-09-20T10:00:30")))).visits)
    assert (row["wait_s"], row["wait_negative"], row["contradictory"]) == (None, True, "wait_s")


@pytest.mark.parametrize(
    ("field", "column"),
    [
        ("userCallbackAcceptTime", "callback_accepted_time"),
        ("CallbackInitiatedTime", "callback_initiated_time"),
    ],
)
def test_flatten_callback_before_it_was_asked_for_is_unknown(field: str, column: str) -> None:
    times = {"CallbackOptedTime": "2024-09-20T10:05:00Z", field: "2024-09-20T10:04:00Z"}
    row = only(frames(record(visit(CallbackOpted=True, **times))).visits)
    assert (row[column], row["contradictory"]) == (None, column)


def test_flatten_session_that_ends_before_it_began_has_no_end_and_is_over() -> None:
    row = only(frames(record(visit(), sessionStartTime=END, sessionEndTime=START)).conversations)
    assert (row["session_end"], row["is_open"], row["contradictory"]) == (None, False, "session_end")
