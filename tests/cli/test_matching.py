"""A channel counts in any spelling, and what matches nothing is told with what would."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from lib.cli import main

if TYPE_CHECKING:
    import pytest

MORNING = ["--start", "2024-09-25 14:00", "--end", "2024-09-25 15:00", "--demo"]
UNMATCHED = [
    (("--channel", "rtmx", "Voice"), "--channel rtmx matches nothing from 2024-09-25 14:00 UTC to", "Voice"),
    (("--queue", "Sales Desk"), "--queue Sales Desk matches nothing", "(Sales Desk)"),
    (("--exclude-channel", "fax"), "--exclude-channel fax matches nothing", "Voice"),
    (("--exclude-queue", "qu-none"), "--exclude-queue qu-none matches nothing", "(Sales Desk)"),
    (("--agent", "u-nobody"), "--agent u-nobody matches nothing", "(Dalia Petrov)"),
]


def exported(*flags: str) -> pl.DataFrame:
    assert main(["export", "--table", "conversations", *MORNING, "--out", "out.csv", *flags]) == 0
    return pl.read_csv("out.csv", infer_schema=False)


def test_a_channel_in_any_spelling_brings_the_same_rows(capsys: pytest.CaptureFixture[str]) -> None:
    rows = exported("--channel", "rtm")
    assert rows.height > 3
    assert set(rows["channel"]) == {"Web/Mobile Client"}
    for spelling in ("RTM", "Web/Mobile Client", "Web / Mobile Client"):
        assert exported("--offline", "--channel", spelling).equals(rows)
    assert "matches nothing" not in capsys.readouterr().err


def test_what_matches_nothing_is_told_with_what_would(capsys: pytest.CaptureFixture[str]) -> None:
    exported()
    for flags, sentence, known in UNMATCHED:
        capsys.readouterr()
        exported("--offline", *flags)
        (line,) = [line for line in capsys.readouterr().err.splitlines() if "matches nothing" in line]
        assert line.startswith(sentence)
        assert known in line.partition("There: ")[2]


def test_a_sync_tells_what_matches_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sync", *MORNING, "--channel", "fax"]) == 0
    assert "--channel fax matches nothing" in capsys.readouterr().err
