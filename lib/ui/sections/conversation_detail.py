"""One conversation: its facts, its parts in time, its notes, its record as it came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from lib.access import MASKING_NOTE
from lib.charts.timeline import create_timeline_chart
from lib.formatting import MISSING, format_count, format_day, format_duration
from lib.frames.meetings import participants
from lib.metrics import Tables
from lib.metrics.definitions.dimensions import wall_clock
from lib.metrics.tables.timeline import HOLD, list_parts
from lib.text import conversation_story
from lib.ui.app import audit_events
from lib.ui.app.pages import page
from lib.ui.components import chart, data_table, list_titles, text_table
from lib.ui.query import conversations, data_access, list_position
from lib.ui.query.option_labels import label_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lib.ui.query.conversations import ConversationList
    from lib.ui.query.page_context import PageContext

FACTS = {
    "began": "Began",
    "ended": "Ended",
    "lasted": "Lasted",
    "channel": "Channel",
    "direction": "Direction",
    "final_status": "Final status",
    "smart_status": "Smart status",
    "reason": "Reason",
    "disconnecting_event": "Ended by",
    "dispositions": "Dispositions",
    "campaign_name": "Campaign",
    "campaign_attempt": "Attempt",
    "contact_status": "Campaign's result",
    "initiation": "Begun by",
    "last_intent": "Last intent",
    "skills": "Skills",
    "dialed_number": "Number dialled",
    "category": "Category",
    "session_tags": "Tags of the session",
    "user_tags": "Tags of the customer",
    "snooze": "Snooze",
    "customer_name": "Customer",
    "customer_phone": "Phone",
    "customer_email": "E-mail",
    "user_id": "Customer's id",
    "customer_os": "Customer's system",
    "customer_ip": "Customer's address",
    "unreadable": "Could not be read",
    "contradictory": "Contradicts itself in",
    "conversation_id": "Conversation",
    "session_id": "Session",
}
CONTRADICTED = {
    "session_end": "end",
    "wait_s": "wait",
    "callback_initiated_time": "callback's beginning",
    "callback_accepted_time": "callback's acceptance",
    "interaction_s": "interaction",
    "hold_s": "hold",
    "acw_s": "after-call work",
    "first_response_s": "first response",
}
"""What a record can contradict itself in, by the column that is null then."""

SURVEYS = {
    "csat_score": ("CSAT", "of 5"),
    "nps_score": ("NPS", "of 10"),
    "like_dislike_score": ("Like or dislike", "of 1"),
}


RARE_COLUMNS = {
    "external_transfer_time": "Passed outside",
    "external_transfer_to": "Passed to",
    "translated": "Translated",
}
"""Columns of handlings that are shown where any row has something in them."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """One session's rows in every frame, with free text, and its record as it came."""

    row: dict[str, Any]
    tables: Tables
    record: str | None


def open_conversation(context: PageContext) -> Conversation:
    """The conversation that the address names; stops with a sentence where there is none."""
    frames = data_access.load_session(context, st.query_params.get("session", ""))
    if frames["conversations"].is_empty():
        st.info(
            "Choose a conversation from the list. If a link brought you here, it is not fetched yet, "
            "or not open to you."
        )
        st.page_link(page("conversations"), label="All conversations", query_params=context.link())
        st.stop()
    audit_events.record_view(context, frames["conversations"]["session_id"][0])
    record = frames.pop("records")
    tables = Tables(**{name: frame.lazy() for name, frame in frames.items()})
    return Conversation(
        frames["conversations"].row(0, named=True), tables, next(iter(record["record"]), None)
    )


def draw_navigation(context: PageContext, conversation: Conversation) -> None:
    """Back to the list that one came from, and to its neighbours there."""
    drill = conversations.read_drill()
    matches = conversations.find_conversations(context, drill, list_position.load_position(drill).search_text)
    parameters = conversations.drill_parameters(drill)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(
            page("conversations"),
            label="Back to the list",
            icon=":material/list:",
            query_params=context.link(**parameters),
        )
        _draw_neighbours(context, matches, conversation.row["session_id"], parameters)


def _draw_neighbours(
    context: PageContext, matches: ConversationList, session_id: str, parameters: dict[str, str]
) -> None:
    position = matches.beside(session_id)
    if position is None:
        st.caption("Not in the list that these filters give")
        return
    number, newer, older = position
    links = {
        "Previous": (newer, ":material/arrow_back:", "Newer"),
        "Next": (older, ":material/arrow_forward:", "Older"),
    }
    for label, (neighbour, icon, help_text) in links.items():
        st.page_link(
            page("conversation"),
            label=label,
            icon=icon,
            help=help_text,
            disabled=neighbour is None,
            query_params=context.link(session=neighbour or session_id, **parameters),
        )
    title = list_titles.format_title(context, matches.drill)
    st.caption(f"{format_count(number)} of {format_count(matches.ids.height)}: {title}")


def draw_timeline(context: PageContext, conversation: Conversation) -> None:
    """Its parts in time, drawn on the picked clock and told in a table beside."""
    tables = conversation.tables
    visits, handlings, assignments = label_rows(
        *(
            frame.sort("position").collect().rows(named=True)
            for frame in (tables.visits, tables.handlings, tables.assignments)
        )
    )
    own = {row["position"] for row in handlings}
    guests = [row for row in participants(conversation.record).rows(named=True) if row["position"] in own]
    timeline_parts = list_parts(conversation.row, visits, handlings, assignments, guests)
    story = conversation_story.build_story(timeline_parts, context.selection.zone)
    chart.draw_static_chart(
        create_timeline_chart(
            story.drop_nulls("start"),
            conversation_story.NAMES,
            title=f"On the clock of {context.selection.zone.label}",
        ),
        alt="The conversation's parts in time; the table below tells the same in words.",
    )
    _draw_story(story)


def _draw_story(story: pl.DataFrame) -> None:
    """The same in words. A hold has no time of its own; days are named where there are several."""
    start = [None if row["kind"] == HOLD else row["start"] for row in story.rows(named=True)]
    one_day = len({at.date() for at in start if at}) <= 1
    times = [at and f"{at:%H:%M:%S}" if one_day else at and f"{format_day(at)} {at:%H:%M:%S}" for at in start]
    text_table.draw_text_table(
        "What happened, in its order", ("Time", "What happened"), zip(times, story["words"], strict=True)
    )


def draw_facts(context: PageContext, conversation: Conversation) -> None:
    """What is known of it, field by field; nothing of it is rendered as markup."""
    row, zone = conversation.row, context.selection.zone
    start, end = zone.local(row["session_start"]), row["session_end"] and zone.local(row["session_end"])
    facts = row | {
        "began": f"{format_day(start)} {start:%H:%M:%S} {zone.label}",
        "ended": f"{format_day(end)} {end:%H:%M:%S}" if end else _no_end(row),
        "campaign_attempt": f"{row['campaign_attempt']:g}" if row["campaign_attempt"] is not None else None,
        "contradictory": _contradictions(conversation),
        "lasted": format_duration((end - start).total_seconds()) if end else None,
    }
    st.header("Facts", anchor=False)
    _draw_facts_table({label: facts[name] for name, label in FACTS.items()}, "Facts of the conversation")


def _no_end(row: dict[str, Any]) -> str:
    return "still open when it was fetched" if row["is_open"] else "over; when is not recorded"


def _contradictions(conversation: Conversation) -> list[str]:
    """What is unknown because the record contradicts itself, of the conversation and of its parts."""
    tables = conversation.tables
    parts = (tables.conversations, tables.visits, tables.handlings)
    names = pl.concat([frame.select("contradictory") for frame in parts]).collect()["contradictory"]
    return [label for name, label in CONTRADICTED.items() if names.str.contains(rf"\b{name}\b").any()]


def draw_survey(context: PageContext, conversation: Conversation) -> None:
    """What the customer said afterwards, where one was asked for."""
    row = conversation.row
    scores = {
        label: f"{row[name]:g} {scale}" for name, (label, scale) in SURVEYS.items() if row[name] is not None
    }
    if scores or row["csat_feedback"]:
        st.header("Survey", anchor=False)
        _draw_facts_table(scores, "The survey's scores")
        _draw_literal_texts(context, [row["csat_feedback"]])


def _draw_facts_table(facts: Mapping[str, object], caption: str) -> None:
    rows = [(label, text) for label, value in facts.items() if (text := _text(value)) != MISSING]
    if rows:
        text_table.draw_text_table(caption, ("Fact", "Value"), rows)


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or MISSING
    return str(value) if value not in {None, ""} else MISSING


def draw_visits(context: PageContext, conversation: Conversation) -> None:
    """Each visit to a queue, with what became of it."""
    frame = conversation.tables.visits.sort("position").collect()
    if frame.is_empty():
        return
    st.header("Queues", anchor=False)
    _draw_table(
        context,
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


def draw_handlings(context: PageContext, conversation: Conversation) -> None:
    """Each agent's part."""
    frame = conversation.tables.handlings.sort("position").collect()
    if frame.is_empty():
        return
    st.header("Agents", anchor=False)
    _draw_table(
        context,
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
        }
        | {name: label for name, label in RARE_COLUMNS.items() if _is_there(frame[name])},
    )


def _is_there(column: pl.Series) -> bool:
    """Whether any row of a column says something; false and 0 say nothing."""
    return bool(column.any() if column.dtype == pl.Boolean else column.drop_nulls().len())


def _draw_table(context: PageContext, frame: pl.DataFrame, columns: dict[str, str]) -> None:
    rows = frame.with_columns(
        wall_clock(pl.col(name), context.selection.zone).dt.to_string("%Y-%m-%d %H:%M:%S")
        for name in columns
        if name.endswith("_time")
    )
    st.dataframe(
        data_table.format_cells(rows, columns),
        hide_index=True,
        column_config=data_table.column_configs(columns),
        placeholder=MISSING,
        alt=f"The conversation by {next(iter(columns.values())).lower()}",
    )


def draw_notes(context: PageContext, conversation: Conversation) -> None:
    """What agents wrote, letter by letter; how many notes, where they are masked."""
    handled = conversation.tables.handlings.sort("position").collect()["agent_notes"]
    written = [
        *(conversation.row["disposition_remarks"] or ()),
        *(note for row_notes in handled if row_notes is not None for note in row_notes),
    ]
    if written:
        st.header("Notes", anchor=False)
    _draw_literal_texts(context, written)


def _draw_literal_texts(context: PageContext, written: list[str | None]) -> None:
    texts = list(filter(None, written))
    if texts and not context.viewer.sees_personal:
        st.caption(f"{format_count(len(texts))} written, masked. {MASKING_NOTE}")
        return
    for text in dict.fromkeys(texts):
        st.code(text, language=None, wrap_lines=True)


def draw_record(context: PageContext, conversation: Conversation) -> None:
    """The record as the service gave it, for those who may see every queue's part of it."""
    if not context.viewer.sees_all:
        st.caption("The record as it came holds all queues' parts, and is shown to readers of all queues.")
        return
    with st.expander("The record as it came"):
        if not context.viewer.sees_personal:
            st.caption(MASKING_NOTE)
        st.code(conversation.record or MISSING, language="json", wrap_lines=True)
