"""Files are made few at a time, and given up when nobody waits for them."""

from __future__ import annotations

import asyncio
from threading import Event
from typing import Any

import pytest

from lib.errors import InputError, StoreError
from lib.server.file_workers import (
    GONE,
    MOST_AT_ONCE,
    iterate_in_turn,
    iterate_until,
    run_in_turn,
    run_until_gone,
)


async def stay() -> dict[str, Any]:
    await asyncio.Event().wait()
    return {}


async def leave() -> dict[str, Any]:
    return {"type": "http.disconnect"}


class Counted:
    """Work that notes how much of it runs at once, until as much as is expected does."""

    def __init__(self, expected: int) -> None:
        self.expected, self.running, self.most = expected, 0, 0
        self.reached = Event()

    def __call__(self) -> None:
        self.running += 1
        self.most = max(self.most, self.running)
        if self.running >= self.expected:
            self.reached.set()
        assert self.reached.wait(10)
        self.running -= 1


@pytest.mark.parametrize(("names", "most"), [("abcdef", MOST_AT_ONCE), ("aaaa", 1)])
def test_run_in_turn_no_more_than_there_is_room_for_run_at_once(names: str, most: int) -> None:
    work = Counted(most)

    async def run_all() -> None:
        await asyncio.gather(*(run_in_turn(name, work) for name in names))

    asyncio.run(run_all())
    assert work.most == most


def test_run_until_gone_gives_the_result_or_the_sentence() -> None:
    def fail() -> int:
        raise InputError("x")

    assert asyncio.run(run_until_gone("a", lambda: 7, stay, Event())) == 7
    with pytest.raises(InputError, match="x"):
        asyncio.run(run_until_gone("a", fail, stay, Event()))


def test_run_until_gone_browser_that_leaves_ends_the_work() -> None:
    stop = Event()

    def endless() -> list[int]:
        return list(iterate_until(stop, iter(int, 1)))

    with pytest.raises(StoreError, match=GONE):
        asyncio.run(run_until_gone("a", endless, leave, stop))


def test_iterate_in_turn_reader_that_leaves_ends_the_work() -> None:
    stop = Event()

    async def read_one() -> bytes:
        pieces = iterate_in_turn("a", iter([b"1", b"2"]), stop)
        first = await anext(pieces)
        await pieces.aclose()  # type: ignore[attr-defined]
        return first

    assert asyncio.run(read_one()) == b"1"
    assert stop.is_set()
