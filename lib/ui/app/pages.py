"""The pages: file, title, icon and address of each, and their navigation."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from lib.ui.query import list_position

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

FOLDER = Path(__file__).parents[3] / "pages"

ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="#0072b2">'
    '<rect x="3" y="11" width="4" height="9"/><rect x="10" y="4" width="4" height="16"/>'
    '<rect x="17" y="8" width="4" height="12"/></svg>'
)
"""The tab's icon, drawn here: one of Streamlit's own names would be fetched from another site."""

TITLES = {
    "overview": ("Overview", ":material/dashboard:"),
    "abandonment": ("Abandonment", ":material/phone_missed:"),
    "call_back": ("Call back", ":material/phone_callback:"),
    "handle_time": ("Handle time", ":material/timer:"),
    "hold_acw": ("Hold and ACW", ":material/pause_circle:"),
    "agents": ("Agents", ":material/groups:"),
    "queues": ("Queues", ":material/alt_route:"),
    "conversations": ("Conversations", ":material/forum:"),
    "conversation": ("Conversation", ":material/chat:"),
    "wallboard": ("Wallboard", ":material/tv:"),
    "definitions": ("Definitions", ":material/menu_book:"),
    "data": ("Data", ":material/database:"),
}
HIDDEN = ("conversation",)
WITHOUT_FILTERS = ("wallboard",)
"""The pages without filters to be seen: they show today, for the queues and the zone of their link."""


@cache
def page(name: str) -> StreamlitPage:
    """One page, to link to."""
    return _make_page(name)


def _make_page(name: str) -> StreamlitPage:
    """One page, to be run in one session."""
    title, icon = TITLES[name]
    return st.Page(
        FOLDER / f"{name}.py",
        title=title,
        icon=icon,
        url_path=name.replace("_", "-"),
        default=name == "overview",
        visibility="hidden" if name in HIDDEN else "visible",
    )


def draw_navigation() -> tuple[str, StreamlitPage]:
    """Draw the navigation; the name of the page that the address means, and the page."""
    pages = {name: _make_page(name) for name in TITLES}
    current = st.navigation(list(pages.values()))
    name = next(name for name, candidate in pages.items() if candidate.url_path == current.url_path)
    list_position.clear_position(name)
    return name, current


def hide_navigation() -> None:
    """Make the pages' addresses known without drawing a way to them, for one who is not let in yet."""
    st.navigation([_make_page(name) for name in TITLES], position="hidden")
