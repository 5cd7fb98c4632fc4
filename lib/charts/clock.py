"""Axes of days and hours: a handful of labels in the viewer's locale, for one interval or a thousand."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING, Final

from lib.formatting import calendar_day, moment, weekday

if TYPE_CHECKING:
    from datetime import datetime

    import polars as pl

MOST_LABELS: Final = 6
FEWER_LABELS: Final = 4
"""Where each carries a year."""

ALONE: Final = timedelta(hours=12)
"""An axis of one interval reaches so far to either side."""


def are_days(at: pl.Series) -> bool:
    """Whether all intervals begin at midnight, and there is more than one: days or weeks."""
    known = at.drop_nulls()
    return known.len() > 1 and all(value == time() for value in known.dt.time())


def words(at: pl.Series) -> list[str]:
    """When each interval began, as a hover says it."""
    say = weekday if are_days(at) else moment
    return [say(value) for value in at]


def clock_axis(at: pl.Series) -> dict[str, object]:
    """The axis of some intervals' beginnings: labels at some of them, evenly, which never overlap."""
    known = at.drop_nulls().unique().sort().to_list()
    if not known:
        return {"type": "date"}
    is_long = known[0].year != known[-1].year
    most = FEWER_LABELS if is_long else MOST_LABELS
    places = known[:: -(-len(known) // most)]
    texts = _days(places, is_long=is_long) if are_days(at) else _hours(places)
    axis: dict[str, object] = {"type": "date", "tickvals": places, "ticktext": texts, "tickangle": 0}
    if len(known) == 1:
        axis["range"] = [known[0] - ALONE, known[0] + ALONE]
    return axis


def _days(places: list[datetime], *, is_long: bool) -> list[str]:
    return [calendar_day(place, with_year=is_long) for place in places]


def _hours(places: list[datetime]) -> list[str]:
    """`14:00`, with its day below where that is another than the label's before."""
    texts, before = [], None
    for place in places:
        day = place.date()
        texts.append(f"{place:%H:%M}" + (f"<br>{calendar_day(place)}" if day != before else ""))
        before = day
    return texts
