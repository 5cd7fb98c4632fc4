"""Cards: a figure's value, what it is taken over, its definition, and the way to the rows behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from lib.charts.speak import count, spoken, spread
from lib.metrics import FIGURES
from lib.metrics.ratios import OVER
from lib.ui.navigation import page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lib.ui.view import View

Row = dict[str, Any]

CARD_WIDTH_PX = 152
"""Five cards side by side beside the sidebar of a 1280 pixel screen, two on a phone."""


def figures(view: View, row: Row, names: Sequence[str]) -> None:
    """Cards side by side, wrapping: value, n, definition, and a link to the conversations behind."""
    with st.container(horizontal=True, gap="small"):
        for name in names:
            _card(view, row, name)


def _card(view: View, row: Row, name: str) -> None:
    figure = FIGURES[name]
    with st.container(border=True, width=CARD_WIDTH_PX, gap=None):
        st.caption(figure.label, help=figure.definition)
        st.metric(figure.label, spoken(row[name], figure.unit), label_visibility="collapsed")
        st.caption(_interval(row, name))
        st.page_link(
            page("conversations"),
            label=f"n {count(row[OVER[name]])}" if name in OVER else "show them",
            query_params=view.link(figure=name),
            help="The conversations behind this figure",
        )


def _interval(row: Row, name: str) -> str:
    """Where a share's truth may lie, as far as chance goes; an empty line for figures without."""
    if name == "abandonment_rate" and row["offered"]:
        return f"{spread(row['abandonment_low'], row['abandonment_high'])}"
    return "\u00a0"
