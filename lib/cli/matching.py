"""Whether what a command picks exists: a value that matches no row of the period is told, and what would."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from lib.cli.speaking import say
from lib.frames.channels import unknown_channels
from lib.metrics import Filters, Tables, with_filters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lib.period import Period
    from lib.store import Store

MOST_NAMED: Final = 12
GRAINS: Final = ("conversations", "visits", "handlings", "assignments")


def tell_unmatched(  # noqa: PLR0913 (each by its name)
    store: Store,
    period: Period,
    told: str,
    *,
    channels: Sequence[str] = (),
    queues: Sequence[str] = (),
    agents: Sequence[str] = (),
) -> None:
    """Say on stderr which values match no row of the period, and what is known there.

    `told` is the period as the sentence names it.
    """
    if not (channels or queues or agents):
        return
    tables = with_filters(Tables(**store.scans(GRAINS, period)), Filters(period))
    if channels:
        known = _known(tables.conversations, "channel")
        _tell("--channel", unknown_channels(channels, known), known, told)
    if queues:
        known = _known(tables.handlings, "queue_id") | _known(tables.visits, "queue_id", "queue_name")
        _tell("--queue", [queue for queue in dict.fromkeys(queues) if queue not in known], known, told)
    if agents:
        known = _known(tables.assignments, "agent_id") | _known(tables.handlings, "agent_id", "agent_name")
        _tell("--agent", [agent for agent in dict.fromkeys(agents) if agent not in known], known, told)


def _known(frame: pl.LazyFrame, key: str, name: str | None = None) -> dict[str, str]:
    """Each key of a frame, as a sentence shows it: with its newest name, where there is one."""
    label = pl.format("{} ({})", key, name) if name else pl.col(key)
    rows = frame.drop_nulls(key).group_by(key).agg(label.drop_nulls().last().alias("label")).sort(key)
    return {value: shown or value for value, shown in rows.collect().iter_rows()}


def _tell(flag: str, unmatched: Sequence[str], known: Mapping[str, str], told: str) -> None:
    named = list(known.values())
    more = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
    there = f"There: {', '.join(named[:MOST_NAMED])}{more}." if named else "There is none at all."
    for value in unmatched:
        say(f"{flag} {value} matches nothing {told}. {there}")
