"""Rows of a period are found by their own time, however long ago their session began, and no more is read."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from lib.store import rebuild, tables
from lib.store import store as stores
from lib.store.maintenance.cleanup import compact
from lib.store.writer import open_writer
from tests.store.made import DAY, HOUR, LATER, MONDAY, WEEK, Made, every, hours, record, synced

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lib.period import Period
    from lib.store import Store
    from lib.store.files import File

GRAINS = ("conversations", "visits", "handlings", "assignments")
FRIDAY = MONDAY - 3 * DAY + 9 * HOUR
HOURLY = every(HOUR, WEEK)


def answered_late(number: int, start: datetime, wait: timedelta) -> dict[str, Any]:
    """A message that an agent accepts so long after it came."""
    made: dict[str, Any] = record(number, start)
    accepted, end = start + wait, start + wait + timedelta(minutes=10)
    agent = made["destinations"][0]["respondingAgent"]
    agent["acceptedTime"] = f"{accepted:%Y-%m-%dT%H:%M:%S}"
    agent["interactionEndTime"] = made["sessionEndTime"] = f"{end:%Y-%m-%dT%H:%M:%S}"
    return made


FROM_FRIDAY = answered_late(5000, FRIDAY, timedelta(days=2, hours=23))
"""Accepted on Monday at 08:00."""


@pytest.fixture
def filled(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Six days, a file a day; a message of the Friday before is answered on Monday."""
    monkeypatch.setattr(tables, "SMALL", dict.fromkeys((True, False), 0))
    records = [*every(HOUR, hours(-96, 48)), FROM_FRIDAY]
    for day in range(-4, 2):
        synced(store, Made(records), hours(24 * day, 24 * day + 24))
    return store


@pytest.fixture
def read(filled: Store, monkeypatch: pytest.MonkeyPatch) -> list[File]:
    """The data files that a scan reads from then on."""
    del filled
    files: list[File] = []

    def scan(name: str, there: Sequence[File]) -> pl.LazyFrame:
        files.extend(there)
        return tables.scan(name, there)

    monkeypatch.setattr(stores, "scan", scan)
    return files


def sessions(store: Store, table: str, period: Period) -> set[str]:
    return set(store.scan(table, period).collect()["session_id"])


@pytest.mark.parametrize("table", GRAINS)
def test_scan_session_begun_days_before_gives_all_of_its_rows(filled: Store, table: str) -> None:
    name = str(FROM_FRIDAY["sessionId"])
    assert name in sessions(filled, table, hours(7, 9))
    assert name in sessions(filled, table, hours(-63, -62))
    assert name not in sessions(filled, table, hours(9, 24))
    assert name not in sessions(filled, table, hours(-24, 7))


def test_scan_session_accepted_after_the_period_is_whole(filled: Store) -> None:
    (row,) = (
        filled.scan("handlings", hours(-72, -48))
        .filter(session_id=FROM_FRIDAY["sessionId"])
        .collect()["time"]
    )
    assert row == MONDAY + 8 * HOUR


@pytest.mark.parametrize(("period", "days"), [(hours(24, 48), {0}), (hours(0, 24), {0, 3})])
def test_scan_period_reads_the_files_of_its_days_and_of_the_old_session_alone(
    filled: Store, read: list[File], period: Period, days: set[int]
) -> None:
    filled.scans(GRAINS, period)
    assert {(period.start - file.first.replace(hour=0)).days for file in read} == days


def test_scan_after_files_were_put_together_finds_the_same(filled: Store) -> None:
    before = {name: sessions(filled, name, hours(7, 9)) for name in GRAINS}
    with open_writer(filled.root) as writer:
        writer.prepare()
        compact(writer, LATER, part=1)
        writer.publish(writer.entry.coverage)
    assert {name: sessions(filled, name, hours(7, 9)) for name in GRAINS} == before


def test_scan_where_a_table_tells_no_bounds_of_times_finds_the_same(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a store of an earlier Callboard; made anew, it tells them."""
    monkeypatch.setattr(tables, "_configuration", lambda _: {tables.STATISTICS: "session_start"})
    synced(store, Made([*HOURLY, FROM_FRIDAY]), hours(-96, 168))
    assert str(FROM_FRIDAY["sessionId"]) in sessions(store, "conversations", hours(7, 9))
    monkeypatch.undo()
    assert {file.latest.year for file in store.files("handlings", store.entry())} == {9999}
    rebuild(store)
    assert {file.latest.year for file in store.files("handlings", store.entry())} == {2024}
    assert str(FROM_FRIDAY["sessionId"]) in sessions(store, "conversations", hours(7, 9))


def test_files_bounds_cover_what_is_below_a_millisecond(store: Store) -> None:
    start = MONDAY + timedelta(microseconds=1_500)
    made = record(1, MONDAY) | {"sessionStartTime": f"{start:%Y-%m-%dT%H:%M:%S.%f}"}
    synced(store, Made([made]))
    (file,) = store.files("visits", store.entry())
    (held,) = store.scan("visits").collect()["session_start"]
    assert file.first <= held <= file.last


def test_scans_of_sessions_gives_their_rows_and_no_others(filled: Store) -> None:
    wanted = pl.DataFrame({"session_id": [FROM_FRIDAY["sessionId"]], "session_start": [FRIDAY]})
    frames = filled.scans_of([*GRAINS, "records"], wanted)
    assert [frame.collect().height for frame in frames.values()] == [1] * 5
