"""The wallboard says what the pages say, in words and shapes, and goes on when what it stands on does not."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
import streamlit as st

from lib import audit
from lib.demo import Centre, DemoServer
from lib.errors import StoreError
from lib.formatting import format_count, format_duration, format_share
from lib.metrics import queue_table, summary
from lib.metrics.definitions.targets import with_targets
from lib.period import Period
from lib.smartassist import Service
from lib.source import demo_account
from lib.sync.worker import Worker
from lib.ui.app import error_boundary
from lib.ui.sections import wallboard
from tests.pages.held import VOLUME, fill
from tests.pages.opened import context_of, is_complete_page, open_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from lib.ui.query.page_context import PageContext

NOW = datetime.now(UTC)
NOON = str(round((NOW - NOW.replace(hour=12, minute=0)) / timedelta(hours=1)) * 60)
"""A zone in which it is about noon: half a day has passed today, whenever the test runs."""

pytestmark = pytest.mark.usefixtures("resting")


@pytest.fixture(scope="module")
def today(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of a store that holds yesterday and today so far."""
    folder = tmp_path_factory.mktemp("today")
    with DemoServer(Centre(volume=VOLUME)) as server, Service(demo_account(server.url)) as service:
        fill(folder, service, Period(NOW - timedelta(days=2), NOW), now=NOW)
    return folder


@pytest.fixture
def app(settings: Callable[..., None], today: Path) -> AppTest:
    settings(STORE__PATH=today, METRICS__SERVICE_LEVEL_TARGET=0.8, METRICS__ABANDONMENT_MAX=0.05)
    return open_page("wallboard", {"zone": NOON})


def test_wallboard_sync_that_it_starts_is_noted(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    def start(*_: object, on_start: Callable[[], object]) -> bool:
        on_start()
        return True

    monkeypatch.setattr(Worker, "request", start)
    noted: list[str] = []
    monkeypatch.setattr(audit.Audit, "note", lambda _self, _who, what, **_facts: noted.append(what))
    app.run()
    assert noted == [audit.SYNCED]


class Words(HTMLParser):
    """The texts of a board, cell by cell."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        del attrs
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data.strip())


def hung(app: AppTest) -> str:
    boards = [element.proto.body for element in app.get("html") if 'class="wall"' in element.proto.body]
    return boards[-1]


def figures(view: PageContext) -> tuple[dict[str, Any], pl.DataFrame]:
    tables = view.tables
    queues = queue_table(tables.visits, tables.handlings, view.rules).collect()
    return summary(tables, view.rules).collect().row(0, named=True), with_targets(queues, view.rules)


def board(app: AppTest, **changed: Any) -> str:
    """The board of the page's view, or of another with something changed."""
    view = context_of(app)
    row, queues = figures(view)
    known = {"row": row, "queues": queues, "now": view.now, "trouble": None} | changed
    return wallboard.render_board(
        changed.get("view", view), known["row"], known["queues"], known["now"], known["trouble"]
    )


def queues_of(*rows: tuple[str, int, str | None, str | None]) -> pl.DataFrame:
    """Rows by queue: id, offered, the standings of abandonment and of service level."""
    schema = ["queue_id", "offered", "abandonment_rate_standing", "service_level_standing"]
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return frame.with_columns(abandonment_rate=0.1, service_level=0.9, asa_s=20.0)


def test_it_says_what_happened_today(app: AppTest) -> None:
    assert is_complete_page(app)
    view = context_of(app)
    row, queues = figures(view)
    texts = Words(hung(app)).texts
    assert view.selection.period == "today"
    assert row["offered"] > 0
    for shown in (
        format_count(row["offered"]),
        format_share(row["abandonment_rate"]),
        format_share(row["service_level"]),
    ):
        assert shown in texts
    assert format_duration(row["asa_s"]) in texts
    for queue in queues.filter(pl.col("offered") > 0).head(wallboard.ROWS)["queue_id"]:
        assert view.queue(queue) in texts


def test_its_link_keeps_what_was_picked_for_the_other_pages(
    settings: Callable[..., None], today: Path
) -> None:
    settings(STORE__PATH=today)
    app = open_page("wallboard", {"zone": NOON, "period": "last-week", "direction": "Inbound"})
    assert context_of(app).selection.period == "today"
    assert app.query_params["period"] == "last-week"
    assert context_of(app).selection.directions == ("Inbound",)
    assert context_of(app).before is None


def test_it_shows_the_queues_of_its_link_alone(app: AppTest) -> None:
    _, queues = figures(context_of(app))
    first, second = queues["queue_id"].drop_nulls()[:2]
    alone = open_page("wallboard", {"zone": NOON, "queue": first})
    texts = Words(hung(alone)).texts
    assert context_of(app).queue(first) in texts
    assert context_of(app).queue(second) not in texts


def test_a_target_is_told_by_word_and_shape(app: AppTest) -> None:
    queues = queues_of(
        ("calm", 90, "met", "met"),
        ("late", 50, "met", "missed"),
        ("thin", 40, "too close to call", "met"),
        ("free", 30, None, None),
    )
    texts = Words(board(app, queues=queues)).texts
    told = {
        name: texts[texts.index(name) : texts.index(name) + 6] for name in ("calm", "late", "thin", "free")
    }
    assert told["calm"][2:] == ["✓ 10.0%", "✓ 90.0%", "0:20", "met"]
    assert told["late"][2:] == ["✓ 10.0%", "✕ 90.0%", "0:20", "missed"]
    assert told["thin"][2:] == ["≈ 10.0%", "✓ 90.0%", "0:20", "close"]
    assert told["free"][2:5] == ["10.0%", "90.0%", "0:20"]
    assert "missed" not in told["free"]


def test_who_misses_a_target_stands_first(app: AppTest) -> None:
    queues = queues_of(
        ("calm", 90, "met", "met"), ("late", 50, "met", "missed"), ("bad", 9, "missed", "missed")
    )
    texts = Words(board(app, queues=queues)).texts
    assert texts.index("bad") < texts.index("late") < texts.index("calm")


def test_more_queues_than_fit_take_turns(app: AppTest) -> None:
    queues = queues_of(*((f"q{at}", 100 - at, None, None) for at in range(wallboard.ROWS + 2)))
    seen = set()
    for turn in range(2):
        now = context_of(app).now + timedelta(seconds=wallboard.REFRESH_S * turn)
        texts = Words(board(app, queues=queues, now=now)).texts
        shown = {text for text in texts if re.fullmatch(r"q\d", text)}
        assert len(shown) <= wallboard.ROWS
        assert any(re.fullmatch("Queues: part [12] of 2", text) for text in texts)
        seen |= shown
    assert seen == set(queues["queue_id"])


def test_old_data_say_how_old_they_are(app: AppTest) -> None:
    fresh = Words(board(app, now=NOW + wallboard.OLD_AFTER - timedelta(seconds=1))).texts
    old = Words(board(app, now=NOW + timedelta(minutes=42))).texts
    assert not any("minutes old" in text for text in fresh)
    assert "✕ 42 minutes old" in old
    assert fresh[-5:] == old[-5:]


def test_a_service_that_fails_is_named_and_the_figures_stay(app: AppTest) -> None:
    words = Words(board(app, trouble="No answer from <b>the service</b>."))
    assert "✕ No answer from <b>the service</b>." in words.texts
    assert "b" not in words.tags
    assert set(Words(board(app)).texts) <= set(words.texts)


def test_a_store_that_goes_away_is_named_and_the_figures_stay(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object, **__: object) -> bool:
        raise StoreError("The store cannot be read.")

    before = Words(hung(app)).texts
    monkeypatch.setattr(Worker, "request", gone)
    app.run()
    assert is_complete_page(app)
    assert set(before[4:]) <= set(Words(hung(app)).texts)
    assert "✕ The store cannot be read." in Words(hung(app)).texts


def test_a_name_is_no_markup(app: AppTest) -> None:
    view = context_of(app)
    evil = replace(view.names, queues={"q": "<img src=x onerror=alert(1)> & co"})
    words = Words(board(app, view=replace(view, names=evil), queues=queues_of(("q", 5, None, None))))
    assert "img" not in words.tags
    assert "<img src=x onerror=alert(1)> & co" in words.texts


def test_a_day_without_a_call_is_said(settings: Callable[..., None], tmp_path: Path) -> None:
    settings(STORE__PATH=tmp_path)
    app = open_page("wallboard", {"zone": NOON})
    assert is_complete_page(app)
    texts = Words(hung(app)).texts
    assert "Nobody has called yet today." in texts
    assert any("no data yet" in text for text in texts)


def test_a_store_that_cannot_be_read_is_tried_again_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn_anew: list[bool] = []
    monkeypatch.setattr(st, "rerun", lambda: drawn_anew.append(True))
    first = iter([True])
    error_boundary._retry(first)
    assert not drawn_anew
    error_boundary._retry(first)
    error_boundary._retry(first)
    assert len(drawn_anew) == 2


@pytest.mark.parametrize("why", ["a newer store", "another day", "an identity that ended", "nothing"])
def test_it_is_drawn_anew_where_something_changed(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    view = context_of(app)
    yesterday = Period(view.period.start - timedelta(days=1), view.period.end - timedelta(days=1))
    changed = {
        "a newer store": {"state": replace(view.state, version=view.version - 1)},
        "another day": {"period": yesterday},
        "an identity that ended": {"viewer": replace(view.viewer, until=NOW - timedelta(days=1))},
    }
    drawn_anew: list[bool] = []
    monkeypatch.setattr(st, "rerun", lambda: drawn_anew.append(True))
    row, queues = figures(view)
    wallboard._refresh(replace(view, **changed.get(why, {})), row, queues)
    assert bool(drawn_anew) == (why != "nothing")
