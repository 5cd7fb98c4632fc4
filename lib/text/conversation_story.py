"""What happened in a conversation, in sentences: a line for each of its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from lib.formatting import MISSING, format_duration
from lib.frames.meetings import CONSULTED, JOINED
from lib.frames.schema import (
    IN_PROGRESS,
    NOT_RESPONDED,
    REASSIGNED,
    VIA_QUEUE,
    VIA_REASSIGNMENT,
    VIA_TRANSFER,
)
from lib.metrics.tables import timeline as kinds

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lib.metrics.tables.timeline import Part
    from lib.period import Zone

CLOCK = pl.Datetime("us")
STORY_SCHEMA = pl.Schema(
    [("lane", pl.String), ("kind", pl.String), ("words", pl.String), ("start", CLOCK), ("end", CLOCK)]
)
LANES = {kinds.BOT: "Bot", kinds.DIALLING: "Dialling", kinds.ENDED: "End"}
NAMES = {
    kinds.WAIT: "Waiting",
    kinds.RING: "Ringing",
    kinds.TALK: "Talk",
    kinds.HOLD: "Hold, within the talk",
    kinds.ACW: "After-call work",
    CONSULTED: "Consulted",
    JOINED: "Joined",
    kinds.CALLBACK: "Callback",
}
"""What the kinds that their lane does not tell are called in the legend."""

OUTCOMES = {
    "answered": "then {other} answered",
    "overflowed": "then it went on to another queue",
    "voicemail": "then it went to voicemail",
    "callback": "then a callback was asked for",
    "open": "and it is not over",
    "abandoned": "then the customer left",
    "system_ended": "then the system ended it",
    "unknown": "then it ended; who ended it is not recorded",
}
VIA_PHRASES = {
    VIA_QUEUE: "",
    VIA_REASSIGNMENT: ", given it by a supervisor",
    VIA_TRANSFER: ", transferred to directly",
}
UNANSWERED = {NOT_RESPONDED: "no reason recorded", REASSIGNED: "a supervisor took it away"}


def build_story(parts: Sequence[Part], zone: Zone) -> pl.DataFrame:
    """A row a part: lane, kind, words, start and end (naive, on the zone's clock; null where unknown)."""
    rows = [
        (
            LANES.get(part.kind) or part.lane or MISSING,
            part.kind,
            SENTENCES[part.kind](part),
            part.start and zone.local(part.start).replace(tzinfo=None),
            part.end and zone.local(part.end).replace(tzinfo=None),
        )
        for part in parts
    ]
    return pl.DataFrame(rows, schema=STORY_SCHEMA, orient="row")


def _agent_name(part: Part) -> str:
    return part.lane or "somebody not named"


def _format_length(part: Part, template: str = "for {}", unknown: str = "for a time not recorded") -> str:
    return unknown if part.seconds is None else template.format(format_duration(part.seconds))


def _describe_wait(part: Part) -> str:
    queue = part.lane or "a queue not named"
    outcome = OUTCOMES[part.why or "unknown"].format(other=part.other or "an agent not named")
    at_most = "" if part.why == "answered" else "at most "
    return f"Entered {queue}, waited {_format_length(part, at_most + '{}', 'a time not recorded')}; {outcome}"


def _describe_ring(part: Part) -> str:
    if part.why is None:
        return f"Rang at {_agent_name(part)} {_format_length(part)}, who accepted"
    if part.why == IN_PROGRESS:
        return f"Began to ring at {_agent_name(part)}, who had not accepted when it was fetched"
    why = UNANSWERED.get(part.why, part.why)
    return f"Rang at {_agent_name(part)} {_format_length(part, 'for at most {}')}, who did not answer: {why}"


def _describe_talk(part: Part) -> str:
    queue = f" from {part.other}" if part.other else ""
    return (
        f"{_agent_name(part)} took it{queue}{VIA_PHRASES.get(part.why or '', '')}, and talked "
        f"{_format_length(part)}"
    )


def _describe_hold(part: Part) -> str:
    return f"{_agent_name(part)} held {_format_length(part)} in all, somewhere within; when is not recorded"


def _describe_guest(verb: str) -> Callable[[Part], str]:
    return lambda part: f"{part.other or 'An agent'} {verb} {_agent_name(part)} {_format_length(part)}"


SENTENCES: dict[str, Callable[[Part], str]] = {
    kinds.BOT: lambda part: f"Began with the bot, {_format_length(part)}",
    kinds.DIALLING: lambda part: f"Began, {_format_length(part)} before a queue or an agent",
    kinds.WAIT: _describe_wait,
    kinds.RING: _describe_ring,
    kinds.TALK: _describe_talk,
    kinds.HOLD: _describe_hold,
    kinds.ACW: lambda part: f"{_agent_name(part)} wrapped up {_format_length(part)}",
    CONSULTED: _describe_guest("consulted"),
    JOINED: _describe_guest("was joined by"),
    kinds.RESPONDED: lambda part: (
        f"{_agent_name(part)} first responded{_format_length(part, ', {} after accepting', '')}"
    ),
    kinds.CALLBACK: lambda part: f"The customer {part.why} a callback",
    kinds.ENDED: lambda part: f"Ended{': ' + part.why if part.why else ''}",
}
"""A sentence for each kind of part."""
