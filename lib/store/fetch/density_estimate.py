"""What the store itself tells of how many records an hour of the week brings."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from lib.period import Period
from lib.store.fetch.density import DAY_HOURS, Density
from lib.store.intervals import intersect_intervals
from lib.store.tables import RAW, scan, starts_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lib.smartassist import Question
    from lib.store.writer import Writer

NEARBY = timedelta(weeks=2)


def estimate_density(writer: Writer, question: Question) -> Density:
    """The density of what is there whole within two weeks of the question's period.

    A narrow question begins without: what it brings is a part, and which part is not known.
    """
    density = Density()
    if question.channels or question.queues:
        return density
    near = Period(question.window.start - NEARBY, question.window.end + NEARBY)
    for stretch in intersect_intervals([near], writer.entry.coverage.intervals()):
        files = [file for file in writer.tables.files(RAW) if file.meets(stretch)]
        starts = scan(RAW, files).filter(starts_in(stretch)).select("session_start").collect()
        density.observe(stretch, count_by_hour(starts["session_start"], stretch))
    return density


def count_by_hour(starts: pl.Series, window: Period) -> Mapping[int, int]:
    """Sessions by hour of the week, of those begun in the window; both by their UTC hour."""
    instant = pl.col("session_start")
    hour = (instant.dt.weekday().cast(pl.Int64) - 1) * DAY_HOURS + instant.dt.hour().cast(pl.Int64)
    by_hour = starts.to_frame("session_start").filter(starts_in(window)).group_by(hour=hour).len()
    return dict(by_hour.iter_rows())
