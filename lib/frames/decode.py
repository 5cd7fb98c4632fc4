"""JSON texts to typed records, one by one where one of them cannot be read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from lib.service.records import Record

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from lib.service.records import Leaf

RECORD_DECODER = msgspec.json.Decoder(Record)
UNREADABLE = (msgspec.MsgspecError, RecursionError, UnicodeError, ValueError)

_SESSION_ID = re.compile(rb'"sessionId"\s*:\s*"([^"\\]{1,64})"')
NO_IDENTITY = "no sessionId or conversationId to tell it apart by"


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that could not be read: why, its text as it came, and its id where one shows."""

    reason: str
    record: str
    session_id: str | None


@dataclass(frozen=True, slots=True)
class Decoded:
    """Records that could be read, each with its text at the same place, and the rest."""

    records: list[Record]
    texts: list[str]
    rejects: list[Reject]

    def without(self, indices: Container[int], reason: str) -> Decoded:
        """The same with some records turned into rejects."""
        kept = [index for index in range(len(self.records)) if index not in indices]
        dropped = [index for index in range(len(self.records)) if index in indices]
        return Decoded(
            [self.records[index] for index in kept],
            [self.texts[index] for index in kept],
            [*self.rejects, *(_reject(self.texts[index].encode(), reason) for index in dropped)],
        )


def decode(raws: Sequence[msgspec.Raw | bytes]) -> Decoded:
    """Decode records; of several with one id the last stays, since it was fetched last.

    A record is rejected when it is not JSON, not an object, holds a list or an object where one
    value belongs (or the other way round), or has no id at all.
    """
    rejects: list[Reject] = []
    try:
        records = [RECORD_DECODER.decode(raw) for raw in raws]
    except UNREADABLE:
        records, raws = _readable(raws, rejects)
    last = {_identity(record): index for index, record in enumerate(records)}
    if len(last) < len(records) or not all(last):
        rejects += [
            _reject(raws[index], NO_IDENTITY) for index, record in enumerate(records) if not _identity(record)
        ]
        kept = [index for identity, index in last.items() if identity]
        records, raws = [records[index] for index in kept], [raws[index] for index in kept]
    return Decoded(records, [text_of(raw) for raw in raws], rejects)


def text_of(raw: msgspec.Raw | bytes) -> str:
    """A record's text; bytes that are not UTF-8 become the replacement character."""
    return str(raw, "utf-8", "replace")


def _identity(record: Record) -> Leaf:
    return record.sessionId or record.conversationId


def _readable(
    raws: Sequence[msgspec.Raw | bytes], rejects: list[Reject]
) -> tuple[list[Record], list[msgspec.Raw | bytes]]:
    records: list[Record] = []
    kept: list[msgspec.Raw | bytes] = []
    for raw in raws:
        try:
            records.append(RECORD_DECODER.decode(raw))
        except UNREADABLE as error:
            rejects.append(_reject(raw, _reason(error)))
        else:
            kept.append(raw)
    return records, kept


def _reason(error: Exception) -> str:
    """The decoder's own words: they name types and places, never a value."""
    if isinstance(error, RecursionError):
        return "nested too deeply"
    return "not UTF-8" if isinstance(error, UnicodeError) else str(error)


def _reject(raw: msgspec.Raw | bytes, reason: str) -> Reject:
    found = _SESSION_ID.search(bytes(raw))
    return Reject(reason, text_of(raw), found[1].decode("utf-8", "replace") if found else None)
