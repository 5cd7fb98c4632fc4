"""What a control chart says, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from lib.formatting import between, count, number, spoken, weekday
from lib.metrics.analyses.control_chart import LEAST_POINTS, Control
from lib.metrics.statistics.multiple_testing import ABOVE

if TYPE_CHECKING:
    from datetime import datetime

    from lib.frames.schema import Unit

MOST_TOLD: Final = 3
WIDER: Final = 1.05
"""From here on a chart's wider limits are worth a word."""


def control_sentence(found: Control, *, what: str, unit: Unit) -> str:
    """Which points are special, farthest off first, or that none is.

    `Tue, Nov 17 is special: 23.1% abandoned, usual 4–9%.`

    Args:
        found: shares or means over time.
        what: what the number is, as it stands after it: abandoned, handle time.
        unit: share or seconds.
    """
    _, several = _interval_words(found.every)
    if found.points < LEAST_POINTS:
        return f"Too few {several} to say: {count(found.points)}, and {LEAST_POINTS} are needed."
    judged = found.rows.filter(pl.col("usual").is_not_null())
    return " ".join([_specials(judged, found.every, what, unit), *_shifts(judged, found.every, several)])


def _specials(judged: pl.DataFrame, every: str, what: str, unit: Unit) -> str:
    one, several = _interval_words(every)
    special = judged.filter(pl.col("special").is_not_null()).sort(_farness(), descending=True)
    told = [_told(row, every, what, unit) for row in special.head(MOST_TOLD).iter_rows(named=True)]
    if judged.is_empty():
        return f"No {one} has enough to be judged."
    if not told:
        return f"None of {count(judged.height)} {several} is special."
    if len(told) == 1:
        when, words = told[0]
        return f"{when[0].upper()}{when[1:]} is special: {words}."
    more = f", and {special.height - MOST_TOLD} more" if special.height > MOST_TOLD else ""
    listed = "; ".join(f"{when} ({words})" for when, words in told)
    return f"{count(special.height)} of {count(judged.height)} {several} are special: {listed}{more}."


def control_note(found: Control) -> str:
    """How the limits were made: whose usual, on what scale, and how much wider than chance alone."""
    whose = f"the usual of its {found.pattern}" if found.pattern else "the usual of all"
    notes = [f"Each point is held against {whose}; about 3 in 1,000 lie outside the limits by chance."]
    if found.scale == "log":
        notes.append("The limits are factors, since these times differ by factors.")
    if found.spread >= WIDER:
        notes.append(f"They are {number(found.spread)} times as wide as chance alone would have them.")
    return " ".join(notes)


def _farness() -> pl.Expr:
    """How many half widths of its limits a point lies off its usual."""
    above, below = pl.col("high") - pl.col("usual"), pl.col("usual") - pl.col("low")
    reach = pl.when(pl.col("special") == ABOVE).then(above).otherwise(below)
    return (pl.col("value") - pl.col("usual")).abs() / reach.clip(1e-9)


def _told(row: dict[str, Any], every: str, what: str, unit: Unit) -> tuple[str, str]:
    usual = between(row["low"], row["high"], unit)
    return _when(row["at"], every), f"{spoken(row['value'], unit)} {what}, usual {usual}"


def _shifts(judged: pl.DataFrame, every: str, several: str) -> list[str]:
    """A sentence for each long run on one side of the usual."""
    runs = judged.with_columns(pl.col("run").rle_id().alias("which")).filter(pl.col("run").is_not_null())
    return [
        f"From {_when(stretch['at'][0], every)} on, {count(stretch.height)} {several} in a row lie "
        f"{stretch['run'][0]} the usual: the level may have shifted."
        for _, stretch in runs.group_by("which", maintain_order=True)
    ]


def _interval_words(every: str) -> tuple[str, str]:
    return {"d": ("day", "days"), "w": ("week", "weeks"), "h": ("hour", "hours")}.get(
        every[-1], ("interval", "intervals")
    )


def _when(at: datetime, every: str) -> str:
    """A point's name: `Tue, Nov 17`, `Tue, Nov 17, 10:00`, `the week from Mon, Nov 16`."""
    if every.endswith("w"):
        return f"the week from {weekday(at)}"
    return weekday(at) if every.endswith("d") else f"{weekday(at)}, {at:%H:%M}"
