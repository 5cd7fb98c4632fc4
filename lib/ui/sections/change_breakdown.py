"""What a change since the period before is made of, as a waterfall that sums."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from lib.charts.waterfalls import create_waterfall
from lib.formatting import format_count
from lib.metrics import METRICS
from lib.metrics.analyses.change_decomposition import handling_cells, split_change, visit_cells
from lib.text.change_sentences import describe_change_parts
from lib.ui.components import chart
from lib.ui.sections import summary_tables

if TYPE_CHECKING:
    from lib.metrics import Tables
    from lib.metrics.analyses.change_decomposition import ChangeSplit
    from lib.ui.query.page_context import PageContext


MOST_PARTS: Final = 20
"""Bars of a waterfall, so many at most."""


def split_changes(context: PageContext) -> dict[str, ChangeSplit]:
    """The changes of handle time and of abandonment, split; none where nothing is compared."""

    def cells(tables: Tables) -> list[pl.LazyFrame]:
        return [handling_cells(tables.handlings), visit_cells(tables.visits, context.rules)]

    before = context.collect_before("change", cells)
    if before is None:
        return {}
    now = context.collect("change", lambda: cells(context.tables))
    names = ("aht_s", "abandonment_rate")
    return {name: split_change(*both) for name, *both in zip(names, now, before, strict=True)}


def draw_change(context: PageContext, change: ChangeSplit, metric: str) -> None:
    """A change in its parts: of handle time by what was done longer, of abandonment by queue."""
    if metric == "aht_s":
        _draw_waterfall(context, change, metric, change.parts)
        return
    queues = change.queues.group_by("queue_id", maintain_order=True).agg(pl.col("effect").sum())
    _draw_waterfall(context, change, metric, summary_tables.add_names(context, queues, "queue"))


def select_largest_parts(rows: pl.DataFrame, limit: int = MOST_PARTS) -> pl.DataFrame:
    """The parts to draw where there are many, in their order: the largest, and all others in one.

    `is_rest` is true of that one, which opens nothing.
    """
    marked = rows.with_columns(is_rest=pl.lit(False))
    if rows.height <= limit:
        return marked
    order = marked.with_row_index("row").sort(pl.col("effect").abs(), descending=True)
    others = order.slice(limit - 1)
    rest = {
        "queue": f"{format_count(others.height)} others",
        "effect": others["effect"].sum(),
        "is_rest": True,
    }
    drawn = order.head(limit - 1).sort("row").drop("row")
    return pl.concat([drawn, pl.DataFrame([rest])], how="diagonal")


def _draw_waterfall(context: PageContext, change: ChangeSplit, metric: str, rows: pl.DataFrame) -> None:
    before, now = change.before, change.now
    if before is None or now is None:
        return
    definition = METRICS[metric]
    label, key = ("queue", "queue_id") if "queue_id" in rows.columns else ("label", None)
    caption = describe_change_parts(
        change, metric=definition.label, is_share=definition.unit == "share", queue=context.queue
    )
    suffix = "effect_rate" if definition.unit == "share" else "effect_seconds"
    chart.draw_chart(
        context,
        lambda: create_waterfall(
            select_largest_parts(rows),
            label=label,
            effect="effect",
            metric=metric,
            key=key,
            before=before,
            now=now,
            unit=definition.unit,
            title=f"What changed {definition.label}",
        ),
        by=key,
        alt=caption,
        rows=rows.rename({"effect": suffix}),
        columns=[label, suffix],
        name=f"{metric}-change",
        caption=caption,
    )
