"""The one list of columns: each frame's grain, and each column's type, unit and meaning.

All instants are UTC, to the microsecond; all durations are seconds. `session_start` stands in every
frame, since it is the key by which the store keeps and replaces windows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl

Unit = Literal["count", "share", "seconds", "score"]
"""What a figure is measured in; a share is 0 to 1, a score is on its survey's scale."""

VERSION = 4
"""Raised whenever a column or its meaning changes; the store is then rebuilt from its raw records."""

INSTANT = pl.Datetime("us", "UTC")
TEXT = pl.String
TEXTS = pl.List(pl.String)
SECONDS = pl.Float64
COUNT = pl.Int64

OUTCOMES = (
    "answered",
    "overflowed",
    "voicemail",
    "callback",
    "open",
    "abandoned",
    "system_ended",
    "unknown",
)
"""What becomes of a visit to a queue: each visit has exactly one. In the order in which they are tried."""

BOT_ONLY = "bot_only"
WITH_QUEUE = "conversation"

VIA_QUEUE = "queue"
VIA_REASSIGNMENT = "reassignment"
VIA_TRANSFER = "transfer"

ACCEPTED = "accepted"
NOT_RESPONDED = "not_responded"
REASSIGNED = "reassigned"
IN_PROGRESS = "in_progress"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its Polars type, what it means and when it is null, and whether it is personal data."""

    name: str
    dtype: pl.DataType | type[pl.DataType]
    meaning: str
    personal: bool = False


def _columns(*columns: Column) -> dict[str, Column]:
    return {column.name: column for column in columns}


SESSION_ID = Column("session_id", TEXT, "The session's id, always there; what records are told apart by")
SESSION_START = Column(
    "session_start", INSTANT, "When the session began; from the session id where the record does not say"
)
IDENTITY = (
    SESSION_ID,
    SESSION_START,
    Column("conversation_id", TEXT, "The conversation's id; null where only a bot was spoken to"),
    Column("channel", TEXT, "The channel by its one name (`channels.channel_name`); an open catalogue"),
    Column("direction", TEXT, "Inbound or Outbound; null where the record does not say, taken for inbound"),
)
QUEUE = (
    Column("queue_id", TEXT, "The queue's id; null for a transfer direct to an agent"),
    Column("queue_name", TEXT, "The queue's name in this record; null where absent"),
)
AGENT = (
    Column("agent_id", TEXT, "The agent's id; null where nobody answered or the record does not say"),
    Column("agent_name", TEXT, "The agent's name in this record, trimmed"),
)

CONTRADICTORY = Column(
    "contradictory",
    TEXT,
    "Columns that are null because the record contradicts itself in them, by name; null where none are",
)

CONVERSATIONS = _columns(
    *IDENTITY,
    Column("kind", TEXT, f"{WITH_QUEUE}, or {BOT_ONLY}: never handed to a queue or an agent"),
    Column("session_end", INSTANT, "When the session ended; null while it is open, or where not known"),
    Column("is_open", pl.Boolean, "Not over when it was fetched"),
    Column("is_voicemail", pl.Boolean, "Went to voicemail"),
    Column("final_status", TEXT, "The service's finalStatus"),
    Column("smart_status", TEXT, "The service's smartStatus"),
    Column("reason", TEXT, "The service's reason, in either spelling"),
    Column("disconnecting_event", TEXT, "Who ended it, as the service says; often null"),
    Column("visits", COUNT, "Visits to queues"),
    Column("handlings", COUNT, "Handlings by agents"),
    Column("agents", COUNT, "Different agents who handled it"),
    Column("dispositions", TEXTS, "Disposition codes"),
    Column("disposition_remarks", TEXTS, "Final remarks; free text", personal=True),
    Column("survey_type", TEXT, "csat, nps or likeDislike; null without a survey"),
    Column("csat_score", pl.Float64, "1 to 5; null where not asked or not answered"),
    Column("nps_score", pl.Float64, "0 to 10; zero is a score"),
    Column("like_dislike_score", pl.Float64, "0 or 1; zero is a score"),
    Column("csat_feedback", TEXT, "The customer's comment; free text", personal=True),
    Column("campaign_name", TEXT, "The dialling campaign"),
    Column("campaign_attempt", pl.Float64, "Which attempt of the campaign"),
    Column("contact_status", TEXT, "What the campaign made of the contact"),
    Column("customer_name", TEXT, "First and last name", personal=True),
    Column("customer_phone", TEXT, "The customer's number, as the record gives it", personal=True),
    Column("customer_email", TEXT, "The customer's e-mail", personal=True),
    Column("user_id", TEXT, "The service's id of the customer; never an agent's of this conversation"),
    Column("channel_user_id", TEXT, "The channel's id of the customer", personal=True),
    Column("bot_id", TEXT, "The bot's id (iId)"),
    Column("unreadable", TEXTS, "Fields that hold something that could not be read, and count as absent"),
    Column(
        "abandoned_before_queue",
        pl.Boolean,
        "Inbound, ended by the customer before it reached any queue or agent; in no visit",
    ),
    Column("customer_country_code", TEXT, "The country code of the customer's number, without a plus"),
    Column("dialed_number", TEXT, "The number that was dialled, as the record gives it", personal=True),
    Column("last_intent", TEXT, "What the customer last wanted of the bot, by the bot's name for it"),
    Column("initiation", TEXT, "What began an outbound conversation, such as Campaign"),
    Column("skills", TEXTS, "Skills asked for, by name; by id where a skill has no name"),
    Column("skill_ids", TEXTS, "Ids of the skills with which the bot handed the conversation over"),
    Column("automation_bots", TEXTS, "Ids of the bots that spoke with the customer"),
    Column("session_tags", TEXTS, "What the automation noted of the session, as name=value", personal=True),
    Column("user_tags", TEXTS, "What the automation noted of the customer, as name=value", personal=True),
    Column("category", TEXT, "The automation's own category; free text", personal=True),
    Column("customer_os", TEXT, "The customer's operating system"),
    Column("customer_ip", TEXT, "The customer's network address", personal=True),
    Column("snooze", TEXT, "What the record says of the conversation's snooze, as JSON", personal=True),
    Column(
        "translated",
        pl.Boolean,
        "The record, or any of its agents' parts, says that an agent chose to translate",
    ),
    CONTRADICTORY,
)

VISITS = _columns(
    *IDENTITY,
    Column("position", COUNT, "Which destination of the conversation this is, from 0"),
    *QUEUE,
    Column("time", INSTANT, "The instant it is counted at: enter_time, else session_start"),
    Column("enter_time", INSTANT, "When it entered the queue; null on most outbound visits"),
    Column("outcome", TEXT, f"Exactly one of {', '.join(OUTCOMES)}"),
    Column(
        "wait_s",
        SECONDS,
        "Answered: accepted - enter. Else next destination or session end - enter, an upper bound. "
        "Null without enter_time or an end, or where it would be negative",
    ),
    Column("wait_negative", pl.Boolean, "The wait would be negative, and was left out"),
    *AGENT,
    Column("accepted_time", INSTANT, "When the answering agent accepted; null where nobody did"),
    Column("callback_opted", pl.Boolean, "A callback was asked for"),
    Column("callback_opted_time", INSTANT, "When the callback was asked for"),
    Column("callback_accepted_time", INSTANT, "When the customer took the callback"),
    Column("non_responses", COUNT, "Tries at agents who did not accept"),
    Column("next_queue_id", TEXT, "The queue that the conversation went to next; null where to none"),
    Column("callback_initiated_time", INSTANT, "When the callback was begun"),
    CONTRADICTORY,
)

HANDLINGS = _columns(
    *IDENTITY,
    Column("position", COUNT, "Which destination of the conversation this is, from 0"),
    *QUEUE,
    Column(
        "via",
        TEXT,
        f"{VIA_QUEUE}, {VIA_REASSIGNMENT} (by a supervisor) or {VIA_TRANSFER} (direct to the agent)",
    ),
    *AGENT,
    Column("agent_email", TEXT, "The agent's e-mail"),
    Column("time", INSTANT, "The instant it is counted at: accepted_time, else the nearest that is known"),
    Column("assigned_time", INSTANT, "When it was offered to the agent"),
    Column("accepted_time", INSTANT, "When the agent accepted"),
    Column("first_response_time", INSTANT, "When the agent first responded"),
    Column("interaction_end_time", INSTANT, "When the interaction ended; null while it runs"),
    Column("acw_end_time", INSTANT, "When after-call work ended"),
    Column("first_response_s", SECONDS, "From acceptance to the first response"),
    Column(
        "interaction_s",
        SECONDS,
        "Talk and hold; null where it cannot be known, and then left out of every sum",
    ),
    Column("hold_s", SECONDS, "Hold; null where the record has none"),
    Column("acw_s", SECONDS, "After-call work; null where the record has none"),
    Column("talk_s", SECONDS, "interaction_s - hold_s"),
    Column("handle_s", SECONDS, "interaction_s + acw_s = talk + hold + after-call work"),
    Column("consults", COUNT, "Agents or outsiders consulted"),
    Column("joins", COUNT, "Users who joined"),
    Column("is_last", pl.Boolean, "The conversation's last handling"),
    Column("went_on", pl.Boolean, "The conversation went on to another queue or agent after it"),
    Column("abandoned_with_agent", pl.Boolean, "The customer left while this, the last agent, had him"),
    Column("agent_notes", TEXTS, "The agent's notes; free text", personal=True),
    Column("external_transfer_time", INSTANT, "When the agent passed it to somebody outside; null if never"),
    Column("external_transfer_to", TEXT, "To whom outside, often a phone number", personal=True),
    Column("merged_consults", COUNT, "Consulted agents or outsiders who were brought into the conversation"),
    Column("translated", pl.Boolean, "The agent chose to have messages translated"),
    CONTRADICTORY,
    Column("is_agents_last", pl.Boolean, "The last handling of this conversation by this agent"),
    Column("csat_score", pl.Float64, "The conversation's CSAT score, 1 to 5"),
    Column("nps_score", pl.Float64, "The conversation's NPS score, 0 to 10"),
    Column("like_dislike_score", pl.Float64, "The conversation's like (1) or dislike (0)"),
)

ASSIGNMENTS = _columns(
    *IDENTITY,
    Column("position", COUNT, "Which destination of the conversation this is, from 0"),
    *QUEUE,
    *AGENT,
    Column("time", INSTANT, "The instant it is counted at: assigned_time, else accepted_time"),
    Column("assigned_time", INSTANT, "When it was offered to the agent"),
    Column(
        "result",
        TEXT,
        f"{ACCEPTED}, {NOT_RESPONDED}, {REASSIGNED} (taken away by a supervisor), or {IN_PROGRESS}: "
        "offered, and neither accepted nor over when it was fetched",
    ),
    Column("non_response_event", TEXT, "The service's word for why it was not accepted; null where none"),
)

SIDE_CARS = _columns(
    SESSION_ID,
    SESSION_START,
    Column("conversation_id", TEXT, "The conversation whose assistant this session is"),
    Column("channel", TEXT, "The channel by its one name"),
)

REJECTS = _columns(
    Column("session_id", TEXT, "The session's id, where it could be read"),
    Column(
        "session_start", INSTANT, "When the session began; the start of the window asked for where unknown"
    ),
    Column("reason", TEXT, "Why the record could not be read"),
    Column("record", TEXT, "The record as it came", personal=True),
)

RECORDS = _columns(
    SESSION_ID,
    SESSION_START,
    Column("record", TEXT, "The record as it came, JSON", personal=True),
)

SCHEMAS: dict[str, dict[str, Column]] = {
    "conversations": CONVERSATIONS,
    "visits": VISITS,
    "handlings": HANDLINGS,
    "assignments": ASSIGNMENTS,
    "side_cars": SIDE_CARS,
    "rejects": REJECTS,
    "records": RECORDS,
}


def polars_schema(table: str) -> pl.Schema:
    """The Polars schema of a frame, columns in their order."""
    return pl.Schema({column.name: column.dtype for column in SCHEMAS[table].values()})


def empty_frame(table: str) -> pl.DataFrame:
    """A frame of no rows with every column."""
    return pl.DataFrame(schema=polars_schema(table))
