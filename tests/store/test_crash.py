"""Whatever dies whenever, a store shows whole windows, and the next sync makes it as if nothing had been."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lib.errors import StoreBusy
from lib.frames.schema import SCHEMAS
from lib.store import Store, open_store
from lib.store.lock import acquire_lock
from lib.store.manifest import Manifest
from lib.store.tables import Tables
from tests.store.made import WEEK, Made, content, every, hours, ids, synced

if TYPE_CHECKING:
    import polars as pl

    from lib.period import Period

ROOT = Path(__file__).parents[2]
RECORDS = every(timedelta(minutes=30), WEEK)
CHANGED = {"csatScore": 4, "surveyType": "csat"}

HOLD = """
import sys, time
from lib.store.lock import acquire_lock
from lib.store.locations import make_folder
make_folder(sys.argv[1])
with acquire_lock(sys.argv[1]):
    print("held", flush=True)
    time.sleep(60)
"""


class Crash(RuntimeError):
    """What no code expects."""


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pl.DataFrame]:
    store = open_store(str(tmp_path_factory.mktemp("whole")), "acme")
    synced(store, Made(RECORDS), hours(0, 24), now=WEEK.end)
    synced(store, Made(RECORDS).with_changed(300, **CHANGED))
    return content(store)


@pytest.mark.parametrize("table", [*SCHEMAS, "coverage"])
def test_a_crash_between_commits_is_as_if_nothing_had_been(
    store: Store, undisturbed: dict[str, pl.DataFrame], table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced(store, Made(RECORDS), hours(0, 24), now=WEEK.end)
    before = content(store)
    whole = Tables.replace

    def replace(tables: Tables, name: str, span: Period, frame: pl.DataFrame) -> None:
        if name == table:
            raise Crash
        whole(tables, name, span, frame)

    def write(*_: object) -> None:
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(Tables, "replace", replace)
        if table == "coverage":
            patch.setattr(Manifest, "write", write)
        with pytest.raises(Crash):
            synced(store, Made(RECORDS).with_changed(300, **CHANGED), workers=1)
    assert all(frame.equals(before[name]) for name, frame in content(store).items())
    synced(store, Made(RECORDS).with_changed(300, **CHANGED))
    assert all(frame.equals(undisturbed[name]) for name, frame in content(store).items())


def spawn(code: str, *arguments: str) -> subprocess.Popen[str]:
    """A process that has got as far as its first line."""
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", code, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline().strip()
    return process


def test_the_holder_of_the_lock_is_named_and_its_death_frees_it(store: Store) -> None:
    with spawn(HOLD, store.root) as process:
        with pytest.raises(StoreBusy, match=f"Process {process.pid} on .* is syncing this store"):
            synced(store, Made(RECORDS))
        process.send_signal(signal.SIGKILL)
    assert synced(store, Made(RECORDS)).records


def test_one_process_holds_it_once(store: Store) -> None:
    Path(store.root).mkdir(parents=True)
    with (
        acquire_lock(store.root),
        pytest.raises(StoreBusy, match=f"Process {os.getpid()}"),
        acquire_lock(store.root),
    ):
        pass


def test_what_is_there_needs_no_lock(store: Store) -> None:
    synced(store, Made(RECORDS))
    with acquire_lock(store.root):
        assert synced(store, Made(RECORDS)).requests == 0
        assert len(ids(store)) == len(RECORDS)
