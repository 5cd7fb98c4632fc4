"""From pages of JSON to finished frames, beside decoding alone and beside pandas.

In full: python -m tests.bench.flatten [records] [rounds]
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
import pandas as pd

from lib.demo import Centre
from lib.frames import flatten
from lib.frames.decode import decode
from lib.smartassist.answer import Envelope
from tests.bench.measure import medians, report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lib.frames import Frames

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PAGE_RECORDS, PAGES_A_CALL = 100, 250
RECORDS, ROUNDS = 50_000, 7

DECODED = "split and decode"
FLATTENED = "finished frames"
NORMALIZED = "json + json_normalize"
BY_HAND = "the same, destinations and times too"

CONVERSATION = ["sessionId", "conversationId", "channel", "Direction", "finalStatus", "smartStatus"]
SESSION_TIMES = ["sessionStartTime", "sessionEndTime"]
AGENT_TIMES = [
    "assignedAt",
    "acceptedTime",
    "firstResponseTime",
    "interactionEndTime",
    "afterCallWorkEndTime",
]
DESTINATION_TIMES = [
    "EnterTime",
    "CallbackOptedTime",
    *AGENT_TIMES,
    *(f"respondingAgent.{name}" for name in AGENT_TIMES),
]


ENVELOPE = msgspec.json.Decoder(Envelope)

T = TypeVar("T")


def demo_pages(records: int) -> list[bytes]:
    """That many of the demo's newest records, in pages as the service gives them."""
    centre, found, end = Centre(seed=1, clock=lambda: NOW), list[dict[str, Any]](), NOW
    while len(found) < records:
        found += centre.records(end - timedelta(days=1), end - timedelta(seconds=1))
        end -= timedelta(days=1)
    pages = split(found[:records], PAGE_RECORDS)
    return [msgspec.json.encode({"numResults": len(page), "data": page}) for page in pages]


def split(items: Sequence[T], size: int) -> list[Sequence[T]]:
    return [items[first : first + size] for first in range(0, len(items), size)]


def raws(pages: Sequence[bytes]) -> list[msgspec.Raw]:
    return [raw for page in pages for raw in ENVELOPE.decode(page).data]


def decoded(pages: Sequence[bytes]) -> int:
    """Envelopes split and every record decoded, typed as the wire is; nothing is made of them."""
    return sum(decode(raws(some), []).height for some in split(pages, PAGES_A_CALL))


def flattened(pages: Sequence[bytes]) -> list[Frames]:
    """Every frame that the store keeps."""
    return [flatten(raws(some), window_start=NOW) for some in split(pages, PAGES_A_CALL)]


def normalized(pages: Sequence[bytes]) -> pd.DataFrame:
    """What pandas makes of the records in one line."""
    return pd.json_normalize(records_of(pages))


def by_hand(pages: Sequence[bytes]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Conversations and destinations with their times, before anything is settled about them."""
    records = records_of(pages)
    conversations = pd.json_normalize(records)
    destinations = pd.json_normalize(
        [record for record in records if record.get("destinations")],
        record_path="destinations",
        meta=[*CONVERSATION, *SESSION_TIMES],
        errors="ignore",
    )
    return with_times(conversations, SESSION_TIMES), with_times(
        destinations, [*SESSION_TIMES, *DESTINATION_TIMES]
    )


def records_of(pages: Sequence[bytes]) -> list[dict[str, Any]]:
    return [record for page in pages for record in json.loads(page)["data"]]


def with_times(frame: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    for name in frame.columns.intersection(names):
        frame[name] = pd.to_datetime(frame[name], format="ISO8601", utc=True, errors="coerce")
    return frame


def compared(records: int, rounds: int) -> str:
    """The four ways over the same pages, as text."""
    pages = demo_pages(records)
    variants = {
        DECODED: lambda: decoded(pages),
        FLATTENED: lambda: flattened(pages),
        NORMALIZED: lambda: normalized(pages),
        BY_HAND: lambda: by_hand(pages),
    }
    size = sum(map(len, pages)) / 1e6
    title = f"{records:,} records in {len(pages):,} pages, {size:.1f} MB, median of {rounds} rounds"
    return report(title, medians(variants, rounds), FLATTENED, records, "record")


if __name__ == "__main__":
    sizes = [int(argument) for argument in sys.argv[1:]]
    print(compared(*(sizes + [RECORDS, ROUNDS][len(sizes) :])))  # noqa: T201 (what it is run for)
