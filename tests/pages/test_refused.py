"""Page Data says which optional parameters the service's host does not take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lib.source import Source
from tests.pages.opened import open_page

if TYPE_CHECKING:
    from lib.store import Store


@pytest.mark.parametrize("refused", ["", "selectedFields (campaigninfo)"])
def test_the_page_data_names_what_the_host_does_not_take(
    store: Store, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    del store
    monkeypatch.setattr(Source, "refused", refused)
    captions = [caption.value for caption in open_page("data").caption]
    named = [text for text in captions if "does not take" in text]
    assert len(named) == bool(refused)
    assert all(refused in text for text in named)
