"""What the store itself tells of how many records an hour of the week brings."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from lib.period import Period
from lib.store.fetch.density import DAY_HOURS, Density
from lib.store.intervals import common
from lib.store.tables import RAW, begun_in, scan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lib.smartassist import Question
    from lib.store.writer import Writer

NEARBY = timedelta(weeks=2)


def learned(writer: Writer, question: Question) -> Density:
    """The density of what is there whole within two weeks of the question's period.

    A narrow question begins without: what it brings is a part, and which part is not known.
    """
    density = Density()
    if question.channels or question.queues:
        return density
    near = Period(question.window.start - NEARBY, question.window.end + NEARBY)
    for stretch in common([near], writer.entry.coverage.there()):
        files = [file for file in writer.tables.files(RAW) if file.meets(stretch)]
        starts = scan(RAW, files).filter(begun_in(stretch)).select("session_start").collect()
        density.observe(stretch, counts(starts["session_start"], stretch))
    return density


def counts(starts: pl.Series, window: Period) -> Mapping[int, int]:
    """Sessions by hour of the week, of those begun in the window; both by their UTC hour."""
    instant = pl.col("session_start")
    hour = (instant.dt.weekday().cast(pl.Int64) - 1) * DAY_HOURS + instant.dt.hour().cast(pl.Int64)
    found = starts.to_frame("session_start").filter(begun_in(window)).group_by(hour=hour).len()
    return dict(found.iter_rows())
