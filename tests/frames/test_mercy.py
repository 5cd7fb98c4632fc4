"""Whatever is done to records, nothing is raised and none is lost; what must hold of all of them holds."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.frames.schema import OUTCOMES, SCHEMAS, polars_schema
from tests.frames.records import (
    Json,
    bot_session,
    frames,
    record,
    segment,
    session_id,
    side_car,
    tried,
    visit,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from lib.frames import Frames

same_every_time = settings(
    derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


def clock(minutes: st.SearchStrategy[int]) -> st.SearchStrategy[str]:
    return minutes.map(lambda minute: f"2024-09-20T{10 + minute // 60:02d}:{minute % 60:02d}:00")


minute = st.integers(0, 200)
duration = st.one_of(st.none(), st.integers(0, 5000), st.integers(0, 5000).map(str))
segments = st.builds(
    segment,
    st.sampled_from(["u-ann", "u-bob", "u-eve"]),
    status=st.sampled_from(["Answered", None]),
    acceptedTime=st.one_of(st.none(), clock(minute)),
    interactionEndTime=st.one_of(st.none(), clock(minute)),
    interactionDuration=duration,
    holdDuration=duration,
    afterCallWorkDuration=duration,
)
visits = st.builds(
    visit,
    st.one_of(st.none(), segments),
    st.builds(tried, event=st.sampled_from(["Ignored", "Supervisor Reassigned"])),
    EnterTime=st.one_of(st.just(...), clock(minute)),
    CallbackOpted=st.booleans(),
)
conversations = st.builds(
    lambda destinations, **fields: record(*destinations, **fields),
    st.lists(st.one_of(visits, segments), max_size=4),
    isVoicemail=st.sampled_from(["NO", "YES", True]),
    finalStatus=st.sampled_from(["CLOSED", "USER ABANDONED", "TRANSIENT_OPEN", ""]),
    smartStatus=st.sampled_from(["CLOSED", "TERMINATED", "ABANDONED WITH AGENT", None]),
    disconnectingEvent=st.sampled_from(["User Hangup", "System Hangup", "Agent Closed", ""]),
    sessionEndTime=st.one_of(st.none(), clock(minute)),
    metaInfo=st.sampled_from([{"firstName": "Kim", "caller": "+44"}, [], "x", None]),
    campaigninfo=st.sampled_from([{"attempt": 2}, {"attempt": ""}, None]),
    csatScore=st.sampled_from([0, "5", "", None]),
)
valid = st.one_of(conversations, st.builds(bot_session), st.builds(side_car, st.just("c-1")))


def numbered(records: list[Json]) -> list[Json]:
    """The same with an id of each one's own."""
    return [{**item, "sessionId": session_id(number=at)} for at, item in enumerate(records)]


BLOWS: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1.5,
    1e308,
    -(10**30),
    10**400,
    "",
    " ",
    "0",
    "NaN",
    "-inf",
    "x" * 10_000,
    "\0\x1e\u2028漢",
    "\ud800",
    "0001-01-01T00:00:00",
    "+99999-12-31T23:59:59",
    "2024-02-30T10:00:00",
    "2024-09-20T10:00:00.1234567890123Z",
    "9999-12-31T23:59:59-14:00",
    "QueueEntry",
    [],
    {},
    [[]],
    [None],
    ["a", 1, None, {}],
    {"a": {"b": []}},
    [[[[[[[["deep"]]]]]]]],
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every container and key below a value."""
    if not isinstance(value, dict | list):
        return []
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    return [(value, key) for key in keys] + [place for key in keys for place in places(value[key])]


def struck(item: Json, draw: Callable[[st.SearchStrategy[Any]], Any]) -> bytes:
    """A record after a few blows to its values, and perhaps one to its text. Its id is spared."""
    for _ in range(draw(st.integers(0, 4))):
        container, key = draw(st.sampled_from([place for place in places(item) if place[1] != "sessionId"]))
        container[key] = deepcopy(draw(st.sampled_from(BLOWS)))
    text = json.dumps(item)
    for was, now in draw(st.lists(st.sampled_from(TEXT_BLOWS), max_size=1)):
        text = text.replace(was, now, 1)
    return text.encode() if draw(st.integers(0, 9)) else text.encode()[: draw(st.integers(0, 200))] + b"\xff"


TEXT_BLOWS = (
    ('"Answered"', "1e999"),
    ('"Answered"', "NaN"),
    ('"Answered"', "1" * 6000),
    ('"Answered"', "[" * 5000 + "]" * 5000),
    ('{"', '{"channel": "twice", "channel": [], "'),
    ('{"', '{"destinations": [], "'),
    ('"destinations": [', '"destinations": [{"destinationType": "QueueEntry"}, '),
    ("}", "} "),
    ("}", ""),
    (",", ",,"),
)


@st.composite
def pages(draw: Callable[[st.SearchStrategy[Any]], Any]) -> list[bytes]:
    # Through JSON and back, since drawn records may share their parts.
    records = json.loads(json.dumps(numbered(draw(st.lists(valid, max_size=4)))))
    return [struck(item, draw) for item in records]


def everything_is_there(found: Frames, count: int) -> None:
    read = found.conversations.height + found.side_cars.height
    assert read + found.rejects.height == count
    assert read == found.records.height
    assert {table: frame.schema for table, frame in found.items().items()} == {
        table: polars_schema(table) for table in SCHEMAS
    }
    for frame in found.items().values():
        frame.rows()


def the_rules_hold(found: Frames) -> None:
    handlings = found.handlings.with_columns(pl.col("hold_s", "acw_s").fill_null(0))
    parts = handlings.filter(pl.col("interaction_s").is_not_null())
    assert parts["handle_s"].to_list() == (parts["talk_s"] + parts["hold_s"] + parts["acw_s"]).to_list()
    assert handlings["handle_s"].null_count() == handlings.height - parts.height
    assert parts.select((pl.col("talk_s", "hold_s", "acw_s", "handle_s") >= 0).all()).row(0) == (True,) * 4
    assert found.visits["outcome"].is_in(OUTCOMES).all()
    assert found.visits["wait_s"].fill_null(0).min() in (None, *found.visits["wait_s"].abs().fill_null(0))
    assert not found.visits.filter("wait_negative")["wait_s"].is_not_null().any()


@settings(same_every_time, max_examples=200)
@given(pages())
def test_no_blow_raises_and_every_record_is_somewhere(raws: list[bytes]) -> None:
    found = frames(*raws)
    everything_is_there(found, len(raws))


@settings(same_every_time, max_examples=50)
@given(st.lists(valid, max_size=6).map(numbered))
def test_what_holds_of_all_records(records: list[Json]) -> None:
    found = frames(*records)
    everything_is_there(found, len(records))
    the_rules_hold(found)
    assert found.rejects.is_empty()
    assert sum(found.conversations["visits"]) == found.visits.height
    assert sum(found.conversations["handlings"]) == found.handlings.height
    accepted = found.assignments.filter(pl.col("result") == "accepted")
    assert accepted.height == found.handlings.height
    failed = found.assignments.filter(pl.col("result").is_in(["not_responded", "reassigned"]))
    bare = failed.join(found.visits, on=["session_id", "position"], how="anti")
    assert failed.height - bare.height == sum(found.visits["non_responses"])


@settings(same_every_time, max_examples=10)
@given(st.lists(valid, min_size=2, max_size=5).map(numbered))
def test_a_record_reads_the_same_alone_as_among_others(records: list[Json]) -> None:
    together = frames(*records).items()
    apart = [frames(item).items() for item in records]
    for table, frame in together.items():
        alone = pl.concat([found[table] for found in apart])
        assert sorted(frame.rows(), key=repr) == sorted(alone.rows(), key=repr)
