"""What processes share outlives one that dies, and a file that cannot be used stops nobody."""

from __future__ import annotations

import logging
import multiprocessing
import time
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from lib.smartassist import shared_pace
from lib.smartassist.pace import Pace
from lib.smartassist.shared_pace import SharedAllowance
from tests.smartassist.fake import Clock

if TYPE_CHECKING:
    from multiprocessing.queues import Queue

    from lib.smartassist.allowance import Allowance


def shared(path: Path) -> Path:
    return path / "account" / "pace.json"


def kept(path: Path) -> Allowance:
    found: list[Allowance] = []

    def look(allowance: Allowance) -> Allowance:
        found.append(allowance)
        return allowance

    SharedAllowance(shared(path)).change(look)
    return found[0]


def pace(path: Path, clock: Clock, per_minute: int = 60) -> Pace:
    return Pace(per_minute, clock, clock.sleep, SharedAllowance(shared(path)))


def test_two_that_share_a_note_keep_one_pace(tmp_path: Path) -> None:
    clock, times = Clock(), list[float]()
    first, second = (pace(tmp_path, clock) for _ in range(2))
    for number in range(120):
        (first, second)[number % 2].wait()
        times.append(clock.now)
    assert all(later - earlier > 60 for earlier, later in zip(times, times[60:], strict=False))


def test_a_hold_and_a_slower_pace_are_shared(tmp_path: Path) -> None:
    clock = Clock()
    pace(tmp_path, clock).slow_down(40)
    other = pace(tmp_path, clock)
    other.wait()
    assert clock.now == pytest.approx(40)
    other.wait()
    assert clock.now > 41.5


def test_what_was_begun_outlives_its_process(tmp_path: Path) -> None:
    clock = Clock()
    for _ in range(4):
        pace(tmp_path, clock).wait()
    assert clock.now > 3


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"begun": "x"}', b"\x00\xff", b'{"begun":[1,2,3,4,5,6]}']
)
def test_a_damaged_note_counts_as_empty(tmp_path: Path, content: bytes) -> None:
    shared(tmp_path).parent.mkdir()
    shared(tmp_path).write_bytes(content)
    clock = Clock()
    clock.now = 1e6
    pace(tmp_path, clock).wait()
    assert clock.now == 1e6
    assert kept(tmp_path).begun[-1] == 1e6


def test_a_note_of_a_clock_that_was_ahead_holds_nobody(tmp_path: Path) -> None:
    clock = Clock()
    clock.now = 1e9
    pace(tmp_path, clock).slow_down(600)
    clock.now = 1e6
    pace(tmp_path, clock).wait()
    assert clock.now == 1e6


def test_where_it_cannot_be_written_the_own_pace_is_kept_and_that_is_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "account").write_text("a file stands in the way")
    clock, times = Clock(), list[float]()
    alone = pace(tmp_path, clock)
    with caplog.at_level(logging.WARNING, "callboard.service"):
        for _ in range(5):
            alone.wait()
            times.append(clock.now)
    assert times[:3] == [0, 0, 0]
    assert times[4] > times[3] > 3
    (line,) = caplog.messages
    assert "cannot be shared with other processes" in line


def test_a_note_that_stays_held_stops_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_pace, "LOCK_WITHIN_S", 0.02)
    clock = Clock()
    shared(tmp_path).parent.mkdir()
    with FileLock(shared(tmp_path).with_suffix(".lock")):
        pace(tmp_path, clock).wait()
    assert clock.now == 0


def test_what_a_full_disk_refuses_is_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    alone = pace(tmp_path, clock)
    alone.wait()

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    for _ in range(3):
        alone.wait()
    assert clock.now > 3
    assert len(kept(tmp_path).begun) == 1


def ask(path: Path, times: Queue[float]) -> None:
    """Begin forty requests as a process of its own, and tell when each began by its own clock."""
    looked = [0.0]

    def clock() -> float:
        looked[0] = time.time()
        return looked[0]

    own = Pace(6000, clock, note=SharedAllowance(shared(path)))
    for _ in range(40):
        own.wait()
        times.put(looked[0])


def test_processes_share_a_pace_for_real(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    times: Queue[float] = context.Queue()
    processes = [context.Process(target=ask, args=(tmp_path, times)) for _ in range(2)]
    for process in processes:
        process.start()
    begun = sorted(times.get(timeout=30) for _ in range(80))
    for process in processes:
        process.join(10)
    assert min(later - earlier for earlier, later in pairwise(begun[3:])) > 0.99 * 61 / 6000
