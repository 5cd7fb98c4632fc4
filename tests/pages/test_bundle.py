"""A page's zip holds all that the page shows, as it shows it, and says what it is."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import polars as pl
import pytest

from lib.errors import IdentityExpired
from lib.ui.layout.page_download import ABOUT, build_zip, collect_tables
from tests.pages.held import STORED_DAYS
from tests.pages.opened import METRIC_PAGES, context_of, is_complete_page, open_page, open_shared_page
from tests.pages.test_downloads import downloads, exported

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from lib.store import Store

__all__ = ["downloads"]


def files(app: AppTest) -> dict[str, bytes]:
    """The zip's files, made as a click makes them: without a session."""
    view = context_of(app)
    with zipfile.ZipFile(io.BytesIO(build_zip(view, app.title[0].value, collect_tables(view)))) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


@pytest.mark.parametrize("page", METRIC_PAGES)
def test_every_chart_and_table_of_a_page_is_in_its_zip(store: Store, page: str) -> None:
    del store
    app = open_shared_page(page)
    found = files(app)
    charts = [name for name in found if name.startswith("chart-")]
    clicked = [one for one in app.get("plotly_chart") if "-chart-" in one.proto.id]
    assert is_complete_page(app)
    assert len(charts) == len(clicked)
    assert {f"{name}.csv" for name in context_of(app).table_makers} <= found.keys()
    assert [name for name, text in found.items() if not text.strip()] == []


def test_its_tables_are_the_export(store: Store, tmp_path: Path) -> None:
    del store
    found = files(open_shared_page("overview"))
    for table in ("queues", "agents"):
        assert found[f"{table}.csv"] == exported(tmp_path, table, {})


def test_bundle_each_csv_begins_with_the_utf8_mark(store: Store) -> None:
    del store
    texts = [text for name, text in files(open_shared_page("overview")).items() if name.endswith(".csv")]
    assert len(texts) > 3
    assert all(text.startswith(b"\xef\xbb\xbf") for text in texts)


def test_its_figures_are_those_of_the_cards(store: Store) -> None:
    del store
    app = open_shared_page("overview")
    rows = pl.read_csv(files(app)["figures.csv"])
    assert rows["label"].to_list() == [metric.label for metric in app.metric]
    offered = rows.filter(figure="offered").row(0, named=True)
    assert f"{offered['value']:,.0f}" == app.metric[0].value
    assert rows.filter(figure="abandonment_rate")["n"].item() == offered["value"]


def test_its_text_says_page_filters_zone_share_and_meanings(store: Store) -> None:
    del store
    app = open_page("abandonment", STORED_DAYS | {"direction": "Inbound", "zone": "Asia/Kolkata"})
    told = files(app)[ABOUT].decode()
    for line in (
        "Page: Abandonment",
        "Direction: Inbound",
        "Zone: Asia/Kolkata",
        "Part of the period that is there: 100 %",
        "abandoned: Offered visits: not answered; the customer ended it.",
    ):
        assert line in told
    assert "queues.csv: " in told


def test_nothing_is_made_before_the_click(
    store: Store, downloads: dict[str, Callable[[], bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    del store
    made: list[str] = []
    monkeypatch.setattr("lib.ui.layout.page_download.write_table", lambda *_, **__: made.append("written"))
    open_page("overview")
    assert made == []
    downloads["page-zip"]()
    assert made


def test_each_of_its_files_is_noted_as_taken(
    store: Store, downloads: dict[str, Callable[[], bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    del store
    noted: list[tuple[object, ...]] = []
    monkeypatch.setattr("lib.ui.app.audit_events.record_download", lambda _, *told: noted.append(told))
    app = open_page("call_back")
    downloads["page-zip"]()
    assert noted == [("call-back", "zip", len(app.dataframe[0].value))]


def test_a_reader_whose_sign_in_has_ended_takes_none(
    store: Store, downloads: dict[str, Callable[[], bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    del store
    ended = IdentityExpired("Your sign-in has ended.")

    def refuse(*_: object) -> None:
        raise ended

    open_page("overview")
    monkeypatch.setattr("lib.access.Viewer.check", refuse)
    with pytest.raises(IdentityExpired):
        downloads["page-zip"]()


@pytest.mark.parametrize("page", ["conversations", "conversation"])
def test_where_nothing_is_counted_there_is_no_zip(
    store: Store, downloads: dict[str, Callable[[], bytes]], page: str
) -> None:
    del store
    open_page(page)
    assert "page-zip" not in downloads
