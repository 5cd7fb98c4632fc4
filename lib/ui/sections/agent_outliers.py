"""Who differs by more than chance: funnels by agent, and handle times at the team's mix of work."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from lib.charts.dumbbells import create_dumbbell_chart
from lib.charts.funnels import create_funnel_chart
from lib.metrics import METRICS
from lib.metrics.analyses.funnel import Funnel, build_funnel, describe_funnel_limits
from lib.metrics.analyses.mix_adjustment import adjust_mix, describe_adjusted_times
from lib.metrics.definitions.rates import DENOMINATORS
from lib.metrics.statistics.multiple_testing import (
    describe_comparison_count,
    flag_together,
    summarize_differences,
)
from lib.text.findings import join_names
from lib.ui.components import chart
from lib.ui.sections import summary_tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from lib.metrics.analyses.mix_adjustment import MixAdjustment
    from lib.ui.query.page_context import PageContext

MIX_NOTE: Final = (
    "Each agent's means by queue, channel and direction, weighed as the team's work is made up of them. "
    "Of kinds that an agent does not do, the same difference from the team is assumed as of the rest."
)

MORE_OF: Final = {
    "non_response_rate": ("does not respond more often", "does not respond less often"),
    "transferred_on_rate": ("transfers more often", "transfers less often"),
    "abandoned_with_agent_rate": ("is left by customers more often", "is left by customers less often"),
    "held_rate": ("puts on hold more often", "puts on hold less often"),
    "with_acw_rate": ("has after-call work more often", "has after-call work less often"),
}
"""What is said of an agent above the others, and of one below."""


def compute_funnels(context: PageContext, agents: pl.DataFrame, figures: Sequence[str]) -> dict[str, Funnel]:
    """Each share by agent within the limits of chance, flagged over all of them together."""
    return context.keep(
        f"funnels {figures}",
        lambda: _compute_funnels(summary_tables.add_names(context, agents, "agent"), figures),
    )


def _compute_funnels(agents: pl.DataFrame, figures: Sequence[str]) -> dict[str, Funnel]:
    result = {
        metric: build_funnel(agents, count=COUNTED[metric], n=DENOMINATORS[metric]) for metric in figures
    }
    flagged = flag_together(*(funnel_result.rows for funnel_result in result.values()))
    return {
        metric: replace(funnel_result, rows=rows)
        for (metric, funnel_result), rows in zip(result.items(), flagged, strict=True)
    }


COUNTED: Final = {
    "non_response_rate": "non_responses",
    "transferred_on_rate": "transferred_on",
    "abandoned_with_agent_rate": "abandoned_with_agent",
    "held_rate": "held",
    "with_acw_rate": "with_acw",
}


def describe_outliers(result: Funnel, metric: str) -> str:
    """Which agents differ in a share by more than chance, in a sentence."""
    above, below = MORE_OF[metric]
    return summarize_differences(result.rows, name="agent", of=("agent", "agents"), above=above, below=below)


def describe_differences(result: dict[str, Funnel]) -> list[str]:
    """The shares in which agents differ, a sentence each; one where there is none."""
    sentences = [
        f"{METRICS[metric].label}: {describe_outliers(funnel_result, metric)}"
        for metric, funnel_result in result.items()
        if funnel_result.rows["flagged"].any()
    ]
    return sentences or [f"No agent differs by more than chance in {_labels(result).lower()}."]


def describe_comparisons(result: dict[str, Funnel]) -> str:
    """How many comparisons were made in these shares, and how many of them chance would flag."""
    count = describe_comparison_count(*(funnel_result.rows for funnel_result in result.values()))
    return f"{_labels(result)}: {count}."


def _labels(result: dict[str, Funnel]) -> str:
    first, *others = (METRICS[metric].label for metric in result)
    return join_names([first, *(label.lower() for label in others)])


def draw_funnel(context: PageContext, result: Funnel, metric: str) -> None:
    """A share by agent over how many it is of."""
    rate = result.rate
    if rate is None:
        return
    label, sentences = METRICS[metric].label, describe_outliers(result, metric)
    chart.draw_chart(
        context,
        lambda: create_funnel_chart(
            result.rows,
            result.curve,
            name="agent",
            key="agent_id",
            rate=metric,
            n=DENOMINATORS[metric],
            overall=rate,
            title=f"{label}, by agent",
            axis=METRICS[DENOMINATORS[metric]].label,
        ),
        by="agent_id",
        alt=f"{label}, by agent. {sentences}",
        rows=result.rows.sort("share", descending=True, nulls_last=True),
        columns=["agent", metric, "low_95", "high_95", "verdict", DENOMINATORS[metric]],
        name=f"{metric}-funnel",
        caption=sentences,
        reading_note=describe_funnel_limits(result),
    )


def adjust_handle_times(context: PageContext, mix: pl.DataFrame) -> MixAdjustment:
    """Each agent's handle time at the team's mix of work; rows with their names."""
    return context.keep("at the team's mix", lambda: _adjust_handle_times(context, mix))


def _adjust_handle_times(context: PageContext, mix: pl.DataFrame) -> MixAdjustment:
    result = adjust_mix(mix)
    return replace(result, rows=summary_tables.add_names(context, result.rows, "agent"))


def describe_slower_agents(result: MixAdjustment) -> list[str]:
    """Who is slower or faster at the team's mix of work, and who only looks so."""
    return describe_adjusted_times(result, result.rows, name="agent")


def draw_adjusted_times(context: PageContext, result: MixAdjustment) -> None:
    """Handle time by agent as it came and at the team's mix."""
    sentences = describe_slower_agents(result)
    chart.draw_chart(
        context,
        lambda: create_dumbbell_chart(
            chart.select_largest(result.rows, "n", "flagged"),
            name="agent",
            key="agent_id",
            team_s=result.aht_s,
            title="AHT by agent, at the team's mix",
        ),
        by="agent_id",
        alt=f"Handle time by agent at the team's mix of work. {' '.join(sentences)}",
        rows=result.rows,
        columns=["agent", "raw_s", "standard_s", "low_s", "high_s", "covered", "verdict", "n"],
        name="standard",
        caption=" ".join(
            [*sentences, chart.describe_omission(result.rows, "the most handlings, and whoever is flagged")]
        ).strip(),
        reading_note=MIX_NOTE,
    )
