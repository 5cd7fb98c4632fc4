"""The metrics of surveys: CSAT, NPS and like or dislike, of conversations and of the agents' handlings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from lib.metrics.definitions import predicates
from lib.metrics.definitions.metric import Metric

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lib.settings import Metrics

CSAT, NPS, LIKE = "csat_score", "nps_score", "like_dislike_score"
PROMOTER, DETRACTOR = 9, 6
OWN = "It belongs to the last handling agent unless the settings give it to every agent."


def nps_points() -> pl.Expr:
    """100 of a promoter (9 or 10), -100 of a detractor (0 to 6), else 0: their mean is the NPS."""
    score = pl.col(NPS)
    return pl.when(score >= PROMOTER).then(100.0).when(score <= DETRACTOR).then(-100.0).otherwise(0.0)


def survey_sums(table: str, rules: Metrics) -> list[pl.Expr]:
    """The totals of a frame's scores and their squares, by the names that `RATIOS` takes."""
    prefix = PREFIXES[table]
    values = {"csat": (CSAT, pl.col(CSAT)), "nps": (NPS, pl.col(NPS)), "nps_net": (NPS, nps_points())}
    sums = []
    for name, (column, value) in values.items():
        counted = pl.when(predicates.has_score(table, column)(rules)).then(value)
        sums += [
            counted.sum().alias(f"{prefix}{name}_total"),
            (counted * counted).sum().alias(f"{prefix}{name}_squares"),
        ]
    return sums


PREFIXES = {"conversations": "", "handlings": "handled_"}
"""How the metrics of each frame begin."""


def _survey_metrics(table: str, csat_scored: str, of: str, rows: str, own: str) -> Iterator[Metric]:
    prefix, csat, nps, like = (
        PREFIXES[table],
        *(predicates.has_score(table, name) for name in (CSAT, NPS, LIKE)),
    )
    yield Metric(csat_scored, f"CSAT scores{of}", "count", table, f"{rows} with a CSAT score.{own}", csat)
    yield Metric(
        f"{prefix}csat_mean", f"CSAT{of}", "score", table, f"Mean of the CSAT scores, 1 to 5.{own}", csat
    )
    yield Metric(
        f"{prefix}nps_scored", f"NPS answers{of}", "count", table, f"{rows} with an NPS score.{own}", nps
    )
    yield Metric(
        f"{prefix}nps", f"NPS{of}", "score", table,
        f"Promoters (9 or 10) less detractors (0 to 6), in percent of the NPS answers: -100 to 100.{own}",
        nps,
    )  # fmt: skip
    yield Metric(
        f"{prefix}nps_mean",
        f"Mean NPS score{of}",
        "score",
        table,
        f"Mean of the NPS scores, 0 to 10.{own}",
        nps,
    )
    yield Metric(
        f"{prefix}like_scored", f"Like or dislike answers{of}", "count", table,
        f"{rows} with an answer to like or dislike.{own}", like,
    )  # fmt: skip
    yield Metric(
        f"{prefix}liked", f"Likes{of}", "count", table, f"{rows} that were liked.{own}", _is_liked(table)
    )
    yield Metric(
        f"{prefix}liked_rate",
        f"Liked{of}",
        "share",
        table,
        f"Likes / answers to like or dislike.{own}",
        _is_liked(table),
    )


def _is_liked(table: str) -> predicates.Rows:
    return lambda rules: predicates.has_score(table, LIKE)(rules) & (pl.col(LIKE) > 0)


CONVERSATION_SURVEYS = tuple(_survey_metrics("conversations", "scored", "", "Conversations", ""))
HANDLING_SURVEYS = tuple(
    _survey_metrics(
        "handlings", "handled_csat_scored", " of handlings", "Handlings of conversations", f" {OWN}"
    )
)
