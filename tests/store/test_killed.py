"""Ten times a sync is killed at a moment drawn by chance: what is there in the end is the truth, once."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import polars as pl
import pytest

from lib.demo import Centre, DemoServer
from lib.store import open_store
from tests.store.killed import fetched, wrong
from tests.store.made import LATER, content, ids

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lib.store import Store

ROOT = Path(__file__).parents[2]
KILLS = 10
LOOK_S, JITTER_S = 0.002, 0.05


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    with DemoServer(Centre(clock=lambda: LATER)) as server:
        yield server


@pytest.fixture(scope="module")
def undisturbed(server: DemoServer, tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = open_store(str(tmp_path_factory.mktemp("whole")))
    store_requests = fetched(store, server.url, refresh=False)
    assert store_requests >= 20
    return store


@pytest.fixture(scope="module")
def wanted(undisturbed: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of the sessions that there are."""
    path = tmp_path_factory.mktemp("truth") / "wanted.parquet"
    undisturbed.scan("records").select("session_id", "session_start").collect().write_parquet(path)
    return path


@contextmanager
def waiting(role: str, folder: Path, told: str) -> Iterator[subprocess.Popen[str]]:
    """A process that has started, and waits to be let go; killed in the end."""
    command = [sys.executable, "-m", "tests.store.killed", role, str(folder), told]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:  # noqa: S603
        try:
            yield process
        finally:
            process.kill()


def let_go(process: subprocess.Popen[str]) -> None:
    assert process.stdin
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    process.stdin.write("go\n")
    process.stdin.flush()


def ended(process: subprocess.Popen[str], within_s: float) -> bool:
    try:
        process.wait(within_s)
    except subprocess.TimeoutExpired:
        return False
    return True


def kill_after(process: subprocess.Popen[str], server: DemoServer, requests: int, jitter_s: float) -> bool:
    """Kill a process some moments after the service has had so many requests more; whether it was at work."""
    until = server.requests + requests
    while server.requests < until and not ended(process, LOOK_S):
        pass
    ended(process, jitter_s)
    at_work = process.poll() is None
    process.kill()
    process.wait()
    return at_work


def as_if_nothing_had_been(store: Store, undisturbed: Store) -> bool:
    there = content(undisturbed)
    return all(frame.equals(there[name]) for name, frame in content(store).items())


def test_ten_kills_lose_and_double_nothing(server: DemoServer, undisturbed: Store, tmp_path: Path) -> None:
    dice, store, at_work = Random(1), open_store(str(tmp_path)), 0  # noqa: S311 (repeatable)
    with ExitStack() as stack:
        processes = [stack.enter_context(waiting("sync", tmp_path, server.url)) for _ in range(KILLS)]
        for process in processes:
            let_go(process)
            at_work += kill_after(process, server, dice.randrange(1, 20), dice.uniform(0, JITTER_S))
    assert at_work >= KILLS / 2
    assert set(ids(store)) <= set(ids(undisturbed))
    fetched(store, server.url, refresh=False)
    assert ids(store) == ids(undisturbed)
    assert as_if_nothing_had_been(store, undisturbed)


def test_two_that_sync_and_are_killed_show_a_reader_whole_windows(
    server: DemoServer, undisturbed: Store, wanted: Path, tmp_path: Path
) -> None:
    dice, store = Random(2), open_store(str(tmp_path))  # noqa: S311 (repeatable)
    with ExitStack() as stack:
        reader = stack.enter_context(waiting("read", tmp_path, str(wanted)))
        processes = [stack.enter_context(waiting("sync", tmp_path, server.url)) for _ in range(KILLS)]
        let_go(reader)
        running: list[subprocess.Popen[str]] = []
        for process in processes:
            let_go(process)
            running.append(process)
            if len(running) == 2:
                victim = running.pop(dice.randrange(2))
                kill_after(victim, server, dice.randrange(1, 20), dice.uniform(0, JITTER_S))
        for process in running:
            kill_after(process, server, dice.randrange(1, 20), dice.uniform(0, JITTER_S))
        fetched(store, server.url, refresh=False)
        looks, *seen = reader.communicate()[0].split("\n")
    assert int(looks) >= 1
    assert [line for line in seen if line] == []
    assert list(wrong(store, pl.read_parquet(wanted))) == []
    assert as_if_nothing_had_been(store, undisturbed)


def test_a_reader_would_see_what_must_not_be(undisturbed: Store, wanted: Path) -> None:
    others = pl.read_parquet(wanted).with_columns(session_id=pl.col("session_id").str.reverse())
    assert next(wrong(undisturbed, others)).startswith("not all of ")
