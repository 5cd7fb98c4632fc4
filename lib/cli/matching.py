"""Whether what a command picks exists: a value that matches no row of the period is told, and what would."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from lib.cli.output import say
from lib.frames.channels import unknown_channels
from lib.metrics import Filters, Tables, filter_tables

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from lib.period import Period
    from lib.store import Store

MOST_NAMED: Final = 12
GRAINS: Final = ("conversations", "visits", "handlings", "assignments")
FLAGS: Final = tuple(
    f"--{prefix}{kind}" for kind in ("channel", "queue", "agent") for prefix in ("", "exclude-")
)


def tell_unmatched(store: Store, period: Period, told: str, arguments: argparse.Namespace) -> None:
    """Say on stderr which of a command's values match no row of the period, and what is known there.

    `told` is the period as the sentence names it.
    """
    given = {flag: getattr(arguments, flag[2:].replace("-", "_"), ()) for flag in FLAGS}
    given = {flag: values for flag, values in given.items() if values}
    if not given:
        return
    tables = filter_tables(Tables(**store.scans(GRAINS, period)), Filters(period))
    for flag, values in given.items():
        kind = flag.rpartition("-")[2]
        known = _known(tables, kind)
        if kind == "channel":
            _tell(flag, unknown_channels(values, known), known, told)
        else:
            _tell(flag, [value for value in dict.fromkeys(values) if value not in known], known, told)


def _known(tables: Tables, kind: str) -> dict[str, str]:
    """Each channel, queue or agent of the period, as a sentence shows it: an id with a name of it."""
    if kind == "channel":
        return _labels(tables.conversations, pl.col("channel"))
    frames = (tables.handlings, tables.visits if kind == "queue" else tables.assignments)
    labelled = (_labels(frame, pl.col(f"{kind}_id"), pl.col(f"{kind}_name")) for frame in frames)
    return {key: label for labels in labelled for key, label in labels.items()}


def _labels(frame: pl.LazyFrame, key: pl.Expr, name: pl.Expr | None = None) -> dict[str, str]:
    label = key if name is None else pl.coalesce(pl.format("{} ({})", key, name), key)
    rows = frame.select(key=key, label=label).drop_nulls("key").group_by("key").agg(pl.col("label").max())
    return dict(rows.sort("key").collect().iter_rows())


def _tell(flag: str, unmatched: Sequence[str], known: Mapping[str, str], told: str) -> None:
    named = list(known.values())
    more = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
    there = f"There: {', '.join(named[:MOST_NAMED])}{more}." if named else "There is none at all."
    for value in unmatched:
        say(f"{flag} {value} matches nothing {told}. {there}")
