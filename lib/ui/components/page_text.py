"""What pages say in words: headings, the sums that figures are parts of, and what figures mean."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import streamlit as st

from lib.formatting import format_count, format_duration, format_quantity
from lib.frames.schema import OUTCOMES
from lib.metrics import METRICS
from lib.ui.app.pages import TITLES, page
from lib.ui.components.list_titles import escape_markdown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lib.ui.components.metric_cards import Row
    from lib.ui.query.page_context import PageContext


def draw_offered_sum(row: Row) -> None:
    """The sum that every offered visit is in exactly once."""
    parts = " + ".join(
        f"{format_count(row[name])} {METRICS[name].label.lower()}" for name in OUTCOMES if row[name]
    )
    st.caption(f"{format_count(row['offered'])} offered = {parts or '0'}")


def draw_handle_time_sum(row: Row) -> None:
    """The parts that handle time is made of."""
    parts = " + ".join(
        f"{format_duration(row[name])} {METRICS[name].label.lower()}"
        for name in ("talk_mean_s", "hold_mean_s", "acw_mean_s")
    )
    over = f"{format_quantity(row['timed'], 'handlings')}, {format_count(row['left_out'])} left out"
    st.caption(f"{format_duration(row['aht_s'])} AHT = {parts}, over {over}")


def draw_sentences(*sentences: Sequence[str]) -> None:
    """What a page says first: a line a finding; text from records is shown as it stands."""
    for sentence in itertools.chain(*sentences):
        st.markdown(escape_markdown(sentence))


def draw_findings(context: PageContext, findings: Iterable[tuple[str, Sequence[str]]]) -> None:
    """What is to be seen on which page, a line each, with the way there."""
    for name, sentences in findings:
        for sentence in sentences:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(escape_markdown(sentence), width="content")
                st.page_link(page(name), label=TITLES[name][0], query_params=context.link(), width="content")


def draw_page_link(name: str, context: PageContext, label: str) -> None:
    """A link to another page of the same view."""
    st.page_link(page(name), label=label, icon=TITLES[name][1], query_params=context.link())


def draw_note(*sentences: str) -> None:
    """A word on how to read what follows."""
    if sentences:
        st.caption(escape_markdown(" ".join(sentences)))


def draw_heading(text: str) -> None:
    """A section's heading, one level below the page's title."""
    st.header(text, anchor=False)


def draw_definitions(names: Sequence[str]) -> None:
    """What the page's figures mean, in one place to read."""
    with st.expander("What these figures mean", icon=":material/menu_book:"):
        st.table({METRICS[name].label: METRICS[name].definition for name in names})
