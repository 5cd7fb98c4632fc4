"""What the figures stand on: what was fetched when, what is left out of them and why, what they mean."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from lib.access import MASKING_NOTE
from lib.formatting import format_quantity, format_share
from lib.metrics import summary
from lib.metrics.definitions.dimensions import wall_clock
from lib.store import interval_before
from lib.ui.app.app_state import app_state
from lib.ui.app.pages import page
from lib.ui.components.arrow import to_arrow
from lib.ui.query import data_access
from lib.ui.query.page_context import COMPLETE_SHARE

if TYPE_CHECKING:
    from lib.ui.query.page_context import PageContext

MOST_REJECTS = 200
COUNTED = st.column_config.NumberColumn(format="localized")
WINDOW_TIMES = {"start": "From", "end": "To", "asked_at": "Fetched"}


def draw_coverage(context: PageContext) -> None:
    """Each window that was fetched, newest first, and a button that fetches the period anew."""
    st.header("Fetched", anchor=False)
    settle = timedelta(hours=app_state().settings.store.settle_hours)
    windows = context.coverage.windows(settle)
    zone = context.selection.zone
    columns = windows.select(
        *(wall_clock(pl.col(name), zone).alias(label) for name, label in WINDOW_TIMES.items()),
        pl.col("records").alias("Records"),
        pl.col("requests").alias("Requests"),
        pl.col("settled").alias("Final"),
        pl.concat_list("channels", "queues").list.join(", ").alias("Only"),
    )
    if not context.viewer.sees_all:
        columns = columns.drop("Only")  # it names queues
    st.dataframe(
        to_arrow(columns),
        hide_index=True,
        column_config=dict.fromkeys(("Records", "Requests"), COUNTED),
        alt="What was fetched, newest first",
    )
    st.caption(
        f"What was fetched less than {settle.total_seconds() / 3600:g} hours after it ended may still "
        "change, and is fetched again. The rest is final, but for conversations that were still open: "
        f"they are asked for again until they are over or {app_state().settings.store.open_days:g} days old."
    )
    _draw_days_before(context)


def _draw_days_before(context: PageContext) -> None:
    """How much is there of the days before the period, where that is not all."""
    days = app_state().settings.store.reach_back_days
    for before in interval_before(context.period, timedelta(days=days)):
        covered = context.coverage.share(before, context.now)
        if covered < COMPLETE_SHARE:
            st.caption(
                "Conversations that began before the period may be answered in it. "
                f"Of the {days:g} days before it {format_share(covered, 0)} is there. "
                "They are fetched after the period itself, and the figures may still rise a little."
            )
    if refused := app_state().source.refused:
        st.caption(
            f"The service's host does not take {refused}. What comes only when it is asked for, such as "
            "the names of campaigns, may be missing."
        )


def draw_exclusions(context: PageContext) -> None:
    """How many rows each figure leaves out, and why."""
    st.header("Left out", anchor=False)
    row, side_cars, rejects, visits, conversations = context.collect(
        "left out",
        lambda: [
            summary(context.tables, context.rules),
            data_access.scan_table(context, "side_cars").select(pl.len()),
            data_access.scan_table(context, "rejects").select(pl.len()),
            context.tables.visits.select(pl.col("enter_time").is_null().sum(), pl.col("wait_negative").sum()),
            data_access.scan_table(context, "conversations").select(
                pl.col("contradictory").is_not_null().sum(), pl.col("unreadable").is_not_null().sum()
            ),
        ],
    )
    reasons = [
        ("Handlings without an interaction time, left out of every time", row["left_out"][0]),
        ("Of them, handlings whose record contradicts itself", row["contradictory"][0]),
        (
            "Visits without a time of entering: counted when the session began, without a wait",
            visits["enter_time"][0],
        ),
        ("Visits whose wait would be negative: counted, without a wait", visits["wait_negative"][0]),
        (
            "Conversations that end before they begin: counted, without an end",
            conversations["contradictory"][0],
        ),
        (
            "Conversations with a field that could not be read: counted, without that field",
            conversations["unreadable"][0],
        ),
    ]
    if context.viewer.sees_all:
        reasons += [
            ("Side sessions of the agents' assistant: no conversations, counted nowhere", side_cars.item()),
            ("Records that could not be read: in no figure, kept below", rejects.item()),
        ]
    st.dataframe(
        to_arrow(pl.DataFrame(reasons, schema=["What", "Rows"], orient="row")),
        hide_index=True,
        column_config={"Rows": COUNTED},
        alt="What the figures leave out, and how many rows of it",
    )
    if row["left_out"][0]:
        st.page_link(
            page("conversations"),
            label=f"{format_quantity(row['left_out'][0], 'handlings')} left out",
            icon=":material/list:",
            query_params=context.link(figure="left_out"),
        )


def draw_unreadable_fields(context: PageContext) -> None:
    """Which fields of conversations could not be read, and in how many."""
    (fields,) = context.collect(
        "unreadable fields",
        lambda: [
            data_access.scan_table(context, "conversations")
            .select(pl.col("unreadable").alias("Field"))
            .explode("Field", empty_as_null=False)
            .drop_nulls()
            .group_by("Field")
            .agg(pl.len().alias("Conversations"))
            .sort("Conversations", "Field", descending=[True, False])
        ],
    )
    if fields.is_empty():
        return
    st.header("Fields that could not be read", anchor=False)
    st.caption("By the service's names. The rest of these conversations was read and is counted.")
    st.dataframe(
        to_arrow(fields),
        hide_index=True,
        column_config={"Conversations": COUNTED},
        alt="Fields that could not be read, and in how many conversations",
    )


def draw_rejects(context: PageContext) -> None:
    """The records that could not be read, with the reason and their text."""
    (frame,) = data_access.collect_queries(
        context.store, [data_access.scan_table(context, "rejects").head(MOST_REJECTS)]
    )
    if frame.is_empty():
        return
    st.header("Could not be read", anchor=False)
    if not context.viewer.sees_personal:
        st.caption(MASKING_NOTE)
    st.dataframe(
        to_arrow(frame.select("session_start", "session_id", "reason", "record")),
        hide_index=True,
        alt="The records that could not be read, with the reason",
    )
