from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from lib.demo import Centre
from lib.demo.records.timestamps import TimestampWriter

if TYPE_CHECKING:
    from collections.abc import Iterable

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
LATER = NOW + timedelta(days=3)

SHAPES = {
    "bot resolved": r'"smartStatus":"CLOSED AT BOT".*"finalStatus":"BotResolved"',
    "bot dropped": r'"finalStatus":"Dropped"',
    "side-car": r'"channel":"agentassist".*"channelSpecificUserId":"[^"]*/agentassist/c-',
    "side-car, other channel": r'"channel":"AgentAssistV2".*/agentassist/c-',
    "channel user null": r'"channelSpecificUserId":null',
    "channel user a mail": r'"channelSpecificUserId":"[^"]+@example.com"',
    "Reason capital": r'"Reason":',
    "reason small": r'"conversationId".*"reason":',
    "reason of a campaign": r'"[Rr]eason":"Sales Desk:',
    "voicemail NO": r'"isVoicemail":"NO"',
    "voicemail YES": r'"isVoicemail":"YES"',
    "voicemail false": r'"isVoicemail":false',
    "voicemail true": r'"isVoicemail":true',
    "no direction": r'^\{"conversationId"(?!.*"Direction")',
    "user hangup": r'"disconnectingEvent":"User Hangup"',
    "agent hangup": r'"disconnectingEvent":"Agent Hangup"',
    "agent closed": r'"disconnectingEvent":"Agent Closed"',
    "system hangup": r'"disconnectingEvent":"System Hangup"',
    "bot hangup": r'"disconnectingEvent":"Bot Hangup"',
    "no event": r'"disconnectingEvent":""',
    "abandoned with agent": r'"smartStatus":"ABANDONED WITH AGENT"',
    "abandoned in queue": r'"smartStatus":"ABANDONED AT QUEUE"',
    "terminated though answered": r'"smartStatus":"TERMINATED".*"interactionDuration"',
    "drop-off": r'"[Rr]eason":"DROP-OFF".*"dispositions":\["DROP-OFF"\],"dispositionRemarks":\["-"\]',
    "no agents": r'"[Rr]eason":"NO AGENTS AVAILABLE"',
    "bare segment first": r'"destinations":\[\{"agentId"',
    "bare segment after an answer": r'"respondingAgent":\{[^}]*\}?.*\}\},\{"agentId"',
    "reassigned": r'"nonResponseEvent":"Supervisor Reassigned"\}\]\},\{"agentId"',
    "ignored": r'"nonResponseEvent":"Ignored"',
    "ignored thrice by one": r'("agentId":"[^"]+")[^}]*"Ignored"\},\{\1[^}]*"Ignored"\},\{\1',
    "two visits": r'"QueueEntry".*"QueueEntry"',
    "visit with entry only": r'"EnterTime":"[^"]+"\}\]',
    "visit without entry": r'"Inbound".*"queueName":"[^"]+"(,"CallbackOpted":false)?,"respondingAgent"',
    "outbound visit": r'"Outbound".*"QueueEntry","queueId":"qu-[^"]+","respondingAgent"',
    "nobody picked up": r'"destinations":\[\]',
    "callback": r'"CallbackOptedTime":"[^"]+\.\d{3}Z","userCallbackAcceptTime":"[^"]+\.\d{3}Z"',
    "callback false": r'"CallbackOpted":false',
    "consult outside": r'"ConsultingAgents":\[\{"name":"[^"]+","acceptedTime"',
    "consult inside": r'"ConsultingAgents":\[\{"agentId"',
    "joined": r'"JoinedUsers":\[\{"agentId".*"joinedAt":.*"end":',
    "hold": r'"holdDuration":\d',
    "after-call work": r'"afterCallWorkDuration":\d+,"afterCallWorkEndTime"',
    "numbers as texts": r'"interactionDuration":"\d+"',
    "hold an empty text": r'"holdDuration":""',
    "interaction without duration": r'"interactionEndTime":"[^"]+","(?!interactionDuration)',
    "interaction without end": r'"(?<!EndTime":")[^"]+","interactionDuration"|\d,"interactionDuration"',
    "csat": r'"surveyType":"csat","csatScore":\d',
    "csat as text": r'"csatScore":"\d"',
    "csat feedback": r'"csatFeedback":"[^"]',
    "nps": r'"surveyType":"nps","npsScore":',
    "dislike": r'"surveyType":"likeDislike","likeDislikeScore":0',
    "score without an agent": r'^(?!.*"acceptedTime").*"surveyType"',
    "attempt number": r'"attempt":\d',
    "attempt text": r'"attempt":"\d"',
    "attempt empty": r'"attempt":""',
    "no answer": r'"contactStatus":"no-answer"',
    "campaign run date": r'"campaignRunDate":"[^"]+\.\d{3}Z"',
    "slashed time": r'"sessionStartTime":"\d{4}/\d\d/\d\d \d{1,2}:\d\d:\d\d"',
    "queue name with a space at its end": r'"queueName":"[^"]+ "',
    "agent's name with a space at its end": r'"email":"[^"]+","name":"[^"]+ "',
    "metaInfo null": r'"metaInfo":null',
    "metaInfo odd": r'"metaInfo":\{"firstName":null',
    "edited disposition": r'"dispositions":\["Requires Supervisor Attention"\]',
    "unknown keys": r'"journeyScore":',
    "markup in a name": r'"firstName":"<',
    "a formula in a note": r""""agentNotes":\["=cmd\|' /C calc'!A0"\]""",
    "newlines and quotes": r'"agentNotes":\["Caller said:\\n\\"',
    "right to left": r'"agentNotes":\["[^"]*[\u0590-\u06ff]',
    "emoji": r'"agentNotes":\["[^"]*\U0001F525',
    "bots of the automation": r'"automationBotIDs":\["st-',
    "no bots": r'"automationBotIDs":\[\]',
    "tags": r'"sessionleveltags":\[\{"name"',
    "customer info": r'"customerinfo":\{"CustomerPhone"',
}


def standing(now: datetime) -> Centre:
    return Centre(1, clock=lambda: now)


@pytest.fixture(scope="module")
def texts(fortnight: list[dict[str, Any]]) -> list[str]:
    return [msgspec.json.encode(record).decode() for record in fortnight]


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_occurs_within_a_fortnight(texts: list[str], shape: str) -> None:
    found = re.compile(SHAPES[shape])
    assert any(found.search(text) for text in texts)


@pytest.mark.parametrize("channel", ["Voice", "voice", "Web/Mobile Client", "rtm", "telegram", "campaign"])
def test_every_channel_occurs(fortnight: list[dict[str, Any]], channel: str) -> None:
    assert any(record["channel"] == channel and "conversationId" in record for record in fortnight)


def test_a_session_id_holds_its_start(fortnight: list[dict[str, Any]]) -> None:
    stamp, slashed = TimestampWriter(0), TimestampWriter(0, slashed=True)
    for record in fortnight:
        start = int(record["sessionId"][:8], 16)
        assert record["sessionStartTime"] in (stamp(start), slashed(start))
        assert re.fullmatch("[0-9a-f]{24}", record["sessionId"])
    assert len({record["sessionId"] for record in fortnight}) == len(fortnight)


def test_a_side_car_stands_beside_a_conversation(fortnight: list[dict[str, Any]]) -> None:
    known = {record.get("conversationId") for record in fortnight}
    cars = [r for r in fortnight if r["channel"] in ("agentassist", "AgentAssistV2")]
    beside = [r["channelSpecificUserId"].rpartition("/agentassist/")[2] for r in cars]
    assert len(cars) > 100
    assert sum(conversation in known for conversation in beside) > 0.99 * len(cars)


def test_an_agents_name_changes_and_two_agents_share_one(fortnight: list[dict[str, Any]]) -> None:
    pairs = {(s["agentId"], s["name"]) for r in fortnight for s in segments(r)}
    assert len({agent for agent, _ in pairs}) < len(pairs)
    assert len({agent for agent, name in pairs if name == "Sam Lee"}) == 2


def segments(record: dict[str, Any]) -> Iterable[dict[str, Any]]:
    for stop in record.get("destinations", []):
        segment = stop if stop["destinationType"] == "AgentSegment" else stop.get("respondingAgent")
        if segment:
            yield segment


def test_personal_data_is_plainly_made_up(texts: list[str]) -> None:
    for text in texts:
        assert set(re.findall(r"@([\w.]+\.\w+)", text)) <= {"example.com"}
        assert all(number[5:8] == "555" for number in re.findall(r'"(\+1\d{10})"', text))


def test_records_are_of_realistic_size(texts: list[str]) -> None:
    sizes = sorted(len(text.encode()) for text in texts if '"acceptedTime"' in text)
    assert 1200 < sizes[len(sizes) // 10] < sizes[len(sizes) // 2] < 2600


def test_what_is_under_way_is_open(centre: Centre) -> None:
    recent = centre.records(NOW - timedelta(hours=2), NOW)
    still = [r for r in recent if r["finalStatus"] == "TRANSIENT_OPEN"]
    talking = [s for r in still for s in segments(r) if "interactionEndTime" not in s]
    assert any("sessionEndTime" not in r for r in still)
    assert {r["smartStatus"] for r in still} == {""}
    assert talking
    assert not any("interactionDuration" in s or "afterCallWorkDuration" in s for s in talking)


def test_no_record_knows_the_future() -> None:
    for minutes in range(0, 120, 7):
        now = NOW + timedelta(minutes=minutes)
        text = msgspec.json.encode(standing(now).records(now - timedelta(hours=2), LATER))
        stamps = re.findall(r'"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)', text.decode())
        assert stamps
        assert max(stamps) <= now.isoformat()[:19]


def test_records_settle_as_time_goes_by() -> None:
    clocks = [NOW + timedelta(hours=wait_h) for wait_h in (0, 1, 40, 90)]
    seen = [standing(clock).records(NOW - timedelta(hours=24), NOW) for clock in clocks]
    scores = [sum("surveyType" in record for record in records) for records in seen]
    assert len(seen[0]) == len(seen[3])
    assert scores == sorted(scores)
    assert scores[0] < scores[2]
    assert seen[1] != seen[2] == seen[3]


@pytest.mark.parametrize(("offset_min", "text"), [(0, "13:50:51"), (-330, "19:20:51"), (300, "08:50:51")])
def test_west_is_positive(offset_min: int, text: str) -> None:
    assert TimestampWriter(offset_min)(0x66F6B83B) == f"2024-09-27T{text}"


def test_the_odd_format_has_no_zero_before_the_hour() -> None:
    assert TimestampWriter(0, slashed=True)(1673317554) == "2023/01/10 2:25:54"
