"""Worker limits for files: few at a time, beside the pages, stopped when the browser disconnects."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakValueDictionary

from anyio import CapacityLimiter, create_task_group, to_thread
from anyio.lowlevel import RunVar

from lib.errors import CallboardError, StoreError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, MutableMapping
    from threading import Event
    from typing import Any

    Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

T = TypeVar("T")

MOST_AT_ONCE, MOST_A_VIEWER = 2, 1
GONE = "The file was given up, since nobody waits for it any more."
DISCONNECT = "http.disconnect"


class FileLimits:
    """Limits of concurrent files: two in all, one a viewer; the others wait."""

    def __init__(self) -> None:
        self._all = CapacityLimiter(MOST_AT_ONCE)
        self._viewers: WeakValueDictionary[str, CapacityLimiter] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, viewer_name: str) -> AsyncIterator[None]:
        """Wait for this viewer's turn, then for room; both are given back at the end."""
        viewer = self._viewers.setdefault(viewer_name, CapacityLimiter(MOST_A_VIEWER))
        async with viewer, self._all:
            yield


_FILE_LIMITS: RunVar[FileLimits] = RunVar("pacing")


def file_limits() -> FileLimits:
    """The server's own; a limiter belongs to one event loop."""
    try:
        return _FILE_LIMITS.get()
    except LookupError:
        _FILE_LIMITS.set(FileLimits())
        return _FILE_LIMITS.get()


async def run_in_turn(viewer_name: str, work: Callable[[], T]) -> T:
    """Run work in a thread that no page waits for, when it is this viewer's turn."""
    async with file_limits().turn(viewer_name):
        return await to_thread.run_sync(work, limiter=CapacityLimiter(1))


async def run_until_gone(viewer_name: str, work: Callable[[], T], receive: Receive, stop: Event) -> T:
    """Run work in its turn, and set `stop` as soon as the browser has gone.

    Raises:
        CallboardError: what the work raises.
    """
    outcome: list[T | CallboardError] = []

    async def watch() -> None:
        while (await receive())["type"] != DISCONNECT:
            pass
        stop.set()

    async with create_task_group() as tasks:
        tasks.start_soon(watch)
        try:
            outcome.append(await run_in_turn(viewer_name, work))
        except CallboardError as error:
            outcome.append(error)
        tasks.cancel_scope.cancel()
    (result,) = outcome
    if isinstance(result, CallboardError):
        raise result
    return result


async def iterate_in_turn(viewer_name: str, pieces: Iterator[bytes], stop: Event) -> AsyncIterator[bytes]:
    """The pieces, each made in its turn; `stop` is set when they are left."""
    try:
        while piece := await run_in_turn(viewer_name, lambda: next(pieces, b"")):
            yield piece
    finally:
        stop.set()


def iterate_until(stop: Event, items: Iterable[T]) -> Iterator[T]:
    """The items, for as long as `stop` is not set.

    Raises:
        StoreError: it was set.
    """
    for item in items:
        if stop.is_set():
            raise StoreError(GONE)
        yield item
