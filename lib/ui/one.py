"""One conversation: its facts, its parts in time, its notes, its record as it came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from lib.access import RULE
from lib.charts.speak import NOTHING, duration
from lib.metrics import Tables, lists
from lib.metrics.dimensions import wall_clock
from lib.ui import data
from lib.ui.navigation import page

if TYPE_CHECKING:
    from lib.ui.view import View

FACTS = {
    "began": "Began",
    "ended": "Ended",
    "channel": "Channel",
    "direction": "Direction",
    "final_status": "Final status",
    "smart_status": "Smart status",
    "reason": "Reason",
    "disconnecting_event": "Ended by",
    "dispositions": "Dispositions",
    "customer_name": "Customer",
    "customer_phone": "Phone",
    "customer_email": "E-mail",
    "survey": "Survey",
    "unreadable": "Could not be read",
    "conversation_id": "Conversation",
    "session_id": "Session",
}
SURVEYS = {"csat_score": "CSAT", "nps_score": "NPS", "like_dislike_score": "Like or dislike"}


@dataclass(frozen=True, slots=True)
class Conversation:
    """One session's rows in every frame, with free text, and its record as it came."""

    row: dict[str, Any]
    tables: Tables
    record: str | None


def open_conversation(view: View) -> Conversation:
    """The conversation that the address names; stops with a sentence where there is none."""
    found = data.session(view.store, st.query_params.get("session", ""), view.reader)
    if found["conversations"].is_empty():
        st.info(
            "Choose a conversation from the list. If a link brought you here, it is not fetched yet, "
            "or not open to you."
        )
        st.page_link(page("conversations"), label="All conversations", query_params=view.link())
        st.stop()
    record = found.pop("records")
    tables = Tables(**{name: frame.lazy() for name, frame in found.items()})
    return Conversation(found["conversations"].row(0, named=True), tables, next(iter(record["record"]), None))


def facts(view: View, conversation: Conversation) -> None:
    """What is known of it, field by field; nothing of it is rendered as markup."""
    row, zone = conversation.row, view.picks.zone
    told = row | {
        "began": f"{zone.local(row['session_start']):%Y-%m-%d %H:%M:%S} {zone.label}",
        "ended": f"{zone.local(row['session_end']):%Y-%m-%d %H:%M:%S}"
        if row["session_end"]
        else "still open",
        "survey": "; ".join(
            f"{label} {row[name]:g}" for name, label in SURVEYS.items() if row[name] is not None
        ),
    }
    shown = [(label, _text(told[name])) for name, label in FACTS.items() if _text(told[name]) != NOTHING]
    st.dataframe(
        pl.DataFrame(shown, schema=["Fact", "Value"], orient="row").to_arrow(),
        hide_index=True,
        height="content",
        alt="Facts of the conversation",
    )


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or NOTHING
    return str(value) if value not in {None, ""} else NOTHING


def segments(view: View, conversation: Conversation) -> pl.DataFrame:
    """Its parts in time, on the picked clock."""
    return lists.segments(conversation.tables, conversation.row["session_id"], view.picks.zone).collect()


def visits(view: View, conversation: Conversation) -> None:
    """Each visit to a queue, with what became of it."""
    frame = conversation.tables.visits.sort("position").collect()
    if frame.is_empty():
        return
    st.header("Queues", anchor=False)
    _table(
        view,
        frame,
        {
            "queue_name": "Queue",
            "enter_time": "Entered",
            "outcome": "Outcome",
            "wait_s": "Waited",
            "agent_name": "Answered by",
            "non_responses": "Did not answer",
        },
    )


def handlings(view: View, conversation: Conversation) -> None:
    """Each agent's part."""
    frame = conversation.tables.handlings.sort("position").collect()
    if frame.is_empty():
        return
    st.header("Agents", anchor=False)
    _table(
        view,
        frame,
        {
            "agent_name": "Agent",
            "via": "Came by",
            "accepted_time": "Accepted",
            "talk_s": "Talk",
            "hold_s": "Hold",
            "acw_s": "After-call work",
            "handle_s": "Handle",
            "consults": "Consulted",
            "joins": "Joined",
        },
    )


def _table(view: View, frame: pl.DataFrame, columns: dict[str, str]) -> None:
    shown = frame.select(
        (
            wall_clock(pl.col(name), view.picks.zone).dt.to_string("%Y-%m-%d %H:%M:%S")
            if name.endswith("_time")
            else pl.col(name).map_elements(duration, return_dtype=pl.String, skip_nulls=False)
            if name.endswith("_s")
            else pl.col(name)
        ).alias(label)
        for name, label in columns.items()
    )
    st.dataframe(shown.to_arrow(), hide_index=True)


def notes(view: View, conversation: Conversation) -> None:
    """What agents and the customer wrote, letter by letter; how many notes, where they are masked."""
    written = [
        *(conversation.row["disposition_remarks"] or ()),
        *(
            note
            for notes in conversation.tables.handlings.collect()["agent_notes"]
            if notes is not None
            for note in notes
        ),
        *filter(None, [conversation.row["csat_feedback"]]),
    ]
    if written:
        st.header("Notes", anchor=False)
    if written and not view.reader.sees_personal:
        st.caption(f"{len(written)} written, masked. {RULE}")
        return
    for note in dict.fromkeys(written):
        st.code(note, language=None, wrap_lines=True)


def raw(view: View, conversation: Conversation) -> None:
    """The record as the service gave it, for those who may see every queue's part of it."""
    if not view.reader.sees_all:
        st.caption("The record as it came holds all queues' parts, and is shown to readers of all queues.")
        return
    with st.expander("The record as it came"):
        if not view.reader.sees_personal:
            st.caption(RULE)
        st.code(conversation.record or NOTHING, language="json", wrap_lines=True)
