"""What became of the records of some answers: kept, rejected, superseded, or lost, which none may be."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import timedelta
from math import isnan
from typing import TYPE_CHECKING

import httpx

from lib.errors import PayloadNotUnderstood
from lib.frames import flatten
from lib.frames.schema import SCHEMAS, polars_schema
from lib.period import Period
from lib.smartassist import Question
from lib.smartassist.answer import read_answer
from lib.store import open_store, sync
from tests.frames.records import WINDOW_START
from tests.mutations import Pairs
from tests.smartassist.fake import connect

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import msgspec
    import polars as pl

DAY = timedelta(days=1)

Reading = int | None
"""How many records an answer holds by another reader; null: it is no answer, UNKNOWN: who knows."""

UNKNOWN = -1


def another_reading(content: bytes) -> Reading:
    """What Python's own JSON reader says of an answer's one list `data`."""
    try:
        found = json.loads(
            content.decode("utf-8", "replace").removeprefix("\ufeff"),
            strict=False,
            object_pairs_hook=Pairs,
            parse_int=str,
            parse_float=str,
        )
    except (ValueError, RecursionError):
        return UNKNOWN
    lists = [value for key, value in found if key == "data"] if isinstance(found, Pairs) else []
    return len(lists[0]) if len(lists) == 1 and type(lists[0]) is list else None


def taken(content: bytes) -> tuple[msgspec.Raw, ...] | None:
    """An answer's records; null when it was refused. Another reader than ours has to agree.

    Raises:
        AssertionError: it was refused though it holds one list of records, or taken though it does not.
    """
    expected = another_reading(content)
    try:
        answer = read_answer(content, requests=1)
    except ValueError:
        # An answer that is damaged and holds nothing is refused as well: it must not end the paging.
        assert expected in {None, UNKNOWN, 0}, f"refused, and another reader finds {expected} records"
        return None
    assert expected in {len(answer.records), UNKNOWN}, (
        f"{len(answer.records)} records, and {expected} are there"
    )
    return answer.records


def weigh(pages: Iterable[bytes]) -> Counter[str]:
    """Read some answers together, as the sync does those of a window, and count what became of them.

    Raises:
        AssertionError: see `taken` and `account`.
    """
    found = [taken(content) for content in pages]
    raws = [raw for page in found for raw in page or ()]
    frames = flatten(raws, window_start=WINDOW_START)
    for name, frame in frames.items().items():
        assert frame.schema == polars_schema(name)
        frame.rows()
    read = frames.conversations.height + frames.side_cars.height
    assert read == frames.records.height
    counts = Counter(
        {"pages": len(found), "pages refused": found.count(None), "side-cars": frames.side_cars.height}
    )
    return counts + account(raws, frames.records, frames.rejects, {*frames.records["session_id"]})


def carry(content: bytes, folder: str) -> Counter[str]:
    """Take one answer the whole way, over HTTP into a store and out of it, and count what became of it.

    Raises:
        AssertionError: see `taken` and `account`; or what was refused left something in the store.
    """

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=b'{"data":[]}' if int(request.url.params["offset"]) else content)

    store, raws = open_store(folder), taken(content)
    question = Question(Period(WINDOW_START, WINDOW_START + DAY))
    with connect(answer, paging="records") as service:
        try:
            sync(store, service, question, now=WINDOW_START + 30 * DAY, settle=3 * DAY)
        except PayloadNotUnderstood:
            assert raws is None
            assert not store.coverage().fetches
            return Counter({"pages": 1, "pages refused": 1})
    assert raws is not None
    found = {name: store.scan(name).collect() for name in SCHEMAS}
    assert found["conversations"].height + found["side_cars"].height == found["records"].height
    ids = {*found["records"]["session_id"], *found["rejects"]["session_id"]}
    return Counter(pages=1) + account(raws, found["records"], found["rejects"], ids)


def account(
    raws: Sequence[msgspec.Raw], records: pl.DataFrame, rejects: pl.DataFrame, ids: set[str]
) -> Counter[str]:
    """Where each record is: kept, rejected and why, or superseded by another one with an id among `ids`.

    Raises:
        AssertionError: one is nowhere.
    """
    texts = Counter(str(bytes(raw), "utf-8", "replace") for raw in raws)
    kept, rejected = Counter(records["record"]), Counter(rejects["record"])
    assert not (kept + rejected) - texts, "a record that was never sent"
    superseded, meant = texts - kept - rejected, set(map(_meant, ids))
    for text in superseded:
        assert text in kept + rejected or not meant.isdisjoint(ids_of(text)), f"lost: {text[:500]}"
    reasons = Counter(f"rejected: {_kind(reason)}" for reason in rejects["reason"])
    sums = {"records": texts.total(), "kept": kept.total(), "superseded": superseded.total()}
    return Counter(sums) + reasons


def ids_of(text: str) -> set[str | float]:
    """Whatever a record may be told apart by."""
    try:
        found = json.loads(text, strict=False, object_pairs_hook=Pairs, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return set()
    return {_meant(value) for key, value in found if key in {"sessionId", "conversationId"}}


def _meant(value: object) -> str | float:
    """An id that is a number by its value: the decoder may write it in another way than it came."""
    if isinstance(value, bool):
        return str(value).lower()
    try:
        number = float(str(value))
    except ValueError:
        return str(value)
    return str(value) if isnan(number) else number


def _kind(reason: str) -> str:
    """A reason without the place that it names."""
    return re.sub(r" - at `.*|\(byte \d+\)|\d+", "", reason).strip()
