"""A million conversations in a week: memory, cost a record, bytes a conversation, and reading beside Parquet.

Made-up records, a few thousand of the demo's with fresh ids and moved times, come from a service without a
network, so that the store is measured and not the demo. Each size is synced in a process of its own.

In full, some minutes: python -m tests.bench.million [records ...]
"""

from __future__ import annotations

import re
import resource
import sys
import tempfile
import time
from array import array
from bisect import bisect_left, bisect_right
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import polars as pl

from lib.demo import Centre
from lib.period import Period
from lib.smartassist import Page, Question
from lib.store import open_store, sync
from tests.bench.measure import medians

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lib.smartassist.paging import Reading

SIZES = (100_000, 1_000_000)
WEEK = Period(datetime(2026, 10, 26, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC))
NOW = WEEK.end + timedelta(days=30)
SETTLE = timedelta(hours=72)
PAGE = 100
JITTER_S = 1800
ROUNDS = 9
TIME = re.compile(rb"(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d{1,2}):(\d\d):(\d\d)")
"""In whatever form a record of the demo writes it; a million has all of them in one."""

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 (the records' own times have no zone)
AGENTS = (
    pl.len().alias("handlings"),
    pl.col("talk_s", "hold_s", "acw_s", "handle_s").sum(),
)


class Template(NamedTuple):
    """A record cut at its session id and at its times, which are so many seconds after its start."""

    texts: list[bytes]
    after: list[int]
    conversation: bytes


class Crowd:
    """So many records of one week, made when they are asked for; a service without a network."""

    def __init__(self, count: int) -> None:
        self.reading: Reading | None = "records"
        sample = Centre(seed=1, volume=1, clock=lambda: NOW).records(WEEK.start, WEEK.end)
        self._templates = [cut(record) for record in sample]
        dice, first = Random(1), int(WEEK.start.timestamp())  # noqa: S311 (chance that can be repeated)
        known = [int(str(record["sessionId"])[:8], 16) - first for record in sample]
        last = int(WEEK.length.total_seconds()) - 1
        picked = (dice.choice(known) + dice.randrange(-JITTER_S, JITTER_S) for _ in range(count))
        self._starts = array("q", sorted(first + min(max(start, 0), last) for start in picked))
        self._clock = [
            f"{EPOCH + timedelta(seconds=first + s):%Y-%m-%dT%H:%M:%S}".encode() for s in range(last)
        ]
        self._first = first
        self.spent_s = 0.0

    def pages(self, question: Question, given_up: Callable[[], bool] = lambda: False) -> Iterator[Page]:
        del given_up  # it never waits for a turn
        low = bisect_left(self._starts, int(question.window.start.timestamp()))
        high = bisect_right(self._starts, int(question.window.end.timestamp()))
        for start in range(low, high + PAGE, PAGE):
            begun = time.thread_time()
            records = tuple(msgspec.Raw(self.record(n)) for n in range(start, min(start + PAGE, high)))
            self.spent_s += time.thread_time() - begun
            yield Page(question.window, records, 1)

    def record(self, number: int) -> bytes:
        """The record of this number, the week's first being 0."""
        start = self._starts[number]
        texts, after, conversation = self._templates[number * 7919 % len(self._templates)]
        clock, at = self._clock, start - self._first
        parts = [texts[0], b"%08x%016x" % (start, number)]
        for text, seconds in zip(texts[1:], after, strict=False):
            parts += [text, clock[min(max(at + seconds, 0), len(clock) - 1)]]
        whole = b"".join([*parts, texts[-1]])
        return whole.replace(conversation, b"c-%034x" % number) if conversation else whole


def cut(record: dict[str, object]) -> Template:
    """A record of the demo as a template."""
    session = str(record["sessionId"])
    head, _, tail = msgspec.json.encode(record).partition(session.encode())
    start = EPOCH + timedelta(seconds=int(session[:8], 16))
    times = [datetime(*map(int, found.groups())) for found in TIME.finditer(tail)]  # noqa: DTZ001
    after = [int((one - start).total_seconds()) for one in times]
    texts = [head, *re.split(TIME.pattern.replace(b"(", b"(?:"), tail)]
    return Template(texts, after, str(record.get("conversationId") or "").encode())


class Told(NamedTuple):
    """What a sync came to; the processor's seconds are without those of making the records up."""

    records: int
    conversations: int
    cpu_s: float
    wall_s: float
    peak_mb: float
    bytes: int
    files: int


def synced(folder: str, count: int) -> Told:
    """Sync so many records into a folder."""
    crowd, store = Crowd(count), open_store(folder)
    begun, wall = time.process_time(), time.perf_counter()
    report = sync(store, crowd, Question(WEEK), now=NOW, settle=SETTLE)
    cpu_s = time.process_time() - begun - crowd.spent_s
    wall_s = time.perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    conversations = store.scan("conversations").select(pl.len()).collect().item()
    files = [path for path in Path(store.root).rglob("*") if path.is_file()]
    held = sum(path.stat().st_size for path in files)
    return Told(report.records, conversations, cpu_s, wall_s, peak, held, len(files))


def apart(folder: str, count: int) -> Told:
    """The same in a process of its own, whose memory is its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(synced, folder, count).result()


def grouped(frame: pl.LazyFrame) -> pl.DataFrame:
    """Handlings by agent."""
    return frame.group_by("agent_id").agg(AGENTS).sort("agent_id").collect()


def read(folder: str, rounds: int) -> dict[str, float]:
    """Seconds of grouping the week by agent, out of the store and out of one plain Parquet file."""
    store, plain = open_store(folder), Path(folder) / "plain.parquet"
    store.scan("handlings", WEEK).collect().write_parquet(plain)
    variants = {
        "store": lambda: grouped(store.scan("handlings", WEEK)),
        "Parquet": lambda: grouped(pl.scan_parquet(plain)),
    }
    assert variants["store"]().equals(variants["Parquet"]())
    taken = medians(variants, rounds)
    plain.unlink()
    return taken


def told(sizes: list[int], rounds: int = ROUNDS) -> Iterator[str]:
    """A line a size, and what they come to."""
    costs = []
    for count in sizes:
        with tempfile.TemporaryDirectory() as folder:
            one = apart(folder, count)
            taken = read(folder, rounds)
        costs.append(one.cpu_s / one.records)
        yield (
            f"{one.records:>9,} records: peak {one.peak_mb:,.0f} MB, {1e6 * costs[-1]:.1f} µs of processor a "
            f"record ({1e6 * one.wall_s / one.records:.1f} of the clock), "
            f"{one.bytes / one.conversations:.0f} bytes a conversation in {one.files} files; by agent "
            f"{1e3 * taken['store']:.0f} ms, {taken['store'] / taken['Parquet']:.2f} × Parquet"
        )
    yield f"cost a record, last to first: {costs[-1] / costs[0]:.2f}"


if __name__ == "__main__":
    for line in told([int(argument) for argument in sys.argv[1:]] or list(SIZES)):
        print(line, flush=True)  # noqa: T201 (what it is run for)
