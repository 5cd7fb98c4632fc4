"""One row a record: what it is, how it ended, who the customer was. Every other frame leans on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from lib.frames import parse
from lib.frames.outcome import conversation_ending
from lib.frames.schema import BOT_ONLY, WITH_QUEUE
from lib.service.records import CampaignInfo, MetaInfo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lib.service.records import Record

SIDE_CAR = "/agentassist/"
ASSISTED_ID = r"/agentassist/(c-[0-9A-Za-z-]+)$"
OUTBOUND = "Outbound"
NO_META = MetaInfo()
NO_CAMPAIGN = CampaignInfo()

FIELDS = {
    "session_id": "sessionId",
    "conversation_id": "conversationId",
    "session_start": "sessionStartTime",
    "session_end": "sessionEndTime",
    "channel": "channel",
    "direction": "Direction",
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
    "user_id": "userId",
    "channel_user_id": "channelSpecificUserId",
    "bot_id": "botId",
}
CAMPAIGN_FIELDS = {
    "campaign_name": "campaignName",
    "campaign_attempt": "attempt",
    "contact_status": "contactStatus",
}


def spine(records: Sequence[Record], offset_min: int, unreadable: parse.Unreadable) -> pl.DataFrame:
    """A row a record, side-cars among them, with `session_start` null where nothing tells it.

    Beyond the columns of `schema.CONVERSATIONS`: how it ended (`outcome.conversation_ending`), and
    `assisted_id`, the conversation that a side-car belongs to, null for everything that is none.
    """
    frame = parse.read(records, "conversations", FIELDS, offset_min, unreadable)
    direction = parse.text("other_direction", [record.direction for record in records])
    reason = parse.text("other_reason", [record.Reason for record in records])
    return (
        frame.hstack([*_customer(records), *_campaign(records, offset_min, unreadable)])
        .with_columns(
            pl.coalesce("session_id", "conversation_id"),
            _start(frame),
            pl.coalesce("direction", _filled(direction)),
            pl.coalesce("reason", _filled(reason)),
            pl.when(_without_destinations(records) & pl.col("conversation_id").is_null())
            .then(pl.lit(BOT_ONLY))
            .otherwise(pl.lit(WITH_QUEUE))
            .alias("kind"),
        )
        .with_columns(*conversation_ending())
        .pipe(_with_assisted_id)
    )


def _start(frame: pl.DataFrame) -> pl.Series:
    """The session's start, from its id where the record does not say."""
    start = frame["session_start"]
    return start.fill_null(parse.session_instants(frame["session_id"])) if start.has_nulls() else start


def _without_destinations(records: Sequence[Record]) -> pl.Series:
    return pl.Series([not record.destinations for record in records], dtype=pl.Boolean)


def _with_assisted_id(frame: pl.DataFrame) -> pl.DataFrame:
    """Look for side-cars only among the few that can be one."""
    candidates = frame.select(
        (
            (pl.col("kind") == BOT_ONLY) & pl.col("channel_user_id").str.contains(SIDE_CAR, literal=True)
        ).fill_null(value=False)
    ).to_series()
    places = candidates.arg_true()
    assisted = pl.Series("assisted_id", [None], dtype=pl.String).new_from_index(0, frame.height)
    return frame.with_columns(
        assisted.scatter(places, frame["channel_user_id"].gather(places).str.extract(ASSISTED_ID))
    )


def _customer(records: Sequence[Record]) -> list[pl.Series]:
    metas = [record.metaInfo if isinstance(record.metaInfo, MetaInfo) else NO_META for record in records]
    facts = pl.DataFrame(
        [
            parse.text("first", [meta.firstName for meta in metas]),
            parse.text("last", [meta.lastName for meta in metas]),
            parse.text("phone", [_phone(record, meta) for record, meta in zip(records, metas, strict=True)]),
            parse.text("email", [meta.email for meta in metas]),
        ]
    )
    name = pl.concat_str("first", "last", separator=" ", ignore_nulls=True).str.strip_chars()
    return facts.select(
        _filled(name).alias("customer_name"),
        _filled(pl.col("phone")).alias("customer_phone"),
        _filled(pl.col("email")).alias("customer_email"),
    ).get_columns()


def _phone(record: Record, meta: MetaInfo) -> object:
    """The customer's number: of the two ends of a call, the one that is not the centre's."""
    outbound = (record.Direction or record.direction) == OUTBOUND
    return meta.phoneNumber or meta.endUserNumber or (meta.callee if outbound else meta.caller)


def _campaign(records: Sequence[Record], offset_min: int, unreadable: parse.Unreadable) -> list[pl.Series]:
    infos = [
        record.campaigninfo if isinstance(record.campaigninfo, CampaignInfo) else NO_CAMPAIGN
        for record in records
    ]
    return parse.read(infos, "conversations", CAMPAIGN_FIELDS, offset_min, unreadable).get_columns()


def _filled(words: pl.Expr | pl.Series) -> pl.Expr:
    filled = pl.lit(words) if isinstance(words, pl.Series) else words
    return pl.when(filled != "").then(filled)
