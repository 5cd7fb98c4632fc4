"""Processes that are killed at their work: python -m tests.store.killed sync|read FOLDER URL

Each waits for a line on its stdin, so that what it takes to start is over by then. The syncing one asks for
the whole period anew, and gives way while another has the store. The reading one looks at the store again and
again until its stdin ends, and tells how often it looked and what it saw that must not be.
"""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING

import polars as pl

from lib.errors import StoreBusy
from lib.frames.schema import SCHEMAS
from lib.period import Period
from lib.smartassist import Question, Service
from lib.source import demo_account
from lib.store import Store, open_store, sync
from lib.store.tables import starts_in
from tests.store.made import DAY, LATER, MONDAY, SETTLE

if TYPE_CHECKING:
    from collections.abc import Iterator

DAYS = Period(MONDAY, MONDAY + 3 * DAY)
GIVES_WAY_S = 0.05


def fetched(store: Store, url: str, *, refresh: bool) -> int:
    """Sync the days; the requests it took."""
    with Service(demo_account(url)) as service:
        question = Question(DAYS)
        return sync(store, service, question, now=LATER, settle=SETTLE, refresh=refresh).requests


def syncing(folder: str, url: str) -> None:
    """Ask for everything anew, as soon as the store is free."""
    store, rest = open_store(folder), threading.Event()
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    while True:
        try:
            fetched(store, url, refresh=True)
        except StoreBusy:
            rest.wait(GIVES_WAY_S)
        else:
            return


def reading(folder: str, wanted: pl.DataFrame) -> None:
    """Look until nobody wants to know any more."""
    store, over, looks, seen = open_store(folder), threading.Event(), 0, set[str]()
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
    while not over.is_set() or not looks:
        seen |= set(wrong(store, wanted))
        looks += 1
    print(looks, *sorted(seen), sep="\n", flush=True)  # noqa: T201


def wrong(store: Store, wanted: pl.DataFrame) -> Iterator[str]:
    """What a reader must never see: half a window, a row without its conversation, anything twice."""
    entry = store.entry()
    tables = {name: frame.collect() for name, frame in store.scans(SCHEMAS, entry=entry).items()}
    ids = {name: tables[name]["session_id"] for name in SCHEMAS}
    for name in ("records", "conversations", "side_cars"):
        if ids[name].is_duplicated().any():
            yield f"a session stands twice in {name}"
    for name in ("visits", "handlings", "assignments"):
        if set(ids[name]) - set(ids["conversations"]):
            yield f"{name} has rows without their conversation"
    if set(ids["records"]) != set(ids["conversations"]) | set(ids["side_cars"]):
        yield "records and conversations differ"
    for stretch in entry.coverage.intervals():
        there = tables["records"].filter(starts_in(stretch))["session_id"]
        if set(there) != set(wanted.filter(starts_in(stretch))["session_id"]):
            yield f"not all of {stretch.start:%a %H:%M} to {stretch.end:%a %H:%M} is there"


def main(role: str, folder: str, told: str) -> None:
    """Play one part."""
    if role == "sync":
        syncing(folder, told)
    else:
        reading(folder, pl.read_parquet(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
