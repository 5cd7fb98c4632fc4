"""What must hold of every figure, whatever the rows: sums, parts, filters, zones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from lib.frames.schema import OUTCOMES
from lib.metrics import (
    METRICS,
    Filters,
    Grain,
    Tables,
    agent_table,
    filter_tables,
    interval_table,
    queue_table,
)
from lib.metrics.definitions.rates import RATIOS
from lib.period import UTC_ZONE, Period, Zone
from tests.metrics import generated
from tests.metrics.generated import CHANGES, RULES, every_kind
from tests.metrics.rows import Row, at, metrics_of

if TYPE_CHECKING:
    from lib.settings import Metrics

# Without shrinking: a failure shows the rows as drawn, at once.
drawn = settings(derandomize=True, max_examples=20, deadline=None, phases=[Phase.explicit, Phase.generate])

ZONES = (UTC_ZONE, Zone(offset_min=-330), Zone(offset_min=300), Zone(name="America/New_York"))
EVERY = ("15m", "30m", "1h", "1d", "1w")
TOTALS = ("wait_total_s", "handle_total_s", "talk_total_s", "hold_total_s", "acw_total_s")
ALWAYS = Filters(Period(at("2026-01-01"), at("2027-01-01")))


def counts(table: str) -> list[str]:
    """The figures that count rows of a frame."""
    return [figure.name for figure in METRICS.values() if figure.table == table and is_count(figure.name)]


def is_count(name: str) -> bool:
    return METRICS[name].unit == "count" and name not in RATIOS


ADDED = (*counts("visits"), *counts("handlings"), *TOTALS)


def groups(selected: Tables, rules: Metrics) -> list[pl.DataFrame]:
    """The tables by queue, by agent and by interval."""
    return [
        queue_table(selected.visits, selected.handlings, rules).collect(),
        agent_table(selected.handlings, selected.assignments, rules).collect(),
        interval_table(selected, rules, Grain(ZONES[-1], "1h")).collect(),
    ]


@drawn
@given(crowd=generated.crowds, rules=generated.rules, filters=generated.filters)
def test_offered_is_the_sum_of_the_outcomes_in_every_row(
    crowd: Tables, rules: Metrics, filters: Filters
) -> None:
    selected = filter_tables(crowd, filters)
    queues, _, intervals = groups(selected, rules)
    for rows in (queues, intervals, pl.DataFrame([metrics_of(selected, rules)])):
        assert rows["offered"].to_list() == rows.select(pl.sum_horizontal(*OUTCOMES)).to_series().to_list()
        assert (rows["left_otherwise"] == rows["offered"] - rows["answered"] - rows["abandoned"]).all()


@drawn
@given(crowd=generated.crowds, rules=generated.rules)
def test_handle_time_is_the_sum_of_its_parts_in_every_row(crowd: Tables, rules: Metrics) -> None:
    for rows in (*groups(crowd, rules), pl.DataFrame([metrics_of(crowd, rules)])):
        parts = rows.select(pl.sum_horizontal("talk_total_s", "hold_total_s", "acw_total_s")).to_series()
        assert parts.to_list() == pytest.approx(rows["handle_total_s"].to_list())
        means = rows.filter(pl.col("timed") > 0).select("talk_mean_s", "hold_mean_s", "acw_mean_s", "aht_s")
        for talk, hold, acw, aht in means.iter_rows():
            assert talk + hold + acw == pytest.approx(aht)


@drawn
@given(crowd=generated.crowds, rules=generated.rules)
def test_the_groups_sum_to_the_whole(crowd: Tables, rules: Metrics) -> None:
    whole, (queues, agents, intervals) = metrics_of(crowd, rules), groups(crowd, rules)
    of_agents = [*counts("handlings"), *counts("assignments"), *TOTALS[1:]]
    assert sums(queues, ADDED) == {name: whole[name] for name in ADDED}
    assert sums(intervals, ADDED) == {name: whole[name] for name in ADDED}
    assert sums(agents, of_agents) == {name: whole[name] for name in of_agents}


def sums(rows: pl.DataFrame, names: list[str] | tuple[str, ...]) -> Row:
    return {name: rows[name].sum() for name in names}


@drawn
@given(
    crowd=generated.crowds,
    rules=generated.rules,
    filters=generated.filters,
    without=st.sampled_from(("period", "channels", "queues", "agents", "directions")),
)
def test_a_filter_never_raises_a_count(crowd: Tables, rules: Metrics, filters: Filters, without: str) -> None:
    wider = replace(filters, **{without: getattr(ALWAYS, without)})
    more, fewer = (metrics_of(filter_tables(crowd, selected), rules) for selected in (wider, filters))
    assert [name for name in METRICS if is_count(name) and fewer[name] > more[name]] == []


@drawn
@given(crowd=generated.crowds, rules=generated.rules)
def test_a_ratio_is_null_exactly_without_a_denominator_and_a_share_stays_within_0_and_1(
    crowd: Tables, rules: Metrics
) -> None:
    row = metrics_of(crowd, rules)
    for name, (_, bottom, _) in RATIOS.items():
        denominator = pl.DataFrame([row]).select(bottom).item()
        assert (row[name] is None) == (denominator == 0), name
        if name.endswith("_rate") or name == "service_level":
            assert row[name] is None or 0 <= row[name] <= 1, name
    rate, low, high = (row[f"abandonment_{end}"] for end in ("rate", "low", "high"))
    assert (rate, low, high) == (None, None, None) or 0 <= low <= rate <= high <= 1


@pytest.mark.parametrize("every", EVERY)
@pytest.mark.parametrize("zone", ZONES, ids=lambda zone: zone.label)
@pytest.mark.parametrize("change", CHANGES)
def test_intervals_of_any_zone_and_length_sum_to_the_whole(change: str, zone: Zone, every: str) -> None:
    crowd = every_kind(change)
    table = interval_table(crowd, RULES[0], Grain(zone, every)).collect()
    whole = metrics_of(crowd, RULES[0])
    assert sums(table, ADDED) == {name: whole[name] for name in ADDED}
    assert table["interval"].is_unique().all()
    assert table["interval"].is_sorted()


@pytest.mark.parametrize("zone", ZONES, ids=lambda zone: zone.label)
def test_a_day_of_any_zone_is_its_hours(zone: Zone) -> None:
    crowd = every_kind()
    days = interval_table(crowd, RULES[0], Grain(zone, "1d")).collect()
    hours = interval_table(crowd, RULES[0], Grain(zone, "30m")).collect()
    of_hours = hours.group_by(pl.col("at").dt.date()).agg(pl.col(ADDED).sum()).sort("at")
    assert of_hours.rows() == days.sort("at").select(pl.col("at").dt.date(), *ADDED).rows()
