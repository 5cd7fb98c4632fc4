"""JSON texts to one typed frame of records, by a compiled decoder with the wire's shapes declared.

The shapes of `service.records` become Polars types, every leaf as text; the whole batch is decoded
straight into columns. What that decoder will not take is looked at again, record by record, by one that
takes any leaf anywhere; what neither takes is rejected, and the rest of the batch is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import msgspec
import polars as pl

from lib.service.records import AgentSegment, CampaignInfo, Destination, MetaInfo, Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Raw = msgspec.Raw | bytes

NO_IDENTITY = "no sessionId or conversationId to tell it apart by"
NOT_UTF8 = "not UTF-8"
EMPTY = "empty"
TOO_DEEP = "nested too deeply"

SLICE = 1_000
PATIENT = msgspec.json.Decoder(Record)
UNREADABLE = (msgspec.MsgspecError, RecursionError, UnicodeError, ValueError)
LONE_SURROGATE = r"\\u[dD][89a-fA-F]"
"""Half of a character that JSON writes as two: only the patient decoder tells a whole one from a lone one."""

_SESSION_ID = re.compile(r'"sessionId"\s*:\s*"([^"\\]{1,64})"')


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that could not be read: why, its text as it came, and its id where one shows."""

    reason: str
    record: str
    session_id: str | None

    @classmethod
    def of(cls, text: str, reason: str) -> Reject:
        """A record turned away."""
        found = _SESSION_ID.search(text)
        return cls(reason, text, found[1] if found else None)


def decode(raws: Sequence[Raw], rejects: list[Reject]) -> pl.DataFrame:
    """A row a record, with its fields as the wire names them and its text in `text`; others to `rejects`.

    A record is rejected when it is not JSON, not an object, holds a list or an object where one
    value belongs (or the other way round), or has no id (`identity`) at all.
    """
    texts = pl.Series("text", list(_texts(raws, rejects)), dtype=pl.String)
    suspects = texts.str.contains(LONE_SURROGATE).arg_true()
    batch = texts.to_frame().with_columns(pl.col("text").alias("json"))
    return _identified(_decoded(_patiently(batch, suspects, rejects), rejects), rejects)


def _texts(raws: Sequence[Raw], rejects: list[Reject]) -> Iterable[str]:
    for raw in raws:
        text = _text(raw)
        if text is None:
            rejects.append(Reject.of(str(raw, "utf-8", "replace"), NOT_UTF8))
        elif not text or text.isspace():
            rejects.append(Reject.of(text, EMPTY))
        else:
            yield text


def _text(raw: Raw) -> str | None:
    """A record's text; null where a field that is read holds bytes that are not UTF-8."""
    try:
        return str(raw, "utf-8")
    except UnicodeError:
        pass
    try:
        PATIENT.decode(raw)
    except UNREADABLE:
        return None
    return str(raw, "utf-8", "replace")


def _decoded(batch: pl.DataFrame, rejects: list[Reject]) -> pl.DataFrame:
    """The records of many texts; a batch that fails is halved until the record at fault stands alone."""
    try:
        return _fields(batch)
    except pl.exceptions.ComputeError:
        if batch.height == 1:
            return _fields(_patiently(batch, pl.Series([0]), rejects))
        middle = batch.height // 2
        return pl.concat([_decoded(batch[:middle], rejects), _decoded(batch[middle:], rejects)])


def _fields(batch: pl.DataFrame) -> pl.DataFrame:
    """Decode `json`, in slices side by side, each small enough for a processor's cache."""
    decoding = pl.col("json").str.json_decode(shape(Record))
    slices = list(batch.iter_slices(SLICE)) or [batch]
    return pl.concat(pl.collect_all(part.lazy().with_columns(decoding) for part in slices)).unnest("json")


def _patiently(batch: pl.DataFrame, places: pl.Series, rejects: list[Reject]) -> pl.DataFrame:
    """The batch with some records' `json` written anew as the compiled decoder takes it, or taken out."""
    if places.is_empty():
        return batch
    tidy = [_rewritten(text, rejects) for text in batch["text"].gather(places)]
    json = batch["json"].scatter(places, pl.Series(tidy, dtype=pl.String))
    return batch.with_columns(json).drop_nulls("json")


def _rewritten(text: str, rejects: list[Reject]) -> str | None:
    try:
        return msgspec.json.encode(_tidied(PATIENT.decode(text))).decode()
    except UNREADABLE as error:
        rejects.append(Reject.of(text, _reason(error)))
        return None


def _reason(error: Exception) -> str:
    """The decoder's own words: they name types and places, never a value."""
    if isinstance(error, RecursionError):
        return TOO_DEEP
    return NOT_UTF8 if isinstance(error, UnicodeError) else str(error)


def _identified(frame: pl.DataFrame, rejects: list[Reject]) -> pl.DataFrame:
    """The records that have an id, in `identity`."""
    frame = frame.with_columns(pl.coalesce(_filled("sessionId"), _filled("conversationId")).alias("identity"))
    if frame["identity"].has_nulls():
        rejects += [
            Reject.of(text, NO_IDENTITY) for text in frame.filter(pl.col("identity").is_null())["text"]
        ]
        frame = frame.filter(pl.col("identity").is_not_null())
    return frame


def _filled(name: str) -> pl.Expr:
    return pl.when(pl.col(name) != "").then(pl.col(name))


def _tidied(record: Record) -> object:
    """The record with lists where lists belong, nothing deeper in its free-form facts, and leaves as text."""
    record.dispositions, record.dispositionRemarks = (
        _list(record.dispositions),
        _list(record.dispositionRemarks),
    )
    record.metaInfo = _leaves(record.metaInfo) if isinstance(record.metaInfo, MetaInfo) else None
    record.campaigninfo = (
        _leaves(record.campaigninfo) if isinstance(record.campaigninfo, CampaignInfo) else None
    )
    for segment in _segments(record.destinations or ()):
        segment.agentNotes = _list(segment.agentNotes)
    return _written(msgspec.to_builtins(record))


def _segments(destinations: Iterable[Destination]) -> Iterable[AgentSegment]:
    for destination in destinations:
        yield destination
        yield from destination.nonRespondingAgents or ()
        if destination.respondingAgent is not None:
            yield destination.respondingAgent


def _list(value: Any) -> list[Any] | None:
    return value if isinstance(value, list) or value is None else [value]


def _leaves(facts: Any) -> Any:
    for name in facts.__struct_fields__:
        if isinstance(getattr(facts, name), list | dict):
            setattr(facts, name, None)
    return facts


def _written(value: Any) -> Any:
    """Numbers and booleans as text, at any depth: a number may be longer than a column's."""
    if isinstance(value, dict):
        return {name: _written(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_written(part) for part in value]
    if isinstance(value, bool):
        return str(value).lower()
    return value if value is None else str(value)


@cache
def shape(struct: type[msgspec.Struct]) -> pl.Struct:
    """A wire shape as a Polars type: leaves as text, lists and objects as lists and structs of the same."""
    return pl.Struct({name: _dtype(hint) for name, hint in get_type_hints(struct).items()})


def _dtype(hint: Any) -> pl.DataType | type[pl.DataType]:
    """The richest of the types that a field may have: a shape, a list, else text."""
    options = [hint, *get_args(hint)]
    for option in options:
        if isinstance(option, type) and issubclass(option, msgspec.Struct):
            return shape(option)
    for option in options:
        if getattr(option, "__origin__", None) is list:
            return pl.List(_dtype(get_args(option)[0]))
    return pl.String
