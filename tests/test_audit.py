"""What is noted is there, whole and in order, for its owner alone; what cannot be noted is told."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from lib import audit
from lib.audit import KEPT, NAME, Audit
from lib.errors import AuditError

if TYPE_CHECKING:
    from pathlib import Path

NOON = datetime(2024, 9, 20, 12, tzinfo=UTC)


def log(folder: Path, most_bytes: int = 10_000) -> Audit:
    return Audit(folder / "audit", clock=lambda: NOON, most_bytes=most_bytes)


def test_what_is_noted_is_there_newest_first(tmp_path: Path) -> None:
    log(tmp_path).note("ada", audit.LOOKED, session="s1")
    log(tmp_path).note("bob", audit.TOOK, table="visits", queues=["q1"])
    newest = log(tmp_path).newest(9)
    assert newest[0] == {
        "at": "2024-09-20T12:00:00.000+00:00",
        "who": "bob",
        "what": "took a file away",
        "table": "visits",
        "queues": ["q1"],
    }
    assert [line["who"] for line in newest] == ["bob", "ada"]


def test_before_anything_is_noted_there_is_nothing(tmp_path: Path) -> None:
    assert log(tmp_path).newest(9) == []


def test_one_note_is_one_line_whatever_is_in_it(tmp_path: Path) -> None:
    log(tmp_path).note("eve\n{}", audit.LOOKED, session='"\r\n\u2028 \ud800')
    assert len((tmp_path / "audit" / NAME).read_bytes().splitlines()) == 1
    assert log(tmp_path).newest(9)[0]["who"] == "eve\n{}"


def test_what_is_no_line_is_passed_over(tmp_path: Path) -> None:
    log(tmp_path).note("ada", audit.LOOKED)
    with (tmp_path / "audit" / NAME).open("ab") as file:
        file.write(b"half a li\n[1]\n\xff\n")
    assert [line["who"] for line in log(tmp_path).newest(9)] == ["ada"]


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps access by lists, not by modes")
def test_it_is_for_its_owner_alone(tmp_path: Path) -> None:
    log(tmp_path).note("ada", audit.LOOKED)
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "audit", tmp_path / "audit" / NAME)]
    assert modes == [0o700, 0o600]


def test_a_full_file_is_put_aside_and_the_oldest_goes(tmp_path: Path) -> None:
    full = log(tmp_path, most_bytes=1)
    for number in range(KEPT + 5):
        full.note(str(number), audit.LOOKED)
    files = [path for path in (tmp_path / "audit").iterdir() if path.suffix != ".lock"]
    assert len(files) == KEPT + 1
    assert [line["who"] for line in full.newest(99)] == [str(n) for n in range(KEPT + 4, 3, -1)]


def test_no_more_than_asked_for_is_read(tmp_path: Path) -> None:
    small = log(tmp_path, most_bytes=200)
    for number in range(20):
        small.note(str(number), audit.LOOKED)
    assert [line["who"] for line in small.newest(3)] == ["19", "18", "17"]


def test_several_at_once_lose_no_line(tmp_path: Path) -> None:
    logs = [log(tmp_path, most_bytes=3_000) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: logs[number % 4].note(str(number), audit.LOOKED), range(100)))
    assert {line["who"] for line in logs[0].newest(999)} == {str(number) for number in range(100)}


def test_what_cannot_be_noted_is_told(tmp_path: Path) -> None:
    (tmp_path / "audit").write_text("a file where the folder should be")
    with pytest.raises(AuditError, match="cannot be written"):
        log(tmp_path).note("ada", audit.LOOKED)
