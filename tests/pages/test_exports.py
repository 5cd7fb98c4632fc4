"""The rows of a list leave by a link: all of them, as the command line writes them, to its reader alone."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import polars as pl
import pytest

from lib.access import LOCAL_VIEWER
from lib.errors import AccessRefused, StoreError
from lib.frames.schema import SCHEMAS
from lib.server import auth_middleware
from lib.ui.app.rate_limit import TOO_MANY, RateLimit
from lib.ui.query import conversations, exports
from lib.ui.query.conversations import EVERYTHING
from lib.ui.sections.conversation_list import GRAINS
from tests.pages.held import STORED_DAYS
from tests.pages.opened import context_of, fetch_url, is_complete_page, list_exports, open_page, page_text
from tests.pages.test_downloads import SOMETHING, chosen_of, exported

if TYPE_CHECKING:
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from lib.store import Store

NOW = datetime(2024, 10, 1, tzinfo=UTC)
ABANDONED = STORED_DAYS | {"figure": "abandoned"}


def opened(table: str, parameters: dict[str, str | list[str]]) -> AppTest:
    """The list, with a row for each of `table` to be taken away."""
    app = open_page("conversations", parameters)  # type: ignore[arg-type]
    return app if table == "conversations" else app.selectbox(key="grain").set_value(table).run()


@pytest.mark.parametrize("picked", SOMETHING)
@pytest.mark.parametrize("table", GRAINS)
def test_what_is_fetched_is_the_export(
    monkeypatch: pytest.MonkeyPatch, store: Store, tmp_path: Path, table: str, picked: dict[str, int]
) -> None:
    del store
    monkeypatch.setattr(exports, "SESSIONS_A_PIECE", 100)
    chosen = chosen_of(picked)
    answer = fetch_url(list_exports(opened(table, STORED_DAYS | chosen))["CSV"])
    assert answer.status_code == 200
    assert answer.content == exported(tmp_path, table, chosen)


@pytest.mark.parametrize("zone", ["-330", "America/New_York"])
def test_what_is_fetched_is_on_the_picked_clock(store: Store, tmp_path: Path, zone: str) -> None:
    del store
    flags = ("--offset", zone) if zone.startswith("-") else ("--zone", zone)
    answer = fetch_url(list_exports(open_page("conversations", STORED_DAYS | {"zone": zone}))["CSV"])
    assert answer.content == exported(tmp_path, "conversations", {}, *flags)


def test_a_figures_own_rows_are_those_that_it_counted(store: Store) -> None:
    del store
    app = opened("visits", ABANDONED)
    rows = pl.read_csv(fetch_url(list_exports(app)["CSV"]).content, infer_schema=False)
    assert f"**Abandoned**: {rows.height} visits in " in page_text(app)
    assert set(rows["outcome"]) == {"abandoned"}
    assert f"{rows.height} rows match, and as many are written." in page_text(app)


def test_a_search_narrows_the_file(store: Store) -> None:
    del store
    app = open_page("conversations")
    sought = app.dataframe[0].value["conversation_id"].dropna().iloc[0]
    app.text_input[0].set_value(sought).run()
    rows = pl.read_csv(fetch_url(list_exports(app)["CSV"]).content, infer_schema=False)
    assert rows["conversation_id"].to_list() == [sought]
    assert "1 row match" in page_text(app)


def test_parquet_and_excel_hold_the_same_rows_and_say_what_they_are(
    monkeypatch: pytest.MonkeyPatch, store: Store
) -> None:
    del store
    monkeypatch.setattr(exports, "SESSIONS_A_PIECE", 20)
    links = list_exports(opened("visits", ABANDONED))
    plain = pl.read_csv(fetch_url(links["CSV"]).content, infer_schema=False)
    typed = io.BytesIO(fetch_url(links["Parquet"]).content)
    rows, about = pl.read_parquet(typed), pl.read_parquet_metadata(typed)
    assert rows["session_id"].to_list() == plain["session_id"].to_list()
    assert rows.columns == list(SCHEMAS["visits"])
    assert about["Rows"] == f"{rows.height} written of {rows.height} matched"
    assert about["column outcome"].startswith("Exactly one of")
    with zipfile.ZipFile(io.BytesIO(fetch_url(links["Excel"]).content)) as book:
        data = book.read("xl/worksheets/sheet1.xml").decode()
    assert data.count("<row ") == rows.height + 1


def test_a_file_is_named_after_its_list(store: Store) -> None:
    del store
    answer = fetch_url(list_exports(opened("visits", ABANDONED))["CSV"])
    assert (
        answer.headers["content-disposition"]
        == 'attachment; filename="callboard-visits-of-abandoned-20240916-20240918.csv"'
    )
    assert answer.headers["cache-control"] == "no-store"


def test_a_link_that_nobody_was_given_gives_nothing(store: Store) -> None:
    del store
    answer = fetch_url("export/guessed")
    assert answer.status_code == 403
    assert answer.text == exports.GONE


@pytest.mark.parametrize("fault", [{"name": "bob@example.com"}, {"queues": ("qu-1",)}, {"may_export": False}])
def test_a_link_is_good_for_its_own_reader_alone(
    monkeypatch: pytest.MonkeyPatch, store: Store, fault: dict[str, object]
) -> None:
    del store
    link = list_exports(open_page("conversations"))["CSV"]
    other = replace(LOCAL_VIEWER, **fault)  # type: ignore[arg-type]
    monkeypatch.setattr(auth_middleware, "identify_viewer", lambda _: other)
    assert fetch_url(link).status_code == 403


def test_a_reader_whose_sign_in_has_ended_takes_nothing(
    monkeypatch: pytest.MonkeyPatch, store: Store
) -> None:
    del store
    link = list_exports(open_page("conversations"))["CSV"]
    monkeypatch.setattr(auth_middleware, "identify_viewer", lambda _: replace(LOCAL_VIEWER, until=NOW))
    assert fetch_url(link).text == "Your sign-in has ended. Sign in again to go on."


def test_links_are_rationed_as_the_buttons_are(monkeypatch: pytest.MonkeyPatch, store: Store) -> None:
    del store
    once = RateLimit(1)
    monkeypatch.setattr("lib.ui.components.download_buttons.session_rate_limit", lambda: once)
    links = list_exports(open_page("conversations"))
    assert fetch_url(links["CSV"]).status_code == 200
    assert fetch_url(links["CSV"]).text == TOO_MANY


def test_a_page_that_is_drawn_anew_takes_back_its_old_links(store: Store) -> None:
    del store
    app = open_page("conversations")
    old = list_exports(app)["CSV"]
    new = list_exports(app.run())["CSV"]
    assert fetch_url(old).status_code == 403
    assert fetch_url(new).status_code == 200


def order_of(rows: int) -> exports.Export:
    view = context_of(open_page("data"))
    listed = conversations.ConversationList(
        EVERYTHING, "", conversations.find_conversations(view, EVERYTHING).ids.head(3), 3
    )
    return exports.Export(view, listed, "conversations", "csv", "conversations", rows, RateLimit(1))


def test_a_ticket_holds_for_an_hour(store: Store) -> None:
    del store
    wanted, tickets = order_of(3), exports.DownloadLinks()
    (secret,) = tickets.issue("one", [wanted], NOW)
    assert tickets.redeem(secret, NOW + timedelta(minutes=59)) is wanted
    with pytest.raises(AccessRefused):
        tickets.redeem(secret, NOW + timedelta(hours=1))


def test_the_tickets_of_one_session_leave_anothers_alone(store: Store) -> None:
    del store
    wanted, tickets = order_of(3), exports.DownloadLinks()
    (mine,), (_,) = tickets.issue("one", [wanted], NOW), tickets.issue("two", [wanted], NOW)
    assert tickets.redeem(mine, NOW) is wanted


def test_a_file_of_other_rows_than_the_page_said_is_broken_off(store: Store) -> None:
    del store
    assert sum(frame.height for frame in exports.iterate_frames(order_of(3))) == 3
    with pytest.raises(StoreError, match="3 rows were found and 4 were to be there"):
        list(exports.iterate_frames(order_of(4)))


def test_a_list_too_long_for_a_sheet_says_so(monkeypatch: pytest.MonkeyPatch, store: Store) -> None:
    del store
    monkeypatch.setattr("lib.ui.sections.conversation_list.SHEET_ROWS", 3)
    app = open_page("conversations")
    (excel,) = (link.proto for link in app.get("link_button") if link.proto.label == "Excel")
    assert is_complete_page(app)
    assert excel.disabled
    assert "A sheet holds 3 rows. Choose a shorter period" in excel.help
