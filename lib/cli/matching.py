"""Whether what a command picks exists: a value that matches no row of the period is told, and what would."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from lib.cli.output import print_message
from lib.frames.channels import unknown_channels
from lib.metrics import Filters, Tables, filter_tables

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from lib.period import Period
    from lib.store import Store

MOST_LISTED: Final = 12
GRAINS: Final = ("conversations", "visits", "handlings", "assignments")
FLAGS: Final = tuple(
    f"--{prefix}{kind}" for kind in ("channel", "queue", "agent") for prefix in ("", "exclude-")
)


def report_unmatched(store: Store, period: Period, period_text: str, arguments: argparse.Namespace) -> None:
    """Say on stderr which of a command's values match no row of the period, and what is known there.

    `period_text` is the period as the sentence names it.
    """
    values_by_flag = {flag: getattr(arguments, flag[2:].replace("-", "_"), ()) for flag in FLAGS}
    values_by_flag = {flag: values for flag, values in values_by_flag.items() if values}
    if not values_by_flag:
        return
    tables = filter_tables(Tables(**store.scans(GRAINS, period)), Filters(period))
    for flag, values in values_by_flag.items():
        kind = flag.rpartition("-")[2]
        existing = _find_values(tables, kind)
        if kind == "channel":
            _report_values(flag, unknown_channels(values, existing), existing, period_text)
        else:
            _report_values(
                flag,
                [value for value in dict.fromkeys(values) if value not in existing],
                existing,
                period_text,
            )


def _find_values(tables: Tables, kind: str) -> dict[str, str]:
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


def _report_values(
    flag: str, unmatched: Sequence[str], existing: Mapping[str, str], period_text: str
) -> None:
    labels = list(existing.values())
    more = f" and {len(labels) - MOST_LISTED} more" if len(labels) > MOST_LISTED else ""
    choices = f"There: {', '.join(labels[:MOST_LISTED])}{more}." if labels else "There is none at all."
    for value in unmatched:
        print_message(f"{flag} {value} matches nothing {period_text}. {choices}")
