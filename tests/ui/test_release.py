"""No file leaves but by the one way: checked, noted, and for its viewer alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from streamlit.runtime.media_file_storage import MediaFileKind
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from lib.access import LOCAL_VIEWER
from lib.errors import AccessRefused, IdentityExpired, InputError
from lib.ui.app import file_release as module
from lib.ui.app.file_release import NO_EXPORT, FileOwners, authorize_download
from lib.ui.app.rate_limit import RateLimit

if TYPE_CHECKING:
    from lib.access import Viewer

ADA, BOB = replace(LOCAL_VIEWER, name="ada@example.com"), replace(LOCAL_VIEWER, name="bob@example.com")
ENDED = datetime(2024, 1, 1, tzinfo=UTC)
CONTENT, MIME, NAME = b"a,b\n1,2\n", "text/csv", "callboard-queues.csv"


@pytest.fixture
def noted(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    lines: list[tuple[Any, ...]] = []
    monkeypatch.setattr(
        module.audit_events, "record_download", lambda _, *line, **more: lines.append((*line, more))
    )
    return lines


def take(reader: Viewer, allowed: RateLimit | None = None) -> object:
    view: Any = SimpleNamespace(viewer=reader)
    tables: dict[str, pl.DataFrame | int] = {"queues": pl.DataFrame({"a": [1, 2]}), "rows": 7}
    return authorize_download(view, allowed or RateLimit(5), lambda: tables, "csv", figure="offered")


def test_release_each_table_is_noted_with_its_rows(noted: list[tuple[Any, ...]]) -> None:
    take(ADA)
    more = {"figure": "offered"}
    assert noted == [("queues", "csv", 2, more), ("rows", "csv", 7, more)]


@pytest.mark.parametrize(
    ("reader", "error", "told"),
    [
        (replace(ADA, may_export=False), AccessRefused, NO_EXPORT),
        (replace(ADA, until=ENDED), IdentityExpired, "Your sign-in has ended"),
    ],
)
def test_release_viewer_who_may_not_takes_nothing(
    noted: list[tuple[Any, ...]], reader: Viewer, error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        take(reader)
    assert noted == []


def test_release_beyond_the_allowance_takes_nothing(noted: list[tuple[Any, ...]]) -> None:
    once = RateLimit(1)
    take(ADA, once)
    with pytest.raises(InputError):
        take(ADA, once)
    assert len(noted) == 2


def test_owners_file_is_for_its_viewers_alone() -> None:
    owners, storage = FileOwners(), MemoryMediaFileStorage("/media")
    file_id = storage.load_and_get_id(CONTENT, MIME, MediaFileKind.DOWNLOADABLE, NAME)
    path = storage.get_url(file_id)
    assert not owners.may_fetch(ADA, path)
    owners.note(ADA, CONTENT, MIME, NAME)
    assert (owners.may_fetch(ADA, path), owners.may_fetch(BOB, path)) == (True, False)
    owners.note(BOB, CONTENT, MIME, NAME)
    assert (owners.may_fetch(ADA, path), owners.may_fetch(BOB, path)) == (True, True)


def test_owners_beyond_the_limit_forgets_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_FILES", 1)
    owners, storage = FileOwners(), MemoryMediaFileStorage("/media")
    paths = []
    for content in (b"1", b"2"):
        owners.note(ADA, content, MIME, NAME)
        paths.append(
            storage.get_url(storage.load_and_get_id(content, MIME, MediaFileKind.DOWNLOADABLE, NAME))
        )
    assert [owners.may_fetch(ADA, path) for path in paths] == [False, True]
