"""How long callers would wait before they left, by queue."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from lib.charts.curves import create_survival_chart
from lib.metrics.analyses.patience import Patience, compare_patience, describe_impatient_queues, thin_curves
from lib.ui.components import chart
from lib.ui.sections import summary_tables

if TYPE_CHECKING:
    import polars as pl

    from lib.ui.query.page_context import PageContext

MOST_CURVES: Final = 8
"""More can no longer be told apart."""

DRAWN_QUEUES: Final = "the most visits, and whoever is flagged"

READING_NOTE: Final = (
    "Who was answered, or ended in any other way, counts as one who waited at least so long: the mean wait "
    "of those who left says little of patience, as the patient were answered first. Each curve ends where "
    "fewer than 30 still wait. The service does not say when a caller left; the wait here is the longest "
    "that it can have been."
)


def estimate_patience(context: PageContext, counts: pl.DataFrame) -> Patience:
    """Curves by queue, and whose callers leave sooner; rows with the queues' names."""
    return context.keep("patience", lambda: _estimate_patience(context, counts))


def _estimate_patience(context: PageContext, counts: pl.DataFrame) -> Patience:
    result = compare_patience(counts)
    curves, queues = (
        summary_tables.add_names(context, rows, "queue")
        for rows in (thin_curves(result.curves), result.queues)
    )
    return replace(result, curves=curves, queues=queues)


def describe_patience(result: Patience) -> list[str]:
    """Whose callers leave sooner than the others', and when half of them would have left."""
    return describe_impatient_queues(result.queues, name="queue")


def draw_curves(context: PageContext, result: Patience) -> None:
    """The part of callers who would still wait, second by second."""
    if result.curves.is_empty():
        return
    caption = " ".join(describe_patience(result))
    drawn = chart.select_largest(result.queues, "n", "flagged", limit=MOST_CURVES)
    chart.draw_chart(
        context,
        lambda: create_survival_chart(
            result.curves.join(drawn, on="queue_id", how="semi", nulls_equal=True, maintain_order="left"),
            name="queue",
            key="queue_id",
            bands=drawn.filter("flagged")["queue_id"].to_list(),
            title="Patience: who would still wait",
        ),
        by="queue_id",
        alt=f"Patience by queue. {caption}",
        rows=result.queues,
        columns=[
            "queue",
            "n",
            "left",
            "quarter_s",
            "median_s",
            "median_low_s",
            "median_high_s",
            "left_mean_s",
        ],
        name="patience",
        caption=f"{caption} {chart.describe_omission(result.queues, DRAWN_QUEUES, MOST_CURVES)}".strip(),
        reading_note=READING_NOTE,
    )
