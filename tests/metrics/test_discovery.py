"""Which of many differences are flagged, against published and SciPy's values, and how it is said."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from lib.metrics.statistics.multiple_testing import (
    adjust_p_values,
    describe_comparison_count,
    flag_together,
    summarize_differences,
)

# Benjamini and Hochberg 1995, section 4.1: of 15 comparisons the first four stand at 5 %.
PUBLISHED = (0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240)
PUBLISHED += (0.4262, 0.5719, 0.6528, 0.7590, 1.0)
AGENTS = ("agent", "agents")


def comparisons(*p_values: float | None, names: str = "ABCDEFGHIJ", side: str = "above") -> pl.DataFrame:
    rows = {"name": list(names[: len(p_values)]), "p_value": p_values, "side": [side] * len(p_values)}
    return pl.DataFrame(rows, schema={"name": pl.String, "p_value": pl.Float64, "side": pl.String})


def sentence_of(rows: pl.DataFrame) -> str:
    (flagged,) = flag_together(rows)
    return summarize_differences(flagged, name="name", of=AGENTS, above="is slower", below="is faster")


def test_flagged_as_published() -> None:
    (rows,) = flag_together(pl.DataFrame({"p_value": PUBLISHED}))
    assert rows["flagged"].to_list() == [True] * 4 + [False] * 11


@settings(derandomize=True, max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_adjusted_as_scipy_adjusts(p_values: list[float]) -> None:
    assert adjust_p_values(np.array(p_values)) == pytest.approx(stats.false_discovery_control(p_values))


def test_several_figures_are_one_look_at_all() -> None:
    alone = flag_together(comparisons(0.04))[0]
    first, second = flag_together(comparisons(0.04), comparisons(0.5, 0.6, None, 0.7))
    assert alone["flagged"].to_list() == [True]
    assert first["flagged"].to_list() == [False]
    assert second["flagged"].to_list() == [False, False, None, False]


def test_nothing_to_compare_flags_nothing() -> None:
    empty, unknown = flag_together(comparisons(), comparisons(None))
    assert empty["flagged"].to_list() == []
    assert unknown["flagged"].to_list() == [None]


def test_looks_are_counted_over_all_figures() -> None:
    rows = flag_together(comparisons(*[0.5] * 8), comparisons(1e-6, 1e-5, None))
    assert describe_comparison_count(*rows) == "10 comparisons, 2 flagged, 0.1 expected by chance"
    assert describe_comparison_count(rows[0].head(1)) == "1 comparison, 0 flagged"


def test_who_differs_is_named_surest_first() -> None:
    slower, faster = comparisons(0.001, 0.5, 0.6), comparisons(0.00001, None, names="DE", side="below")
    assert sentence_of(pl.concat([slower, faster])) == (
        "2 of 4 agents differ by more than chance (0.1 expected): D is faster and A is slower. "
        "1 has too few to say."
    )


def test_one_who_differs() -> None:
    assert sentence_of(comparisons(0.001, 0.5)) == (
        "1 of 2 agents differs by more than chance (0.05 expected): A is slower."
    )


def test_after_five_names_they_are_counted() -> None:
    assert sentence_of(comparisons(*[1e-9] * 7)).endswith(
        "A is slower, B is slower, C is slower, D is slower, E is slower and 2 more."
    )


def test_nobody_differs() -> None:
    assert sentence_of(comparisons(0.5, 0.6, None)) == (
        "None of 2 agents differs by more than chance. 1 has too few to say."
    )
    assert sentence_of(comparisons(None)) == "Too few to say whether any agent differs from the others."


def test_who_has_no_name_is_told_so() -> None:
    nameless = comparisons(1e-9).with_columns(name=pl.lit(None, pl.String))
    assert "one without a name is slower" in sentence_of(nameless)
