"""The rows behind a figure are the rows that it counted, in all and in each cut, on any clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from lib.frames.schema import SCHEMAS
from lib.metrics import (
    METRICS,
    Drill,
    Grain,
    Tables,
    agent_table,
    filter_drilldown,
    handle_time_table,
    interval_table,
    queue_table,
    wait_table,
    week_table,
)
from lib.metrics.definitions import predicates
from lib.metrics.definitions.dimensions import NO_VALUE
from lib.metrics.definitions.rates import NUMERATORS, RATIOS
from lib.metrics.definitions.survey_metrics import nps_points
from lib.metrics.tables.cross_tables import (
    AGENT_INTERVAL,
    AGENT_QUEUE,
    OVERFLOW,
    QUEUE_INTERVAL,
    agent_interval_table,
    agent_queue_table,
    overflow_table,
    queue_interval_table,
)
from lib.metrics.tables.drilldown import DIMENSIONS
from lib.period import Zone
from tests.metrics.generated import CHANGES, RULES, every_kind
from tests.metrics.rows import metrics_of
from tests.metrics.test_invariants import is_count

if TYPE_CHECKING:
    from lib.settings import Metrics
    from tests.metrics.rows import Row

CROWD = every_kind()
INDIA, NEW_YORK = Zone(offset_min=-330), Zone(name="America/New_York")
MEANS = {
    "asa_s": "wait_s",
    "aht_s": "handle_s",
    "talk_mean_s": "talk_s",
    "hold_mean_s": "hold_s",
    "hold_mean_held_s": "hold_s",
    "acw_mean_s": "acw_s",
    "acw_mean_any_s": "acw_s",
    "first_response_mean_s": "first_response_s",
    "csat_mean": "csat_score",
    "callback_mean_s": "callback_s",
    "nps": "nps_points",
    "nps_mean": "nps_score",
    "handled_csat_mean": "csat_score",
    "handled_nps": "nps_points",
    "handled_nps_mean": "nps_score",
}
QUANTILES = {
    "wait_p50_s": ("wait_s", 0.5),
    "wait_p90_s": ("wait_s", 0.9),
    "callback_p50_s": ("callback_s", 0.5),
}


WORKED_OUT = {"callback_s": predicates.callback_s(), "nps_points": nps_points()}
"""Values that are no columns of a frame."""

WHOLE = [metrics_of(CROWD, rules) for rules in RULES]
each_choice = pytest.mark.parametrize(
    ("rules", "row"), [*zip(RULES, WHOLE, strict=True)], ids=[rules.service_level_policy for rules in RULES]
)


def behind(name: str, rules: Metrics) -> pl.DataFrame:
    figure = METRICS[name]
    return figure.filter_rows(CROWD[figure.table], rules).collect()


def values(name: str, column: str) -> pl.Series:
    """A column of the rows behind a mean or quantile."""
    return behind(name, RULES[0]).select(WORKED_OUT.get(column, pl.col(column))).to_series()


@each_choice
@pytest.mark.parametrize("name", [name for name in METRICS if is_count(name)])
def test_a_count_opens_as_many_rows_as_it_says(name: str, rules: Metrics, row: Row) -> None:
    assert behind(name, rules).height == row[name]


@each_choice
@pytest.mark.parametrize("name", [name for name in METRICS if METRICS[name].unit == "share"])
def test_a_share_opens_the_rows_of_its_numerator(name: str, rules: Metrics, row: Row) -> None:
    assert behind(name, rules).equals(behind(NUMERATORS[name], rules))
    assert behind(name, rules).height == row[NUMERATORS[name]]


@pytest.mark.parametrize("name", MEANS)
def test_a_mean_opens_the_rows_that_it_is_the_mean_over(name: str) -> None:
    rows = values(name, MEANS[name])
    assert rows.fill_null(0).mean() == pytest.approx(WHOLE[0][name])


@pytest.mark.parametrize("name", QUANTILES)
def test_a_quantile_opens_the_rows_that_it_is_taken_from(name: str) -> None:
    column, share = QUANTILES[name]
    assert values(name, column).quantile(share, "linear") == WHOLE[0][name]


def test_every_figure_is_a_count_a_share_a_mean_or_a_quantile() -> None:
    shares = {name for name in METRICS if METRICS[name].unit == "share"}
    assert {name for name in METRICS if is_count(name)} | shares | {*MEANS, *QUANTILES} == METRICS.keys()


def test_every_ratio_is_a_figure() -> None:
    assert RATIOS.keys() <= METRICS.keys()


@pytest.mark.parametrize("name", METRICS)
def test_a_figure_names_itself_its_frame_and_its_unit(name: str) -> None:
    figure = METRICS[name]
    assert figure.name == name
    assert figure.table in SCHEMAS
    assert figure.definition.endswith(".")
    assert (figure.unit == "seconds") == name.endswith("_s")


def cuts(crowd: Tables, rules: Metrics, grain: Grain) -> dict[str, tuple[pl.DataFrame, str]]:
    """The table of each dimension, and a figure that it shows."""
    return {
        "queue_id": (queue_table(crowd.visits, crowd.handlings, rules).collect(), "abandoned"),
        "agent_id": (agent_table(crowd.handlings, crowd.assignments, rules).collect(), "held"),
        "interval": (interval_table(crowd, rules, grain).collect(), "abandoned"),
        "hour_of_week": (week_table(crowd.visits, rules, grain).collect(), "abandoned"),
        "wait_bucket": (wait_table(crowd.visits, rules, grain).collect(), "answered"),
        "handle_bucket": (handle_time_table(crowd.handlings, rules, grain).collect(), "timed"),
        AGENT_QUEUE: (agent_queue_table(crowd.handlings, rules, grain).collect(), "held"),
        AGENT_INTERVAL: (agent_interval_table(crowd.handlings, rules, grain).collect(), "transferred_on"),
        QUEUE_INTERVAL: (queue_interval_table(crowd.visits, rules, grain).collect(), "abandoned"),
        OVERFLOW: (overflow_table(crowd.visits, rules, grain).collect(), "overflowed"),
    }


@pytest.mark.parametrize("every", ["1h", "1d"])
@pytest.mark.parametrize("zone", [INDIA, NEW_YORK], ids=lambda zone: zone.label)
@pytest.mark.parametrize("change", CHANGES)
def test_a_mark_opens_the_rows_that_were_drawn(change: str, zone: Zone, every: str) -> None:
    crowd, grain = every_kind(change), Grain(zone, every)
    for by, (table, figure) in cuts(crowd, RULES[0], grain).items():
        opened: list[str] = []
        for key, drawn in table.select(by, figure).head(12).iter_rows():
            rows = filter_drilldown(crowd, Drill(figure, by, key or NO_VALUE), RULES[0], grain).collect()
            assert rows.height == drawn, (by, key)
            opened.extend(rows["session_id"])
        everything = filter_drilldown(crowd, Drill(figure), RULES[0], grain).collect()["session_id"]
        assert len(opened) == len(set(opened)), by
        assert set(opened) <= set(everything), by
        assert table.height > 12 or set(opened) == set(everything), by


def test_a_day_opens_what_happened_between_its_midnights() -> None:
    rows = filter_drilldown(
        CROWD, Drill("offered", "interval", "2026-11-01T04:00:00Z"), RULES[0], Grain(NEW_YORK, "1d")
    )
    local = [NEW_YORK.local(time).date().isoformat() for time in rows.collect()["time"]]
    all_of_it = CROWD.visits.filter(pl.col("direction").ne_missing("Outbound")).collect()["time"]
    assert local == ["2026-11-01"] * len(local)
    assert len(local) == sum(NEW_YORK.local(time).date().isoformat() == "2026-11-01" for time in all_of_it)


def test_the_hours_of_the_week_stand_from_monday_on() -> None:
    table = week_table(CROWD.visits, RULES[0], Grain(INDIA, "1h")).collect()
    assert table["weekday"].unique(maintain_order=True).to_list() == [
        "Mon",
        "Tue",
        "Wed",
        "Thu",
        "Fri",
        "Sat",
        "Sun",
    ]
    assert table.filter(pl.col("weekday") == "Sun")["hour"].is_sorted()


def test_what_is_unknown_has_a_bucket_of_its_own() -> None:
    grain = Grain(INDIA, "1h")
    waits, times = (
        wait_table(CROWD.visits, RULES[0], grain),
        handle_time_table(CROWD.handlings, RULES[0], grain),
    )
    assert waits.collect().select("wait_bucket", "label").rows()[-2:] == [
        ("600", "over 10 min"),
        (NO_VALUE, "unknown"),
    ]
    assert times.collect().select("handle_bucket", "timed").rows()[-1] == (NO_VALUE, 0)


@pytest.mark.parametrize(
    ("figure", "by", "known"),
    [
        ("offered", None, True),
        ("offered", "interval", True),
        ("held", "agent_id", True),
        ("profit", None, False),
        ("offered", "weather", False),
        ("offered", "handle_bucket", False),
        ("overflowed", "queue_id.next_queue_id", True),
        ("aht_s", "agent_id.queue_id", True),
        ("aht_s", "agent_id.weather", False),
        ("offered", "queue_id.", False),
        ("conversations", "interval", False),
    ],
)
def test_a_link_may_ask_for_what_there_is_not(figure: str, by: str | None, *, known: bool) -> None:
    assert Drill(figure, by, "x").is_known is known


@pytest.mark.parametrize("by", DIMENSIONS)
@pytest.mark.parametrize("figure", ["offered", "handlings", "assignments", "conversations"])
def test_what_is_known_can_be_opened(figure: str, by: str) -> None:
    drill = Drill(figure, by, "no such key")
    if drill.is_known:
        assert filter_drilldown(CROWD, drill, RULES[0], Grain(INDIA, "1h")).collect().is_empty()
