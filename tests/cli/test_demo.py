"""Without an account nothing is made up unless --demo asks for it, and every file of it says so inside."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import polars as pl
import pytest

from lib.cli import main

if TYPE_CHECKING:
    from pathlib import Path

HOUR = ["--start", "2024-09-25 13:00", "--end", "2024-09-25 14:00"]
EXPORT = ["export", "--table", "queues", *HOUR, "--offline"]
MARK = "demo data, made up"


@pytest.mark.parametrize(
    "command",
    [["sync", *HOUR], [*EXPORT, "--out", "out.csv"], ["rebuild"], ["forget", "--user-id", "u-1", "--yes"]],
)
def test_a_command_without_an_account_is_refused_and_writes_nothing(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("No account is set: [smartassist] is missing in .streamlit/secrets.toml")
    assert "--demo" in line
    assert not list(tmp_path.iterdir())


def test_an_account_is_not_asked_with_demo(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    account = ("HOST", "ACCOUNT_ID", "CLIENT_ID", "CLIENT_SECRET", "STREAM_ID")
    for name in account:
        monkeypatch.setenv(f"CALLBOARD_SMARTASSIST__{name}", "https://assist.example.com")
    assert main(["sync", *HOUR, "--demo"]) == 0
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["demo"]


@pytest.mark.parametrize("table", ["queues", "agents", "visits", "rejects"])
def test_a_csv_of_demo_data_says_so_in_its_last_column(table: str) -> None:
    assert main(["export", "--table", table, *HOUR, "--out", "out.csv", "--demo"]) == 0
    rows = pl.read_csv("out.csv", infer_schema=False)
    assert rows.columns[-1] == "source"
    assert set(rows["source"]) <= {MARK}


def test_a_parquet_file_of_demo_data_says_so_in_its_metadata() -> None:
    assert main([*EXPORT, "--out", "out.parquet", "--demo"]) == 0
    assert pl.read_parquet_metadata("out.parquet")["Data"] == MARK


def test_a_workbook_of_demo_data_says_so_beside_its_rows() -> None:
    assert main([*EXPORT, "--out", "out.xlsx", "--demo"]) == 0
    with zipfile.ZipFile("out.xlsx") as book:
        assert MARK in book.read("xl/worksheets/sheet2.xml").decode()


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        (
            ["--start", "2024-09-25 10:00", "--end", "2024-09-25 10:00", "--zone", "America/New_York"],
            "--end 2024-09-25 10:00 America/New_York is the same as --start 2024-09-25 10:00 America/New_",
        ),
        (
            ["--start", "2024-09-26", "--end", "2024-09-25", "--offset", "-330"],
            "--end 2024-09-25 00:00 UTC+05:30 is before --start 2024-09-26 00:00 UTC+05:30.",
        ),
    ],
)
def test_dates_the_wrong_way_round_are_told_on_the_clock_that_was_asked_for(
    flags: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sync", *flags, "--demo"]) == 2
    assert capsys.readouterr().err.startswith(sentence)
