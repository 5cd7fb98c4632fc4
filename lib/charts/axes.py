"""Axis labels: short, unique names, and ticks in percent or minutes and seconds."""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import TYPE_CHECKING, Final

from lib.formatting import MISSING, format_duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import polars as pl

LONGEST_NAME: Final = 24
LONGEST_IN_HOVER: Final = 80

STEPS_S: Final = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14_400, 21_600, 43_200)
"""Steps between ticks, in seconds."""

MOST_TICKS: Final = 6
FEWER_TICKS: Final = 4
"""Where each is as long as `10:00:00`, and they stand side by side on a phone."""

LONG_S: Final = 36_000

EMPTY_END_S: Final = 60.0
EMPTY_END_SHARE: Final = 0.1
"""The end of an axis whose values are all 0."""

MARGIN: Final = 1.05
"""The axis ends at this multiple of its highest value."""


def shorten_name(name: str | None, *, keep_end: bool = False) -> str:
    """A name that fits beside a bar, with nothing in it that Plotly would take for markup.

    Of a longer one its beginning is shown, or its beginning and its end.
    """
    text = " ".join((name or "").split()) or MISSING
    if len(text) > LONGEST_NAME:
        half = LONGEST_NAME // 2
        text = f"{text[: half - 1]}…{text[-half:]}" if keep_end else text[: LONGEST_NAME - 1] + "…"
    return escape(text, quote=False)


def format_hover_name(name: str | None) -> str:
    """A name for hover text, escaped and cut at LONGEST_IN_HOVER characters."""
    text = " ".join((name or "").split()) or MISSING
    return escape(text if len(text) <= LONGEST_IN_HOVER else text[: LONGEST_IN_HOVER - 1] + "…", quote=False)


def unique_labels(names: Iterable[str | None]) -> list[str]:
    """The names as they fit beside bars: those that begin alike show their ends, equal ones a number."""
    names = list(names)
    firsts = [shorten_name(name) for name in names]
    duplicates = _find_duplicates(firsts)
    texts = [
        shorten_name(name, keep_end=True) if first in duplicates else first
        for name, first in zip(names, firsts, strict=True)
    ]
    equal_texts, numbers = _find_duplicates(texts), Counter[str]()
    for place, text in enumerate(texts):
        if text in equal_texts:
            numbers[text] += 1
            texts[place] = f"{text} ({numbers[text]})"
    return texts


def _find_duplicates(texts: Sequence[str]) -> set[str]:
    return {text for text, times in Counter(texts).items() if times > 1}


def build_name_axis(names: Iterable[str | None]) -> dict[str, object]:
    """An axis of rows, the first on top, each at its number: no name is a category, number or date."""
    texts = unique_labels(names)
    return {
        "type": "linear",
        "tickvals": list(range(len(texts))),
        "ticktext": texts,
        "range": [len(texts) - 0.4, -0.6],
    }


def build_ticks(
    values: pl.Series, unit: str, *, most: int = MOST_TICKS, low: float = 0.0
) -> dict[str, object]:
    """Ticks in percent, or in minutes and seconds at round steps, from nothing to beyond the highest.

    Where `low` is another number of seconds, they are for what is above it, and begin below it.
    """
    if unit == "share":
        return {"tickformat": ".0%"}
    top = float(values.max() or EMPTY_END_S)  # type: ignore[arg-type]
    step = _choose_step(top - low if top > low else top, most)
    marks = [step * index for index in range(int(low // step), int(top // step) + 2)]
    return {"tickvals": marks, "ticktext": [format_duration(mark) for mark in marks]}


def build_x_ticks(values: pl.Series, unit: str, *, low: float = 0.0) -> dict[str, object]:
    """The same for an axis that runs from left to right: fewer where their words are long."""
    top = float(values.max() or 0)  # type: ignore[arg-type]
    few = build_ticks(values, unit, most=FEWER_TICKS if top >= LONG_S else MOST_TICKS, low=low)
    return {**few, "tickangle": 0}


def _choose_step(top: float, most: int) -> float:
    """A round step of which no more than so many reach the top; days, in tens and so on, after hours."""
    fine = next((size for size in STEPS_S if top / size <= most), None)
    step = float(fine or 86_400)
    factors = (2, 2.5, 2)
    place = 0
    while top / step > most:
        step *= factors[place % len(factors)]
        place += 1
    return step


def axis_end(values: pl.Series, unit: str) -> float:
    """Where an axis that begins with nothing ends, so that it has a length even if all is nothing."""
    top = float(values.max() or 0)  # type: ignore[arg-type]
    return MARGIN * top if top > 0 else EMPTY_END_S if unit == "seconds" else EMPTY_END_SHARE


def build_count_axis(values: pl.Series) -> dict[str, object]:
    """An axis of counts: from nothing, with ticks at whole numbers."""
    top = float(values.max() or 0)  # type: ignore[arg-type]
    return {"range": [0, MARGIN * max(top, 1)]} | ({"dtick": 1} if top <= MOST_TICKS else {})
