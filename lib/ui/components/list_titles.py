"""What a list is, in words: the figure, what was clicked, what is picked; text from records as it stands."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import polars as pl

from lib.formatting import count, day
from lib.metrics import LISTED
from lib.metrics.definitions.dimensions import (
    BESIDE,
    BETWEEN,
    HANDLE_BUCKETS_S,
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

NAMED: dict[str, Callable[[PageContext, str | None], str]] = {
    "queue_id": lambda view, key: view.queue(key),
    "next_queue_id": lambda view, key: f"on to {view.queue(key)}",
    "agent_id": lambda view, key: view.agent(key),
}
MOST_NAMED = 12
"""How many of what is picked are named in a sentence."""

BUCKETS = {"wait_bucket": WAIT_BUCKETS_S, "handle_bucket": HANDLE_BUCKETS_S}


def plain(text: str) -> str:
    """Text from a record, so that no sign in it is taken for markup."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]()<>#+-.!|~$:" else sign for sign in text)


def title_of(view: PageContext, drill: Drill, mark: str = "") -> str:
    """The figure, between marks, and what was clicked as its chart calls it: `Abandoned, Sales Desk`."""
    label = f"{mark}{LISTED[drill.figure].label}{mark}"
    return f"{label}, {plain(_named(view, drill.by, drill.key))}" if drill.by and drill.key else label


def _named(view: PageContext, by: str, key: str) -> str:
    """Times on the picked clock; a key that is none as it stands."""
    if BESIDE in by:
        parts = zip(by.split(BESIDE), key.split(BETWEEN, 1), strict=False)
        return ", ".join(_named(view, *part) for part in parts)
    if by in NAMED:
        return NAMED[by](view, None if key == NO_VALUE else key)
    if by in BUCKETS:
        return str(pl.select(key=pl.lit(key)).select(bucket_label("key", BUCKETS[by])).item())
    try:
        if by == "interval":
            began = view.picks.zone.local(datetime.fromisoformat(key))
            return f"{day(began)} {began:%H:%M}"
        weekday, hour = map(int, key.split("-"))
        return f"{WEEKDAYS[weekday - 1]} {hour}:00"
    except (ValueError, IndexError, OverflowError):
        return key


def picked(view: PageContext) -> str:
    """The shared filters but the period and the zone, which the strip tells; empty where none is set."""
    picks = view.picks
    parts = {
        "channel": picks.channels,
        "channel is not": picks.not_channels,
        "queue": tuple(map(view.queue, picks.queues)),
        "queue is not": tuple(map(view.queue, picks.not_queues)),
        "agent": tuple(map(view.agent, picks.agents)),
        "agent is not": tuple(map(view.agent, picks.not_agents)),
        "direction": picks.directions,
    }
    return " · ".join(f"{name}: {_some_of(values)}" for name, values in parts.items() if values)


def _some_of(values: tuple[str, ...]) -> str:
    """The first values, and how many more there are."""
    more = len(values) - MOST_NAMED
    return " or ".join([*values[:MOST_NAMED], *([f"{count(more)} more"] if more > 0 else [])])


def file_of(drill: Drill, table: str) -> str:
    """What a file of the list's rows is called: `conversations`, `visits-of-abandoned`."""
    return table if drill == EVERYTHING else f"{table}-of-{drill.figure.replace('_', '-')}"
