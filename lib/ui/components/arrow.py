"""A frame as a table sends it to the browser: what it shows, and nothing that lies underneath.

Polars leaves a text in its place when it makes the value null, and may leave any other text of the column
under a null that was read from a file. Arrow carries these along, and a browser could read them.
"""

from __future__ import annotations

from typing import Any

import polars as pl


def to_arrow(frame: pl.DataFrame) -> Any:
    """The frame as Arrow, with nothing under its nulls."""
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    return frame.with_columns(map(_clear_nulls, texts)).to_arrow()


def _clear_nulls(name: str) -> pl.Expr:
    text = pl.col(name)
    return pl.when(text.is_null()).then(pl.lit(None)).otherwise(text.fill_null("")).alias(name)
