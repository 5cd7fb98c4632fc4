"""Answers as no service should give them: sound pages, struck without mercy.

All chance comes from the caller's dice, so that Hypothesis can shrink what fails, and a seed repeats a run.
"""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from tests.frames.records import Json, bot_session, record, segment, session_id, side_car, tried, visit

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random


class Pairs(list[tuple[str, Any]]):
    """An object's members as they are written: a key may stand twice."""


class Literal(str):
    """JSON as it is written, sound or not."""

    __slots__ = ()


SENT_ON = "Supervisor Reassigned"


def sound(number: int) -> list[Json]:
    """A record of each kind; together they hold every field that is read."""
    adviser = {"agentId": "u-eve", "name": "Eve", "acceptedTime": "2024-09-20T10:02:30"}
    joiner = {"agentId": "u-joe", "joinedAt": "2024-09-20T10:02:40", "end": "2024-09-20T10:03:00"}
    answered = segment(
        agentNotes=["a note"],
        firstResponseTime="2024-09-20T10:02:05",
        firstResponseDuration=5,
        holdDuration="15",
        afterCallWorkDuration=10,
        afterCallWorkEndTime="2024-09-20T10:03:50",
        ConsultingAgents=[adviser],
        JoinedUsers=[joiner],
    )
    callback = {
        "CallbackOpted": True,
        "CallbackOptedTime": "2024-09-20T10:01:20.000Z",
        "userCallbackAcceptTime": "2024-09-20T10:01:40.000Z",
    }
    told = {
        "dispositions": ["Sale"],
        "dispositionRemarks": ["none"],
        "surveyType": "csat",
        "csatScore": 5,
        "npsScore": "9",
        "likeDislikeScore": 1,
        "csatFeedback": "good",
        "metaInfo": {"firstName": "Kim", "lastName": "Lee", "email": "kim@example.com", "caller": "+4420"},
        "userId": "u-1",
        "botId": "st-1",
    }
    campaign = {"campaignName": "Autumn", "attempt": 2, "contactStatus": "Reached"}
    mine = {"sessionId": session_id(number=number), "conversationId": f"c-{number}"}
    return [
        record(visit(answered, tried(), tried("u-bob", SENT_ON)), segment("u-bob"), **mine, **told),
        record(visit(**callback), visit(segment("u-eve")), isVoicemail=True, Reason="DROP-OFF", **mine),
        record(Direction="Outbound", campaigninfo=campaign, metaInfo={"callee": "+4930"}, **mine),
        bot_session(sessionId=mine["sessionId"]),
        side_car("c-1", sessionId=mine["sessionId"]),
    ]  # fmt: skip


UNKNOWN_NUMBERS = (
    "NaN",
    "Infinity",
    "-Infinity",
    "1e999",
    "-0",
    "00",
    "1" * 6000,
    "1e-400",
    "0.1e",
    "undefined",
)
UNSOUND_TEXTS = (r'"\ud800"', r'"\udc00x"', r'"\ud83d\ude00"', r'"\x"', "'single'", r'"\u00"', '"\t"')
DEEP = ("[" * 5000 + "]" * 5000, '{"a":' * 3000 + "1" + "}" * 3000)
UNEVEN = ('"', "[" * 40, "}")

VALUES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1.5,
    1e308,
    -(10**30),
    10**400,
    *map(Literal, UNKNOWN_NUMBERS),
    *map(Literal, UNSOUND_TEXTS),
    *map(Literal, DEEP),
    "",
    " ",
    "NaN",
    "-inf",
    "1e308",
    "99999999999999999999",
    "0x10",
    "x" * 20_000,
    "漢\0\x1e\u2028\u202e\ufeff",
    "\ufffe\U0010ffff",
    "0001-01-01T00:00:00",
    "+99999-12-31T23:59:59",
    "9999-12-31T23:59:59-14:00",
    "2024-02-30T10:00:00",
    "2024-09-20T24:00:00",
    "2024-09-20T10:00:60Z",
    "2024-09-20T10:00:00.1234567890123Z",
    "2024-09-20T10:00:00+99:99",
    "20/09/2024",
    "1726826400",
    "١٢٣٤",
    "QueueEntry",
    "Answered",
    "<script>",
    [],
    {},
    [[]],
    [None],
    ["a", 1, None, {}],
    {"a": {"b": []}},
    {"": ""},
    [[[[[[[["deep"]]]]]]]],
    [{"destinationType": "QueueEntry", "queueId": "qu-1"}] * 300,
)
"""What may stand where anything else was expected."""

NAMES = (
    "sessionId",
    "conversationId",
    "destinations",
    "channel",
    "json",
    "text",
    "identity",
    "record",
    "",
    "\0",
    "data",
)
"""Keys to write a second time, or where no such key belongs."""

SHAPES: tuple[Callable[[str], str], ...] = (
    lambda data: data,
    lambda data: f'{{"data":{data}}}{{"data":{data}}}',
    lambda data: f'{{"data":{{"data":{data}}}}}',
    lambda data: f'{{"data":{data},"data":[]}}',
    lambda data: f'{{"data":[],"da\\u0074a":{data}}}',
    lambda data: f'{{"data":null,"records":{data}}}',
    lambda data: f'{{"Data":{data}}}',
    lambda data: f'[{{"data":{data}}}]',
    lambda data: f'{{"data":[{data}]}}',
    lambda data: f'{{"data":{json.dumps(data)}}}',
    lambda data: f'{{"numResults":{"9" * 5000},"data":{data}}}',
    lambda data: f'{{"numResults":{{}},"data":{data},"x":{"[" * 3000}{"]" * 3000}}}',
    lambda data: f'\n\t {{ "more" : "x" , "data" : {data} , "numResults" : "many" }}\r\n',
    lambda data: f"<html>{data}</html>",
    lambda _: "",
    lambda _: "null",
)  # fmt: skip
"""The outside of an answer around the text of its records; a few of them hold the list where it belongs."""


LONGEST_CUT = 200


def page(dice: Random, largest: int = 6) -> bytes:
    """An answer of a few records, after blows to its values, keys, text, outside and bytes."""
    records = [struck(dice.choice(sound(dice.randrange(400))), dice) for _ in range(dice.randint(0, largest))]
    data = written(records, dice)
    usual = dice.random() < 0.85
    total = written(len(records) if dice.random() < 0.7 else anything(dice), dice)
    text = f'{{"numResults":{total},"data":{data}}}' if usual else dice.choice(SHAPES)(data)
    content = text.encode("utf-8", "surrogatepass")
    return content if dice.random() < 0.8 else hit(content, dice)


def hit(content: bytes, dice: Random) -> bytes:
    """The bytes after one blow."""
    at = dice.randrange(len(content) + 1)
    until = at + dice.randrange(1, LONGEST_CUT)
    ways = (
        content[:at],
        content[at:],
        content[:at] + content[until:],
        content[:until] + content[at:],
        content[:at] + bytes([dice.randrange(256)]) + content[at:],
        content[:at] + bytes([dice.randrange(256)]) + content[at + 1 :],
        content[:at] + b"\xff\xfe\xc3" + content[at:],
        content[:at] + b'",' + content[at:],
        b"\xef\xbb\xbf" + content,
        content.decode(errors="replace").encode("utf-16"),
        content + content,
        content + b"\0" * 8,
    )
    return dice.choice(ways)


def anything(dice: Random) -> Any:
    return Literal(dice.choice(UNEVEN)) if dice.random() < 0.02 else deepcopy(dice.choice(VALUES))


def struck(item: Json, dice: Random) -> Any:
    """A record after a few blows to its values and keys, or something else in its place."""
    if dice.random() < 0.05:
        return anything(dice)
    for _ in range(dice.randint(0, 4)):
        container, key = dice.choice(places(item) or [(item, "channel")])
        way = dice.random()
        if way < 0.75:
            container[key] = anything(dice)
        elif way < 0.9 and isinstance(container, dict):
            container.pop(key)
        elif isinstance(container, dict):
            container[dice.choice(NAMES)] = anything(dice)
        else:
            container.append(anything(dice))
    if dice.random() < 0.1:
        twice = (dice.choice([*NAMES, *item]), anything(dice))
        return Pairs(sorted([*item.items(), twice], key=lambda _: dice.random()))
    return item


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every container and key below a value."""
    if not isinstance(value, dict | list):
        return []
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    return [(value, key) for key in keys] + [place for key in keys for place in places(value[key])]


def written(value: Any, dice: Random) -> str:
    """JSON text, with what only text can hold; escaped or not, as the dice say."""
    if isinstance(value, Literal):
        return value
    if isinstance(value, Pairs | dict):
        members = value.items() if isinstance(value, dict) else value
        inside = (f"{json.dumps(key)}:{written(part, dice)}" for key, part in members)
        return f"{{{','.join(inside)}}}"
    if isinstance(value, list):
        return f"[{','.join(written(part, dice) for part in value)}]"
    return json.dumps(value, ensure_ascii=dice.random() < 0.5)
