"""Which days and hours are outside the usual: shares and means over time, after the weeks before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lib.charts.controls import control_figure
from lib.metrics import METRICS
from lib.metrics.analyses.control_chart import control_means, control_shares
from lib.metrics.definitions.rates import OVER, RATIOS
from lib.metrics.definitions.targets import target_of
from lib.text.control_findings import control_note, control_sentence
from lib.ui.components import chart

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl

    from lib.metrics.analyses.control_chart import Control
    from lib.ui.query.page_context import PageContext

SAID_AFTER: Final = {
    "abandonment_rate": "abandoned",
    "service_level": "in time",
    "non_response_rate": "not responded",
    "aht_s": "handle time",
    "asa_s": "mean wait",
    "hold_mean_s": "hold per handling",
    "acw_mean_s": "after-call work per handling",
}
"""What a number is, as it stands after it in a sentence."""

LIMITS: Final[dict[str, dict[str, str]]] = {
    "share": {"usual": "usual_rate", "low": "usual_low", "high": "usual_high"},
    "seconds": {"usual": "usual_s", "low": "usual_low_s", "high": "usual_high_s"},
}
"""What the limits are called in a table, which knows units by names."""


def control(view: PageContext, intervals: pl.DataFrame, figure: str) -> Control:
    """A figure over time with what is usual of it; the four weeks before serve as history."""
    return view.keep(
        f"usual {figure}",
        lambda: _control(view, view.with_history(intervals), figure),
        after=view.history,
    )


def _control(view: PageContext, intervals: pl.DataFrame, figure: str) -> Control:
    top, n, _ = RATIOS[figure]
    points = intervals.with_columns(top.alias("counted"), n.alias("over"))
    every, since = view.grain.every, view.since
    if METRICS[figure].unit == "share":
        return control_shares(points, counted="counted", n="over", every=every, since=since)
    return control_means(points, total="counted", n="over", every=every, since=since)


def special(found: Control, figure: str) -> str:
    """Which days or hours of a figure are special, in a sentence."""
    return control_sentence(found, what=SAID_AFTER[figure], unit=METRICS[figure].unit)


def specials(view: PageContext, intervals: pl.DataFrame, figures: Iterable[str]) -> dict[str, str]:
    """A sentence for each figure that has special days or hours; the first one's where none has."""
    found = {figure: control(view, intervals, figure) for figure in figures}
    told = [figure for figure, one in found.items() if one.rows["special"].count()]
    return {figure: special(found[figure], figure) for figure in told or list(found)[:1]}


def over_time(view: PageContext, intervals: pl.DataFrame, figure: str) -> None:
    """A figure over time within what is usual, and what is special in words."""
    found, shown = control(view, intervals, figure), METRICS[figure]
    told, limits = special(found, figure), LIMITS[shown.unit]
    chart.chart(
        view,
        lambda: control_figure(
            found.rows,
            key="interval",
            figure=figure,
            n="over",
            unit=shown.unit,
            title=f"{shown.label} over time",
            target=target_of(figure, view.rules),
        ),
        by="interval",
        alt=f"{shown.label} over time. {told}",
        rows=found.rows.rename(limits),
        columns=["at", figure, OVER[figure], *limits.values(), "special"],
        name=f"{figure}-over-time",
        told=told,
        how=control_note(found),
    )
