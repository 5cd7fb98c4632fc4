"""What one answer of the service holds: its records as they came, a key for each, the hinted total."""

from __future__ import annotations

import json
from dataclasses import dataclass

import msgspec

from lib.smartassist.json_split import split_records

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
LONGEST_NUMBER = 9
"""Digits of a total that is believed."""

DATA_KEY_SPELLINGS = (b'"data"', b"\\u006", b"\\u007")
"""However the key `data` is written, one of these is in it: more than one of them may be a second list."""

Key = str | bytes
"""A record's `sessionId`; where none can be read, the record's own JSON text."""


class Envelope(msgspec.Struct):
    """The documented outside of an answer; the records within stay unread."""

    data: list[msgspec.Raw]
    num_results: msgspec.Raw = msgspec.field(default=msgspec.Raw(b"null"), name="numResults")


class Identity(msgspec.Struct):
    """The one field of a record that paging needs."""

    session_id: str = msgspec.field(name="sessionId")


_ENVELOPE = msgspec.json.Decoder(Envelope)
_IDENTITY = msgspec.json.Decoder(Identity)
_TOTAL = msgspec.json.Decoder()


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `refused` says that the service would not go to this offset (a page bound)."""

    records: tuple[msgspec.Raw, ...] = ()
    keys: tuple[Key, ...] = ()
    total: int | None = None
    """What `numResults` says, a hint at best; null when it is no whole number."""
    requests: int = 0
    """Requests spent, retries included."""
    refused: bool = False


def read_answer(content: bytes, requests: int) -> Answer:
    """Take an answer's records apart without reading them.

    A record that is no JSON is one of them all the same, as long as it can be told where it ends.

    Raises:
        ValueError: the content is cut short, or is not an object with one list `data`, or is neither JSON nor
            holds a record: only a sound answer may say that there is no more.
    """
    records, total = _split_answer(content.removeprefix(BYTE_ORDER_MARK))
    return Answer(tuple(records), tuple(map(record_key, records)), _parse_total(total), requests)


def _split_answer(content: bytes) -> tuple[list[msgspec.Raw], msgspec.Raw]:
    """The records and the total, by the compiled decoder where it can do it."""
    envelope = _decode_envelope(content)
    if envelope is not None and sum(map(content.count, DATA_KEY_SPELLINGS)) == 1:
        return envelope.data, envelope.num_results
    records, total = split_records(content)
    if not records and envelope is None and not _is_json(content):
        raise ValueError("not JSON, so that it cannot be taken for an empty page, which ends the paging")
    return [msgspec.Raw(record) for record in records], msgspec.Raw(total or b"null")


def _decode_envelope(content: bytes) -> Envelope | None:
    """The answer, or null where it is no JSON."""
    try:
        return _ENVELOPE.decode(content)
    except (ValueError, RecursionError):
        return None


def _is_json(content: bytes) -> bool:
    """Whether Python's own, patient reader takes it: NaN for a number, lone surrogates."""
    try:
        json.loads(content, strict=False)
    except (ValueError, RecursionError):
        return False
    return True


def record_key(record: msgspec.Raw) -> Key:
    """What tells this record from others. Two without an id are the same only if their text is."""
    text = bytes(record)
    try:
        return _IDENTITY.decode(text).session_id or text
    except (ValueError, RecursionError):
        return text


def _parse_total(text: msgspec.Raw) -> int | None:
    try:
        value = _TOTAL.decode(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(value, str) and value.isdecimal() and len(value) <= LONGEST_NUMBER:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
