"""Readers who click at random while a sync runs and twelve answers in a hundred fail.

`nice python -m tests.bench.soak [readers] [seconds]` starts the demo's service with failures, and the
dashboard, each in a process of its own, over a store that holds all but the last weeks: they take longer
than five minutes at the allowed pace. It prints the clicks, their median and 95th percentile, what went
wrong on a page or in the log (nothing may), the server's memory minute by minute, and whether the figures of
a closed week are in the end those of a quiet run. It stops by itself and speaks to loopback only.
"""

from __future__ import annotations

import logging
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from random import Random
from statistics import linear_regression, median, quantiles
from threading import Event, Thread
from typing import TYPE_CHECKING
from urllib.request import urlopen

import stamina

from lib.demo import DEMO_CREDENTIALS, Centre, DemoServer
from lib.metrics import queue_table
from lib.period import Period
from lib.settings import Metrics
from lib.smartassist import Question, Service
from lib.smartassist.pace import Pace
from lib.source import demo_account
from lib.store import open_store, sync
from lib.ui.app.pages import TITLES
from lib.ui.query.selection import PERIODS
from tests.bench.pages import ROOT, wait_for
from tests.bench.visitor import visiting
from tests.store.failing import Failing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection

    import polars as pl

    from lib.store import Store
    from tests.bench.visitor import Run, Visitor

LEAVES = 0.03
"""How likely a reader closes his page after a click, and another opens one."""

ALLOCATOR = {"MALLOC_ARENA_MAX": "2"}
"""As docs/callboard.service and scripts/run set it."""

VOLUME, SEED = 0.3, 1
MINUTE_S = 60.0
SETTLE = timedelta(hours=72)
HELD, MISSING = timedelta(days=70), timedelta(days=21)
"""How far back the store reaches, and how many of the last days it lacks when the readers come."""

SERVICE_WAITS_S = 2.0
ZONES = ("UTC", "Europe/London", "Asia/Kolkata", "-330", "no/zone")
FIGURES = ("abandonment_rate", "offered", "handlings", "aht_s", "no_figure")
BOUNDARY = ":material/error:"
"""The icon of a sentence that stands in place of a page."""


@dataclass(frozen=True, slots=True)
class Load:
    """How many readers click for how long, and how long each thinks after a click, at least and at most."""

    readers: int = 30
    seconds: float = 300.0
    thinks_s: tuple[float, float] = (2.0, 8.0)


@dataclass
class Found:
    """What the readers met."""

    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)
    """Seconds since the start, and the server's resident megabytes."""

    outcomes: dict[str, int] = field(default_factory=dict)
    """Requests to the service, by what came of them."""

    same: bool = False
    """Whether the figures of a closed week are in the end those of a quiet run."""


def soak(load: Load) -> Found:
    """Run it and return what was found."""
    now = datetime.now(UTC).replace(microsecond=0)
    week = Period(now - timedelta(days=14), now - timedelta(days=7))
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        service = running.enter_context(failing_service(now))
        kept, log = Path(folder, "kept"), Path(folder, "log")
        with DemoServer(centre(now)) as server:
            filled(server.url, kept, Period(now - HELD, now - MISSING), now)
        url, pid = running.enter_context(dashboard(service, kept, log))
        found = Found()
        clicking(url, pid, load, found)
        found.outcomes = outcomes(url)
        found.faults += re.findall(r"^\w*(?:Error|Exception|Interrupt)\b.*", log.read_text(), re.MULTILINE)
        running.close()
        with failing_service(now) as again, DemoServer(centre(now)) as quiet:
            stubborn = figures(again, kept, week, now)
            undisturbed = figures(quiet.url, Path(folder, "quiet"), week, now)
    found.same = stubborn.equals(undisturbed) and not stubborn.is_empty()
    return found


def clicking(url: str, pid: int, load: Load, found: Found) -> None:
    """Let so many readers click for so long, and look at the server's memory once a second."""
    over = Event()
    seats = [(url, load.thinks_s, number, over, found) for number in range(load.readers)]
    threads = [Thread(target=reader, args=seat, daemon=True) for seat in seats]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    while (since := time.monotonic() - begun) < load.seconds:
        found.memory.append((since, resident_mb(pid)))
        over.wait(1.0)
    over.set()
    for thread in threads:
        thread.join()


def reader(url: str, thinks_s: tuple[float, float], number: int, over: Event, found: Found) -> None:
    """One seat: opens a page, clicks, thinks, now and then leaves it to the next."""
    dice = Random(SEED * 1000 + number)  # noqa: S311 (chance that can be repeated)
    over.wait(dice.uniform(0, thinks_s[1]))
    while not over.is_set():
        try:
            with visiting(url) as visitor:
                clicks(visitor, dice, thinks_s, over, found)
        except Exception as error:  # noqa: BLE001 (whatever it is, it is what is looked for)
            found.faults.append(f"{type(error).__name__}: {error}")


def clicks(visitor: Visitor, dice: Random, thinks_s: tuple[float, float], over: Event, found: Found) -> None:
    while not over.is_set():
        run = visitor.open(*click(dice))
        found.seconds.append(run.seconds)
        found.faults += faults(run)
        if dice.random() < LEAVES:
            return
        over.wait(dice.uniform(*thinks_s))


def click(dice: Random) -> tuple[str, dict[str, str | list[str]]]:
    """A page and a view of it: periods, zones, filters and drill links, some of them nonsense."""
    page = dice.choice(list(TITLES))
    view: dict[str, str | list[str]] = {"period": dice.choice(list(PERIODS)), "zone": dice.choice(ZONES)}
    if view["period"] == "dates":
        first = datetime.now(UTC).date() - timedelta(days=dice.randrange(60))
        view |= {"from": first.isoformat(), "to": (first + timedelta(days=dice.randrange(9))).isoformat()}
    if dice.random() < 0.3:
        view["direction"] = dice.choice(["Inbound", "Outbound", "Sideways"])
    if dice.random() < 0.3:
        view["channel"] = dice.sample(["voice", "rtm", "Web/Mobile Client", "no such"], 2)
    if page == "conversations":
        view |= {
            "figure": dice.choice(FIGURES),
            "by": dice.choice(["queue_id", "agent_id"]),
            "key": "qu-none",
        }
    if page == "conversation":
        view["session"] = f"{dice.getrandbits(96):024x}"
    return "" if page == "overview" else page.replace("_", "-"), view


def faults(run: Run) -> list[str]:
    """What should not be on any page: an exception, or the sentence that stands in its place."""
    elements = [message.delta.new_element for message in run.messages if message.HasField("delta")]
    sentences = [one.alert.body for one in elements if one.HasField("alert") and one.alert.icon == BOUNDARY]
    return [*run.faults, *sentences]


def centre(now: datetime) -> Centre:
    return Centre(SEED, volume=VOLUME, clock=lambda: now)


def serve(channel: Connection, now: datetime) -> None:
    """The demo's service with failures, until it is told to end."""
    logging.getLogger("uvicorn.error").disabled = True  # each connection that is broken off on purpose
    server = DemoServer(centre(now))
    server._app = Failing(server._app, SEED)  # type: ignore[assignment]
    with server:
        channel.send(server.url)
        channel.recv()


@contextmanager
def failing_service(now: datetime) -> Iterator[str]:
    """The same in a process of its own; its address."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs, now), daemon=True)
    process.start()
    theirs.close()  # so that a process that dies ends the wait for it
    try:
        yield ours.recv()
    finally:
        ours.send(None)
        process.join(10)


@contextmanager
def dashboard(service: str, kept: Path, log: Path) -> Iterator[tuple[str, int]]:
    """The dashboard over that service: its address and its process."""
    account = {f"SMARTASSIST__{name.upper()}": value for name, value in DEMO_CREDENTIALS._asdict().items()}
    chosen = {"SMARTASSIST__HOST": service, "SMARTASSIST__TIMEOUT_S": str(SERVICE_WAITS_S), **account}
    settings = {
        f"CALLBOARD_{name}": value
        for name, value in {**chosen, "STORE__PATH": str(kept), "SERVER__METRICS": "true"}.items()
    }
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        "app.py",
        "--server.headless=true",
        f"--server.port={port}",
    ]
    with log.open("wb") as told:
        pipes = {"stdout": told, "stderr": told}
        environment = {**os.environ, **ALLOCATOR, **settings}
        server = subprocess.Popen(command, cwd=ROOT, env=environment, **pipes)  # noqa: S603 (ours)
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        yield f"http://127.0.0.1:{port}", server.pid
    finally:
        server.terminate()
        server.wait(30)


def figures(service: str, kept: Path, week: Period, now: datetime) -> pl.DataFrame:
    """The queues' figures of a week, once all of it is there, however often the service has to be asked."""
    store = filled(service, kept, Period(week.start - timedelta(days=1), week.end), now)
    frames = (store.scan(name, week) for name in ("visits", "handlings"))
    return queue_table(*frames, Metrics()).sort("queue_id").collect()


def filled(service: str, kept: Path, period: Period, now: datetime) -> Store:
    """A store that holds all of a period."""
    store = open_store(str(kept), DEMO_CREDENTIALS.account_id)
    account = demo_account(service).model_copy(update={"timeout_s": SERVICE_WAITS_S})
    with Service(account, pace=impatient()) as asked, stamina.set_testing(True, attempts=20):
        sync(store, asked, Question(period), now=now, settle=SETTLE)
    return store


def impatient() -> Pace:
    """A pace whose clock jumps instead of sleeping."""
    now = [0.0]
    return Pace(60_000, clock=lambda: now[0], sleep=lambda seconds: now.__setitem__(0, now[0] + seconds))


def outcomes(url: str) -> dict[str, int]:
    """What the server's meters say of its requests."""
    with urlopen(f"{url}/metrics") as answer:  # noqa: S310 (our own loopback)
        text = answer.read().decode()
    found = re.findall(r'^callboard_requests_total{outcome="([^"]+)"} (\S+)', text, re.MULTILINE)
    return {outcome: round(float(count)) for outcome, count in found}


def resident_mb(pid: int) -> float:
    """What a process holds of the machine's memory."""
    told = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(told.split("VmRSS:")[1].split()[0]) / 1024


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def told(found: Found, readers: int) -> str:
    """What was found, as text."""
    times = [1000 * one for one in found.seconds]
    asked = ", ".join(f"{count} {outcome}" for outcome, count in sorted(found.outcomes.items()))
    lines = [
        f"{readers} readers, {len(times):,} clicks: median {median(times):.0f} ms, p95 {p95(times):.0f} ms",
        f"requests to the service: {asked}",
        f"faults: {len(found.faults)}",
        *(f"  {count} times {fault[:160]}" for fault, count in Counter(found.faults).most_common(9)),
        memory(found.memory),
        f"the closed week's figures are those of a quiet run: {'yes' if found.same else 'NO'}",
    ]
    return "\n".join(lines)


def p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1] if len(values) > 1 else values[0]


def memory(looks: list[tuple[float, float]]) -> str:
    """The memory at each minute, and its slope after the first."""
    minutes = {int(since // MINUTE_S): megabytes for since, megabytes in looks}
    after = [(since / MINUTE_S, megabytes) for since, megabytes in looks if since >= MINUTE_S]
    at = ", ".join(f"{megabytes:.0f}" for megabytes in minutes.values())
    if len(after) < 2:
        return f"memory at each minute's end: {at} MB"
    slope = linear_regression(*zip(*after, strict=True)).slope
    return f"memory at each minute's end: {at} MB; after the first minute {slope:+.1f} MB a minute"


if __name__ == "__main__":
    load = Load(*map(int, sys.argv[1:]))
    logging.getLogger("stamina").setLevel(logging.ERROR)
    result = soak(load)
    print(told(result, load.readers))  # noqa: T201 (what it is run for)
    sys.exit(bool(result.faults) or not result.same)
