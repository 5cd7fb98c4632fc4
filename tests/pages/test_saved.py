"""Views kept by name come back to their reader alone, and a link is enough without them."""

from __future__ import annotations

import stat
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from lib.errors import InputError, StoreError
from lib.ui.app.preferences import (
    LONGEST_LINK,
    LONGEST_NAME,
    MOST_VIEWS,
    Preferences,
    PreferenceStore,
    SavedView,
    make_view,
)
from lib.ui.layout import saved_views
from tests.pages.held import STORED_DAYS
from tests.pages.opened import context_of, is_complete_page, open_page, page_text

if TYPE_CHECKING:
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from lib.store import Store

MONDAY = SavedView("Monday", "overview", "period=today&queue=a&queue=b")
ADA, EVE = "ada@example.com", "eve@example.com"


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PreferenceStore:
    """A shelf of the test's own, for the pages as well."""
    own = PreferenceStore(tmp_path)
    monkeypatch.setattr(saved_views, "PreferenceStore", lambda _: own)
    return own


def keep(app: AppTest, name: str) -> AppTest:
    next(field for field in app.text_input if field.label == "Keep this view as").set_value(name)
    return next(button for button in app.button if button.label == "Keep").click().run()


def views(app: AppTest) -> list[tuple[str, dict[str, list[str]]]]:
    """The views that the sidebar lists: label and query."""
    protos = [element.proto for element in app.sidebar.get("page_link")]
    return [(proto.label, parse_qs(proto.query_string)) for proto in protos]


def test_a_reader_keeps_a_view_and_another_does_not_see_it(shelf: PreferenceStore) -> None:
    shelf.change(ADA, lambda kept: kept.with_view(MONDAY))
    assert shelf.read(ADA) == Preferences((MONDAY,))
    assert shelf.read(EVE) == Preferences()
    assert MONDAY.parameters == {"period": ["today"], "queue": ["a", "b"]}


def test_a_name_is_kept_once_and_can_be_forgotten() -> None:
    later = SavedView("Monday", "data", "period=yesterday")
    assert Preferences().with_view(MONDAY).with_view(later).views == (later,)
    assert (
        Preferences((MONDAY,)).without("Monday")
        == Preferences((MONDAY,)).without("Monday").without("Tuesday")
        == Preferences()
    )


def test_there_is_a_most_of_views_and_one_can_still_be_replaced() -> None:
    full = Preferences(tuple(SavedView(f"{at}", "data", "") for at in range(MOST_VIEWS)))
    with pytest.raises(InputError, match="Forget one"):
        full.with_view(MONDAY)
    assert len(full.with_view(SavedView("3", "overview", "")).views) == MOST_VIEWS


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  Monday  calls ", "Monday calls"),
        ("a\nb\tc\x00d\x1b[31m", "a b c d [31m"),
        ("\u202egnp.exe", "gnp.exe"),
        ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
        ("../../etc/passwd", "../../etc/passwd"),
        ("n" * 500, "n" * LONGEST_NAME),
        ("सोमवार", "सोमवार"),
    ],
)
def test_a_name_is_one_line_of_what_can_be_printed(typed: str, name: str) -> None:
    assert make_view(typed, "data", {}).name == name


@pytest.mark.parametrize("typed", ["", "   ", "\n\u200b\u202e"])
def test_no_name_is_said_to_be_none(typed: str) -> None:
    with pytest.raises(InputError, match="name"):
        make_view(typed, "data", {})


def test_a_link_of_any_length_is_not_kept() -> None:
    with pytest.raises(InputError, match="filters"):
        make_view("Long", "data", {"queue": ["q" * LONGEST_LINK]})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"views": 3}',
        b"\xff\xfe",
        b'{"views": [{"name": "", "page": "data", "query": ""}]}',
        b'{"views": [{"name": "' + b"n" * 5000 + b'", "page": "data", "query": ""}]}',
        b"[" * 100_000,
    ],
    ids=["empty", "cut", "list", "number", "no text", "no name", "long name", "deep"],
)
def test_a_damaged_file_counts_as_none(shelf: PreferenceStore, tmp_path: Path, content: bytes) -> None:
    shelf.change(ADA, Preferences.with_guide_read)
    (file,) = (tmp_path / "readers").glob("*.json")
    file.write_bytes(content)
    assert shelf.read(ADA) == Preferences()
    shelf.change(ADA, lambda kept: kept.with_view(MONDAY))
    assert shelf.read(ADA).views == (MONDAY,)


@pytest.mark.parametrize("who", ["../../../etc/passwd", "a/b\\c", "\x00", "\ud800", "x" * 10_000, ""])
def test_a_file_lies_in_its_folder_whoever_it_is_of(shelf: PreferenceStore, tmp_path: Path, who: str) -> None:
    shelf.change(who, Preferences.with_guide_read)
    assert shelf.read(who).is_guided
    assert {path.parent for path in tmp_path.rglob("*.json")} == {tmp_path / "readers"}


def test_a_file_is_its_owners_alone_and_says_no_name(shelf: PreferenceStore, tmp_path: Path) -> None:
    shelf.change(ADA, lambda kept: kept.with_view(MONDAY))
    (file,) = (tmp_path / "readers").glob("*.json")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert "ada" not in file.name + file.read_text(encoding="utf-8")


def test_two_windows_at_once_lose_nothing(shelf: PreferenceStore) -> None:
    def add(name: str) -> None:
        shelf.change(ADA, lambda kept: kept.with_view(SavedView(name, "data", "")))

    threads = [Thread(target=add, args=(f"{at}",)) for at in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {view.name for view in shelf.read(ADA).views} == {f"{at}" for at in range(8)}


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "readers").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be kept"):
        PreferenceStore(tmp_path).change(ADA, Preferences.with_guide_read)


def test_a_view_is_kept_listed_opened_and_forgotten(store: Store, shelf: PreferenceStore) -> None:
    del store, shelf
    sought = STORED_DAYS | {"direction": "Inbound", "compare": "none", "find": "hold"}
    app = open_page("definitions", sought | {"find": "acw"})
    next(field for field in app.text_input if field.key == "find").set_value("hold").run()
    app = keep(app, "Holding *on* <b>")
    assert is_complete_page(app)
    ((label, query),) = views(open_page("data"))
    assert label.replace("\\", "") == "Holding *on* <b>"
    assert "\\*" in label
    assert "\\<" in label
    assert query == {name: [value] for name, value in sought.items()}
    again = open_page("definitions", query)
    assert context_of(again).selection == context_of(app).selection
    next(button for button in again.button if button.label == "Forget").click().run()
    assert views(again) == views(open_page("data")) == []


def test_a_view_without_a_name_is_asked_for_one(store: Store, shelf: PreferenceStore) -> None:
    del store, shelf
    app = keep(open_page("data"), "  ")
    assert [error.value for error in app.sidebar.error] == ["Give the view a name."]
    assert app.title


def test_a_view_of_a_page_that_is_gone_is_passed_over(store: Store, shelf: PreferenceStore) -> None:
    del store
    shelf.change(
        context_of(open_page("data")).viewer.name, lambda kept: kept.with_view(make_view("Old", "gone", {}))
    )
    app = open_page("data")
    assert is_complete_page(app)
    assert views(app) == []


@pytest.mark.parametrize(
    ("page", "own"),
    [
        ("overview", {"queue": ["qu-a", "qu-b"], "zone": "-330"}),
        ("abandonment", {"channel": "Voice", "compare": "none"}),
        ("conversations", {"figure": "offered", "by": "wait_bucket", "key": "20"}),
        ("definitions", {"find": "acw & hold = ?"}),
        ("data", {"zone": "America/New_York", "agent": "a ñ/?#&="}),
    ],
)
def test_the_link_alone_is_the_view(
    store: Store, shelf: PreferenceStore, page: str, own: dict[str, str | list[str]]
) -> None:
    del store, shelf
    app = open_page(page, STORED_DAYS | own)
    (code,) = app.sidebar.code
    link = urlsplit(code.value)
    again = open_page(page, parse_qs(link.query))
    assert context_of(again).selection == context_of(app).selection
    assert page_text(again) == page_text(app)
    assert {
        name: values if len(values) > 1 else values[0] for name, values in parse_qs(link.query).items()
    } == (STORED_DAYS | own)


def test_a_period_that_moves_on_can_be_sent_as_its_days(
    store: Store, shelf: PreferenceStore, resting: None
) -> None:
    del store, shelf, resting
    app = open_page("conversations", {"period": "last-week", "zone": "Asia/Kolkata", "figure": "offered"})
    moving, fixed = (parse_qs(urlsplit(code.value).query) for code in app.sidebar.code)
    assert moving["period"] == ["last-week"]
    assert fixed["period"] == ["dates"]
    assert fixed["figure"] == ["offered"]
    assert context_of(open_page("conversations", fixed)).period == context_of(app).period
