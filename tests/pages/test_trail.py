"""What readers do is noted before it is done; who may see customers is refused what cannot be noted."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from lib import audit
from lib.access import Viewer
from lib.errors import AuditError, IdentityExpired
from lib.ui.app import audit_events
from lib.ui.app.rate_limit import RateLimit
from lib.ui.components import download_buttons
from tests.pages.held import STORED_DAYS
from tests.pages.opened import context_of, is_complete_page, open_page, page_text
from tests.pages.test_access import ADA, AUTH, for_

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from lib.store import Store

ANYBODY = Viewer("ada", None, sees_personal=False, may_export=True, may_sync=True, may_audit=False)


@pytest.fixture
def folder(tmp_path: Path, settings: Callable[..., None], filled: Path, store: Store) -> Path:
    """Where the log stands of a dashboard on which Ada may see customers and the log."""
    del store
    rule = json.dumps([for_(ADA, personal=True, audit=True)])
    settings(STORE__PATH=filled, ACCESS__RULES=rule, ACCESS__AUDIT_FOLDER=tmp_path / "audit")
    return tmp_path / "audit"


def noted(folder: Path) -> list[audit.Line]:
    return audit.Audit(folder).newest(99)


def by_ada(page: str, **link: Any) -> AppTest:
    return open_page(page, STORED_DAYS | link, auth=AUTH, is_logged_in=True, email=ADA)


def a_session(store: Store) -> str:
    return str(store.scan("visits").collect()["session_id"].sort()[0])


def test_a_look_at_a_conversation_is_noted_once(folder: Path, store: Store) -> None:
    app = by_ada("conversation", session=a_session(store))
    assert is_complete_page(app.run())
    looks = [line for line in noted(folder) if line["what"] == audit.LOOKED]
    assert [(line["who"], line["session"]) for line in looks] == [(ADA, a_session(store))]


def test_who_signed_in_is_noted_once_a_session(folder: Path) -> None:
    by_ada("data").run()
    assert [(line["who"], line["what"]) for line in noted(folder)] == [(ADA, audit.SIGNED_IN)]


def test_a_look_at_nothing_is_none(folder: Path) -> None:
    by_ada("conversation", session="66f6b83b0000000000000000")
    assert audit.LOOKED not in {line["what"] for line in noted(folder)}


def test_a_file_is_noted_with_what_was_picked(folder: Path) -> None:
    view = context_of(by_ada("overview", channel=["voice"]))
    audit_events.record_download(view, "queues", "csv", 6)
    assert noted(folder)[0] == noted(folder)[0] | {
        "who": ADA,
        "what": audit.TOOK,
        "table": "queues",
        "format": "csv",
        "rows": 6,
        "from": "2024-09-16T00:00:00+00:00",
        "to": "2024-09-19T00:00:00+00:00",
        "channels": ["Voice"],
    }


def test_who_may_see_customers_is_shown_none_that_cannot_be_noted(folder: Path, store: Store) -> None:
    folder.write_text("a file where the folder should be")
    app = by_ada("conversation", session=a_session(store))
    assert "The audit log cannot be written" in app.error[0].value
    assert not app.dataframe


def test_who_may_see_customers_is_given_no_file_that_cannot_be_noted(folder: Path) -> None:
    view = context_of(by_ada("data"))
    folder.rename(folder.with_name("gone"))
    folder.write_text("a file where the folder should be")
    with pytest.raises(AuditError):
        audit_events.record_download(view, "conversations", "csv", 1)


def test_for_anybody_else_it_goes_on_and_is_told(
    folder: Path, filled: Path, settings: Callable[..., None], store: Store
) -> None:
    folder.write_text("a file where the folder should be")
    settings(STORE__PATH=filled, ACCESS__AUDIT_FOLDER=folder)
    app = open_page("conversation", STORED_DAYS | {"session": a_session(store)})
    assert is_complete_page(app)
    assert "could not be" in page_text(app)
    view = replace(context_of(app), viewer=ANYBODY)
    audit_events.record_download(view, "conversations", "csv", 1)


def test_the_log_is_shown_to_those_who_may_read_it(folder: Path, store: Store) -> None:
    assert noted(folder) == []
    by_ada("conversation", session=a_session(store))
    shown = by_ada("data").dataframe[-1].value
    assert list(shown["Who"]) == [ADA] * len(shown)
    assert a_session(store) in " ".join(shown["Details"])


def test_the_log_is_shown_to_nobody_else(
    tmp_path: Path, settings: Callable[..., None], filled: Path, store: Store
) -> None:
    del store
    rule = json.dumps([for_(ADA)])
    settings(STORE__PATH=filled, ACCESS__RULES=rule, ACCESS__AUDIT_FOLDER=tmp_path / "audit")
    app = by_ada("data")
    assert is_complete_page(app)
    assert "Audit log" not in [heading.value for heading in app.header]


def test_a_file_is_refused_once_the_sign_in_has_ended(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del folder
    made: list[Callable[[], bytes]] = []
    monkeypatch.setattr(
        download_buttons.st, "download_button", lambda *_args, **more: made.append(more["data"])
    )
    view = context_of(by_ada("data"))
    ended = replace(view, viewer=replace(view.viewer, until=view.now))
    monkeypatch.setattr(download_buttons, "session_rate_limit", lambda: RateLimit(1))
    download_buttons.draw_buttons(ended, view.tables.visits.collect, "visits")
    with pytest.raises(IdentityExpired, match="Your sign-in has ended"):
        made[0]()
