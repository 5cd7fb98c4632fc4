"""What every file of made-up data says of itself: a last column, and a line beside the rows."""

from __future__ import annotations

from typing import TypeVar

import polars as pl

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)

SOURCE = "source"
"""The last column of a file of made-up data; no other file has it."""

DEMO = "demo data, made up"
DEMO_MEANING = "Where the row comes from: it is made up."


def with_demo_mark(frame: Frame) -> Frame:
    """The table with a last column that calls each row made up."""
    return frame.with_columns(pl.lit(DEMO).alias(SOURCE))
