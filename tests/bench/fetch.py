"""Where the time of fetching goes: the server's own, the decoder's, and the rest, which is the fetch loop's.

In full: python -m tests.bench.fetch [rounds]
"""

from __future__ import annotations

import sys
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from statistics import median
from typing import TYPE_CHECKING, Any

from lib.demo import Centre, DemoServer
from lib.frames.decode import decode
from lib.period import Period
from lib.smartassist import Question, Service
from lib.source import demo_account

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
WEEK = Period(NOW - timedelta(days=11), NOW - timedelta(days=4))
ROUNDS = 7


def serve(channel: Connection) -> None:
    """The demo service in a process of its own; answers each message with the CPU seconds it has used."""
    with DemoServer(Centre(clock=lambda: NOW)) as server:
        thread = next(thread for thread in threading.enumerate() if thread.name == "callboard-demo")
        clock = time.pthread_getcpuclockid(thread.ident or 0)
        channel.send(server.url)
        while channel.recv():
            channel.send(time.clock_gettime(clock))


@contextmanager
def serving() -> Iterator[tuple[str, Connection]]:
    """The service's address, and the channel by which its CPU time is asked."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs,), daemon=True)
    process.start()
    theirs.close()  # so that a process that dies ends the wait for it
    try:
        yield ours.recv(), ours
    finally:
        ours.send(None)
        process.join(10)


def shares(rounds: int) -> dict[str, Any]:
    """Medians of a page's milliseconds: all of it, the server's and the decoder's; and their share."""
    taken = []
    with serving() as (url, channel), Service(demo_account(url)) as service:
        for _ in range(rounds + 1):
            channel.send("now")
            before, begun = channel.recv(), time.perf_counter()
            pages = list(service.pages(Question(WEEK)))
            fetched = time.perf_counter() - begun
            channel.send("now")
            server, begun = channel.recv() - before, time.perf_counter()
            decode([raw for page in pages for raw in page.records], [])
            decoded = time.perf_counter() - begun
            taken.append([1e3 * part / len(pages) for part in (fetched + decoded, server, decoded)])
    total, server, decoded = (median(part) for part in zip(*taken[1:], strict=True))
    return {"total": total, "server": server, "decoder": decoded, "share": (server + decoded) / total}


if __name__ == "__main__":
    for name, value in shares(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS).items():
        print(f"{name:<8} {value:6.2f}{'' if name == 'share' else ' ms a page'}")  # noqa: T201
