"""What one answer of the service holds: its records as they came, a key for each, the hinted total."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

LONGEST_NUMBER = 9
"""Digits of a total that is believed."""

Key = str | bytes
"""A record's `sessionId`; where none can be read, the record's own JSON text."""


class Envelope(msgspec.Struct):
    """The documented outside of an answer; the records within stay unread."""

    data: list[msgspec.Raw]
    num_results: object = msgspec.field(default=None, name="numResults")


class Identity(msgspec.Struct):
    """The one field of a record that paging needs."""

    session_id: str = msgspec.field(name="sessionId")


_ENVELOPE = msgspec.json.Decoder(Envelope)
_IDENTITY = msgspec.json.Decoder(Identity)


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

    Raises:
        ValueError: the content is no JSON, or has no list `data`; the message may quote the content.
    """
    try:
        envelope = _ENVELOPE.decode(content)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return Answer(
        records=tuple(envelope.data),
        keys=tuple(map(key_of, envelope.data)),
        total=_whole(envelope.num_results),
        requests=requests,
    )


def key_of(record: msgspec.Raw) -> Key:
    """What tells this record from others. Two without an id are the same only if their text is."""
    text = bytes(record)
    try:
        return _IDENTITY.decode(text).session_id or text
    except (ValueError, RecursionError):
        return text


def _whole(value: object) -> int | None:
    if isinstance(value, str) and value.isdecimal() and len(value) <= LONGEST_NUMBER:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
