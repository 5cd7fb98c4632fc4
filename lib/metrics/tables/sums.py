"""Counts and seconds by any columns: the sums that ratios are computed from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from lib.metrics.definitions import predicates
from lib.metrics.definitions.registry import count_columns
from lib.metrics.definitions.survey_metrics import survey_sums

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lib.settings import Metrics


def visit_sums(visits: pl.LazyFrame, by: list[str], rules: Metrics) -> pl.LazyFrame:
    """Counts of visits and seconds waited by `by`, and the quantiles of answered waits."""
    return sum_by(visits, by, [*_visit_totals(rules), *_wait_quantiles(rules)])


def visit_totals(visits: pl.LazyFrame, by: list[str], rules: Metrics) -> pl.LazyFrame:
    """Counts of visits and seconds waited by `by`: what of them adds up."""
    return sum_by(visits, by, _visit_totals(rules))


def _visit_totals(rules: Metrics) -> list[pl.Expr]:
    # Nulls for the others, not a filter, which would cost a gathering of rows for each group and sum.
    waited = pl.when(predicates.has_known_wait(rules)).then("wait_s")
    called_back = pl.when(predicates.is_callback_kept(rules)).then(predicates.callback_s())
    return [
        *count_columns("visits", rules),
        waited.sum().alias("wait_total_s"),
        _squares(waited, "wait"),
        called_back.sum().alias("callback_total_s"),
        _squares(called_back, "callback"),
    ]


def wait_quantiles(visits: pl.LazyFrame, rules: Metrics) -> pl.LazyFrame:
    """Quantiles of answered waits and of the time to call back, in one row; they add up over nothing."""
    return visits.select(_wait_quantiles(rules))


def _wait_quantiles(rules: Metrics) -> list[pl.Expr]:
    waited = pl.col("wait_s").filter(predicates.has_known_wait(rules))
    called_back = predicates.callback_s().filter(predicates.is_callback_timed(rules))
    quantiles = {
        "wait_p50_s": waited.quantile(0.5, "linear"),
        "wait_p90_s": waited.quantile(0.9, "linear"),
        "callback_p50_s": called_back.quantile(0.5, "linear"),
    }
    return [value.alias(name) for name, value in quantiles.items()]


def handling_sums(handlings: pl.LazyFrame, by: list[str], rules: Metrics) -> pl.LazyFrame:
    """Counts of handlings, seconds handled and their squares by `by`; only of handlings that are timed."""
    timed = pl.col("interaction_s").is_not_null()
    spans: dict[str, pl.Expr] = {
        part: pl.when(timed).then(f"{part}_s") for part in ("handle", "talk", "hold", "acw")
    }
    spans["first_response"] = pl.col("first_response_s")
    return sum_by(
        handlings,
        by,
        [
            *count_columns("handlings", rules),
            *(span.sum().alias(f"{part}_total_s") for part, span in spans.items()),
            *(_squares(span, part) for part, span in spans.items()),
            *survey_sums("handlings", rules),
        ],
    )


def assignment_sums(assignments: pl.LazyFrame, by: list[str], rules: Metrics) -> pl.LazyFrame:
    """Counts of assignments by `by`."""
    return sum_by(assignments, by, count_columns("assignments", rules))


def conversation_sums(conversations: pl.LazyFrame, by: list[str], rules: Metrics) -> pl.LazyFrame:
    """Counts of conversations and the sums of their scores by `by`."""
    return sum_by(
        conversations, by, [*count_columns("conversations", rules), *survey_sums("conversations", rules)]
    )


def _squares(span: pl.Expr, part: str) -> pl.Expr:
    """The sum of squares, from which a mean's spread is made last: it adds up over days as sums do."""
    return (span * span).sum().alias(f"{part}_squares")


def sum_by(frame: pl.LazyFrame, by: list[str], sums: Iterable[pl.Expr]) -> pl.LazyFrame:
    """The sums by `by`; one row over everything where it names no column."""
    return frame.group_by(by).agg(sums) if by else frame.select(sums)


def join_sums(key: str | list[str], first: pl.LazyFrame, second: pl.LazyFrame) -> pl.LazyFrame:
    """Two tables joined by a key: missing sums are 0, missing quantiles null."""
    both = first.join(second, on=key, how="full", coalesce=True, nulls_equal=True)
    added = pl.selectors.integer() | pl.selectors.ends_with("_total", "_total_s", "_squares")
    added -= pl.selectors.by_name(key)
    return both.with_columns(added.fill_null(0))
