"""A store in a bucket is the store in a folder: same figures, same guarantees, over the network."""

from __future__ import annotations

import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import boto3
import pytest

from lib.demo import Centre, DemoServer
from lib.errors import StoreBusy, StoreError
from lib.period import Period
from lib.smartassist import Question, Service
from lib.source import demo_account
from lib.store import Store, lock, open_store, rebuild, sync
from lib.store.lock import LEASE, Lease, acquire_lock
from lib.store.maintenance import cleanup
from lib.store.maintenance.cleanup import compact, delete_unused
from lib.store.writer import open_writer
from tests.store.bucket import BUCKET, KEY, SECRET, environment, serving
from tests.store.made import (
    DAY,
    LATER,
    MONDAY,
    SETTLE,
    Made,
    content,
    every,
    hours,
    ids,
    synced,
    wanted,
)
from tests.store.test_crash import HOLD, spawn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ALL = hours(0, 1)
RECORDS = every(timedelta(seconds=70), ALL)
"""Few, none on the bounds of the quarters in which they are fetched: each commit is dozens of requests."""

SYNC = """
import sys
from tests.store.made import Made, hours, synced
from tests.store.test_object_store import RECORDS
from lib.store import lock, open_store
lock.LEASE = lock.LEASE * 0
store = open_store(sys.argv[1], "acme")
for quarter in (3, 2, 1, 0):
    synced(store, Made(RECORDS), hours(quarter / 4, quarter / 4 + 0.25))
    print("kept", flush=True)
"""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving() as url, pytest.MonkeyPatch.context() as patch:
        for name, value in environment(url).items():
            patch.setenv(name, value)
        yield url


@pytest.fixture
def address(server: str) -> str:
    del server
    return f"s3://{BUCKET}/{uuid4().hex}"


@pytest.fixture
def store(address: str) -> Store:
    return open_store(address, "acme")


def objects(store: Store, table: str) -> set[str]:
    """The data files of a table that the bucket holds."""
    prefix = store.root.removeprefix(f"s3://{BUCKET}/")
    listed = boto3.client("s3").list_objects_v2(Bucket=BUCKET, Prefix=f"{prefix}/{table}/part-")
    return {f"s3://{BUCKET}/{found['Key']}" for found in listed["Contents"]}


def test_the_demo_is_there_as_in_a_folder(address: str, tmp_path: Path) -> None:
    centre, now = Centre(clock=lambda: LATER), LATER
    days = Period(MONDAY, MONDAY + 2 * DAY)
    far, near = open_store(address), open_store(str(tmp_path))
    with DemoServer(centre) as server, Service(demo_account(server.url)) as service:
        for store in (far, near):
            sync(store, service, Question(days), now=now, settle=SETTLE)
        again = sync(far, service, Question(days), now=now, settle=SETTLE)
    truth = centre.records(days.start, days.end - timedelta(seconds=1))
    assert set(ids(far)) >= {str(one["sessionId"]) for one in truth}
    assert (again.requests, again.windows) == (0, ())
    there = content(near)
    assert all(frame.equals(there[name]) for name, frame in content(far).items())


def test_readers_see_what_another_wrote(store: Store, address: str) -> None:
    readers = [open_store(address, "acme") for _ in range(2)]
    assert [reader.version for reader in readers] == [0, 0]
    synced(store, Made(RECORDS), hours(0, 0.25))
    assert [len(ids(reader)) for reader in readers] == [13, 13]
    synced(store, Made(RECORDS), ALL)
    assert [ids(reader) for reader in readers] == [wanted(Made(RECORDS))] * 2


def test_the_holder_is_named_with_the_hour_at_which_it_ends(store: Store) -> None:
    with spawn(HOLD, store.root) as process:
        with pytest.raises(StoreBusy, match=rf"Process {process.pid} on .* free again at \d\d:\d\d:\d\d UTC"):
            synced(store, Made(RECORDS), ALL)
        process.send_signal(signal.SIGKILL)
    with pytest.raises(StoreBusy, match=f"Process {process.pid}"), acquire_lock(store.root):
        pass
    Lease(store.root, clock=lambda: datetime.now(UTC) + LEASE).take()


def test_a_lease_ends_and_is_given_back(store: Store) -> None:
    now = [LATER]
    one, other = (Lease(store.root, clock=lambda: now[0]) for _ in range(2))
    one.take()
    now[0] += LEASE / 2
    one.renew()
    now[0] += LEASE * 0.9
    with pytest.raises(StoreBusy, match="free again at 00:09:00 UTC"):
        other.take()
    one.release()
    other.take()
    with pytest.raises(StoreBusy):
        one.renew()
    now[0] += LEASE
    one.take()


def test_of_many_at_once_one_gets_it(store: Store) -> None:
    def take(lease: Lease) -> bool:
        try:
            lease.take()
        except StoreBusy:
            return False
        return True

    for _ in range(3):
        leases = [Lease(store.root) for _ in range(6)]
        with ThreadPoolExecutor(6) as pool:
            got = list(pool.map(take, leases))
        assert sum(got) == 1
        leases[got.index(True)].release()


def test_who_lost_the_store_enters_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    synced(store, Made(RECORDS), hours(0, 0.25))
    monkeypatch.setattr(lock, "LEASE", timedelta())
    with open_writer(store.root) as late:
        late.prepare()
        synced(store, Made(RECORDS), hours(0.25, 0.5))
        before = content(store)
        late.tables.latest("visits").update_incremental()
        with pytest.raises(StoreBusy, match="Another process has written this store"):
            late.publish(late.entry.coverage)
    assert all(frame.equals(before[name]) for name, frame in content(store).items())
    synced(store, Made(RECORDS), ALL)
    assert ids(store) == wanted(Made(RECORDS))


def test_a_writer_that_was_killed_loses_and_doubles_nothing(store: Store, address: str) -> None:
    with spawn(SYNC, address) as process:
        process.send_signal(signal.SIGKILL)
    assert set(ids(store)) <= set(wanted(Made(RECORDS)))
    assert len(ids(store)) >= 13
    synced(store, Made(RECORDS), ALL)
    for table in ("records", "conversations"):
        assert ids(store, table) == wanted(Made(RECORDS))


def test_upkeep_leaves_in_the_bucket_what_is_in_use(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleanup, "MANY", 3)
    for quarter in (0, 1, 2, 3):
        synced(store, Made(RECORDS), hours(quarter / 4, quarter / 4 + 0.25))
    whole = content(store)
    with open_writer(store.root) as writer:
        compact(writer, LATER, part=1)
        writer.publish(writer.entry.coverage)
        delete_unused(writer, at_once=True)
    named = {file.path for file in store.files("records", store.entry())}
    assert len(named) == 1
    assert objects(store, "records") == named
    assert all(frame.equals(whole[name]) for name, frame in content(store).items())
    assert rebuild(store) == len(RECORDS)
    assert all(frame.equals(whole[name]) for name, frame in content(store).items())
    assert synced(store, Made(RECORDS), ALL).requests == 0


def no_secret(error: pytest.ExceptionInfo[StoreError]) -> bool:
    told = str(error.value)
    return told.endswith(".") and SECRET not in told and KEY not in told and "\n" not in told


def test_a_wrong_bucket_is_told(server: str) -> None:
    del server
    with pytest.raises(StoreError, match="in a bucket that does not exist") as raised:
        open_store("s3://callboard-elsewhere/x", "acme")
    assert no_secret(raised)


def test_wrong_credentials_are_told(store: Store, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    synced(store, Made(RECORDS), hours(0, 0.25))
    frame = store.scan("visits")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIASTRANGER")
    with pytest.raises(StoreError, match="refused the credentials") as raised:
        open_store(address, "acme")
    assert no_secret(raised)
    assert "AKIASTRANGER" not in str(raised.value)
    assert frame.collect().height


def test_a_server_that_is_gone_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving() as url:
        for name, value in environment(url).items():
            monkeypatch.setenv(name, value)
        store = open_store(f"s3://{BUCKET}/x", "acme")
        synced(store, Made(RECORDS), hours(0, 0.25))
    for attempt in (lambda: store.version, lambda: synced(store, Made(RECORDS), ALL)):
        with pytest.raises(StoreError, match="cannot be reached") as raised:
            attempt()
        assert no_secret(raised)
