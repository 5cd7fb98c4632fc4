"""Records in the service's shapes, and frames made of them. A field given as `...` is left out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from lib.frames import flatten

if TYPE_CHECKING:
    import polars as pl

    from lib.frames import Frames

Json = dict[str, Any]

WINDOW_START = datetime(2024, 9, 20, tzinfo=UTC)
START = "2024-09-20T10:00:00"
END = "2024-09-20T10:30:00"


def session_id(start: str = START, number: int = 1) -> str:
    """An ObjectId: its first eight hex digits are the session's start."""
    return f"{int(at(start).timestamp()):08x}{number:016x}"


def record(*destinations: Json, **fields: Any) -> Json:
    """An inbound conversation of half an hour that somebody closed, with these destinations."""
    start = fields.get("sessionStartTime", START)
    common = {
        "conversationId": "c-1",
        "sessionId": session_id(),
        "channel": "voice",
        "isVoicemail": "NO",
        "Direction": "Inbound",
        "finalStatus": "CLOSED",
        "smartStatus": "CLOSED",
        "sessionStartTime": start,
        "sessionEndTime": END,
        "destinations": list(destinations),
    }
    return _with(common, fields)


def bot_session(**fields: Any) -> Json:
    common = {
        "sessionId": session_id(),
        "channel": "Web/Mobile Client",
        "finalStatus": "BotResolved",
        "smartStatus": "CLOSED AT BOT",
        "reason": "",
        "sessionStartTime": START,
        "sessionEndTime": END,
    }
    return _with(common, fields)


def side_car(conversation_id: str, **fields: Any) -> Json:
    return bot_session(
        channel="agentassist", channelSpecificUserId=f"account/agentassist/{conversation_id}", **fields
    )


def visit(respondent: Json | None = None, *tries: Json, **fields: Any) -> Json:
    """A visit to the sales queue at 10:01, answered by `respondent`, after `tries` at others."""
    common: Json = {
        "destinationType": "QueueEntry",
        "queueId": "qu-sales",
        "queueName": "Sales",
        "EnterTime": "2024-09-20T10:01:00",
    }
    if respondent is not None:
        common["respondingAgent"] = respondent
    if tries:
        common["nonRespondingAgents"] = list(tries)
    return _with(common, fields)


def segment(agent_id: Any = "u-ann", **fields: Any) -> Json:
    """An agent's part, accepted at 10:02: 100 s of interaction."""
    common = {
        "destinationType": "AgentSegment",
        "status": "Answered",
        "agentId": agent_id,
        "name": "Ann",
        "email": "ann@example.com",
        "assignedAt": "2024-09-20T10:01:50",
        "acceptedTime": "2024-09-20T10:02:00",
        "interactionEndTime": "2024-09-20T10:03:40",
        "interactionDuration": 100,
    }
    return _with(common, fields)


def tried(agent_id: str = "u-ann", event: str = "Ignored", **fields: Any) -> Json:
    """A try at an agent who did not accept."""
    common = {
        "destinationType": "AgentSegment",
        "agentId": agent_id,
        "name": "Ann",
        "assignedAt": "2024-09-20T10:01:10",
        "nonResponseEvent": event,
    }
    return _with(common, fields)


def frames(*records: Json | bytes, offset_min: int = 0) -> Frames:
    """Records, or their texts, flattened."""
    raws = [item if isinstance(item, bytes) else msgspec.json.encode(item) for item in records]
    return flatten(raws, window_start=WINDOW_START, offset_min=offset_min)


def only(frame: pl.DataFrame) -> dict[str, Any]:
    """The one row of a frame."""
    return frame.row(0, named=True) if frame.height == 1 else {"rows": frame.height}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _with(common: Json, fields: Json) -> Json:
    return {key: value for key, value in {**common, **fields}.items() if value is not ...}
