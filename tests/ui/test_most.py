"""Of many rows a chart draws those with the most, and whoever must be among them, and says so."""

from __future__ import annotations

import polars as pl

from lib.ui.components.chart import MOST_DRAWN, describe_omission, select_largest

MANY = pl.DataFrame(
    {"name": [f"u{row}" for row in range(100)], "n": range(100), "flagged": [row == 7 for row in range(100)]}
)


def test_few_are_drawn_as_they_are() -> None:
    few = MANY.head(MOST_DRAWN)
    assert select_largest(few, "n").equals(few)
    assert describe_omission(few, "the most") == ""


def test_of_many_those_with_the_most_are_drawn_in_their_order() -> None:
    assert select_largest(MANY.reverse(), "n")["n"].to_list() == [*range(99, 99 - MOST_DRAWN, -1)]
    assert (
        describe_omission(MANY, "the most") == "Drawn are the 40 of 100 with the most; the table holds all."
    )


def test_whoever_is_flagged_is_among_them_and_an_unknown_flag_is_none() -> None:
    unsure = MANY.with_columns(pl.when(pl.col("n") > 3).then("flagged"))
    assert select_largest(unsure, "n", "flagged", limit=3)["name"].to_list() == ["u7", "u98", "u99"]
