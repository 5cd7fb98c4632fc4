"""What a page hands over is what the command line writes for the same filters, byte for byte."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
import streamlit as st

from lib.cli import main
from lib.ui.components.download_buttons import file_name
from tests.pages.held import END, FIRST, STORED_DAYS
from tests.pages.opened import context_of, is_complete_page, open_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from lib.store import Store

SOMETHING = [
    pytest.param({}, id="all"),
    pytest.param({"queue": 2}, id="queues"),
    pytest.param({"agent": 3}, id="agents"),
    pytest.param({"channel": 4, "queue": 2}, id="channel and queue"),
]
MARKED = ("--encoding", "utf-8-sig")
FLAGS = {"queue": "queues", "agent": "agents", "channel": "channels"}


@pytest.fixture
def downloads(monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[[], bytes]]:
    """Each download that a page offers, by its key; the browser would ask for it at a click."""
    offered: dict[str, Callable[[], bytes]] = {}
    draw = st.download_button

    def noting(*given: Any, **more: Any) -> bool:
        offered[more["key"]] = more["data"]
        return draw(*given, **more)

    monkeypatch.setattr(st, "download_button", noting)
    return offered


def exported(tmp_path: Path, table: str, chosen: dict[str, list[str]], *zone: str) -> bytes:
    """What `callboard export` writes."""
    out = tmp_path / "exported.csv"
    flags = [word for name, values in chosen.items() for word in (f"--{name}", *values)]
    period = ["--start", FIRST, "--end", END, *(zone or ("--zone", "UTC"))]
    assert main(["export", "--table", table, *period, *flags, "--offline", "--out", str(out), *MARKED]) == 0
    return out.read_bytes()


def chosen_of(picked: dict[str, int]) -> dict[str, list[str]]:
    names = context_of(open_page("data")).names
    return {name: list(getattr(names, FLAGS[name]))[:count] for name, count in picked.items()}


@pytest.mark.parametrize("picked", SOMETHING)
def test_a_download_is_the_export(
    store: Store, downloads: dict[str, Callable[[], bytes]], tmp_path: Path, picked: dict[str, int]
) -> None:
    del store
    chosen = chosen_of(picked)
    assert is_complete_page(open_page("overview", STORED_DAYS | chosen))
    taken = {key.removeprefix("csv-"): data for key, data in downloads.items() if key.startswith("csv-")}
    taken = {name: data for name, data in taken.items() if not name.startswith("semicolon-")}
    assert taken
    for name, data in taken.items():
        assert data() == exported(tmp_path, name, chosen)


def test_download_csv_begins_with_the_utf8_mark(
    store: Store, downloads: dict[str, Callable[[], bytes]]
) -> None:
    del store
    open_page("handle_time")
    files = {key: make() for key, make in downloads.items() if key.startswith("csv")}
    assert {"csv-agents", "csv-semicolon-agents"} <= files.keys()
    assert all(content.startswith(b"\xef\xbb\xbf") for content in files.values())


def test_download_semicolon_csv_is_the_export(
    store: Store, downloads: dict[str, Callable[[], bytes]], tmp_path: Path
) -> None:
    del store
    open_page("overview")
    written = exported(tmp_path, "queues", {}, "--zone", "UTC", "--format", "csv-semicolon")
    assert downloads["csv-semicolon-queues"]() == written
    assert b";0," in written


@pytest.mark.parametrize("page", ["overview", "abandonment", "handle_time", "hold_acw"])
def test_every_page_hands_over_the_same_tables(
    store: Store, downloads: dict[str, Callable[[], bytes]], tmp_path: Path, page: str
) -> None:
    del store
    open_page(page)
    for table in ("queues", "agents"):
        assert downloads[f"csv-{table}"]() == exported(tmp_path, table, {})


def test_excel_and_parquet_hold_the_same_rows_typed_and_say_what_they_are(
    store: Store, downloads: dict[str, Callable[[], bytes]]
) -> None:
    del store
    open_page("overview", STORED_DAYS | {"direction": "Inbound"})
    plain = pl.read_csv(downloads["csv-queues"]())
    typed = pl.read_parquet(io.BytesIO(downloads["parquet-queues"]()))
    assert typed["offered"].dtype == pl.Int64
    assert typed.select(pl.exclude("queue_name")).equals(plain.cast(typed.schema).drop("queue_name"))
    about = pl.read_parquet_metadata(io.BytesIO(downloads["parquet-queues"]()))
    assert about["Direction"] == "Inbound"
    assert about["Part of the period that is there"] == "100 %"
    assert about["Rows"] == f"{typed.height} written of {typed.height} matched"
    assert about["column offered"].startswith("Inbound visits to a queue")
    with zipfile.ZipFile(io.BytesIO(downloads["xlsx-queues"]())) as book:
        names = book.read("xl/workbook.xml").decode()
        definitions = book.read("xl/worksheets/sheet3.xml").decode()
    assert [f'name="{sheet}"' in names for sheet in ("Data", "Filters", "Definitions")] == [True] * 3
    assert "Inbound visits to a queue" in definitions


def test_a_files_name_says_what_it_is_and_its_days(store: Store) -> None:
    del store
    view = context_of(open_page("data", STORED_DAYS | {"zone": "-330"}))
    assert file_name(view, "queues", "csv") == "callboard-queues-20240916-20240918.csv"


@pytest.mark.parametrize("zone", ["-330", "America/New_York"])
def test_a_download_is_on_the_picked_clock(
    store: Store, downloads: dict[str, Callable[[], bytes]], tmp_path: Path, zone: str
) -> None:
    del store
    open_page("overview", STORED_DAYS | {"zone": zone})
    flags = ("--offset", zone) if zone.startswith("-") else ("--zone", zone)
    assert downloads["csv-queues"]() == exported(tmp_path, "queues", {}, *flags)
