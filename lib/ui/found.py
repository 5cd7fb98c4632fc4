"""The conversations that a link asks for: those behind a figure, or all that were picked."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from lib.charts.speak import NOTHING, count, day
from lib.frames.schema import SCHEMAS
from lib.metrics import FIGURES, Drill, rows_behind
from lib.metrics.dimensions import (
    HANDLE_BUCKETS_S,
    NO_VALUE,
    WAIT_BUCKETS_S,
    WEEKDAYS,
    bucket_label,
    wall_clock,
)
from lib.metrics.lists import conversation_list, matching
from lib.ui import data, grid
from lib.ui.navigation import page

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lib.ui.view import View

ROWS_A_PAGE = 200
EVERYTHING = Drill("conversations")

NAMED: dict[str, Callable[[View, str | None], str]] = {
    "queue_id": lambda view, key: view.queue(key),
    "agent_id": lambda view, key: view.agent(key),
}
BUCKETS = {"wait_bucket": WAIT_BUCKETS_S, "handle_bucket": HANDLE_BUCKETS_S}

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
    "final_status": "Final status",
    "reason": "Reason",
    "conversation_id": "Conversation",
}


def asked_for() -> Drill:
    """The figure that the address names; all conversations where it names none that there is."""
    figure, by, key = (st.query_params.get(name, "") for name in ("figure", "by", "key"))
    drill = Drill(figure, by, key) if by and key else Drill(figure)
    return drill if drill.is_known else EVERYTHING


def is_sought(drill: Drill) -> bool:
    """Whether the list is of a part of the conversations: those behind a figure, or with some words."""
    return drill != EVERYTHING or bool(st.session_state.get("search"))


def words_of(drill: Drill) -> dict[str, str]:
    """The address's words that ask for the same list."""
    words = {"figure": drill.figure, "by": drill.by, "key": drill.key} if drill != EVERYTHING else {}
    return {name: word for name, word in words.items() if word is not None}


def describe(view: View, drill: Drill, rows: int, conversations: int) -> None:
    """Say in words what the list is, and how its rows add up to the figure that was clicked."""
    figure = FIGURES[drill.figure]
    told = f"{count(conversations)} conversations"
    if figure.table != "conversations":
        told = f"{count(rows)} {figure.table} in {told}"
    st.markdown(f"**{figure.label}**{_where(view, drill)}: {told}.")
    st.caption(figure.definition)
    if drill != EVERYTHING:
        st.page_link(page("conversations"), label="Show all conversations", query_params=view.link())


def _where(view: View, drill: Drill) -> str:
    return f", {plain(_named(view, drill.by, drill.key))}" if drill.by and drill.key else ""


def _named(view: View, by: str, key: str) -> str:
    """What was clicked as its chart calls it, times on the picked clock; a key that is none as it stands."""
    if by in NAMED:
        return NAMED[by](view, None if key == NO_VALUE else key)
    if by in BUCKETS:
        return str(pl.select(key=pl.lit(key)).select(bucket_label("key", BUCKETS[by])).item())
    try:
        if by == "interval":
            began = view.picks.zone.local(datetime.fromisoformat(key))
            return f"{day(began)} {began:%H:%M}"
        weekday, hour = map(int, key.split("-"))
        return f"{WEEKDAYS[weekday - 1]} {hour}:00"
    except (ValueError, IndexError, OverflowError):
        return key


def plain(text: str) -> str:
    """Text from a record, so that no sign in it is taken for markup."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]()<>#+-.!|~$:" else sign for sign in text)


def behind(view: View, drill: Drill) -> tuple[pl.DataFrame, int]:
    """The list, newest first, narrowed to what is searched for; and the figure's own count."""
    rows = rows_behind(view.tables, drill, view.rules, view.grain)
    listed, counted = view.collect(
        f"behind {drill}", lambda: [conversation_list(view.everything, rows), rows.select(pl.len())]
    )
    named = listed.with_columns(
        _names(listed, "queue_ids", view.queue).alias("queues"),
        _names(listed, "agent_ids", view.agent).alias("agents"),
    )
    words = st.text_input(
        "Search", key="search", placeholder="Id, agent, queue or status", icon=":material/search:"
    )
    return matching(named.lazy(), words).collect(), counted.item()


def _names(frame: pl.DataFrame, column: str, name: Callable[[str], str]) -> pl.Series:
    joined = [", ".join(map(name, ids)) if ids is not None and len(ids) else None for ids in frame[column]]
    return pl.Series(joined, dtype=pl.String)


def slice_of(frame: pl.DataFrame) -> pl.DataFrame:
    """The page of a long list that the reader is on."""
    pages = max(1, -(-frame.height // ROWS_A_PAGE))
    number = st.pagination(pages, key=f"page-of-{frame.height}") if pages > 1 else 1
    return frame.slice((number - 1) * ROWS_A_PAGE, ROWS_A_PAGE)


def whole_rows(view: View, frame: pl.DataFrame) -> pl.DataFrame:
    """Every column of the listed conversations, as `callboard export --table conversations` writes them."""
    ids = frame.lazy().select("session_id")
    whole = data.rows(view.store, "conversations", view.period.with_lead_in(), view.reader).select(
        list(SCHEMAS["conversations"])
    )
    listed = whole.join(ids, on="session_id", how="semi").sort("session_start", "session_id")
    return data.gathered(view.store, [listed])[0]


def conversations(
    view: View, frame: pl.DataFrame, columns: Mapping[str, str], listed_by: Mapping[str, str]
) -> None:
    """A list of conversations; picking one opens it.

    What it is `listed_by` goes along: on the way back, Streamlit opens the list with the address's new words.
    """
    local = frame.with_columns(wall_clock(pl.col("session_start"), view.picks.zone).alias("at"))
    event = st.dataframe(
        local.select(grid.shown(column) for column in columns).to_arrow(),
        hide_index=True,
        column_config=grid.configs(frame, columns),
        placeholder=NOTHING,
        key=f"conversations-{view.version}-{hash(tuple(frame['session_id']))}",
        on_select="rerun",
        selection_mode="single-row",
        height=560,
        alt="Conversations, newest first; pick one to open it",
    )
    if rows := event["selection"]["rows"]:
        session_id = frame["session_id"][rows[0]]
        st.switch_page(page("conversation"), query_params=view.link(session=session_id, **listed_by))
