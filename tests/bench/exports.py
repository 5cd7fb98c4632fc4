"""What taking a million rows away costs in memory: as they are read, beside all at once.

`python -m tests.bench.exports [copies]` fills a store, then writes its conversations in a process for each
way, and prints how far the process grew over what it held before, as a ratio to the streamed CSV's growth.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from lib.access import LOCAL_VIEWER, mask_personal_data
from lib.demo import DEMO_CREDENTIALS
from lib.export import as_text, stream_bytes
from lib.frames.schema import polars_schema
from lib.period import UTC_ZONE, Period
from lib.settings import Metrics
from lib.store import open_store
from lib.ui.app.rate_limit import RateLimit
from lib.ui.query import exports
from lib.ui.query.conversations import EVERYTHING, ConversationList
from lib.ui.query.data_access import Names
from lib.ui.query.page_context import PageContext
from lib.ui.query.selection import Selection
from tests.bench.pages import ASKED_AT, COPIES, ROOT, START, WEEK, fill, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lib.export import Format
    from lib.store import Store

WAYS = ("csv", "parquet", "whole")
LOOK_S = 0.02
MB = 1 << 20


class Cost(NamedTuple):
    """How long a way took, how far the process grew, how many bytes it wrote."""

    seconds: float
    grown: int
    written: int


def main(copies: int = COPIES) -> None:
    """Fill a store, then report."""
    with tempfile.TemporaryDirectory() as folder:
        _, conversations = fill(folder, copies)
        for line in report(folder, conversations):
            print(line, flush=True)  # noqa: T201 (what it is for)


def report(folder: str, conversations: int) -> Iterator[str]:
    """A line a way, under a head."""
    costs = {way: measured(folder, way) for way in WAYS}
    yield f"{conversations:,} conversations with all their columns"
    for way, cost in costs.items():
        ratio = cost.grown / costs["csv"].grown
        yield (
            f"{way:8}{cost.written / MB:8.0f} MB written{cost.grown / MB:8.0f} MB grown{ratio:7.1f}x"
            f"{cost.seconds:8.1f} s"
        )


def measured(folder: str, way: str) -> Cost:
    """One way's cost, in a process of its own, where nothing else has grown before."""
    command = [sys.executable, "-m", "tests.bench.exports", "write", folder, way]
    done = subprocess.run(  # noqa: S603 (our own command)
        command, check=True, capture_output=True, text=True, cwd=ROOT, env={**os.environ, **settings(folder)}
    )
    seconds, grown, written = done.stdout.split()
    return Cost(float(seconds), int(grown), int(written))


def write(folder: str, way: str) -> Cost:
    """Write all conversations of the store, and watch the process grow."""
    store = open_store(folder, DEMO_CREDENTIALS.account_id)
    wanted = order(store, "parquet" if way == "parquet" else "csv")
    held, over = resident(), Event()
    peak = [held]
    watch = Thread(target=watching, args=(peak, over), daemon=True)
    watch.start()
    start = time.perf_counter()
    written = whole(store) if way == "whole" else sum(map(len, streamed(wanted)))
    seconds = time.perf_counter() - start
    over.set()
    watch.join()
    return Cost(seconds, max(peak[0] - held, 1), written)


def order(store: Store, form: Format) -> exports.Export:
    """What the link on the page Conversations stands for where nothing is picked."""
    period = Period(START, START + WEEK)
    nobody = Names((), {}, {})
    view = PageContext(
        viewer=LOCAL_VIEWER,
        selection=Selection("dates", UTC_ZONE, START.date(), (START + WEEK - timedelta(days=1)).date()),
        period=period,
        now=ASKED_AT,
        rules=Metrics(),
        store=store,
        state=store.entry(),
        content="",
        names=nobody,
    )
    ids = begun(store).select("session_id", "session_start").collect()
    listed = ConversationList(EVERYTHING, "", ids.sort("session_start", "session_id", descending=True), 0)
    rows = listed.ids.height
    return exports.Export(view, listed, "conversations", form, "conversations", rows, RateLimit(1))


def streamed(wanted: exports.Export) -> Iterator[bytes]:
    """The file as the route sends it."""
    schema = polars_schema(wanted.table)
    return stream_bytes(
        exports.iterate_frames(wanted), schema, wanted.form, zone=UTC_ZONE, filters={}, meanings={}
    )


def whole(store: Store) -> int:
    """The same file made at once."""
    rows = mask_personal_data(begun(store), "conversations").sort(
        "session_start", "session_id", maintain_order=True
    )
    return len(as_text(rows.collect(), UTC_ZONE).write_csv().encode())


def begun(store: Store) -> pl.LazyFrame:
    """The conversations of the period, all columns."""
    period = Period(START, START + WEEK)
    return store.scan("conversations", period).filter(pl.col("session_start") >= period.start)


def watching(peak: list[int], over: Event) -> None:
    """Note the most that the process holds, until it is over."""
    while not over.wait(LOOK_S):
        peak[0] = max(peak[0], resident())


def resident() -> int:
    """Bytes that the process holds in memory."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    if sys.argv[1:2] == ["write"]:
        print(*write(*sys.argv[2:]))  # noqa: T201 (for the process that asked)
    else:
        main(*map(int, sys.argv[1:]))
