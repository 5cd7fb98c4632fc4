"""Multiple testing: which differences remain after adjustment, and the sentences for them.

A comparison is a row with `p_value` (null where there is too little to say) and `side`, above or below.
Sentences hold names as the records give them: show them as text, not as markup.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from lib.formatting import format_count, format_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lib.metrics.statistics.distributions import Floats

FALSE_SHARE: Final = 0.05
"""The share of what is flagged that chance may have made."""

MOST_NAMES: Final = 5
ABOVE, BELOW = "above", "below"


def adjust_p_values(p_values: Floats) -> Floats:
    """Benjamini and Hochberg's (1995) adjusted p-values: p·m/rank, and no larger than the next one's."""
    order = np.argsort(p_values)
    ranked = p_values[order] * len(p_values) / np.arange(1, len(p_values) + 1)
    adjusted = np.empty_like(ranked)
    adjusted[order] = np.minimum(np.minimum.accumulate(ranked[::-1])[::-1], 1)
    return adjusted


def flag_together(*comparisons: pl.DataFrame) -> list[pl.DataFrame]:
    """The frames with `flagged`, adjusted over all their rows at once; null where there is too little to say.

    Pass several metrics of the same agents in one call: each further comparison adds false findings.
    """
    tall = pl.concat([rows.select("p_value") for rows in comparisons])["p_value"]
    is_known = tall.is_not_null()
    flags = pl.Series("flagged", [None] * len(tall), dtype=pl.Boolean)
    if is_known.any():
        is_flagged = adjust_p_values(tall.filter(is_known).to_numpy()) <= FALSE_SHARE
        flags = flags.scatter(is_known.arg_true(), is_flagged)
    ends = np.cumsum([rows.height for rows in comparisons])
    return [
        rows.with_columns(flags.slice(int(end) - rows.height, rows.height))
        for rows, end in zip(comparisons, ends, strict=True)
    ]


def describe_comparison_count(*comparisons: pl.DataFrame) -> str:
    """How many looks were taken in all: `37 comparisons, 2 flagged, 0.1 expected by chance`.

    The last is what so strict a cut flags among equals: m comparisons times the cut, FALSE_SHARE a flag.
    """
    looks, flags = _count_flags(comparisons)
    expected = f", {_format_expected(flags)} expected by chance" if flags else ""
    return (
        f"{format_count(looks)} {'comparison' if looks == 1 else 'comparisons'}, {format_count(flags)} "
        f"flagged{expected}"
    )


def summarize_differences(
    rows: pl.DataFrame, *, name: str, of: tuple[str, str], above: str, below: str
) -> str:
    """The sentence that names who differs, lowest p-value first.

    Args:
        rows: comparisons with `flagged`.
        name: the column with the names.
        of: what they are, one and several: agent, agents.
        above: what is said of one above the others: is slower.
        below: the same of one below.
    """
    singular, plural = of
    looks, flags = _count_flags([rows])
    if not looks:
        return f"Too few to say whether any {singular} differs from the others."
    if not flags:
        return f"None of {format_count(looks)} {plural} differs by more than chance.{_too_few_sentence(rows)}"
    flagged = rows.filter("flagged").sort("p_value")
    names = [
        f"{row_name or 'one without a name'} {above if side == ABOVE else below}"
        for row_name, side in flagged.head(MOST_NAMES).select(name, "side").iter_rows()
    ]
    more = [f"{flags - MOST_NAMES} more"] if flags > MOST_NAMES else []
    return (
        f"{format_count(flags)} of {format_count(looks)} {plural} {'differs' if flags == 1 else 'differ'} "
        f"by more than chance ({_format_expected(flags)} expected): "
        f"{_join_names([*names, *more])}.{_too_few_sentence(rows)}"
    )


def _count_flags(comparisons: Sequence[pl.DataFrame]) -> tuple[int, int]:
    looks = sum(rows["flagged"].count() for rows in comparisons)
    return looks, sum(int(rows["flagged"].sum()) for rows in comparisons)


def _format_expected(flags: int) -> str:
    return format_number(FALSE_SHARE * flags, 2 if flags == 1 else 1)


def _too_few_sentence(rows: pl.DataFrame) -> str:
    few = rows["flagged"].null_count()
    return f" {format_count(few)} {'has' if few == 1 else 'have'} too few to say." if few else ""


def _join_names(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
