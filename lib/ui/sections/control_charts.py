"""Which days and hours are outside the usual: shares and means over time, after the weeks before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lib.charts.controls import create_control_chart
from lib.metrics import METRICS
from lib.metrics.analyses.control_chart import chart_means, chart_shares
from lib.metrics.definitions.rates import DENOMINATORS, RATIOS
from lib.metrics.definitions.targets import find_target
from lib.text.control_findings import describe_control_limits, describe_special_points
from lib.ui.components import chart

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl

    from lib.metrics.analyses.control_chart import ControlChart
    from lib.ui.query.page_context import PageContext

SAID_AFTER: Final = {
    "abandonment_rate": "abandoned",
    "service_level": "in time",
    "non_response_rate": "not responded",
    "aht_s": "handle time",
    "asa_s": "mean wait",
    "hold_mean_s": "hold per handling",
    "acw_mean_s": "after-call work per handling",
}
"""What a number is, as it stands after it in a sentence."""

LIMITS: Final[dict[str, dict[str, str]]] = {
    "share": {"usual": "usual_rate", "low": "usual_low", "high": "usual_high"},
    "seconds": {"usual": "usual_s", "low": "usual_low_s", "high": "usual_high_s"},
}
"""What the limits are called in a table, which knows units by names."""


def compute_control(context: PageContext, intervals: pl.DataFrame, metric: str) -> ControlChart:
    """A figure over time with what is usual of it; the four weeks before serve as history."""
    return context.keep(
        f"usual {metric}",
        lambda: _compute_control(context, context.with_history(intervals), metric),
        after=context.history,
    )


def _compute_control(context: PageContext, intervals: pl.DataFrame, metric: str) -> ControlChart:
    top, n, _ = RATIOS[metric]
    points = intervals.with_columns(top.alias("counted"), n.alias("over"))
    every, since = context.grain.every, context.since
    if METRICS[metric].unit == "share":
        return chart_shares(points, counted="counted", n="over", every=every, since=since)
    return chart_means(points, total="counted", n="over", every=every, since=since)


def describe_special(result: ControlChart, metric: str) -> str:
    """Which days or hours of a figure are special, in a sentence."""
    return describe_special_points(result, measure=SAID_AFTER[metric], unit=METRICS[metric].unit)


def describe_all_special(
    context: PageContext, intervals: pl.DataFrame, figures: Iterable[str]
) -> dict[str, str]:
    """A sentence for each figure that has special days or hours; the first one's where none has."""
    result = {metric: compute_control(context, intervals, metric) for metric in figures}
    caption = [metric for metric, control in result.items() if control.rows["special"].count()]
    return {metric: describe_special(result[metric], metric) for metric in caption or list(result)[:1]}


def draw_over_time(context: PageContext, intervals: pl.DataFrame, metric: str) -> None:
    """A figure over time within what is usual, and what is special in words."""
    result, definition = compute_control(context, intervals, metric), METRICS[metric]
    caption, limits = describe_special(result, metric), LIMITS[definition.unit]
    chart.draw_chart(
        context,
        lambda: create_control_chart(
            result.rows,
            key="interval",
            metric=metric,
            n="over",
            unit=definition.unit,
            title=f"{definition.label} over time",
            target=find_target(metric, context.rules),
        ),
        by="interval",
        alt=f"{definition.label} over time. {caption}",
        rows=result.rows.rename(limits),
        columns=["at", metric, DENOMINATORS[metric], *limits.values(), "special"],
        name=f"{metric}-over-time",
        caption=caption,
        reading_note=describe_control_limits(result),
    )
