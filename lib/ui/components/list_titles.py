"""What a list is, in words: the figure, what was clicked, what is picked; text from records as it stands."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import polars as pl

from lib.formatting import format_count, format_day
from lib.metrics import LISTABLE_METRICS
from lib.metrics.definitions.dimensions import (
    DIMENSION_SEPARATOR,
    HANDLE_BUCKETS_S,
    KEY_SEPARATOR,
    NO_VALUE,
    WAIT_BUCKETS_S,
    WEEKDAYS,
    bucket_label,
)
from lib.ui.query.conversations import EVERYTHING

if TYPE_CHECKING:
    from collections.abc import Callable

    from lib.metrics import Drill
    from lib.ui.query.page_context import PageContext

KEY_LABELS: dict[str, Callable[[PageContext, str | None], str]] = {
    "queue_id": lambda context, key: context.queue(key),
    "next_queue_id": lambda context, key: f"on to {context.queue(key)}",
    "agent_id": lambda context, key: context.agent(key),
}
MOST_NAMED = 12
"""How many of what is picked are named in a sentence."""

BUCKETS = {"wait_bucket": WAIT_BUCKETS_S, "handle_bucket": HANDLE_BUCKETS_S}


def escape_markdown(text: str) -> str:
    """Text from a record, so that no sign in it is taken for markup."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]()<>#+-.!|~$:" else sign for sign in text)


def format_title(context: PageContext, drill: Drill, mark: str = "") -> str:
    """The figure, between marks, and what was clicked as its chart calls it: `Abandoned, Sales Desk`."""
    label = f"{mark}{LISTABLE_METRICS[drill.metric].label}{mark}"
    return (
        f"{label}, {escape_markdown(_format_key(context, drill.by, drill.key))}"
        if drill.by and drill.key
        else label
    )


def _format_key(context: PageContext, by: str, key: str) -> str:
    """Times on the picked clock; a key that is none as it stands."""
    if DIMENSION_SEPARATOR in by:
        parts = zip(by.split(DIMENSION_SEPARATOR), key.split(KEY_SEPARATOR, 1), strict=False)
        return ", ".join(_format_key(context, *part) for part in parts)
    if by in KEY_LABELS:
        return KEY_LABELS[by](context, None if key == NO_VALUE else key)
    if by in BUCKETS:
        return str(pl.select(key=pl.lit(key)).select(bucket_label("key", BUCKETS[by])).item())
    try:
        if by == "interval":
            start = context.selection.zone.local(datetime.fromisoformat(key))
            return f"{format_day(start)} {start:%H:%M}"
        weekday, hour = map(int, key.split("-"))
        return f"{WEEKDAYS[weekday - 1]} {hour}:00"
    except (ValueError, IndexError, OverflowError):
        return key


def format_filters(context: PageContext) -> str:
    """The shared filters, without period and zone; empty where none is set."""
    selection = context.selection
    parts = {
        "channel": selection.channels,
        "channel is not": selection.not_channels,
        "queue": tuple(map(context.queue, selection.queues)),
        "queue is not": tuple(map(context.queue, selection.not_queues)),
        "agent": tuple(map(context.agent, selection.agents)),
        "agent is not": tuple(map(context.agent, selection.not_agents)),
        "direction": selection.directions,
    }
    return " · ".join(f"{name}: {_join_values(values)}" for name, values in parts.items() if values)


def _join_values(values: tuple[str, ...]) -> str:
    """The first values, and how many more there are."""
    more = len(values) - MOST_NAMED
    return " or ".join([*values[:MOST_NAMED], *([f"{format_count(more)} more"] if more > 0 else [])])


def export_name(drill: Drill, table: str) -> str:
    """What a file of the list's rows is called: `conversations`, `visits-of-abandoned`."""
    return table if drill == EVERYTHING else f"{table}-of-{drill.metric.replace('_', '-')}"
