"""The list of conversations as a page shows it: searched, told in words, leafed through, taken away."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from lib.export import LABELS, SHEET_ROWS
from lib.formatting import MISSING, format_count, format_quantity
from lib.metrics import LISTABLE_METRICS
from lib.metrics.definitions.dimensions import wall_clock
from lib.metrics.tables.conversation_list import SEPARATOR, conversation_list
from lib.ui.app.pages import page
from lib.ui.app.streamlit_internals import session_key
from lib.ui.components import data_table, list_titles
from lib.ui.query import conversations, data_access, exports, list_position

if TYPE_CHECKING:
    from collections.abc import Callable

    from lib.export import Format
    from lib.ui.query.conversations import ConversationList
    from lib.ui.query.page_context import PageContext

ROWS_A_PAGE = 200
HEIGHT_PX = 560

SHOWN = {
    "at": "Began",
    "channel": "Channel",
    "direction": "Direction",
    "queues": "Queues",
    "outcomes": "Outcome",
    "agents": "Agents",
    "wait_s": "Waited",
    "handle_s": "Handled",
    "hold_s": "Hold",
    "acw_s": "After-call work",
    "disposition": "Disposition",
    "final_status": "Final status",
    "reason": "Reason",
    "conversation_id": "Conversation",
}
GRAINS = {
    "conversations": "Conversation",
    "visits": "Visit to a queue",
    "handlings": "Handling by an agent",
    "assignments": "Offer to an agent",
}
"""What a row of a file can be of."""


def draw_search(context: PageContext) -> ConversationList:
    """The list that the address asks for, with the words that the viewer searches for."""
    drill = conversations.read_drill()
    position = list_position.load_position(drill)
    search_text = st.text_input(
        "Search",
        position.search_text,
        key=f"search-{drill}",
        placeholder="Id, agent, queue, status or disposition",
        help="Every word must be found: in an id, an agent's or a queue's name, the channel, the outcome, "
        "a status, the reason or a disposition.",
        icon=":material/search:",
    )
    list_position.save_position(
        position
        if search_text == position.search_text
        else replace(position, search_text=search_text, page=1)
    )
    return conversations.find_conversations(context, drill, search_text)


def draw_description(context: PageContext, matches: ConversationList) -> None:
    """Say in words what the list is, and how its rows add up to the figure that was clicked."""
    drill, metric = matches.drill, LISTABLE_METRICS[matches.drill.metric]
    st.markdown(f"{list_titles.format_title(context, drill, '**')}: {_format_count(context, matches)}.")
    st.caption(metric.definition)
    if filters := list_titles.format_filters(context):
        st.caption(f"Only {list_titles.escape_markdown(filters)}")
    if drill != conversations.EVERYTHING:
        st.page_link(page("conversations"), label="Show all conversations", query_params=context.link())


def _format_count(context: PageContext, matches: ConversationList) -> str:
    """`17 visits in 16 conversations`, and how many of these hold what is searched for."""
    metric = LISTABLE_METRICS[matches.drill.metric]
    total = (
        conversations.find_conversations(context, matches.drill).ids.height
        if matches.search_text
        else matches.ids.height
    )
    text = format_quantity(total, "conversations")
    if metric.table != "conversations":
        text = f"{format_quantity(matches.rows, metric.table)} in {text}"
    if matches.search_text:
        text += (
            f", {format_count(matches.ids.height)} of them with "
            f"“{list_titles.escape_markdown(matches.search_text)}”"
        )
    return text


def draw_list(context: PageContext, matches: ConversationList) -> None:
    """A page of the list, newest first; picking a row opens its conversation.

    What it is listed by goes along: on the way back, Streamlit opens the list with the address's own words.
    """
    part = _pick_page(matches)
    rows = _load_rows(context, matches, part)
    event = st.dataframe(
        data_table.format_cells(rows, SHOWN),
        hide_index=True,
        column_config=data_table.column_configs(SHOWN) | {"at": _start_column()},
        placeholder=MISSING,
        key=f"conversations-{hash(tuple(part['session_id']))}",
        on_select="rerun",
        selection_mode="single-row",
        height=HEIGHT_PX,
        alt="Conversations, newest first; pick one to open it",
    )
    if selected := event["selection"]["rows"]:
        parameters = conversations.drill_parameters(matches.drill)
        st.switch_page(
            page("conversation"),
            query_params=context.link(session=part["session_id"][selected[0]], **parameters),
        )


def _start_column() -> Any:
    """The column that stays in sight when the others are scrolled."""
    return st.column_config.DatetimeColumn(SHOWN["at"], format="YYYY-MM-DD HH:mm:ss", pinned=True)


def _pick_page(matches: ConversationList) -> pl.DataFrame:
    """The page of a long list that the viewer is on."""
    pages = max(1, -(-matches.ids.height // ROWS_A_PAGE))
    position = list_position.load_position(matches.drill)
    number = min(position.page, pages)
    if pages > 1:
        number = st.pagination(
            pages, default=number, key=f"page-{matches.drill}-{matches.search_text}-{pages}"
        )
        first, last = (number - 1) * ROWS_A_PAGE + 1, min(number * ROWS_A_PAGE, matches.ids.height)
        st.caption(
            f"{format_count(first)} to {format_count(last)} of {format_count(matches.ids.height)}, "
            "newest first"
        )
    list_position.save_position(replace(position, page=number))
    return matches.ids.slice((number - 1) * ROWS_A_PAGE, ROWS_A_PAGE)


def _load_rows(context: PageContext, matches: ConversationList, part: pl.DataFrame) -> pl.DataFrame:
    """What is told of each conversation of a part of the list, in its order."""
    rows, dispositions = context.collect(
        f"rows of {matches.drill} with {matches.search_text!r} from {part['session_id'][0]}",
        lambda: [
            conversation_list(context.all_tables, part.lazy()),
            data_access.scan_dispositions(context, part),
        ],
    )
    return rows.join(dispositions, on="session_id", how="left", maintain_order="left").with_columns(
        _join_names(rows, "queue_ids", context.queue).alias("queues"),
        _join_names(rows, "agent_ids", context.agent).alias("agents"),
        pl.col("dispositions").list.join(SEPARATOR).alias("disposition"),
        wall_clock(pl.col("session_start"), context.selection.zone).alias("at"),
    )


def _join_names(frame: pl.DataFrame, column: str, name: Callable[[str], str]) -> pl.Series:
    joined = [
        SEPARATOR.join(map(name, ids)) if ids is not None and len(ids) else None for ids in frame[column]
    ]
    return pl.Series(joined, dtype=pl.String)


def draw_export_links(context: PageContext, matches: ConversationList) -> None:
    """Links to files of all rows of the list, one a format; how many rows each has is said beside them."""
    if not context.viewer.may_export:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        table = st.selectbox(
            "A row for each", list(GRAINS), format_func=GRAINS.__getitem__, key="grain", width=220
        )
        name = list_titles.export_name(matches.drill, table)
        formats = [exports.make_export(context, matches, table, form, name) for form in LABELS]
        secrets = exports.download_links().issue(session_key(), formats, datetime.now(UTC))
        for export, secret in zip(formats, secrets, strict=True):
            _draw_export_link(export.form, f"{exports.PATH}/{secret}", export.rows)
    st.caption(f"{format_quantity(formats[0].rows, 'rows match', 'row matches')}, and as many are written.")


def _draw_export_link(form: Format, url: str, rows: int) -> None:
    too_many = form == "xlsx" and rows > SHEET_ROWS
    st.link_button(
        LABELS[form],
        url,
        key=f"export-{form}",
        icon=":material/download:",
        disabled=too_many,
        help=(
            f"A sheet holds {format_count(SHEET_ROWS)} rows. Choose a shorter period, or take CSV or Parquet."
        )
        if too_many
        else "Every row of the list, with all its columns",
    )
