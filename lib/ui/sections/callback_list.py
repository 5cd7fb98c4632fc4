"""The page Call back: customers who were not served nor reached since, and what is needed to call them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from lib.formatting import MISSING, format_count, format_quantity
from lib.metrics.definitions.dimensions import wall_clock
from lib.metrics.tables.callback_candidates import (
    CALLBACK,
    NOT_REACHED,
    REASONS,
    list_attempts,
)
from lib.ui.app.pages import page
from lib.ui.components import data_table, download_buttons
from lib.ui.layout import missing_period
from lib.ui.query import data_access

if TYPE_CHECKING:
    from lib.ui.query.page_context import PageContext

SHOWN = {
    "at": "Left at",
    "why": "Why",
    "queue": "Queue",
    "wait_s": "Waited",
    "tries": "Times tried",
    "customer_name": "Customer",
    "customer_phone": "Phone",
    "channel": "Channel",
    "last_agent_name": "Last agent",
}
COLUMNS = (
    "left_at",
    "queue_id",
    "queue",
    "wait_s",
    "tries",
    "customer_name",
    "customer_phone",
    "channel",
    "last_agent_id",
    "last_agent_name",
    "conversation_id",
    "session_id",
    "reason",
)
"""What a file holds."""

MOST_SHOWN = 1_000
DRILL = {"figure": NOT_REACHED.name}


def add_contact_details(context: PageContext, callbacks: pl.DataFrame) -> pl.DataFrame:
    """Such tries with names, and with what is open to the viewer of how to reach the customers."""
    reach = data_access.load_customers(context, callbacks)
    left_at = pl.col("time") + pl.duration(milliseconds=pl.col("wait_s").fill_null(0) * 1000)
    opted_at = pl.when(pl.col("reason") == CALLBACK).then("callback_opted_time")
    return callbacks.join(reach, on="session_id", how="left", maintain_order="left").with_columns(
        pl.coalesce(opted_at, left_at).alias("left_at"),
        pl.col("reason").replace_strict(REASONS).alias("why"),
        pl.Series("queue", [key and context.queue(key) for key in callbacks["queue_id"]], dtype=pl.String),
        pl.Series(
            "agent", [key and context.agent(key) for key in callbacks["last_agent_id"]], dtype=pl.String
        ),
    )


def draw_summary(context: PageContext, callbacks: pl.DataFrame) -> None:
    """How many there are to call, by reason, and how many cannot be known again.

    Where there are none because the period was not fetched, the page says so and ends.
    """
    if callbacks.is_empty():
        missing_period.stop_if_missing(context)
    total, unidentified = _counts(context)
    of = (
        f"of {format_quantity(total, 'times')} that somebody left, asked to be called back or left a "
        "voicemail"
    )
    verb = "was" if callbacks.height == 1 else "were"
    st.markdown(f"**{format_quantity(callbacks.height, 'customers')}** {verb} not reached since, {of}.")
    reasons = dict(callbacks.group_by("reason").len().iter_rows())
    if reason_counts := [
        f"{label}: {format_count(reasons[reason])}" for reason, label in REASONS.items() if reason in reasons
    ]:
        st.markdown(" · ".join(reason_counts))
    st.caption(NOT_REACHED.definition)
    if unidentified:
        st.caption(f"{format_count(unidentified)} more left nothing by which to know them again.")


def _counts(context: PageContext) -> tuple[int, int]:
    """How often somebody went without having been served, and how often it was one nobody can know again."""
    contacts = data_access.load_contacts(context)
    total, unidentified = context.collect(
        f"not served, known or not, by {contacts.content}",
        lambda: _count_queries(context, contacts.identities.lazy()),
    )
    return int(total.item()), int(unidentified.item())


def _count_queries(context: PageContext, contacts: pl.LazyFrame) -> list[pl.LazyFrame]:
    tries = list_attempts(context.tables, context.rules)
    return [tries.select(pl.len()), tries.join(contacts, on="session_id", how="anti").select(pl.len())]


def draw_list(context: PageContext, callbacks: pl.DataFrame) -> None:
    """The list, newest first; picking a row opens the conversation in which the customer was not served."""
    left_at = wall_clock(pl.col("left_at"), context.selection.zone).alias("at")
    newest = add_contact_details(context, callbacks.head(MOST_SHOWN)).with_columns(left_at)
    event = st.dataframe(
        data_table.format_cells(newest, SHOWN),
        hide_index=True,
        column_config=data_table.column_configs(SHOWN),
        placeholder=MISSING,
        key=f"call-back-{hash(tuple(callbacks['session_id']))}",
        on_select="rerun",
        selection_mode="single-row",
        alt="Customers to call back, who left last first; pick one to open the conversation",
    )
    if selected := event["selection"]["rows"]:
        session = callbacks["session_id"][selected[0]]
        st.switch_page(page("conversation"), query_params=context.link(session=session, **DRILL))
    if callbacks.height > MOST_SHOWN:
        st.caption(
            f"The newest {format_count(MOST_SHOWN)} are shown. The files hold all "
            f"{format_count(callbacks.height)}."
        )
    with st.container(horizontal=True, vertical_alignment="center"):
        download_buttons.draw_buttons(
            context, lambda: add_contact_details(context, callbacks).select(COLUMNS), "call-back"
        )
        st.page_link(
            page("conversations"),
            label="Their conversations",
            icon=":material/list:",
            query_params=context.link(**DRILL),
        )


def stop_if_empty(context: PageContext, callbacks: pl.DataFrame) -> None:
    """Where everybody was reached, say so and end the page; a customer nobody can know may still wait."""
    if not callbacks.is_empty():
        return
    _, unidentified = _counts(context)
    if unidentified:
        st.info("Everybody who can be known again was reached since.", icon=":material/info:")
    else:
        st.success(
            "Everybody who left was reached since. Nobody waits for a call.", icon=":material/check_circle:"
        )
    st.stop()
