"""Findings in words: what a chart says to one who does not see it, and what a page says first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from lib.charts.speak import count, moment, spoken, weekday
from lib.metrics import FIGURES
from lib.metrics.ratios import OVER

if TYPE_CHECKING:
    from lib.ui.view import View


def extremes(frame: pl.DataFrame, name: str, figure: str) -> str:
    """Where a figure is highest and lowest, by the names in a column."""
    known = frame.drop_nulls(figure).sort(figure, descending=True)
    if known.is_empty():
        return "There is nothing to show."
    highest, lowest = (known.row(row, named=True) for row in (0, -1))
    told = f"Highest: {_value(highest, name, figure)}"
    return f"{told}." if known.height == 1 else f"{told}; lowest: {_value(lowest, name, figure)}."


def peak(view: View, intervals: pl.DataFrame, figure: str) -> str:
    """When a figure was highest and lowest."""
    say = weekday if view.grain.every.endswith(("d", "w")) else moment
    named = intervals.with_columns(pl.Series("when", [say(at) for at in intervals["at"]], dtype=pl.String))
    return extremes(named, "when", figure)


def _value(row: dict[str, object], name: str, figure: str) -> str:
    """`Sales Desk with 4.2% of 540`."""
    value = row[figure]
    over = f" of {count(row[OVER[figure]])}" if figure in OVER else ""  # type: ignore[arg-type]
    return f"{row[name]} with {spoken(value, FIGURES[figure].unit)}{over}"  # type: ignore[arg-type]
