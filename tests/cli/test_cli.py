"""The commands as a scheduler runs them: exit codes, one sentence on stderr, tables by contract."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

from lib.cli import main, sync_command
from lib.errors import StoreBusy
from lib.metrics import AGENT_COLUMNS, QUEUE_COLUMNS
from lib.store import SyncReport
from lib.store.lock import acquire_lock

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
DAY = ["--start", "2024-09-25 00:00", "--end", "2024-09-25 18:00"]
RUN = "import sys; from lib.cli import main; sys.exit(main())"


def export(*flags: str, table: str = "visits", out: str = "out.csv") -> pl.DataFrame:
    assert main(["export", "--table", table, *DAY, "--out", out, *flags, "--demo"]) == 0
    return pl.read_csv(out, infer_schema_length=None)


def spoken(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().err.splitlines()


def test_an_export_brings_what_is_missing_and_the_second_asks_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = export(table="conversations")
    told = spoken(capsys)
    assert told[0] == "These are demo data, made up, and no account's."
    assert any(line.startswith("Fetched ") for line in told)
    assert rows.height > 200
    assert rows["session_start"].min() >= "2024-09-25T00:00:00Z"  # type: ignore[operator]
    assert rows["session_start"].max() < "2024-09-25T18:00:00Z"  # type: ignore[operator]
    assert export(table="conversations").equals(rows)
    assert "Everything that can be there is there already." in spoken(capsys)


def test_queues_and_agents_have_their_columns_by_contract_and_agree() -> None:
    queues, agents = export(table="queues"), export("--offline", table="agents")
    assert tuple(queues.columns) == (*QUEUE_COLUMNS, "source")
    assert tuple(agents.columns) == (*AGENT_COLUMNS, "source")
    assert queues["handlings"].sum() == agents["handlings"].sum() > 0
    assert queues["handle_total_s"].sum() == pytest.approx(agents["handle_total_s"].sum())


def test_filters_narrow_what_is_taken() -> None:
    every = export()
    busiest = every["queue_id"].drop_nulls().mode()[0]
    one = export("--offline", "--queue", busiest, "--channel", "Voice", "voice")
    assert set(one["queue_id"]) == {busiest}
    agent = export("--offline", table="handlings")["agent_id"].drop_nulls()[0]
    assert set(export("--offline", "--agent", agent, table="handlings")["agent_id"]) == {agent}


@pytest.mark.parametrize(
    ("name", "column"), [("queue", "queue_id"), ("agent", "agent_id"), ("channel", "channel")]
)
def test_export_excluded_value_is_left_out_and_rows_without_any_stay(name: str, column: str) -> None:
    every = export(table="handlings")
    value = every[column].drop_nulls().mode()[0]
    kept = export("--offline", f"--exclude-{name}", value, table="handlings")
    assert kept.height == every.filter(pl.col(column).ne_missing(value)).height > 0


def test_the_same_instants_in_another_zone_are_the_same_rows() -> None:
    utc = export()
    india = ["--start", "2024-09-25 05:30", "--end", "2024-09-25 23:30", "--offset", "-330", "--offline"]
    assert main(["export", "--table", "visits", *india, "--out", "india.csv", "--demo"]) == 0
    rows = pl.read_csv("india.csv", infer_schema_length=None)
    assert rows["time"].equals(utc["time"])
    assert rows["time_local"].str.ends_with("+05:30").all()


@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx"])
def test_every_format_is_written(form: str) -> None:
    assert main(["export", "--table", "rejects", *DAY, "--out", f"out.{form}", "--offline", "--demo"]) == 0
    assert Path(f"out.{form}").stat().st_size > 0


def test_offline_says_how_much_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert export("--offline").is_empty()
    assert "Only 0.0% of the period is there. Without --offline the rest is fetched first." in spoken(capsys)


def test_a_sync_and_a_rebuild(capsys: pytest.CaptureFixture[str]) -> None:
    short = ["--start", "2024-09-25 13:00", "--end", "2024-09-25 14:00"]
    assert main(["sync", *short, "--demo"]) == 0
    assert main(["sync", *short, "--refresh", "--demo"]) == 0
    assert main(["rebuild", "--demo"]) == 0
    told = spoken(capsys)
    assert sum(line.startswith("Fetched ") for line in told) == 2
    assert told[-1].startswith("Made anew from ")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "are required"),
        (["sync"], "--start, --end"),
        (["export", "--table", "cats", *DAY, "--out", "-"], "invalid choice: 'cats'"),
        (["sync", "--start", "2024-09-26", "--end", "2024-09-25"], "Choose an end after the start"),
        (["sync", "--start", "yesterday", "--end", "2024-09-25"], "is no date and time"),
        (["sync", *DAY, "--zone", "Mars/Olympus"], "is no time zone known here"),
        (["sync", *DAY, "--offset", "-9999"], "more than 14 hours"),
        (["sync", *DAY, "--offset", "0", "--zone", "UTC"], "not allowed with"),
    ],
)
def test_wrong_usage_is_one_sentence_and_2(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    (line,) = spoken(capsys)
    assert told in line


def test_a_failure_is_one_sentence_and_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "data" / "demo"
    folder.mkdir(parents=True)
    with acquire_lock(str(folder)):
        assert main(["sync", *DAY, "--demo"]) == 1
    assert "is syncing this store" in spoken(capsys)[-1]
    monkeypatch.setenv("CALLBOARD_SMARTASSIST__HOST", "http://127.0.0.1:9")
    assert main(["sync", *DAY]) == 1
    assert "smartassist.account_id" in spoken(capsys)[-1]


def test_a_folder_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--table", "visits", *DAY, "--offline", "--out", "nowhere/out.csv", "--demo"]) == 1
    assert spoken(capsys)[-1].startswith("nowhere/out.csv: No such file or directory.")


def test_an_interrupt_says_what_is_kept(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sync_command, "sync", interrupted)
    assert main(["sync", *DAY, "--demo"]) == 1
    assert "What was fetched whole is kept" in spoken(capsys)[-1]


@pytest.mark.parametrize("command", [["sync"], ["export", "--table", "visits", "--out", "out.csv"]])
def test_the_first_interrupt_lets_the_window_under_way_be_finished(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    before = signal.getsignal(signal.SIGINT)

    def sync(*_: object, cancelled: Callable[[], bool], **__: object) -> SyncReport:
        assert not cancelled()
        signal.raise_signal(signal.SIGINT)
        assert cancelled()
        return SyncReport((), 3, 120, 1, cancelled=True)

    monkeypatch.setattr(sync_command, "sync", sync)
    assert main([*command, *DAY, "--demo"]) == 1
    told = spoken(capsys)
    assert told[-2:] == [
        "Finishing the part under way. Press Ctrl-C again to stop at once.",
        "Stopped. What was fetched whole is kept; the same command goes on from there.",
    ]
    assert not Path("out.csv").exists()
    assert signal.getsignal(signal.SIGINT) == before


def test_the_second_interrupt_stops_at_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def sync(*_: object, **__: object) -> None:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        pytest.fail("it went on")

    monkeypatch.setattr(sync_command, "sync", sync)
    before = signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # what runs in the background ignores it
    try:
        assert main(["sync", *DAY, "--demo"]) == 1
    finally:
        signal.signal(signal.SIGINT, before)
    assert spoken(capsys)[-1].startswith("Stopped.")


def test_a_pipe_that_closes_is_no_failure() -> None:
    code = f"{RUN} export --table visits --start 2024-09-25 --end 2024-09-26 --out - --offline --demo"
    command = [sys.executable, "-c", RUN, *code.removeprefix(RUN).split()]
    with subprocess.Popen(  # noqa: S603 (our own command)
        command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        said = process.stderr.read().decode()
    assert process.returncode == 0
    assert "Traceback" not in said
    assert "Exception ignored" not in said


def test_stdout_holds_the_table_alone() -> None:
    command = [sys.executable, "-c", RUN, "export", "--table", "queues", *DAY, "--out", "-", "--demo"]
    done = subprocess.run(command, env=environment(), capture_output=True, check=True)  # noqa: S603
    assert tuple(pl.read_csv(io.BytesIO(done.stdout)).columns) == (*QUEUE_COLUMNS, "source")


def test_the_demo_api_serves_until_it_is_interrupted() -> None:
    command = [sys.executable, "-c", RUN, "demo-api", "--port", "0", "--days", "1"]
    with subprocess.Popen(command, env=environment(), stderr=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stderr
        assert "Serving made-up conversations at http://127.0.0.1:" in process.stderr.readline()
        assert "CALLBOARD_SMARTASSIST__HOST=http://127.0.0.1:" in process.stderr.readline()
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        try:
            assert process.wait(20) == 0
        finally:
            process.kill()


def environment() -> dict[str, str]:
    """The environment of a process that finds the project and the test's store."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def test_every_error_of_the_store_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object, **__: object) -> None:
        raise StoreBusy("Another process is syncing this store.")

    monkeypatch.setattr(sync_command, "sync", busy)
    assert main(["sync", *DAY, "--demo"]) == 1
