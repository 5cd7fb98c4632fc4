"""What happened in a conversation stands in its order, with what is known and nothing invented."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from lib.frames.meetings import CONSULTED
from lib.frames.schema import polars_schema
from lib.metrics.tables import timeline
from lib.metrics.tables.timeline import Part, list_parts
from tests.metrics.rows import at

Row = dict[str, Any]


def row(table: str, **texts: Any) -> Row:
    return dict.fromkeys(polars_schema(table)) | {"position": 0} | texts


def clock(text: str) -> datetime:
    return at(f"2024-09-20T{text}")


BEGUN = row(
    "conversations", session_start=clock("13:32:00"), session_end=clock("13:45:00"), direction="Inbound"
)
VISIT = row(
    "visits",
    time=clock("13:33:01"),
    enter_time=clock("13:33:01"),
    wait_s=4.0,
    outcome="answered",
    queue_name="Default Queue",
    agent_name="Ada",
)
HANDLED = row(
    "handlings",
    time=clock("13:33:05"),
    accepted_time=clock("13:33:05"),
    agent_name="Ada",
    queue_name="Default Queue",
    via="queue",
    interaction_s=34.0,
    hold_s=15.0,
    talk_s=19.0,
    acw_s=4.0,
)
OFFERED = row("assignments", assigned_time=clock("13:33:03"), agent_name="Ada", result="accepted")
REFUSED = row(
    "assignments",
    assigned_time=clock("13:33:01"),
    agent_name="Bo",
    result="not_responded",
    non_response_event="Timeout",
)


def list_timeline(**given: Any) -> list[tuple[str, str | None, str, float | None]]:
    """Kind, lane, the minute and second of the beginning, and length of each part."""
    rows = {"conversation": BEGUN, "visits": [], "handlings": [], "assignments": []} | given
    return [
        (part.kind, part.lane, f"{part.start:%M:%S}" if part.start else "", part.seconds)
        for part in list_parts(**rows)
    ]


def test_a_conversation_is_told_from_the_bot_to_its_end() -> None:
    assert list_timeline(visits=[VISIT], handlings=[HANDLED], assignments=[OFFERED, REFUSED]) == [
        ("bot", None, "32:00", 61),
        ("wait", "Default Queue", "33:01", 4),
        ("ring", "Bo", "33:01", 2),
        ("ring", "Ada", "33:03", 2),
        ("talk", "Ada", "33:05", 19),
        ("hold", "Ada", "33:24", 15),
        ("acw", "Ada", "33:39", 4),
        ("ended", None, "45:00", None),
    ]


def test_talk_and_hold_and_after_call_work_follow_each_other_without_a_gap() -> None:
    result = {part.kind: part for part in list_parts(BEGUN, [], [HANDLED], [])}
    assert result["talk"].end == result["hold"].start
    assert result["hold"].end == result["acw"].start == clock("13:33:05") + timedelta(seconds=34)


def test_an_offer_that_nobody_took_rings_until_the_next_or_the_end_of_the_wait() -> None:
    left = VISIT | {"outcome": "abandoned", "wait_s": 30.0}
    alone = list_parts(BEGUN, [left], [], [REFUSED])
    assert [part.end for part in alone if part.kind == "ring"] == [clock("13:33:31")]
    unknown = list_parts(BEGUN, [left | {"wait_s": None}], [], [REFUSED])
    assert [(part.end, part.seconds, part.why) for part in unknown if part.kind == "ring"] == [
        (None, None, "Timeout")
    ]


def test_an_offer_is_never_longer_than_its_own_destination() -> None:
    later = REFUSED | {"position": 1, "assigned_time": clock("13:40:00")}
    rings = [part for part in list_parts(BEGUN, [VISIT], [], [REFUSED, later]) if part.kind == "ring"]
    assert [part.end for part in rings] == [clock("13:33:05"), None]


def test_a_bot_only_conversation_is_the_bots_to_its_end() -> None:
    assert list_timeline() == [("bot", None, "32:00", 780), ("ended", None, "45:00", None)]


def test_what_is_still_open_has_no_end() -> None:
    assert list_timeline(conversation=BEGUN | {"session_end": None}) == [("bot", None, "32:00", None)]


def test_on_the_way_out_nobody_spoke_to_a_bot() -> None:
    assert list_timeline(conversation=BEGUN | {"direction": "Outbound"})[0][0] == "dialling"


def test_a_handling_under_way_has_no_length() -> None:
    under_way = HANDLED | dict.fromkeys(("interaction_s", "talk_s", "hold_s", "acw_s"))
    assert ("talk", "Ada", "33:05", None) in list_timeline(handlings=[under_way])


def test_a_wait_that_is_not_known_is_told_without_a_time() -> None:
    result = list_parts(BEGUN, [VISIT | {"enter_time": None, "wait_s": None}], [], [])
    assert [(part.start, part.end) for part in result if part.kind == "wait"] == [(None, None)]


def test_a_guest_stands_with_the_agent_who_asked() -> None:
    guest = {
        "position": 0,
        "kind": CONSULTED,
        "name": "Notary desk",
        "start": clock("13:33:10"),
        "end": clock("13:33:20"),
    }
    asked = Part(CONSULTED, "Notary desk", clock("13:33:10"), clock("13:33:20"), 10, other="Ada")
    assert asked in list_parts(BEGUN, [], [HANDLED], [], [guest])


def test_a_callback_is_told_when_it_was_asked_for_and_taken() -> None:
    opted = VISIT | {"callback_opted_time": clock("13:34:00"), "callback_accepted_time": clock("13:40:00")}
    result = [part for part in list_parts(BEGUN, [opted], [], []) if part.kind == timeline.CALLBACK]
    assert [(part.start, part.why) for part in result] == [
        (clock("13:34:00"), "asked for"),
        (clock("13:40:00"), "took"),
    ]
