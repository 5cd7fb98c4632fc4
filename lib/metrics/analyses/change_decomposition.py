"""The exact split of a change between two periods: into volume, mix and the parts of a metric, by queue.

Kitagawa 1955 (JASA 50, 1168-1194): with s a cell's share of all and m its mean, the change of the whole's
mean is Σ (s₁ - s₀)·(m₀ + m₁)/2, the mix, plus Σ (s₀ + s₁)/2·(m₁ - m₀), the cells' own. Either is the mean
over both orders of changing one before the other (Shapley 1953), so that no order is preferred.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from lib.metrics.definitions.rates import RATIOS
from lib.metrics.tables.sums import visit_sums

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lib.settings import Metrics

KEYS: Final = ("queue_id", "channel")
MIX, VOLUME = "mix", "volume"
NOW_SUFFIX: Final = " now"

LABELS: Final = {
    VOLUME: "Volume",
    MIX: "Mix of work",
    "talk": "Talk",
    "hold": "Hold",
    "acw": "After-call work",
    "rate": "Queues' own rates",
}


@dataclass(frozen=True, slots=True)
class ChangeSplit:
    """A change of a metric from `before` to `now`, in parts that sum to it.

    `parts` has a row a part in reading order: `part`, `label` and `effect`, in the metric's unit (seconds;
    shares from 0 to 1). `queues` has a row a queue and part, which sum to the parts. `total` splits the
    change of what the metric is a mean of (seconds handled, visits abandoned), with the volume as a part.
    Where either period has nothing to divide by, the frames are empty and that value is null.
    """

    before: float | None
    now: float | None
    parts: pl.DataFrame
    queues: pl.DataFrame
    total: pl.DataFrame


def handling_cells(handlings: pl.LazyFrame) -> pl.LazyFrame:
    """A row a queue and channel: `n` timed handlings, and seconds of talk, hold and after-call work."""
    timed = handlings.filter(pl.col("interaction_s").is_not_null())
    return timed.group_by(KEYS).agg(
        pl.len().cast(pl.Float64).alias("n"),
        *(pl.col(f"{part}_s").sum().alias(part) for part in ("talk", "hold", "acw")),
    )


def visit_cells(visits: pl.LazyFrame, rules: Metrics) -> pl.LazyFrame:
    """A row a queue: `n` offered visits and, as `rate`, those abandoned, as the settings count them."""
    abandoned, offered, _ = RATIOS["abandonment_rate"]
    sums = visit_sums(visits, ["queue_id"], rules)
    return sums.select(
        "queue_id", offered.cast(pl.Float64).alias("n"), abandoned.cast(pl.Float64).alias("rate")
    ).filter(pl.col("n") > 0)


def split_change(now: pl.DataFrame, before: pl.DataFrame) -> ChangeSplit:
    """The change of a mean or share between two periods.

    Args:
        now: a row a cell, as of `handling_cells` or `visit_cells`; the columns after `n` are the parts.
        before: the same of the period before. A cell that only one has is all mix.
    """
    names = [name for name in now.columns if name not in {*KEYS, "n"}]
    keys = [str(name) for name in KEYS if name in now.columns]
    early, late = _mean(before, names), _mean(now, names)
    if early is None or late is None:
        return ChangeSplit(
            early, late, _label_parts(NO_PARTS), _label_parts(NO_PARTS, "queue_id"), _label_parts(NO_PARTS)
        )
    middle, sizes = (early + late) / 2, (float(before["n"].sum()), float(now["n"].sum()))
    effects = _cells(before, now, keys, names).select("queue_id", *_effects(names, sizes, middle))
    by_queue = effects.group_by("queue_id").sum().sort("queue_id")
    parts = effects.select(pl.exclude("queue_id").sum()).unpivot(variable_name="part")
    volume = pl.DataFrame({"part": [VOLUME], "value": [(sizes[1] - sizes[0]) * middle]})
    return ChangeSplit(
        before=early,
        now=late,
        parts=_label_parts(parts),
        queues=_label_parts(by_queue.unpivot(index="queue_id", variable_name="part"), "queue_id"),
        total=_label_parts(pl.concat([volume, parts.with_columns(pl.col("value") * (sum(sizes) / 2))])),
    )


def _mean(cells: pl.DataFrame, names: Sequence[str]) -> float | None:
    n = float(cells["n"].sum())
    return float(sum(cells[name].sum() for name in names)) / n if n else None


NO_PARTS: Final = pl.DataFrame(schema={"queue_id": pl.String, "part": pl.String, "value": pl.Float64})


def _cells(before: pl.DataFrame, now: pl.DataFrame, keys: list[str], names: Sequence[str]) -> pl.DataFrame:
    """Both periods' cells beside each other, with n and means; where one has none, the other's means."""
    both = before.join(now, on=keys, how="full", coalesce=True, nulls_equal=True, suffix=NOW_SUFFIX)
    early, late = (
        [pl.col(part + suffix) / pl.col("n" + suffix) for part in names] for suffix in ("", NOW_SUFFIX)
    )
    return both.select(
        "queue_id",
        pl.col("n", "n" + NOW_SUFFIX).fill_null(0),
        *(
            mean.fill_null(other).alias(part + suffix)
            for part, mean_before, mean_now in zip(names, early, late, strict=True)
            for suffix, mean, other in (("", mean_before, mean_now), (NOW_SUFFIX, mean_now, mean_before))
        ),
    )


def _effects(names: Sequence[str], sizes: Sequence[float], middle: float) -> list[pl.Expr]:
    """What each cell has done to the metric: by its share, against the middle of all, and by its parts."""
    shares = [pl.col("n") / sizes[0], pl.col("n" + NOW_SUFFIX) / sizes[1]]
    mean = pl.sum_horizontal(*names, *(part + NOW_SUFFIX for part in names)) / 2
    return [
        ((shares[1] - shares[0]) * (mean - middle)).alias(MIX),
        *(
            ((shares[0] + shares[1]) / 2 * (pl.col(part + NOW_SUFFIX) - pl.col(part))).alias(part)
            for part in names
        ),
    ]


def _label_parts(parts: pl.DataFrame, *keys: str) -> pl.DataFrame:
    label = pl.col("part").replace_strict(LABELS, return_dtype=pl.String).alias("label")
    return parts.select(*keys, "part", label, pl.col("value").alias("effect"))
