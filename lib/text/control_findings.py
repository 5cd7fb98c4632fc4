"""Sentences on a control chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from lib.formatting import format_count, format_interval, format_number, format_value, format_weekday
from lib.metrics.analyses.control_chart import LEAST_POINTS, ControlChart
from lib.metrics.statistics.multiple_testing import ABOVE

if TYPE_CHECKING:
    from datetime import datetime

    from lib.frames.schema import Unit

MOST_POINTS: Final = 3
WIDER: Final = 1.05
"""The spread from which the note mentions wider limits."""


def describe_special_points(control: ControlChart, *, measure: str, unit: Unit) -> str:
    """Which points are special, farthest off first, or that none is.

    `Tue, Nov 17 is special: 23.1% abandoned, usual 4–9%.`

    Args:
        control: shares or means over time.
        measure: the noun or participle after the number: abandoned, handle time.
        unit: share or seconds.
    """
    _, plural = _interval_nouns(control.every)
    if control.points < LEAST_POINTS:
        return f"Too few {plural} to say: {format_count(control.points)}, and {LEAST_POINTS} are needed."
    judged = control.rows.filter(pl.col("usual").is_not_null())
    return " ".join(
        [
            _special_sentence(judged, control.every, measure, unit),
            *_shift_sentences(judged, control.every, plural),
        ]
    )


def _special_sentence(judged: pl.DataFrame, every: str, measure: str, unit: Unit) -> str:
    singular, plural = _interval_nouns(every)
    special = judged.filter(pl.col("special").is_not_null()).sort(_distance(), descending=True)
    points = [
        _describe_point(row, every, measure, unit) for row in special.head(MOST_POINTS).iter_rows(named=True)
    ]
    if judged.is_empty():
        return f"No {singular} has enough to be judged."
    if not points:
        return f"None of {format_count(judged.height)} {plural} is special."
    if len(points) == 1:
        when, description = points[0]
        return f"{when[0].upper()}{when[1:]} is special: {description}."
    more = f", and {special.height - MOST_POINTS} more" if special.height > MOST_POINTS else ""
    text = "; ".join(f"{when} ({description})" for when, description in points)
    return (
        f"{format_count(special.height)} of {format_count(judged.height)} {plural} are special: {text}{more}."
    )


def describe_control_limits(control: ControlChart) -> str:
    """How the limits were made: whose usual, on what scale, and how much wider than chance alone."""
    whose = f"the usual of its {control.pattern}" if control.pattern else "the usual of all"
    notes = [f"Each point is held against {whose}; about 3 in 1,000 lie outside the limits by chance."]
    if control.scale == "log":
        notes.append("The limits are factors, since these times differ by factors.")
    if control.spread >= WIDER:
        notes.append(
            f"They are {format_number(control.spread)} times as wide as chance alone would have them."
        )
    return " ".join(notes)


def _distance() -> pl.Expr:
    """How many half widths of its limits a point lies off its usual."""
    above, below = pl.col("high") - pl.col("usual"), pl.col("usual") - pl.col("low")
    reach = pl.when(pl.col("special") == ABOVE).then(above).otherwise(below)
    return (pl.col("value") - pl.col("usual")).abs() / reach.clip(1e-9)


def _describe_point(row: dict[str, Any], every: str, measure: str, unit: Unit) -> tuple[str, str]:
    usual = format_interval(row["low"], row["high"], unit)
    return _format_interval_start(
        row["at"], every
    ), f"{format_value(row['value'], unit)} {measure}, usual {usual}"


def _shift_sentences(judged: pl.DataFrame, every: str, plural: str) -> list[str]:
    """A sentence for each long run on one side of the usual."""
    runs = judged.with_columns(pl.col("run").rle_id().alias("which")).filter(pl.col("run").is_not_null())
    return [
        f"From {_format_interval_start(stretch['at'][0], every)} on, "
        f"{format_count(stretch.height)} {plural} in a row lie "
        f"{stretch['run'][0]} the usual: the level may have shifted."
        for _, stretch in runs.group_by("which", maintain_order=True)
    ]


def _interval_nouns(every: str) -> tuple[str, str]:
    return {"d": ("day", "days"), "w": ("week", "weeks"), "h": ("hour", "hours")}.get(
        every[-1], ("interval", "intervals")
    )


def _format_interval_start(at: datetime, every: str) -> str:
    """A point's name: `Tue, Nov 17`, `Tue, Nov 17, 10:00`, `the week from Mon, Nov 16`."""
    if every.endswith("w"):
        return f"the week from {format_weekday(at)}"
    return format_weekday(at) if every.endswith("d") else f"{format_weekday(at)}, {at:%H:%M}"
