"""The viewer's saved views in the sidebar, and the link to the present view."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import streamlit as st

from lib.errors import CallboardError
from lib.ui.app.app_state import app_state
from lib.ui.app.pages import TITLES, page
from lib.ui.app.preferences import Preferences, PreferenceStore, make_view
from lib.ui.app.streamlit_internals import query_parameters, rerun_page
from lib.ui.components.list_titles import escape_markdown
from lib.ui.query.selection import PARAMETERS, shown_days, to_parameters

if TYPE_CHECKING:
    from lib.ui.query.page_context import PageContext


def preference_store() -> PreferenceStore:
    """Where viewers' own things are kept."""
    return PreferenceStore(app_state().source.beside)


def draw_saved_views(context: PageContext, name: str) -> None:
    """Draw saved views and the link, before the page, which may end the run.

    So a page that sets query parameters of its own does that in a callback, which runs before both.
    """
    with st.sidebar:
        _draw_views(context, name)
        _draw_link(context)


def _draw_views(context: PageContext, name: str) -> None:
    with st.expander("My views", icon=":material/bookmarks:"):
        preferences = preference_store().read(context.viewer.name)
        _draw_view_list(context, preferences)
        with st.form("keep-view", clear_on_submit=True, border=False):
            typed = st.text_input("Keep this view as", placeholder="Such as: Monday's billing calls")
            if st.form_submit_button("Keep"):
                _save_view(context, typed, name)


def _draw_view_list(context: PageContext, preferences: Preferences) -> None:
    if not preferences.views:
        st.caption("Pick what you look at often, and keep it under a name: page, filters and all.")
    for at, saved in enumerate(preferences.views):
        if saved.page not in TITLES:
            continue
        link, delete_column = st.columns([3, 1], vertical_alignment="center", gap="small")
        link.page_link(page(saved.page), label=escape_markdown(saved.name), query_params=saved.parameters)
        if delete_column.button(
            "Forget", key=f"forget-{at}", type="tertiary", help=f"Forget {escape_markdown(saved.name)}"
        ):
            preference_store().change(context.viewer.name, partial(Preferences.without, name=saved.name))
            rerun_page()


def _save_view(context: PageContext, typed: str, name: str) -> None:
    try:
        saved = make_view(typed, name, query_parameters())
        preference_store().change(context.viewer.name, partial(Preferences.with_view, context=saved))
    except CallboardError as error:
        st.error(str(error))
    else:
        rerun_page()


def _draw_link(context: PageContext) -> None:
    """The address of what is shown, to be copied; and of the same days where the period moves on."""
    with st.expander("Link to this view", icon=":material/link:"):
        st.code(_address(query_parameters()), language=None, wrap_lines=True)
        if context.selection.period != "dates":
            st.caption("The same, of these very days however late it is opened:")
            st.code(_address(_parameters_of_days(context)), language=None, wrap_lines=True)


def _parameters_of_days(context: PageContext) -> dict[str, list[str]]:
    first, last = shown_days(context.period, context.selection.zone)
    selection = replace(context.selection, period="dates", first=first, last=last)
    own = {name: values for name, values in query_parameters().items() if name not in PARAMETERS}
    return to_parameters(selection) | own


def _address(parameters: dict[str, list[str]]) -> str:
    url = st.context.url or ""
    return f"{url}{'' if urlsplit(url).path else '/'}?{urlencode(parameters, doseq=True)}"
