"""What a page's rerun costs on a week of a million conversations, beside an empty page's in one process.

`python -m tests.bench.pages [copies]` asks a server over its websocket, as a browser does, and prints for
each page that shows figures: its first run; a rerun with the same picks, as when a row is marked; a rerun
with picks never seen before; and how much the browser is sent. Times are medians, as ratios to the empty
page's rerun.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

import polars as pl

from lib.demo import DEMO_CREDENTIALS, Centre, DemoServer
from lib.frames.schema import SCHEMAS
from lib.period import Period
from lib.smartassist import Question, Service
from lib.source import demo_account
from lib.store import Store, open_store, sync
from lib.store.coverage import FetchedWindow
from lib.store.writer import open_writer
from lib.ui.app.pages import TITLES
from tests.bench.visitor import visiting

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tests.bench.visitor import Visitor

ROOT = Path(__file__).resolve().parents[2]
START, WEEK = datetime(2024, 9, 16, tzinfo=UTC), timedelta(days=7)
ASKED_AT = START + timedelta(days=60)
PICKED = {"period": "dates", "from": "2024-09-16", "to": "2024-09-22", "zone": "UTC"}
UNFIGURED = frozenset({"conversation", "data", "definitions", "wallboard"})
COPIES = 244
"""So many copies of the demo's week are a million conversations."""

STAFFS, SITES = 20, 5
"""Into how many staffs of agents, and sites of queues, the copies fall."""

TURNS, RUNS = 5, 5
START_S = 60
EMPTY = {"empty": "1"}


def main(copies: int = COPIES) -> None:
    """Fill a store, then time each page of one server."""
    with tempfile.TemporaryDirectory() as folder:
        store, conversations = fill(folder, copies)
        queues = store.scan("visits").select(pl.col("queue_id").unique().sort()).collect()["queue_id"]
        with serving(settings(folder)) as url, visiting(url) as visitor:
            for line in report(visitor, conversations, queues.to_list()):
                print(line, flush=True)  # noqa: T201 (what it is for)


def report(visitor: Visitor, conversations: int, queues: Sequence[str]) -> Iterator[str]:
    """A line a page, under a head."""
    visitor.open("", PICKED)
    yield f"{conversations:,} conversations in a week"
    yield f"{'page':14}{'empty':>10}{'first':>9}{'rerun':>9}{'new picks':>11}{'sent':>10}"
    for page in (name for name in TITLES if name not in UNFIGURED):
        cost = costs(visitor, page, queues)
        ratios = [taken / cost.empty_s for taken in (cost.first_s, cost.again_s, cost.picked_s)]
        told = "{:8.1f}x{:8.1f}x{:10.1f}x".format(*ratios)
        yield f"{page:14}{cost.empty_s * 1e3:7.1f} ms{told}{cost.sent_bytes / 1e3:7.0f} kB"


class Cost(NamedTuple):
    """Seconds of an empty page's rerun, a first run, a rerun, one with new picks; bytes of the first."""

    empty_s: float
    first_s: float
    again_s: float
    picked_s: float
    sent_bytes: int


def costs(visitor: Visitor, page: str, queues: Sequence[str]) -> Cost:
    """What a page costs; its reruns and the empty page's take turns, a few of each at a time."""
    name = "" if page == "overview" else page.replace("_", "-")
    first = visitor.open(name, PICKED)
    assert not first.faults, first.faults
    empty, again = [], []
    for _ in range(TURNS):
        empty += reruns(visitor, "", EMPTY)
        again += reruns(visitor, name, PICKED)
    picked = [visitor.open(name, {**PICKED, "queue": queue}).seconds for queue in queues[:RUNS]]
    return Cost(median(empty), first.seconds, median(again), median(picked), first.sent_bytes)


def reruns(visitor: Visitor, name: str, link: Mapping[str, str]) -> list[float]:
    """Seconds of a page's reruns, after a run that goes to it."""
    visitor.open(name, link)
    return [visitor.open(name, link).seconds for _ in range(RUNS)]


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[str]:
    """The dashboard in a process of its own; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "tests.bench.floor:app", "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def wait_for(url: str) -> None:
    """Until the server answers."""
    begun = time.monotonic()
    while True:
        try:
            with urlopen(url):  # noqa: S310 (our own loopback)
                return
        except URLError:
            if time.monotonic() - begun > START_S:
                raise
            time.sleep(0.1)


def settings(folder: str) -> dict[str, str]:
    """An account whose service nobody is at, and the store in `folder`."""
    account = {f"SMARTASSIST__{name.upper()}": value for name, value in DEMO_CREDENTIALS._asdict().items()}
    chosen = {"SMARTASSIST__HOST": "http://127.0.0.1:9", **account, "STORE__PATH": folder}
    return {f"CALLBOARD_{name}": value for name, value in chosen.items()}


def fill(folder: str, copies: int) -> tuple[Store, int]:
    """A store with `copies` of the demo's week as frames, without raw records, and how many conversations."""
    held = Period(START - timedelta(days=1), START + WEEK)
    with tempfile.TemporaryDirectory() as aside:
        week = one_week(open_store(aside, DEMO_CREDENTIALS.account_id), held)
        store = open_store(folder, DEMO_CREDENTIALS.account_id)
        with open_writer(store.root) as writer:
            writer.prepare()
            for copy in range(copies):
                for table, frame in week.items():
                    writer.tables.rewrite(table, copied(frame, copy), first=copy == 0)
            coverage = writer.entry.coverage.add_window(FetchedWindow(held, ASKED_AT))
            writer.publish(coverage)
        return store, int(store.scan("conversations").select(pl.len()).collect().item())


def one_week(store: Store, held: Period) -> dict[str, pl.DataFrame]:
    """The demo's own week, as every table holds it."""
    with DemoServer(Centre(clock=lambda: ASKED_AT)) as server, Service(demo_account(server.url)) as service:
        sync(store, service, Question(held), now=ASKED_AT, settle=timedelta())
    return {table: store.scan(table).collect() for table in SCHEMAS if table != "records"}


def copied(frame: pl.DataFrame, copy: int) -> pl.DataFrame:
    """Other sessions, by other agents and at other queues, a few seconds later."""
    ends = {"session_id": copy, "agent_id": copy % STAFFS, "queue_id": copy % SITES}
    instants = [name for name, dtype in frame.schema.items() if dtype == pl.Datetime("us", "UTC")]
    return frame.with_columns(
        *(pl.col(name) + f"-{end}" for name, end in ends.items() if name in frame.columns),
        *(pl.col(name) + pl.duration(seconds=copy % 60) for name in instants),
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
