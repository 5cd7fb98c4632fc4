"""What stands beside a chart's marks: names that fit, and ticks in the field's units."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from lib.charts.speak import NOTHING, duration

if TYPE_CHECKING:
    import polars as pl

LONGEST_NAME: Final = 24

STEPS_S: Final = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)
"""Steps between ticks. Fine ones too: an axis whose only tick is its zero tells nothing."""


def short(name: str | None) -> str:
    """A name that fits beside a bar, with nothing in it that Plotly would take for markup."""
    text = name or NOTHING
    return escape(text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1] + "…", quote=False)


def ticks(values: pl.Series, unit: str) -> dict[str, object]:
    """Ticks in percent, or in minutes and seconds at round steps."""
    if unit == "share":
        return {"tickformat": ".0%"}
    top = float(values.max() or 60)  # type: ignore[arg-type]
    step = next((size for size in STEPS_S if top / size <= 6), 7200)
    marks = [step * index for index in range(int(top // step) + 2)]
    return {"tickvals": marks, "ticktext": [duration(mark) for mark in marks]}
