"""Personal data masked: nothing of a customer is legible but the last two digits of his number.

Columns are masked that the schema marks as personal; null stays null, so that what is missing is still seen.
In a record as it came, only fields that are known to hold no personal data keep their values: what is new
is masked until somebody has looked at it. Agents' names are no customers' data, and stay.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import polars as pl

from lib.frames.schema import SCHEMAS, TEXTS

if TYPE_CHECKING:
    from lib.frames.schema import Column

MASK = "•••"
RULE = f"Customers' data is shown as {MASK}; of a phone number, the last two digits stay."
PHONES = {"customer_phone", "dialed_number"}
RECORD = "record"
LONG_ENOUGH = 7
"""Digits that a number has of which two may be shown."""

INSTANTS = {
    "acceptedTime", "afterCallWorkEndTime", "assignedAt", "CallbackInitiatedTime", "CallbackOptedTime",
    "consultingEndTime", "end", "EnterTime", "ExternalTransferTime", "firstResponseTime",
    "interactionEndTime", "joinedAt", "sessionEndTime", "sessionStartTime", "userCallbackAcceptTime",
}  # fmt: skip
WORDS = {
    "afterCallWorkDuration", "agentId", "attempt", "automationBotIDs", "botId", "CallbackOpted",
    "campaignName", "channel", "contactStatus", "conversationId", "countryCode", "csatScore",
    "destinationType", "direction", "Direction", "disconnectingEvent", "dispositions", "finalStatus",
    "firstResponseDuration", "holdDuration", "Initiation", "interactionDuration", "isVoicemail",
    "lastIntentName", "likeDislikeScore", "nonResponseEvent", "npsScore", "orgId", "os", "queueId",
    "queueName", "reason", "Reason", "sessionId", "skillsIds", "smartStatus", "status", "surveyType",
    "userId",
}  # fmt: skip
OF_AN_AGENT = {"name", "email"}
"""Fields that stand open beside an agent's id, and name a customer or an outsider elsewhere."""

INSTANT = re.compile(r"\d{4}([-/]\d\d?){2}([T ]\d\d?(:\d\d){1,2}(\.\d+)?)? ?(Z|[+-]\d\d:?\d\d)?")
TELLING = re.compile(r"@|(?<![0-9A-Za-z-])\+?\d(?:[\s().-]*\d){6,}(?![0-9A-Za-z-])")
"""An e-mail address or a phone number within a text; not the digits of an id."""


def masked(frame: pl.LazyFrame, table: str) -> pl.LazyFrame:
    """A table of the schema with its personal columns masked, as many of them as are there."""
    there = frame.collect_schema().names()
    columns = [column for column in SCHEMAS[table].values() if column.personal and column.name in there]
    return frame.with_columns(_masked(column).alias(column.name) for column in columns)


def _masked(column: Column) -> pl.Expr:
    text = pl.col(column.name)
    if column.name == RECORD:
        return text.map_elements(masked_record, return_dtype=pl.String)
    if column.name in PHONES:
        return _phone(text)
    return text.list.eval(_hidden(pl.element())) if column.dtype == TEXTS else _hidden(text)


def _hidden(text: pl.Expr) -> pl.Expr:
    return pl.when(text.is_not_null()).then(pl.lit(MASK))


def _phone(number: pl.Expr) -> pl.Expr:
    digits = number.str.replace_all(r"\D", "")
    is_long = digits.str.len_chars() >= LONG_ENOUGH
    return pl.when(is_long).then(pl.lit(MASK) + digits.str.tail(2)).otherwise(_hidden(number))


def masked_record(record: str) -> str:
    """A record's structure with every value masked that is not known to be no customer's.

    A text that is no JSON, or is nested past reading, is masked whole.
    """
    try:
        shown = json.dumps(_value("", json.loads(record), of_agent=False), ensure_ascii=False, indent=2)
        return shown.encode(errors="replace").decode()
    except (ValueError, RecursionError):
        return MASK


def _value(key: str, value: Any, *, of_agent: bool) -> Any:
    if isinstance(value, dict):
        is_agent = bool(value.get("agentId"))
        return {_key(name): _value(name, inner, of_agent=is_agent) for name, inner in value.items()}
    if isinstance(value, list):
        return [_value(key, inner, of_agent=of_agent) for inner in value]
    if value is None or isinstance(value, bool) or value == "":
        return value
    is_open = key in WORDS and not TELLING.search(str(value))
    is_instant = key in INSTANTS and INSTANT.fullmatch(str(value))
    return value if is_open or is_instant or (key in OF_AN_AGENT and of_agent) else MASK


def _key(name: str) -> str:
    return MASK if TELLING.search(name) else name
