"""Stores that Hypothesis makes up: every field that pages stand on missing, absurd or contradictory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as some

from lib.period import Period
from tests.pages.held import fill
from tests.store.made import Made

if TYPE_CHECKING:
    from pathlib import Path

    from lib.smartassist import Question

Json = dict[str, Any]

FIRST = datetime(2024, 9, 12, tzinfo=UTC)
DAYS = 7
"""One request asks for all of them."""

BUSY = 5
"""The day on which most begin, counted from the first."""
NOW = FIRST + timedelta(days=DAYS)
DAY_S = 86_400
LONGEST_S = 1_000_000_000

SPANS = (
    {"from": "2024-09-17", "to": "2024-09-17"},
    {"from": "2024-09-16", "to": "2024-09-18"},
    {"from": "2024-09-13", "to": "2024-09-18"},
)
"""A day, three and six: by half hours, by hours and by days; the days before the first two are there too."""

ZONES = ("UTC", "Asia/Kolkata", "America/New_York")

NAMES = (
    None,
    "",
    "  ",
    "Residential Customer Care – Billing",
    "Residential Customer Care – Sales",
    "Care",
    "Care",
    "1e5",
    "2024-01-01",
    "<b>&amp; [x](javascript:alert(1)) **y** $z$",
    "שירות \u202e לקוחות",
    "👩‍👩‍👧‍👦" * 40,
    "x" * 2000,
    "=1+2\n\t'",
)
PHONE = {"firstName": "<b>A", "phoneNumber": "+15005550001"}
MOMENTS = ("", "yesterday", "2024-13-45T99:99:99", 0, 5, True)
ODD_DURATIONS = (None, "", "300", "-5", "abc", True, 0, -1, DAY_S, LONGEST_S, -LONGEST_S, 1e-9, 0.5)


def times(start: datetime) -> some.SearchStrategy[object]:
    """Near the start, far from it, before it, unreadable or missing."""
    near = some.one_of(some.integers(0, 3600), some.integers(0, 3600), some.integers(-3600, 200_000))
    far = some.integers(-LONGEST_S, LONGEST_S)
    forms = some.sampled_from(("%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S.123Z", "%Y/%m/%d %H:%M:%S"))
    moments = some.builds(lambda s, form: (start + timedelta(seconds=s)).strftime(form), near, forms)
    distant = some.builds(lambda s, form: (start + timedelta(seconds=s)).strftime(form), far, forms)
    return some.one_of(moments, moments, moments, moments, distant, some.none(), some.sampled_from(MOMENTS))


def durations() -> some.SearchStrategy[object]:
    whole = some.integers(-LONGEST_S, LONGEST_S)
    return some.one_of(
        some.none(), some.integers(0, 900), some.integers(0, 200_000), whole, odd(ODD_DURATIONS)
    )


def odd(values: tuple[object, ...]) -> some.SearchStrategy[object]:
    return some.sampled_from(values)


def ids(stem: str) -> some.SearchStrategy[object]:
    return some.one_of(some.integers(0, 4).map(lambda n: f"{stem}-{n}"), odd((None, "", f"{stem}-0")))


def segments(start: datetime) -> some.SearchStrategy[Json]:
    """What an agent did, as far as the record says."""
    at, lasted = times(start), durations()
    return some.fixed_dictionaries(
        {"agentId": ids("u"), "name": odd(NAMES), "acceptedTime": at},
        optional={
            "destinationType": some.just("AgentSegment"),
            "assignedAt": at,
            "interactionEndTime": at,
            "interactionDuration": lasted,
            "holdDuration": lasted,
            "afterCallWorkDuration": lasted,
            "firstResponseTime": at,
            "firstResponseDuration": lasted,
            "status": odd(("Answered", "Accepted", "", None)),
            "nonResponseEvent": odd(("Ignored", "Supervisor Reassigned", "", None)),
            "ConsultingAgents": odd(
                (None, [], [{"name": "Out"}], [{"agentId": "u-1", "acceptedTime": "", "end": "x"}])
            ),
            "JoinedUsers": odd((None, [], [{"name": None, "joinedAt": "2024-09-17T10:00:00"}])),
            "agentNotes": odd((None, [], ["<b>"], [""], [None])),
        },
    )


def visits(start: datetime) -> some.SearchStrategy[Json]:
    at, agent = times(start), segments(start)
    return some.fixed_dictionaries(
        {"destinationType": some.just("QueueEntry"), "queueId": ids("q"), "queueName": odd(NAMES)},
        optional={
            "EnterTime": at,
            "respondingAgent": some.one_of(agent, agent, some.none()),
            "nonRespondingAgents": some.lists(agent, max_size=2),
            "CallbackOpted": odd((True, False, None)),
            "CallbackOptedTime": at,
            "userCallbackAcceptTime": at,
        },
    )


@some.composite
def records(draw: some.DrawFn) -> Json:
    """One session with whatever it may say."""
    busy, any_time = some.integers(BUSY * DAY_S, (BUSY + 1) * DAY_S - 1), some.integers(0, DAYS * DAY_S - 1)
    start = FIRST + timedelta(seconds=draw(some.one_of(busy, busy, any_time)))
    stops = some.one_of(visits(start), visits(start), segments(start))
    rest = some.fixed_dictionaries(
        {
            "conversationId": odd(("c-1", "c-2", "c-3", "c-4", None, "")),
            "destinations": some.one_of(some.lists(stops, min_size=1, max_size=3), odd(([], None))),
            "finalStatus": odd(("CLOSED", "USER ABANDONED", "TERMINATED", "TRANSIENT_OPEN", "", None)),
            "sessionEndTime": times(start),
            "metaInfo": odd((None, PHONE, PHONE, {"phoneNumber": ""})),
        },
        optional={
            "channel": odd(("voice", "Voice ", "chat", "", None, "x" * 300)),
            "Direction": odd(("Inbound", "Inbound", "Outbound", "", None)),
            "smartStatus": odd(("CLOSED", "ABANDONED AT QUEUE", "ABANDONED WITH AGENT", "TERMINATED", "")),
            "reason": odd(("", "DROP-OFF", "NO AGENTS AVAILABLE", None)),
            "disconnectingEvent": odd(("User Hangup", "System Hangup", "Agent Closed", None)),
            "isVoicemail": odd(("NO", "YES", True, None)),
            "sessionStartTime": some.one_of(some.just(f"{start:%Y-%m-%dT%H:%M:%S}"), times(start)),
            "surveyType": odd(("csat", "nps", "likeDislike", None)),
            "csatScore": odd((None, 0, 3, 5, "4", -1e9)),
            "dispositions": odd((None, [], ["Sold", None], "Sold")),
        },
    )
    number = draw(some.integers(0, 2**64 - 1))
    return {"sessionId": f"{int(start.timestamp()):08x}{number:016x}", **draw(rest)}


def as_hours(start: datetime, number: int, kind: str) -> Json:
    """One session of a crowd: answered at once in no time, left at once, or by an agent of its own."""
    began = f"{start:%Y-%m-%dT%H:%M:%S}"
    agent = {
        "agentId": f"u-{number}",
        "name": f"{NAMES[3]} {number}",
        "acceptedTime": began,
        "interactionDuration": 0 if kind == "nothing" else number * 60,
        "interactionEndTime": began,
    }
    visit: Json = {"destinationType": "QueueEntry", "queueId": f"q-{number}", "EnterTime": began}
    visit["queueName"] = f"{NAMES[3]} {number % 7}"
    return {
        "sessionId": f"{int(start.timestamp()):08x}{number:016x}",
        "conversationId": f"crowd-{number}",
        "channel": "voice",
        "Direction": "Inbound",
        "finalStatus": "USER ABANDONED" if kind == "left" else "CLOSED",
        "sessionStartTime": began,
        "sessionEndTime": began,
        "destinations": [visit if kind == "left" else visit | {"respondingAgent": agent}],
    }


@dataclass(frozen=True)
class Store:
    """A store's records, and what of them a page is asked for."""

    records: list[Json]
    link: dict[str, str]


@some.composite
def stores(draw: some.DrawFn) -> Store:
    """A few odd records, and in one store of many a crowd: 30 to 500 alike, of as many agents or of none."""
    size = draw(some.sampled_from((0, 1, 4, 8, 12)))
    rows = draw(some.lists(records(), min_size=size, max_size=size))
    kind = draw(odd(("none",) * 12 + ("nothing", "left", "agents")))
    if kind != "none":
        many = draw(some.sampled_from((30, 30, 30, 500)))
        begun = [FIRST + timedelta(days=BUSY, hours=9, minutes=n % 600) for n in range(many)]
        rows += [as_hours(start, number, str(kind)) for number, start in enumerate(begun)]
    link = {"period": "dates", **draw(some.sampled_from(SPANS)), "zone": draw(some.sampled_from(ZONES))}
    return Store(rows, link)


class Service(Made):
    """Gives each record by the time in its id: what else it says of its time may be absurd."""

    def answers(self, one: dict[str, object], question: Question) -> bool:
        start = datetime.fromtimestamp(int(str(one["sessionId"])[:8], 16), UTC)
        return question.window.start <= start <= question.window.end


def write(store: Store, folder: Path, *, today: datetime | None = None) -> str:
    """Fetch the records into a store, moved to today where a page shows today alone; one session's id."""
    shift = today - FIRST - timedelta(days=BUSY) if today else timedelta(0)
    moved = [_moved(record, shift) for record in store.records] if shift else store.records
    fill(folder, Service(moved), Period(FIRST + shift, NOW + shift), now=NOW + shift)
    return str(moved[0]["sessionId"]) if moved else ""


def _moved(record: Json, shift: timedelta) -> Json:
    """The session's id and every readable time in the record, so much later."""
    begun = int(record["sessionId"][:8], 16) + int(shift.total_seconds())
    moved = {key: _later(value, shift) for key, value in record.items()}
    return moved | {"sessionId": f"{begun:08x}{record['sessionId'][8:]}"}


def _later(value: object, shift: timedelta) -> object:
    if isinstance(value, dict):
        return {key: _later(part, shift) for key, part in value.items()}
    if isinstance(value, list):
        return [_later(part, shift) for part in value]
    try:
        at = datetime.strptime(str(value), "%Y-%m-%dT%H:%M:%S")  # noqa: DTZ007 (it stays as it is written)
        return f"{at + shift:%Y-%m-%dT%H:%M:%S}"
    except (ValueError, OverflowError):
        return value
