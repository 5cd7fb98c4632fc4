"""A reader's own corner of the sidebar: views kept by name, and the link to the present one."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import streamlit as st

from lib.errors import CallboardError
from lib.ui.app.app_state import app_state
from lib.ui.app.pages import TITLES, page
from lib.ui.app.preferences import Kept, Shelf, named
from lib.ui.app.streamlit_internals import address, draw_again
from lib.ui.components.list_titles import plain
from lib.ui.query.selection import PARAMETERS, shown_days, to_parameters

if TYPE_CHECKING:
    from lib.ui.query.page_context import PageContext


def shelf() -> Shelf:
    """Where readers' own things are kept."""
    return Shelf(app_state().source.beside)


def corner(context: PageContext, name: str) -> None:
    """Draw the corner, before the page, which may end the run.

    So a page that puts words of its own into the address does that in a callback, which runs before both.
    """
    with st.sidebar:
        _views(context, name)
        _link(context)


def _views(context: PageContext, name: str) -> None:
    with st.expander("My views", icon=":material/bookmarks:"):
        kept = shelf().read(context.viewer.who)
        _listed(context, kept)
        with st.form("keep-view", clear_on_submit=True, border=False):
            typed = st.text_input("Keep this view as", placeholder="Such as: Monday's billing calls")
            if st.form_submit_button("Keep"):
                _keep(context, typed, name)


def _listed(context: PageContext, kept: Kept) -> None:
    if not kept.views:
        st.caption("Pick what you look at often, and keep it under a name: page, filters and all.")
    for at, saved in enumerate(kept.views):
        if saved.page not in TITLES:
            continue
        link, gone = st.columns([3, 1], vertical_alignment="center", gap="small")
        link.page_link(page(saved.page), label=plain(saved.name), query_params=saved.parameters)
        if gone.button("Forget", key=f"forget-{at}", type="tertiary", help=f"Forget {plain(saved.name)}"):
            shelf().change(context.viewer.who, partial(Kept.without, name=saved.name))
            draw_again()


def _keep(context: PageContext, typed: str, name: str) -> None:
    try:
        saved = named(typed, name, address())
        shelf().change(context.viewer.who, partial(Kept.with_view, context=saved))
    except CallboardError as error:
        st.error(str(error))
    else:
        draw_again()


def _link(context: PageContext) -> None:
    """The address of what is shown, to be copied; and of the same days where the period moves on."""
    with st.expander("Link to this view", icon=":material/link:"):
        st.code(_address(address()), language=None, wrap_lines=True)
        if context.selection.period != "dates":
            st.caption("The same, of these very days however late it is opened:")
            st.code(_address(_fixed(context)), language=None, wrap_lines=True)


def _fixed(context: PageContext) -> dict[str, list[str]]:
    first, last = shown_days(context.period, context.selection.zone)
    selection = replace(context.selection, period="dates", first=first, last=last)
    own = {name: values for name, values in address().items() if name not in PARAMETERS}
    return to_parameters(selection) | own


def _address(parameters: dict[str, list[str]]) -> str:
    url = st.context.url or ""
    return f"{url}{'' if urlsplit(url).path else '/'}?{urlencode(parameters, doseq=True)}"
