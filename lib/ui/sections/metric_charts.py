"""The charts that pages share: each with its words, its numbers to unfold, its ways to the rows behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from lib.charts.figures import create_columns, create_line_chart, create_stacked_bars, create_stacked_columns
from lib.charts.figures import create_rate_chart as rates_figure
from lib.charts.squares import Squares, create_squares, create_week_chart
from lib.metrics import METRICS
from lib.metrics.definitions.rates import DENOMINATORS
from lib.metrics.definitions.targets import INTERVALS
from lib.metrics.tables.cross_tables import AGENT_QUEUE, OVERFLOW, QUEUE_INTERVAL
from lib.text import findings
from lib.ui.components import chart, page_text
from lib.ui.sections import summary_tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lib.ui.query.page_context import PageContext

OUTCOMES = {"answered": "Answered", "abandoned": "Abandoned", "left_otherwise": "Ended otherwise"}
PARTS = {"talk_mean_s": "Talk", "hold_mean_s": "Hold", "acw_mean_s": "After-call work"}


def draw_offered(context: PageContext, intervals: pl.DataFrame) -> None:
    """What was offered over time, by what became of it."""
    chart.draw_chart(
        context,
        lambda: create_stacked_columns(
            intervals, x="at", key="interval", parts=OUTCOMES, title="Offered, by what became of it"
        ),
        by="interval",
        alt=f"Offered visits over time. {findings.describe_peak(intervals, 'offered', context.grain)}",
        rows=intervals,
        columns=["at", "offered", *OUTCOMES],
        name="offered",
    )


def draw_over_time(context: PageContext, intervals: pl.DataFrame, metric: str) -> None:
    """A quantile over time; shares and means stand within what is usual of them, see `control_charts`."""
    definition = METRICS[metric]
    chart.draw_chart(
        context,
        lambda: create_line_chart(
            intervals,
            x="at",
            key="interval",
            value=metric,
            n=DENOMINATORS[metric],
            unit=definition.unit,
            title=f"{definition.label} over time",
        ),
        by="interval",
        alt=f"{definition.label} over time. {findings.describe_peak(intervals, metric, context.grain)}",
        rows=intervals,
        columns=["at", metric, DENOMINATORS[metric]],
        name=f"{metric}-over-time",
    )


def draw_rates(
    context: PageContext, frame: pl.DataFrame, kind: str, metric: str, overall: float | None
) -> None:
    """A share by queue or agent with its interval, and the whole's."""
    rows = summary_tables.add_names(context, frame, kind).filter(pl.col(DENOMINATORS[metric]) > 0)
    label, stem = METRICS[metric].label, INTERVALS[metric]
    chart.draw_chart(
        context,
        lambda: rates_figure(
            chart.select_largest(rows, DENOMINATORS[metric]),
            name=kind,
            key=f"{kind}_id",
            rate=metric,
            n=DENOMINATORS[metric],
            overall=overall,
            title=f"{label} by {kind}, 95 % interval",
        ),
        by=f"{kind}_id",
        alt=f"{label} by {kind}. {findings.describe_extremes(rows, kind, metric)}",
        rows=rows,
        columns=[kind, metric, f"{stem}_low", f"{stem}_high", DENOMINATORS[metric]],
        name=f"{metric}-by-{kind}",
        caption=chart.describe_omission(rows, f"the most {METRICS[DENOMINATORS[metric]].label.lower()}"),
    )


def draw_parts(
    context: PageContext, frame: pl.DataFrame, kind: str, title: str, parts: Mapping[str, str] = PARTS
) -> None:
    """Seconds by queue or agent, stacked so that the bar's length is their sum."""
    rows = summary_tables.select_timed_rows(context, frame, kind)
    total = "aht_s" if len(parts) > 1 else next(iter(parts))
    chart.draw_chart(
        context,
        lambda: create_stacked_bars(
            chart.select_largest(rows, "timed"), name=kind, key=f"{kind}_id", parts=parts, title=title
        ),
        by=f"{kind}_id",
        alt=f"{title}. {findings.describe_extremes(rows, kind, total)}",
        rows=rows,
        columns=list(dict.fromkeys([kind, total, *parts, "timed"])),
        name=f"{total}-by-{kind}",
        caption=chart.describe_omission(rows, "the most handlings"),
    )


def draw_buckets(
    context: PageContext, frame: pl.DataFrame, by: str, value: str, *, title: str, axis: str
) -> None:
    """A count by ranges of time."""
    chart.draw_chart(
        context,
        lambda: create_columns(frame, x="label", key=by, value=value, title=title, axis=axis),
        by=by,
        alt=f"{title}. {findings.describe_extremes(frame, 'label', value)}",
        rows=frame,
        columns=["label", value],
    )


def draw_hours(context: PageContext, weekly: pl.DataFrame) -> None:
    """Abandonment by hour and weekday."""
    rows = weekly.with_columns(pl.format("{} {}:00", "weekday", "hour").alias("when"))
    chart.draw_chart(
        context,
        lambda: create_week_chart(
            weekly, value="abandonment_rate", n="offered", title="Abandonment by hour and weekday"
        ),
        by="hour_of_week",
        alt="Abandonment by hour and weekday. "
        f"{findings.describe_extremes(rows, 'when', 'abandonment_rate')}",
        rows=weekly,
        columns=["weekday", "hour", "abandonment_rate", "offered"],
    )


def draw_agents_by_queue(
    context: PageContext, crossed: pl.DataFrame, metric: str, agents: pl.DataFrame
) -> None:
    """A mean for each agent and queue, agents in the order given."""
    rows = summary_tables.add_names(
        context, summary_tables.add_names(context, crossed, "agent"), "queue"
    ).filter(pl.col("timed") > 0)
    drawn = chart.select_largest(agents, "timed")
    columns = chart.select_largest(_sizes(rows, "queue_id", "timed"), "timed", limit=chart.MOST_COLUMNS)
    both = rows.with_columns(pl.concat_str("agent", "queue", separator=" in ").alias("both"))
    of = Squares(
        x="queue_id",
        y="agent_id",
        x_name="queue",
        y_name="agent",
        key=AGENT_QUEUE,
        value=metric,
        n=DENOMINATORS[metric],
        unit=METRICS[metric].unit,
        rows=drawn["agent_id"].to_list(),
    )
    chart.draw_chart(
        context,
        lambda: create_squares(
            _only(_only(rows, drawn, "agent_id"), columns, "queue_id"),
            of,
            title=f"{METRICS[metric].label} by agent and queue",
        ),
        by=AGENT_QUEUE,
        alt=f"{METRICS[metric].label} by agent and queue. {findings.describe_extremes(both, 'both', metric)}",
        rows=rows,
        columns=["agent", "queue", metric, DENOMINATORS[metric]],
        name=f"{metric}-by-agent-and-queue",
        caption=" ".join(
            [
                chart.describe_omission(agents, "the most handlings"),
                chart.describe_omission(
                    _sizes(rows, "queue_id", "timed"), "the most handlings", chart.MOST_COLUMNS
                ),
            ]
        ).strip(),
    )


def _sizes(frame: pl.DataFrame, by: str, n: str) -> pl.DataFrame:
    """How much each key has in all."""
    return frame.group_by(by, maintain_order=True).agg(pl.col(n).sum())


def _only(frame: pl.DataFrame, drawn: pl.DataFrame, by: str) -> pl.DataFrame:
    """The rows whose keys are drawn."""
    return frame.join(drawn, on=by, how="semi", nulls_equal=True, maintain_order="left")


def draw_queues_over_time(
    context: PageContext, cells: pl.DataFrame, metric: str, queues: pl.DataFrame
) -> None:
    """A share for each queue and interval; a cross where its target was missed by more than chance."""
    rows = summary_tables.add_names(context, cells, "queue").filter(pl.col(DENOMINATORS[metric]) > 0)
    label, drawn = METRICS[metric].label, chart.select_largest(queues, DENOMINATORS[metric])
    of = Squares(
        x="at",
        y="queue_id",
        y_name="queue",
        key=QUEUE_INTERVAL,
        value=metric,
        n=DENOMINATORS[metric],
        rows=drawn["queue_id"].to_list(),
        standing=f"{metric}_standing",
        more_is_better=metric == "service_level",
    )
    chart.draw_chart(
        context,
        lambda: create_squares(_only(rows, drawn, "queue_id"), of, title="By queue; ✕ misses its target"),
        by=QUEUE_INTERVAL,
        alt=f"{label} by queue over time. {findings.describe_target_misses(rows, metric)}",
        rows=rows,
        columns=["queue", "at", metric, f"{metric}_target", f"{metric}_standing", DENOMINATORS[metric]],
        name=f"{metric}-by-queue-and-time",
        caption=chart.describe_omission(queues, f"the most {METRICS[DENOMINATORS[metric]].label.lower()}"),
    )


def draw_overflow(context: PageContext, pairs: pl.DataFrame) -> None:
    """How many visits left each queue for another."""
    if pairs.is_empty():
        page_text.draw_note("No visit went on from one queue to another.")
        return
    rows = summary_tables.add_names(context, pairs, "queue").with_columns(
        pl.Series("next_queue", [context.queue(key) for key in pairs["next_queue_id"]], dtype=pl.String)
    )
    of = Squares(
        x="next_queue_id",
        y="queue_id",
        x_name="next_queue",
        y_name="queue",
        key=OVERFLOW,
        value="overflowed",
        n="overflowed",
        unit="count",
    )
    most = rows.row(0, named=True)
    chart.draw_chart(
        context,
        lambda: create_squares(rows.head(chart.MOST_DRAWN), of, title="Overflowed, from (left) to (below)"),
        by=OVERFLOW,
        alt=f"Overflow: most, {most['overflowed']}, from {most['queue']} to {most['next_queue']}.",
        rows=rows,
        columns=["queue", "next_queue", "overflowed"],
        name="overflow",
        caption=chart.describe_omission(rows, "the most visits"),
    )
