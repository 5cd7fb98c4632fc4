"""Axes of days and hours: a handful of labels in the viewer's locale, for one interval or a thousand."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING, Final

from lib.formatting import format_calendar_day, format_time, format_weekday

if TYPE_CHECKING:
    from datetime import datetime

    import polars as pl

MOST_LABELS: Final = 6
FEWER_LABELS: Final = 4
"""Where each carries a year."""

SINGLE_MARGIN: Final = timedelta(hours=12)
"""How far an axis of one interval reaches to either side."""


def are_days(at: pl.Series) -> bool:
    """Whether all intervals begin at midnight, and there is more than one: days or weeks."""
    times = at.drop_nulls()
    return times.len() > 1 and all(value == time() for value in times.dt.time())


def format_times(at: pl.Series) -> list[str]:
    """The start of each interval, for hover text."""
    format_at = format_weekday if are_days(at) else format_time
    return [format_at(value) for value in at]


def build_time_axis(at: pl.Series) -> dict[str, object]:
    """The axis of some intervals' beginnings: labels at some of them, evenly, which never overlap."""
    times = at.drop_nulls().unique().sort().to_list()
    if not times:
        return {"type": "date"}
    is_long = times[0].year != times[-1].year
    most = FEWER_LABELS if is_long else MOST_LABELS
    places = times[:: -(-len(times) // most)]
    texts = _day_labels(places, is_long=is_long) if are_days(at) else _hour_labels(places)
    axis: dict[str, object] = {"type": "date", "tickvals": places, "ticktext": texts, "tickangle": 0}
    if len(times) == 1:
        axis["range"] = [times[0] - SINGLE_MARGIN, times[0] + SINGLE_MARGIN]
    return axis


def _day_labels(places: list[datetime], *, is_long: bool) -> list[str]:
    return [format_calendar_day(place, with_year=is_long) for place in places]


def _hour_labels(places: list[datetime]) -> list[str]:
    """`14:00`, with its day below where that is another than the label's before."""
    texts, before = [], None
    for place in places:
        day = place.date()
        texts.append(f"{place:%H:%M}" + (f"<br>{format_calendar_day(place)}" if day != before else ""))
        before = day
    return texts
