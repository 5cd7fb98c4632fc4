"""Masking of personal data: nothing of a customer is shown but the last two digits of the phone number.

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
MASKING_NOTE = f"Customers' data is shown as {MASK}; of a phone number, the last two digits stay."
PHONE_COLUMNS = {"customer_phone", "dialed_number"}
RECORD_COLUMN = "record"
SHORTEST_PHONE_DIGITS = 7
"""Digits that a number has of which two may be shown."""

TIME_FIELDS = {
    "acceptedTime", "afterCallWorkEndTime", "assignedAt", "CallbackInitiatedTime", "CallbackOptedTime",
    "consultingEndTime", "end", "EnterTime", "ExternalTransferTime", "firstResponseTime",
    "interactionEndTime", "joinedAt", "sessionEndTime", "sessionStartTime", "userCallbackAcceptTime",
}  # fmt: skip
OPEN_FIELDS = {
    "afterCallWorkDuration", "agentId", "attempt", "automationBotIDs", "botId", "CallbackOpted",
    "campaignName", "channel", "contactStatus", "conversationId", "countryCode", "csatScore",
    "destinationType", "direction", "Direction", "disconnectingEvent", "dispositions", "finalStatus",
    "firstResponseDuration", "holdDuration", "Initiation", "interactionDuration", "isVoicemail",
    "lastIntentName", "likeDislikeScore", "nonResponseEvent", "npsScore", "orgId", "os", "queueId",
    "queueName", "reason", "Reason", "sessionId", "skillsIds", "smartStatus", "status", "surveyType",
    "userId",
}  # fmt: skip
AGENT_FIELDS = {"name", "email"}
"""Fields that stand open beside an agent's id, and name a customer or an outsider elsewhere."""

TIME_PATTERN = re.compile(r"\d{4}([-/]\d\d?){2}([T ]\d\d?(:\d\d){1,2}(\.\d+)?)? ?(Z|[+-]\d\d:?\d\d)?")
CONTACT_PATTERN = re.compile(r"@|(?<![0-9A-Za-z-])\+?\d(?:[\s().-]*\d){6,}(?![0-9A-Za-z-])")
"""An e-mail address or a phone number within a text; not the digits of an id."""


def mask_personal_data(frame: pl.LazyFrame, table: str) -> pl.LazyFrame:
    """A table of the schema with its personal columns masked, as many of them as are there."""
    present = frame.collect_schema().names()
    columns = [column for column in SCHEMAS[table].values() if column.personal and column.name in present]
    return frame.with_columns(_mask_column(column).alias(column.name) for column in columns)


def _mask_column(column: Column) -> pl.Expr:
    text = pl.col(column.name)
    if column.name == RECORD_COLUMN:
        return text.map_elements(mask_record, return_dtype=pl.String)
    if column.name in PHONE_COLUMNS:
        return _mask_phone(text)
    return text.list.eval(_mask_text(pl.element())) if column.dtype == TEXTS else _mask_text(text)


def _mask_text(text: pl.Expr) -> pl.Expr:
    return pl.when(text.is_not_null()).then(pl.lit(MASK))


def _mask_phone(number: pl.Expr) -> pl.Expr:
    digits = number.str.replace_all(r"\D", "")
    is_long = digits.str.len_chars() >= SHORTEST_PHONE_DIGITS
    return pl.when(is_long).then(pl.lit(MASK) + digits.str.tail(2)).otherwise(_mask_text(number))


def mask_record(record: str) -> str:
    """A record's structure with every value masked that is not known to be no customer's.

    A text that is no JSON, or is nested past reading, is masked whole.
    """
    try:
        masked_json = json.dumps(
            _mask_value("", json.loads(record), of_agent=False), ensure_ascii=False, indent=2
        )
        return masked_json.encode(errors="replace").decode()
    except (ValueError, RecursionError):
        return MASK


def _mask_value(key: str, value: Any, *, of_agent: bool) -> Any:
    if isinstance(value, dict):
        is_agent = bool(value.get("agentId"))
        return {_mask_key(name): _mask_value(name, inner, of_agent=is_agent) for name, inner in value.items()}
    if isinstance(value, list):
        return [_mask_value(key, inner, of_agent=of_agent) for inner in value]
    if value is None or isinstance(value, bool) or value == "":
        return value
    is_open = key in OPEN_FIELDS and not CONTACT_PATTERN.search(str(value))
    is_instant = key in TIME_FIELDS and TIME_PATTERN.fullmatch(str(value))
    return value if is_open or is_instant or (key in AGENT_FIELDS and of_agent) else MASK


def _mask_key(name: str) -> str:
    return MASK if CONTACT_PATTERN.search(name) else name
