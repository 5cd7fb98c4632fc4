"""Every metric compared with the period before: the difference, and whether chance explains it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf
from typing import TYPE_CHECKING, Literal

import polars as pl

from lib.formatting import format_points, format_share, format_value
from lib.metrics.definitions.rates import RATIOS, SQUARES
from lib.metrics.definitions.registry import METRICS
from lib.metrics.statistics.design_effect import compute_design_effects
from lib.metrics.statistics.differences import mean_with_error, newcombe, welch
from lib.metrics.statistics.intervals import wilson

if TYPE_CHECKING:
    from lib.frames.schema import Unit

BEFORE_SUFFIX = " before"


@dataclass(frozen=True, slots=True)
class Change:
    """One metric now and before; shares run from 0 to 1, times are seconds.

    `low` and `high` are the ends of the difference's 95 % interval. They are null for counts and
    quantiles, and for means of fewer than 30. What there is nothing of is null.
    """

    metric: str
    now: float | None
    before: float | None
    difference: float | None
    low: float | None = None
    high: float | None = None

    @property
    def unit(self) -> Unit:
        """What the metric is measured in."""
        return METRICS[self.metric].unit

    @property
    def verdict(self) -> Literal["more than chance", "within chance"] | None:
        """Whether the interval leaves room for no difference at all; null where there is no interval."""
        if self.low is None or self.high is None:
            return None
        return "within chance" if self.low <= 0 <= self.high else "more than chance"

    @property
    def relative(self) -> float | None:
        """The difference as a share of what was before, as counts are compared; null where that was none."""
        return self.difference / self.before if self.before and self.difference is not None else None


def compare_periods(now: pl.DataFrame, before: pl.DataFrame) -> dict[str, Change]:
    """Each metric that both have, by name.

    Args:
        now: one row with sums and ratios, as from `summary`.
        before: the same of the period before.
    """
    keyed = [frame.with_columns(pl.lit("all").alias("key")) for frame in (now, before)]
    by_metric, wider = (
        compare_periods_by("key", keyed[0], keyed[1])["all"],
        compute_design_effects(now, before),
    )
    return {name: _widen_interval(change, wider.get(name, 1.0)) for name, change in by_metric.items()}


def _widen_interval(change: Change, times: float) -> Change:
    """The change with an interval so many times as wide; no share differs by more than the whole."""
    if change.difference is None or change.low is None or change.high is None:
        return change
    most = 1.0 if change.unit == "share" else inf
    low, high = (change.difference + (end - change.difference) * times for end in (change.low, change.high))
    return replace(change, low=max(low, -most), high=min(high, most))


def compare_periods_by(
    key: str, now: pl.DataFrame, before: pl.DataFrame
) -> dict[str | None, dict[str, Change]]:
    """Each metric by queue or by agent: for each key that is there now, the change of each metric."""
    earlier = _unpivot_metrics(before, key)
    tall = _unpivot_metrics(now, key).join(
        earlier, on=[key, "figure"], how="left", suffix=BEFORE_SUFFIX, nulls_equal=True
    )
    rows = tall.select(key, "figure", "now", pl.col("now" + BEFORE_SUFFIX).alias("before"), *_differences())
    by_key: dict[str | None, dict[str, Change]] = {}
    for row, *parts in rows.collect().iter_rows():
        by_key.setdefault(row, {})[parts[0]] = Change(*parts)
    return by_key


def _unpivot_metrics(frame: pl.DataFrame, key: str) -> pl.LazyFrame:
    """A row a key and metric: its value `now`, a share's interval, a mean's error, each with its n."""
    unknown = pl.lit(None, pl.Float64)
    figures = []
    for name in frame.columns:
        if name in METRICS:
            top, bottom, _ = RATIOS.get(name, (unknown, unknown, ""))
            squares = pl.col(SQUARES[name]) if name in SQUARES else unknown
            values = {"now": pl.col(name), "top": top, "squares": squares, "n": bottom}
            cast = [value.cast(pl.Float64).alias(label) for label, value in values.items()]
            figures.append(pl.struct(pl.lit(name).alias("figure"), *cast))
    rows = frame.select(key, pl.concat_list(figures).alias("figures")).explode("figures").unnest("figures")
    low, high = wilson(pl.col("top"), pl.col("n"))
    mean, error, n = mean_with_error(pl.col("top"), pl.col("squares"), pl.col("n"))
    return rows.lazy().select(
        key,
        "figure",
        "now",
        low.alias("low"),
        high.alias("high"),
        mean.alias("mean"),
        error.alias("error"),
        n,
    )


def _differences() -> list[pl.Expr]:
    """The difference and its interval: a share's by what was counted, a mean's by its squares, else none."""
    shares, means = (
        method(
            *(
                (pl.col(first + late), pl.col(second + late), pl.col(third + late))
                for late in ("", BEFORE_SUFFIX)
            )
        )
        for method, (first, second, third) in (
            (newcombe, ("now", "low", "high")),
            (welch, ("mean", "error", "n")),
        )
    )
    is_share = pl.col("figure").is_in([name for name, metric in METRICS.items() if metric.unit == "share"])
    return [
        (pl.col("now") - pl.col("now" + BEFORE_SUFFIX)).alias("difference"),
        *(
            pl.when(is_share).then(of_share).otherwise(of_mean).alias(end)
            for end, of_share, of_mean in zip(("low", "high"), shares[1:], means[1:], strict=True)
        ),
    ]


def describe_change(change: Change) -> str:
    """What has changed by how much, and whether chance explains it, in words."""
    text = f"{METRICS[change.metric].label} {format_value(change.now, change.unit)}"
    if change.difference is None:
        return f"{text}: nothing to compare with."
    if not change.difference:
        return f"{text}, as before."
    more = "more" if change.difference > 0 else "less"
    before = f"{more} than before ({format_value(change.before, change.unit)})"
    text = f"{text}, {_format_size(abs(change.difference), change)} {before}"
    if change.verdict is None:
        return f"{text}."
    return f"{text}: {change.verdict} ({format_difference_interval(change)})."


def format_difference_interval(change: Change) -> str:
    """The ends of the difference's interval, as they are read: `+0.3 to +2.1`."""
    return f"{_format_signed(change.low, change)} to {_format_signed(change.high, change)}"


def _format_size(difference: float, change: Change) -> str:
    """A difference in its own unit: shares in points, counts with their part of what was before."""
    if change.unit == "share":
        return format_points(difference)
    if change.unit == "count" and change.relative is not None:
        return f"{format_value(difference, 'count')} ({format_share(abs(change.relative), 0)})"
    return format_value(difference, change.unit)


def _format_signed(end: float | None, change: Change) -> str:
    """One end of an interval, its unit said before."""
    size = _format_size(abs(end or 0), change).removesuffix(" points")
    return ("+" if (end or 0) > 0 else "−" if (end or 0) < 0 else "") + size
