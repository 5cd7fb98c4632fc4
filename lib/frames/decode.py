"""JSON texts to one typed frame of records, by a compiled decoder with the wire's shapes declared.

The shapes of `smartassist.records` become Polars types, every leaf as text; the whole batch is decoded
straight into columns. What that decoder will not take is looked at again, record by record, by one that
takes any type anywhere and names the fields it had to leave out (`lenient`). Only what is no JSON object,
or has no id, is rejected; the rest of the batch is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import msgspec
import polars as pl

from lib.frames.lenient import NotReadable, read_leniently
from lib.smartassist.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Raw = msgspec.Raw | bytes

NO_IDENTITY = "no sessionId or conversationId to tell it apart by"
NOT_UTF8 = "not UTF-8"
EMPTY = "empty"

SLICE = 1_000
FEW = 32
"""So many records are looked at one by one rather than looking for the one at fault."""
LOST = "lost"
SEPARATOR = "\n"
LONE_SURROGATE = r"\\u[dD][89a-fA-F]"
"""Half of a character that JSON writes as two: only the lenient decoder tells a whole one from a lone one."""

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
        match = _SESSION_ID.search(text)
        return cls(reason, text, match[1] if match else None)


def decode(raws: Sequence[Raw], rejects: list[Reject]) -> pl.DataFrame:
    """A row a record, with its fields as the wire names them and its text in `text`; others to `rejects`.

    `lost` names the fields that hold a list or an object where one value belongs, or the other way round,
    a line each; they are null, and it is null where there are none. A record is rejected when it is not
    JSON, not an object, or has no id (`identity`) at all.
    """
    texts = pl.Series("text", list(_texts(raws, rejects)), dtype=pl.String)
    suspects = texts.str.contains(LONE_SURROGATE).arg_true()
    batch = texts.to_frame().with_columns(pl.col("text").alias("json"), pl.lit(None, pl.String).alias(LOST))
    return _reject_without_id(_decode_batch(_rewrite_records(batch, suspects, rejects), rejects), rejects)


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
        text = str(raw, "utf-8", "replace")
    try:
        _, lost = read_leniently(str(raw, "utf-8", "surrogateescape"), polars_struct(Record))
        _, lost_otherwise = read_leniently(text, polars_struct(Record))
    except NotReadable:
        return None
    return text if lost == lost_otherwise else None


def _decode_batch(batch: pl.DataFrame, rejects: list[Reject]) -> pl.DataFrame:
    """The records of many texts; a batch that fails is halved until few stand with the one at fault."""
    try:
        return _fields(batch)
    except pl.exceptions.ComputeError:
        if batch.height <= FEW:
            return _fields(_rewrite_records(batch, pl.Series(range(batch.height)), rejects))
        middle = batch.height // 2
        return pl.concat([_decode_batch(batch[:middle], rejects), _decode_batch(batch[middle:], rejects)])


def _fields(batch: pl.DataFrame) -> pl.DataFrame:
    """Decode `json`, in slices side by side, each small enough for a processor's cache."""
    decoding = pl.col("json").str.json_decode(polars_struct(Record))
    slices = list(batch.iter_slices(SLICE)) or [batch]
    return pl.concat(pl.collect_all(part.lazy().with_columns(decoding) for part in slices)).unnest("json")


def _rewrite_records(batch: pl.DataFrame, places: pl.Series, rejects: list[Reject]) -> pl.DataFrame:
    """The batch with some records' `json` written anew as the compiled decoder takes it, or taken out."""
    if places.is_empty():
        return batch
    rows = [_rewrite_record(text, rejects) for text in batch["text"].gather(places)]
    anew = pl.DataFrame(rows, schema={"json": pl.String, LOST: pl.String}, orient="row")
    return batch.with_columns(batch[name].scatter(places, anew[name]) for name in ("json", LOST)).drop_nulls(
        "json"
    )


def _rewrite_record(text: str, rejects: list[Reject]) -> tuple[str | None, str | None]:
    """A record as the compiled decoder takes it, and what had to be left out; nulls for a reject."""
    try:
        record, lost = read_leniently(text, polars_struct(Record))
    except NotReadable as error:
        rejects.append(Reject.of(text, str(error)))
        return None, None
    return msgspec.json.encode(record).decode(), SEPARATOR.join(lost) or None


def lost_fields(decoded: pl.DataFrame) -> Iterable[tuple[int, str]]:
    """Each record's place, with the name of each field that was left out of it."""
    places = decoded.select(pl.arg_where(pl.col(LOST).is_not_null())).to_series()
    for place, names in zip(places, decoded[LOST].gather(places), strict=True):
        yield from ((place, name) for name in names.split(SEPARATOR))


def _reject_without_id(frame: pl.DataFrame, rejects: list[Reject]) -> pl.DataFrame:
    """The records that have an id, in `identity`."""
    frame = frame.with_columns(
        pl.coalesce(_non_empty("sessionId"), _non_empty("conversationId")).alias("identity")
    )
    if frame["identity"].has_nulls():
        rejects += [
            Reject.of(text, NO_IDENTITY) for text in frame.filter(pl.col("identity").is_null())["text"]
        ]
        frame = frame.filter(pl.col("identity").is_not_null())
    return frame


def _non_empty(name: str) -> pl.Expr:
    return pl.when(pl.col(name) != "").then(pl.col(name))


@cache
def polars_struct(struct: type[msgspec.Struct]) -> pl.Struct:
    """A wire shape as a Polars type: leaves as text, lists and objects as lists and structs of the same."""
    return pl.Struct({name: _dtype(hint) for name, hint in get_type_hints(struct).items()})


def _dtype(hint: Any) -> pl.DataType | type[pl.DataType]:
    """The richest of the types that a field may have: a shape, a list, else text."""
    options = [hint, *get_args(hint)]
    for option in options:
        if isinstance(option, type) and issubclass(option, msgspec.Struct):
            return polars_struct(option)
    for option in options:
        if getattr(option, "__origin__", None) is list:
            return pl.List(_dtype(get_args(option)[0]))
    return pl.String
