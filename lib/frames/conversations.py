"""One row a record: what it is, how it ended, who the customer was. Every other frame leans on it."""

from __future__ import annotations

import json

import polars as pl

from lib.frames import customer, parse
from lib.frames.channels import with_channel_names
from lib.frames.contradictions import conversation_contradictions, without_contradictions
from lib.frames.decode import lost_fields
from lib.frames.outcome import conversation_ending
from lib.frames.schema import BOT_ONLY, TEXTS, WITH_QUEUE

SNOOZE = r'"snooze[iI]nfo"\s*:\s*(\{\s*"|\[\s*[^\s\]]|"[^"]|\d|true)'
"""A snooze that says something: most records have an empty one."""

LOST_DESTINATIONS = "(?m)^destinations$"
SIDE_CAR = "/agentassist/"
ASSISTED_ID = r"/agentassist/(c-[0-9A-Za-z-]+)$"
TAG = pl.concat_str(
    pl.element().struct.field("name"), pl.element().struct.field("value"), separator="=", ignore_nulls=True
)

FIELDS = {
    "session_id": "identity",
    "conversation_id": "conversationId",
    "session_start": "sessionStartTime",
    "session_end": "sessionEndTime",
    "channel": "channel",
    "direction": "direction",
    "is_voicemail": "isVoicemail",
    "final_status": "finalStatus",
    "smart_status": "smartStatus",
    "reason": "reason",
    "disconnecting_event": "disconnectingEvent",
    "dispositions": "dispositions",
    "disposition_remarks": "dispositionRemarks",
    "survey_type": "surveyType",
    "csat_score": "csatScore",
    "nps_score": "npsScore",
    "like_dislike_score": "likeDislikeScore",
    "csat_feedback": "csatFeedback",
    "campaign_name": "campaignName",
    "campaign_attempt": "attempt",
    "contact_status": "contactStatus",
    "customer_name": "customerName",
    "customer_phone": "customerPhone",
    "customer_email": "email",
    "user_id": "userId",
    "channel_user_id": "channelSpecificUserId",
    "bot_id": "botId",
    "customer_country_code": "countryCode",
    "dialed_number": "dialedNumber",
    "last_intent": "lastIntentName",
    "initiation": "Initiation",
    "skills": "skills",
    "skill_ids": "skillsIds",
    "automation_bots": "automationBotIDs",
    "session_tags": "sessionleveltags",
    "user_tags": "userleveltags",
    "category": "category",
    "customer_os": "os",
    "customer_ip": "ipAddress",
    "translated": "agentChoseTranslate",
}


def read_conversations(decoded: pl.DataFrame, offset_min: int, unreadable: parse.Unreadable) -> pl.DataFrame:
    """A row a record, side-cars among them, with `session_start` null where nothing tells it.

    Beyond the columns of `schema.CONVERSATIONS`: `record`, the row's place; how it ended
    (`outcome.conversation_ending`); `own_user_id`, the record's own, which may be an agent's; and
    `assisted_id`, the conversation that a side-car belongs to, null for everything that is none.
    """
    unreadable.extend(lost_fields(decoded))
    raw = (
        decoded.with_row_index("record")
        .with_columns(customer.direction().alias("direction"))
        .select(
            "record",
            "identity",
            "conversationId",
            "sessionStartTime",
            "sessionEndTime",
            "channel",
            "direction",
            "isVoicemail",
            "finalStatus",
            "smartStatus",
            customer.first_filled(pl.col("reason"), pl.col("Reason")).alias("reason"),
            "disconnectingEvent",
            "dispositions",
            "dispositionRemarks",
            "surveyType",
            "csatScore",
            "npsScore",
            "likeDislikeScore",
            "csatFeedback",
            *customer.campaign_columns(),
            *customer.customer_columns(),
            customer.automation_field("lastIntentName"),
            customer.automation_field("skillsIds"),
            *(texts(decoded) for texts in (_skills, _session_tags, _user_tags)),
            "automationBotIDs",
            "agentChoseTranslate",
            pl.col("userId").alias("own_user_id"),
            "channelSpecificUserId",
            "botId",
            _has_no_destination().alias("alone"),
        )
    )
    frame = parse.read_columns(raw, "conversations", FIELDS, offset_min, unreadable)
    return (
        frame.with_columns(
            _start(frame), with_channel_names(frame["channel"]), *conversation_ending(), _kind()
        )
        .with_columns(_is_abandoned_before_queue(), snooze_texts(decoded["text"]).alias("snooze"))
        .pipe(without_contradictions, conversation_contradictions())
        .drop("alone")
        .pipe(_with_assisted_id)
    )


def _has_no_destination() -> pl.Expr:
    """No queue and no agent in it; not so where there is something that could not be read."""
    return (pl.col("destinations").list.len().fill_null(0) == 0) & ~pl.col("lost").str.contains(
        LOST_DESTINATIONS
    ).fill_null(value=False)


def _skills(decoded: pl.DataFrame) -> pl.Series:
    skill = pl.element().struct.field
    return _as_texts(decoded["skills"], customer.first_filled(skill("name"), skill("id")))


def _session_tags(decoded: pl.DataFrame) -> pl.Series:
    return _as_texts(decoded["sessionleveltags"], TAG)


def _user_tags(decoded: pl.DataFrame) -> pl.Series:
    return _as_texts(decoded["userleveltags"], TAG)


def _as_texts(lists: pl.Series, text: pl.Expr) -> pl.Series:
    """Lists of objects as lists of texts; nothing is made where all are empty, as they mostly are."""
    if not (lists.list.len() > 0).any():
        return pl.Series(lists.name, [None], TEXTS).new_from_index(0, lists.len())
    return lists.to_frame().select(pl.col(lists.name).list.eval(text)).to_series()


def snooze_texts(texts: pl.Series) -> pl.Series:
    """What each record says of its snooze, whatever its shape, as JSON; null where it says nothing."""
    places = texts.str.contains(SNOOZE).arg_true()
    empty = pl.Series("snooze", [None], pl.String).new_from_index(0, texts.len())
    return empty.scatter(places, pl.Series(map(_snooze, texts.gather(places)), dtype=pl.String))


def _snooze(text: str) -> str | None:
    try:
        record = json.loads(text)
        snooze = record.get("snoozeinfo") or record.get("snoozeInfo")
        return json.dumps(snooze, ensure_ascii=True) if snooze else None
    except (ValueError, RecursionError):
        return None


def _start(frame: pl.DataFrame) -> pl.Series:
    """The session's start, from its id where the record does not say."""
    start = frame["session_start"]
    return start.fill_null(parse.session_id_times(frame["session_id"])) if start.has_nulls() else start


def _kind() -> pl.Expr:
    alone = pl.col("alone") & pl.col("conversation_id").is_null()
    return pl.when(alone).then(pl.lit(BOT_ONLY)).otherwise(pl.lit(WITH_QUEUE)).alias("kind")


def _is_abandoned_before_queue() -> pl.Expr:
    """Ended by the customer on the way in, before any queue: a conversation's id and no destination."""
    return (
        pl.col("alone")
        & pl.col("conversation_id").is_not_null()
        & pl.col("direction").ne_missing(customer.OUTBOUND)
        & pl.col("ended_by_user")
        & ~pl.col("is_open")
        & ~pl.col("is_voicemail")
    ).alias("abandoned_before_queue")


def _with_assisted_id(frame: pl.DataFrame) -> pl.DataFrame:
    """Look for side-cars only among the few that can be one."""
    candidate = (pl.col("kind") == BOT_ONLY) & pl.col("channel_user_id").str.contains(SIDE_CAR, literal=True)
    places = frame.select(pl.arg_where(candidate)).to_series()
    assisted = pl.Series("assisted_id", [None], dtype=pl.String).new_from_index(0, frame.height)
    ids = frame["channel_user_id"].gather(places).str.extract(ASSISTED_ID)
    return frame.with_columns(assisted.scatter(places, ids))
