"""Times as the service writes them, to UTC; and the durations made of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from lib.frames.schema import INSTANT
from tests.frames.records import END, START, Json, at, frames, only, record, segment, session_id, visit


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2024-09-20T10:00:00", "2024-09-20T10:00:00"),
        ("2024-09-20T10:00:00Z", "2024-09-20T10:00:00"),
        ("2024-09-20T10:00:00.250Z", "2024-09-20T10:00:00.250"),
        ("2024-09-20T10:00:00.250", "2024-09-20T10:00:00.250"),
        ("2024-09-20T10:00:00+05:30", "2024-09-20T04:30:00"),
        ("2024/09/20 2:25:54", "2024-09-20T02:25:54"),
        ("2024/09/20 12:25:54", "2024-09-20T12:25:54"),
        ("2024-09-20 10:00:00", "2024-09-20T10:00:00"),
        (" 2024-09-20T10:00:00 ", "2024-09-20T10:00:00"),
        ("2024-09-20T10:00", "2024-09-20T10:00:00"),
        ("2024-09-20", "2024-09-20T00:00:00"),
    ],
)
def test_every_way_to_write_a_time(written: str, instant: str) -> None:
    row = only(frames(record(sessionStartTime=written)).conversations)
    assert (row["session_start"], row["unreadable"]) == (at(instant), None)


@pytest.mark.parametrize(
    "written",
    [
        "yesterday",
        "2024-02-30T10:00:00",
        "2024-09-20T24:00:00",
        "2024-09-20T10:00:00 or so",
        "0000-01-01T00:00:00",
        "0001-01-01T00:00:00",
        "9999-12-31T23:59:59",
        "+10000-01-01T00:00:00",
        "+262000-01-01T00:00:00Z",
        1726826400,
        1e300,
        True,
    ],
)
def test_a_time_that_cannot_be_meant_is_absent_and_named(written: Any) -> None:
    row = only(frames(record(visit(EnterTime=written))).conversations)
    assert row["unreadable"] == ["EnterTime"]
    assert frames(record(visit(EnterTime=written))).visits["enter_time"].to_list() == [None]


@pytest.mark.parametrize("written", ["", None, ...])
def test_a_time_that_is_not_there_is_nothing_to_report(written: Any) -> None:
    assert only(frames(record(visit(EnterTime=written))).conversations)["unreadable"] is None


def local(text: str, offset_min: int) -> str:
    """A UTC time on the clock of an offset, west positive: local = UTC - offset."""
    return (at(text) - timedelta(minutes=offset_min)).strftime("%Y-%m-%dT%H:%M:%S")


def answered_record(offset_min: int) -> Json:
    agent = segment(
        assignedAt=local("2024-09-20T10:01:50", offset_min),
        acceptedTime=local("2024-09-20T10:02:00", offset_min),
        interactionEndTime=local("2024-09-20T10:03:40", offset_min),
    )
    return record(
        visit(
            agent,
            EnterTime=local("2024-09-20T10:01:00", offset_min),
            CallbackOpted=True,
            CallbackOptedTime="2024-09-20T10:01:30.000Z",
        ),
        sessionStartTime=local(START, offset_min),
        sessionEndTime=local(END, offset_min),
    )


@pytest.mark.parametrize("offset_min", [0, -330, 300, -840, 720])
def test_the_same_instants_whatever_offset_was_asked_for(offset_min: int) -> None:
    here, utc = frames(answered_record(offset_min), offset_min=offset_min), frames(answered_record(0))
    assert here.conversations.equals(utc.conversations)
    assert here.visits.equals(utc.visits)
    assert here.handlings.equals(utc.handlings)
    assert here.assignments.equals(utc.assignments)


@pytest.mark.parametrize("offset_min", [0, -330, 300])
def test_a_time_in_utc_stands_beside_local_ones(offset_min: int) -> None:
    row = only(frames(answered_record(offset_min), offset_min=offset_min).visits)
    assert row["callback_opted_time"] - row["enter_time"] == timedelta(seconds=30)


@pytest.mark.parametrize(
    "night", ["2024-03-31T00:59:50", "2024-10-27T00:59:50", "2024-03-10T06:59:50", "2024-11-03T05:59:50"]
)
@pytest.mark.parametrize("offset_min", [0, -60, 300])
def test_one_offset_serves_a_request_across_a_clock_change(night: str, offset_min: int) -> None:
    later = (at(night) + timedelta(seconds=20)).strftime("%Y-%m-%dT%H:%M:%S")
    agent = segment(acceptedTime=local(later, offset_min), interactionDuration=...)
    conversation = record(
        visit(agent, EnterTime=local(night, offset_min)), sessionStartTime=local(night, offset_min)
    )
    row = only(frames(conversation, offset_min=offset_min).visits)
    assert (row["enter_time"], row["wait_s"]) == (at(night), 20)


@pytest.mark.parametrize("written", [..., None, "", "soon", 12])
def test_the_session_id_tells_the_start_where_the_record_does_not(written: Any) -> None:
    conversation = record(sessionStartTime=written, sessionId=session_id("2024-09-20T10:00:07"))
    found = frames(conversation, offset_min=-330)
    assert only(found.conversations)["session_start"] == at("2024-09-20T10:00:07")


def test_the_record_is_believed_before_its_session_id() -> None:
    conversation = record(sessionId=session_id("2024-09-20T11:11:11"))
    assert only(frames(conversation).conversations)["session_start"] == at(START)


@pytest.mark.parametrize(
    ("destinations", "wait_s"),
    [
        ([visit(segment())], 60),
        ([visit()], 29 * 60),
        ([visit(), visit(EnterTime="2024-09-20T10:06:00")], 5 * 60),
        ([visit(), segment(acceptedTime=..., status=...)], 50),
        ([visit(EnterTime=...)], None),
        ([visit(segment(acceptedTime=...))], None),
        ([visit(segment(acceptedTime="2024-09-20T10:01:00"))], 0),
        ([visit(segment(acceptedTime="2024-09-20T10:01:00.500"))], 0.5),
    ],
)
def test_the_wait(destinations: list[Json], wait_s: float | None) -> None:
    assert frames(record(*destinations)).visits.head(1)["wait_s"].to_list() == [wait_s]


def test_a_conversation_that_is_not_over_has_no_wait_yet() -> None:
    row = only(frames(record(visit(), sessionEndTime=..., finalStatus="")).visits)
    assert (row["outcome"], row["wait_s"], row["wait_negative"]) == ("open", None, False)


@pytest.mark.parametrize(
    ("destination", "end"),
    [
        (visit(segment(acceptedTime="2024-09-20T10:00:59")), END),
        (visit(), "2024-09-20T10:00:30"),
    ],
)
def test_a_negative_wait_is_left_out_and_flagged(destination: Json, end: str) -> None:
    row = only(frames(record(destination, sessionEndTime=end)).visits)
    assert (row["wait_s"], row["wait_negative"]) == (None, True)


def test_a_visit_without_a_time_counts_at_the_session_start() -> None:
    row = only(frames(record(visit(EnterTime=...))).visits)
    assert (row["time"], row["enter_time"]) == (at(START), None)


ENDED = "2024-09-20T10:03:40"


@pytest.mark.parametrize(
    ("duration", "accepted", "ended", "interaction_s"),
    [
        (90, "2024-09-20T10:02:00", ENDED, 90),
        ("90", "2024-09-20T10:02:00", ENDED, 90),
        (0, "2024-09-20T10:02:00", ENDED, 0),
        (..., "2024-09-20T10:02:00", ENDED, 100),
        ("", "2024-09-20T10:02:00", ENDED, 100),
        (-5, "2024-09-20T10:02:00", ENDED, 100),
        (..., "2024-09-20T10:02:00", ..., None),
        (..., ..., ENDED, None),
        (..., "2024-09-20T10:04:00", ENDED, None),
        (..., ..., ..., None),
    ],
)
def test_the_interaction_is_as_written_or_from_its_times(
    duration: Any, accepted: Any, ended: Any, interaction_s: float | None
) -> None:
    agent = segment(interactionDuration=duration, acceptedTime=accepted, interactionEndTime=ended)
    assert only(frames(record(visit(agent))).handlings)["interaction_s"] == interaction_s


@pytest.mark.parametrize(
    ("hold", "acw", "expected"),
    [
        (..., ..., (None, None, 100, 100)),
        (0, 0, (0, 0, 100, 100)),
        (15, ..., (15, None, 85, 100)),
        (..., 4, (None, 4, 100, 104)),
        ("15", "4", (15, 4, 85, 104)),
        (15.5, None, (15.5, None, 84.5, 100)),
        ("", "", (None, None, 100, 100)),
    ],
)
def test_hold_is_within_the_interaction_and_after_call_work_beyond(
    hold: Any, acw: Any, expected: tuple[float | None, ...]
) -> None:
    agent = segment(holdDuration=hold, afterCallWorkDuration=acw)
    found = frames(record(visit(agent))).handlings
    assert found.select("hold_s", "acw_s", "talk_s", "handle_s").row(0) == expected


def test_an_unknown_interaction_leaves_talk_and_handle_unknown() -> None:
    agent = segment(
        interactionDuration=None, interactionEndTime=None, holdDuration=5, afterCallWorkDuration=4
    )
    found = frames(record(visit(agent))).handlings
    assert found.select("talk_s", "handle_s", "hold_s", "acw_s").row(0) == (None, None, 5, 4)


def test_an_interaction_may_outlast_its_session() -> None:
    agent = segment(interactionEndTime="2024-09-20T10:40:00", interactionDuration=...)
    assert only(frames(record(visit(agent))).handlings)["interaction_s"] == 38 * 60


def test_every_instant_is_utc_to_the_microsecond() -> None:
    found = frames(answered_record(0))
    times = [
        column
        for frame in found.items().values()
        for column in frame
        if isinstance(column.dtype, pl.Datetime)
    ]
    assert {column.dtype for column in times} == {INSTANT}
    assert found.conversations["session_start"][0] == datetime(2024, 9, 20, 10, tzinfo=UTC)
