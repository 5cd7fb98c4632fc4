"""Customers on the command line: masked unless asked for, noted when taken away, forgotten when meant."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import polars as pl
import pytest

from lib import audit
from lib.access import MASK
from lib.audit import Audit
from lib.cli import main
from lib.demo import DEMO_CREDENTIALS
from lib.store import Store, open_store
from tests.store.made import HOUR, MONDAY, Made, record, synced

if TYPE_CHECKING:
    from pathlib import Path

ANN = "u-ann"
ENDS = MONDAY + 24 * HOUR
TAKEN = ["--start", f"{MONDAY:%Y-%m-%d}", "--end", f"{ENDS:%Y-%m-%d}", "--zone", "UTC", "--offline"]
META = {"firstName": "Ann", "lastName": "Archer", "phoneNumber": "+12025550187"}


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """An account's store with four conversations, two of them Ann's."""
    for name, value in {"host": "http://127.0.0.1:9", **DEMO_CREDENTIALS._asdict()}.items():
        monkeypatch.setenv(f"CALLBOARD_SMARTASSIST__{name.upper()}", value)
    monkeypatch.setenv("CALLBOARD_ACCESS__AUDIT_FOLDER", str(tmp_path / "audit"))
    found = open_store(str(tmp_path / "data"), DEMO_CREDENTIALS.account_id)
    whose = (ANN, "u-bob", ANN, "u-bob")
    records = [record(n, MONDAY + n * HOUR, userId=who, metaInfo=META) for n, who in enumerate(whose)]
    synced(found, Made(records))
    return found


@pytest.fixture
def unwritable(tmp_path: Path) -> None:
    (tmp_path / "audit").write_text("a file where the folder should be")


class Terminal(io.StringIO):
    """What somebody types."""

    def isatty(self) -> bool:
        return True


def noted(tmp_path: Path) -> list[audit.Line]:
    return Audit(tmp_path / "audit").newest(9)


def owners(store: Store) -> list[str]:
    return store.scan("conversations").collect()["user_id"].sort().to_list()


def exported(*flags: str) -> pl.DataFrame:
    assert main(["export", "--table", "conversations", *TAKEN, "--out", "out.csv", *flags]) == 0
    return pl.read_csv("out.csv", infer_schema=False)


def test_an_export_is_masked_unless_customers_are_asked_for(store: Store) -> None:
    del store
    masked, whole = exported(), exported("--personal")
    assert masked.columns == whole.columns
    assert (masked["customer_name"][0], masked["customer_phone"][0]) == (MASK, f"{MASK}87")
    assert (whole["customer_name"][0], whole["customer_phone"][0]) == ("Ann Archer", "+12025550187")


def test_an_export_is_noted_with_what_was_picked(store: Store, tmp_path: Path) -> None:
    del store
    exported("--queue", "qu-0")
    (line,) = noted(tmp_path)
    assert line["who"].endswith(" at the command line")
    assert (line["what"], line["table"], line["queues"]) == (audit.TOOK, "conversations", ["qu-0"])
    assert line["rows"] == 2


def test_customers_are_not_written_where_that_cannot_be_noted(
    store: Store, unwritable: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del store, unwritable
    assert main(["export", "--table", "conversations", *TAKEN, "--out", "out.csv", "--personal"]) == 1
    assert "The audit log cannot be written" in capsys.readouterr().err
    assert not (tmp_path / "out.csv").exists()


def test_what_is_masked_is_written_and_told(
    store: Store, unwritable: None, capsys: pytest.CaptureFixture[str]
) -> None:
    del store, unwritable
    assert exported().height == 4
    assert "The audit log cannot be written" in capsys.readouterr().err


def test_a_customer_is_forgotten(store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forget", "--user-id", ANN, "--yes"]) == 0
    assert owners(store) == ["u-bob", "u-bob"]
    assert capsys.readouterr().err.startswith("2 conversations were removed.")
    (line,) = noted(tmp_path)
    assert line["what"] == audit.FORGOT
    assert ANN not in str(line)


def test_nobody_is_forgotten_unless_the_id_is_typed_again(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for typed in ("", "yes\n", "u-an\n"):
        monkeypatch.setattr(sys, "stdin", Terminal(typed))
        assert main(["forget", "--user-id", ANN]) == 2
        assert "Nothing was removed" in capsys.readouterr().err
    assert owners(store).count(ANN) == 2
    monkeypatch.setattr(sys, "stdin", Terminal(f"{ANN}\n"))
    assert main(["forget", "--user-id", ANN]) == 0
    assert owners(store).count(ANN) == 0


def test_a_scheduler_has_to_say_that_it_is_meant(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{ANN}\n"))
    assert main(["forget", "--user-id", ANN]) == 2
    assert owners(store).count(ANN) == 2


def test_who_is_not_there_is_told_so(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forget", "--user-id", "u-nobody", "--yes"]) == 0
    assert len(owners(store)) == 4
    assert capsys.readouterr().err.startswith("Nothing is kept of this customer.")


def test_nobody_is_forgotten_where_that_cannot_be_noted(store: Store, unwritable: None) -> None:
    del unwritable
    assert main(["forget", "--user-id", ANN, "--yes"]) == 1
    assert owners(store).count(ANN) == 2


def test_forget_with_the_demo_reaches_the_made_up_store(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forget", "--user-id", ANN, "--yes", "--demo"]) == 0
    assert "Nothing is kept of this customer." in capsys.readouterr().err
