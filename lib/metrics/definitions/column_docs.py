"""What each column of a table means, for the sheet of definitions beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lib.frames.schema import SCHEMAS
from lib.metrics.definitions.registry import METRICS

if TYPE_CHECKING:
    from collections.abc import Iterable

OTHER_COLUMNS = {
    "queue_id": "The queue's id; empty for handlings that came direct to an agent.",
    "queue_name": "The queue's name as it was last seen.",
    "agent_id": "The agent's id.",
    "agent_name": "The agent's name as it was last seen.",
    "abandonment_low": "Lower end of Wilson's 95 % interval of the abandonment rate.",
    "abandonment_high": "Upper end of Wilson's 95 % interval of the abandonment rate.",
    "handle_total_s": "Talk, hold and after-call work, summed over the handlings timed.",
    "talk_total_s": "Interaction less hold, summed over the handlings timed.",
    "hold_total_s": "Hold, summed over the handlings timed.",
    "acw_total_s": "After-call work, summed over the handlings timed.",
}
"""The columns of `QUEUE_COLUMNS` and `AGENT_COLUMNS` that are no metrics."""

UNITS = {"seconds": " In seconds.", "share": " From 0 to 1."}


def describe_columns(table: str, columns: Iterable[str]) -> dict[str, str]:
    """Each column's meaning: as the schema has it for rows of `table`, as the metric's for any other name.

    A column that neither knows is left out.
    """
    if table in SCHEMAS:
        schema = SCHEMAS[table]
        return {name: f"{schema[name].meaning}." for name in columns if name in schema}
    texts = {name: _describe_metric(name) or OTHER_COLUMNS.get(name) for name in columns}
    return {name: meaning for name, meaning in texts.items() if meaning}


def _describe_metric(name: str) -> str:
    metric = METRICS.get(name)
    return metric.definition + UNITS.get(metric.unit, "") if metric else ""
