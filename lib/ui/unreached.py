"""The page Call back: customers who left and were not reached since, and what is needed to call them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from lib.charts.speak import NOTHING, count
from lib.metrics.callbacks import NOT_REACHED, not_reached
from lib.metrics.dimensions import wall_clock
from lib.metrics.figures import FIGURES
from lib.ui import data, downloads, grid
from lib.ui.navigation import page

if TYPE_CHECKING:
    from lib.ui.view import View

SHOWN = {
    "at": "Left at",
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
)
"""What a file holds."""

MOST_SHOWN = 1_000
DRILL = {"figure": NOT_REACHED.name}


def visits(view: View) -> pl.DataFrame:
    """The last abandoned visit of each customer not reached since, newest first; see `not_reached`."""
    known = data.contacts(view)
    (found,) = view.collect(
        f"not reached, by {known.content}",
        lambda: [not_reached(view.tables.visits, known.known.lazy(), known.spoken.lazy(), view.rules)],
    )
    return found


def told(view: View, found: pl.DataFrame) -> pl.DataFrame:
    """Such visits with names, and with what is open to the reader of how to reach them."""
    reach = data.customers(view, found)
    left = pl.col("time") + pl.duration(milliseconds=pl.col("wait_s").fill_null(0) * 1000)
    return found.join(reach, on="session_id", how="left", maintain_order="left").with_columns(
        left.alias("left_at"),
        pl.Series("queue", [view.queue(key) for key in found["queue_id"]], dtype=pl.String),
        pl.Series("agent", [key and view.agent(key) for key in found["last_agent_id"]], dtype=pl.String),
    )


def describe(view: View, found: pl.DataFrame) -> None:
    """How many there are to call, of how many that left, and how many cannot be known again."""
    contacts = data.contacts(view)
    whole, nobodys = view.collect(
        f"abandoned, known or not, by {contacts.content}", lambda: _abandoned(view, contacts.known.lazy())
    )
    of = f"of {count(whole.item())} abandoned visits"
    st.markdown(f"**{count(found.height)} customers** left and were not reached since, {of}.")
    st.caption(NOT_REACHED.definition)
    if nobodys.item():
        st.caption(f"{count(nobodys.item())} more left nothing by which to know them again.")


def _abandoned(view: View, known: pl.LazyFrame) -> list[pl.LazyFrame]:
    """How many visits were abandoned, and how many of them by whom nobody can know again."""
    visits = FIGURES["abandonment_rate"].behind(view.tables.visits, view.rules)
    return [visits.select(pl.len()), visits.join(known, on="session_id", how="anti").select(pl.len())]


def table(view: View, found: pl.DataFrame) -> None:
    """The list, newest first; picking a row opens the conversation in which the customer left."""
    left_at = wall_clock(pl.col("left_at"), view.picks.zone).alias("at")
    newest = told(view, found.head(MOST_SHOWN)).with_columns(left_at)
    event = st.dataframe(
        grid.cells(newest, SHOWN),
        hide_index=True,
        column_config=grid.configs(SHOWN),
        placeholder=NOTHING,
        key=f"call-back-{hash(tuple(found['session_id']))}",
        on_select="rerun",
        selection_mode="single-row",
        alt="Customers to call back, who left last first; pick one to open the conversation",
    )
    if picked := event["selection"]["rows"]:
        session = found["session_id"][picked[0]]
        st.switch_page(page("conversation"), query_params=view.link(session=session, **DRILL))
    if found.height > MOST_SHOWN:
        st.caption(f"The newest {count(MOST_SHOWN)} are shown. The files hold all {count(found.height)}.")
    with st.container(horizontal=True, vertical_alignment="center"):
        downloads.table(view, lambda: told(view, found).select(COLUMNS), "call-back")
        st.page_link(
            page("conversations"),
            label="Their conversations",
            icon=":material/list:",
            query_params=view.link(**DRILL),
        )


def nobody(found: pl.DataFrame) -> None:
    """Where everybody was reached, say so and end the page."""
    if found.is_empty():
        st.success(
            "Everybody who left was reached since. Nobody waits for a call.", icon=":material/check_circle:"
        )
        st.stop()
