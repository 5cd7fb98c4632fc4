"""The dashboard opens in a browser, and the fixtures that other tests lean on hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Page

APP = """
import streamlit as st

st.set_page_config(page_title="Small")
st.title("Up")
st.write(st.context.theme.type)
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, serving: Callable[..., Any]) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("small")
    (folder / "small.py").write_text(APP, encoding="utf-8")
    with serving(folder / "small.py", folder) as url:
        yield url


def test_the_dashboard_opens(page: Callable[..., Page], dashboard: str) -> None:
    expect(page(dashboard)).to_have_title("Callboard")


@pytest.mark.parametrize(("size", "width", "scheme"), [("desk", 1280, "light"), ("phone", 390, "dark")])
def test_a_page_has_the_size_and_the_colours_asked_for(
    page: Callable[..., Page], small: str, size: str, width: int, scheme: str
) -> None:
    opened = page(small, size, scheme)
    expect(opened.get_by_role("heading", name="Up")).to_be_visible()
    expect(opened.get_by_text(scheme, exact=True)).to_be_visible()
    assert opened.evaluate("window.innerWidth") == width


def test_a_server_that_dies_says_why(tmp_path: Path, serving: Callable[..., Any]) -> None:
    with (
        pytest.raises(pytest.fail.Exception, match=r"before it was up(?s:.*)does not exist"),
        serving(tmp_path / "absent.py", tmp_path),
    ):
        pass
