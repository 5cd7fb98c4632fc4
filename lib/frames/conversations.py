"""One row a record: what it is, how it ended, who the customer was. Every other frame leans on it."""

from __future__ import annotations

import polars as pl

from lib.frames import parse
from lib.frames.outcome import conversation_ending
from lib.frames.schema import BOT_ONLY, WITH_QUEUE

SIDE_CAR = "/agentassist/"
ASSISTED_ID = r"/agentassist/(c-[0-9A-Za-z-]+)$"
OUTBOUND = "Outbound"

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
}


def spine(decoded: pl.DataFrame, offset_min: int, unreadable: parse.Unreadable) -> pl.DataFrame:
    """A row a record, side-cars among them, with `session_start` null where nothing tells it.

    Beyond the columns of `schema.CONVERSATIONS`: `record`, the row's place; how it ended
    (`outcome.conversation_ending`); and `assisted_id`, the conversation that a side-car belongs to,
    null for everything that is none.
    """
    raw = decoded.with_row_index("record").select(
        "record",
        "identity",
        "conversationId",
        "sessionStartTime",
        "sessionEndTime",
        "channel",
        _either("Direction", "direction").alias("direction"),
        "isVoicemail",
        "finalStatus",
        "smartStatus",
        _either("reason", "Reason").alias("reason"),
        "disconnectingEvent",
        "dispositions",
        "dispositionRemarks",
        "surveyType",
        "csatScore",
        "npsScore",
        "likeDislikeScore",
        "csatFeedback",
        pl.col("campaigninfo").struct.unnest(),
        *_customer(),
        "userId",
        "channelSpecificUserId",
        "botId",
        (pl.col("destinations").list.len().fill_null(0) == 0).alias("alone"),
    )
    frame = parse.read(raw, "conversations", FIELDS, offset_min, unreadable)
    return (
        frame.with_columns(_start(frame), *conversation_ending(), _kind())
        .drop("alone")
        .pipe(_with_assisted_id)
    )


def _either(spelling: str, other: str) -> pl.Expr:
    """A field that the service spells in two ways."""
    return pl.when(pl.col(spelling) != "").then(pl.col(spelling)).otherwise(pl.col(other))


def _customer() -> list[pl.Expr]:
    """Name, number and e-mail; of the two ends of a call, the number that is not the centre's."""
    meta = pl.col("metaInfo").struct
    far_end = (
        pl.when(_either("Direction", "direction") == OUTBOUND)
        .then(meta.field("callee"))
        .otherwise(meta.field("caller"))
    )
    numbers = [meta.field(name) for name in ("phoneNumber", "endUserNumber")]
    name = pl.concat_str(meta.field("firstName"), meta.field("lastName"), separator=" ", ignore_nulls=True)
    return [
        name.str.strip_chars().alias("customerName"),
        pl.coalesce(*(pl.when(number != "").then(number) for number in numbers), far_end).alias(
            "customerPhone"
        ),
        meta.field("email"),
    ]


def _start(frame: pl.DataFrame) -> pl.Series:
    """The session's start, from its id where the record does not say."""
    start = frame["session_start"]
    return start.fill_null(parse.session_instants(frame["session_id"])) if start.has_nulls() else start


def _kind() -> pl.Expr:
    alone = pl.col("alone") & pl.col("conversation_id").is_null()
    return pl.when(alone).then(pl.lit(BOT_ONLY)).otherwise(pl.lit(WITH_QUEUE)).alias("kind")


def _with_assisted_id(frame: pl.DataFrame) -> pl.DataFrame:
    """Look for side-cars only among the few that can be one."""
    candidate = (pl.col("kind") == BOT_ONLY) & pl.col("channel_user_id").str.contains(SIDE_CAR, literal=True)
    places = frame.select(pl.arg_where(candidate)).to_series()
    assisted = pl.Series("assisted_id", [None], dtype=pl.String).new_from_index(0, frame.height)
    found = frame["channel_user_id"].gather(places).str.extract(ASSISTED_ID)
    return frame.with_columns(assisted.scatter(places, found))
