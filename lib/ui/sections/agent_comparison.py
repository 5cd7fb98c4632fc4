"""One agent beside the rest of the team, at the mix of work that each has and at the team's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from lib.formatting import format_duration, format_interval, format_quantity, format_share
from lib.metrics.analyses.period_comparison import compare_periods
from lib.metrics.tables.peer_totals import sum_other_agents
from lib.ui.components import metric_cards, page_text

if TYPE_CHECKING:
    from lib.metrics.analyses.mix_adjustment import MixAdjustment
    from lib.ui.query.page_context import PageContext

COMPARED = (
    "handlings",
    "aht_s",
    "talk_mean_s",
    "hold_mean_s",
    "acw_mean_s",
    "held_rate",
    "non_response_rate",
    "transferred_on_rate",
    "abandoned_with_agent_rate",
)
AGENT_PARAMETER = "who"
"""The address's word for the agent; `agent` is the filter's."""

VERDICTS = {
    "slower": "slower by more than chance",
    "faster": "faster by more than chance",
    "within": "within what chance explains",
}


def draw_comparison(context: PageContext, agents: pl.DataFrame, standard: MixAdjustment) -> None:
    """Pick one: the figures, each with its difference from all the others together."""
    named_agents = agents.drop_nulls("agent_id")
    key = _pick_agent(context, named_agents["agent_id"].to_list())
    if key is None:
        page_text.draw_note("Pick one to see the figures beside those of all the others together.")
        return
    own = named_agents.filter(pl.col("agent_id") == key)
    if own.is_empty():
        page_text.draw_note(f"{context.agent(key)} has no handlings or assignments in what is shown.")
        return
    page_text.draw_sentences(_describe_adjusted_time(standard, key))
    peers = sum_other_agents(agents, key)
    row = own.row(0, named=True)
    over = format_quantity(peers["handlings"][0], "handlings")
    page_text.draw_note(
        f"Differences are from the others' {over}, each judged by itself; "
        "above, all agents are judged together."
    )
    differences = compare_periods(own, peers)
    metric_cards.draw_cards(
        context, row, COMPARED, {name: differences[name] for name in COMPARED[1:]}, of=("agent_id", key)
    )


def _pick_agent(context: PageContext, keys: list[str]) -> str | None:
    """The agent that is picked, or that the address names by id; the address then says it.

    One that does not occur in what is shown stays picked.
    """
    linked = st.query_params.get(AGENT_PARAMETER)
    options = list(dict.fromkeys([*keys, *filter(None, [linked, st.session_state.get(AGENT_PARAMETER)])]))
    key = st.selectbox(
        "Agent",
        options,
        index=options.index(linked) if linked else None,
        format_func=context.agent,
        key=AGENT_PARAMETER,
        placeholder="Pick an agent",
    )
    if key is not None:
        st.query_params[AGENT_PARAMETER] = key
    elif linked is not None:
        del st.query_params[AGENT_PARAMETER]
    return key


def _describe_adjusted_time(standard: MixAdjustment, key: str) -> list[str]:
    """An agent's handle time at the team's mix of work, in words."""
    row = standard.rows.row(by_predicate=pl.col("agent_id") == key, named=True)
    if row["standard_s"] is None:
        return ["Too little to say what the handle time would be at the team's mix of work."]
    differences = (
        f"At the team's mix of work: {format_duration(row['standard_s'])} "
        f"({format_interval(row['low_s'], row['high_s'], 'seconds')}) against the team's "
        f"{format_duration(standard.aht_s)}, "
        f"{VERDICTS[row['verdict']]}. As it came: {format_duration(row['raw_s'])}. "
        f"{format_share(row['covered'], 0)} of the team's work is of kinds that this agent does."
    )
    return [differences]
