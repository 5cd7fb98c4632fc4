"""What became of visits: offered, each outcome, abandonment, and what short ones change."""

from __future__ import annotations

from itertools import product

import pytest

from lib.frames.schema import OUTCOMES
from lib.settings import Metrics
from tests.metrics.rows import Row, metrics_of, tables, values_of, visit

LESS_SHORT = Metrics(count_short_abandoned=False)
GONE, GONE_AT_ONCE, GONE_AT_FIVE = visit("abandoned", 30), visit("abandoned", 4.999), visit("abandoned", 5)
SERVED, OUTBOUND = visit("answered", 20), visit("abandoned", 30, direction="Outbound")


@pytest.mark.parametrize("direction", ["Inbound", None])
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_visit_counts_as_offered_and_as_its_outcome(outcome: str, direction: str | None) -> None:
    result = metrics_of(tables(visits=[visit(outcome, direction=direction)]))
    assert result["offered"] == 1
    assert {name: result[name] for name in OUTCOMES} == {name: int(name == outcome) for name in OUTCOMES}


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_an_outbound_visit_is_in_no_figure(outcome: str) -> None:
    result = metrics_of(tables(visits=[visit(outcome, 1, direction="Outbound")]))
    assert result == metrics_of(tables())


@pytest.mark.parametrize(
    ("visits", "offered", "abandoned", "rate"),
    [
        pytest.param([], 0, 0, None, id="empty"),
        pytest.param([OUTBOUND], 0, 0, None, id="outbound"),
        pytest.param([SERVED, SERVED], 2, 0, 0.0, id="nobody gone"),
        pytest.param([GONE, GONE_AT_ONCE], 2, 2, 1.0, id="everybody gone"),
        pytest.param([GONE, visit("open", 30)], 2, 1, 0.5, id="nobody answered"),
        pytest.param([GONE, SERVED, SERVED, OUTBOUND], 3, 1, 1 / 3, id="one of three"),
        pytest.param([visit("abandoned", None), SERVED], 2, 1, 0.5, id="null wait"),
        pytest.param([visit("abandoned", direction=None), SERVED], 2, 1, 0.5, id="null direction"),
        pytest.param([visit("abandoned", queue_id=None), SERVED], 2, 1, 0.5, id="null queue"),
        pytest.param([visit("system_ended"), visit("unknown"), SERVED], 3, 0, 0.0, id="others ended it"),
    ],
)
def test_abandonment(visits: list[Row], offered: int, abandoned: int, rate: float | None) -> None:
    assert values_of("offered abandoned abandonment_rate", tables(visits)) == (offered, abandoned, rate)


@pytest.mark.parametrize(
    ("visits", "short", "counted", "left_out"),
    [
        pytest.param([], 0, None, None, id="empty"),
        pytest.param([GONE_AT_ONCE], 1, 1.0, None, id="only short ones"),
        pytest.param([GONE_AT_ONCE, SERVED], 1, 0.5, 0.0, id="nobody else gone"),
        pytest.param([GONE_AT_FIVE, SERVED], 0, 0.5, 0.5, id="exactly at the threshold"),
        pytest.param([GONE_AT_ONCE, GONE, SERVED], 1, 2 / 3, 0.5, id="one short, one long"),
        pytest.param([visit("abandoned", None), SERVED], 0, 0.5, 0.5, id="null wait"),
        pytest.param([visit("answered", 1), GONE], 0, 0.5, 0.5, id="a short answered one"),
        pytest.param([visit("abandoned", 1, direction="Outbound"), GONE], 0, 1.0, 1.0, id="outbound"),
    ],
)
def test_short_abandoned_and_what_they_do_to_the_rate(
    visits: list[Row], short: int, counted: float | None, left_out: float | None
) -> None:
    assert values_of("short_abandoned abandonment_rate", tables(visits)) == (short, counted)
    assert values_of("short_abandoned abandonment_rate", tables(visits), LESS_SHORT) == (short, left_out)


def test_the_threshold_of_short_ones_is_a_setting() -> None:
    visits = tables([visit("abandoned", 9), visit("abandoned", 10)])
    assert values_of("short_abandoned abandoned", visits, Metrics(short_abandon_s=10)) == (1, 2)
    assert values_of("short_abandoned abandoned", visits, Metrics(short_abandon_s=0)) == (0, 2)


def test_the_interval_is_that_of_the_rate_as_it_is_counted() -> None:
    visits = tables([GONE_AT_ONCE, GONE, SERVED])
    names = "abandonment_rate abandonment_low abandonment_high"
    assert values_of(names, visits) == pytest.approx((2 / 3, 0.207660, 0.938508), abs=1e-6)
    assert values_of(names, visits, LESS_SHORT) == pytest.approx((0.5, 0.094531, 0.905469), abs=1e-6)
    assert values_of(names, tables()) == (None, None, None)


@pytest.mark.parametrize(
    ("visits", "rate"),
    [
        pytest.param([], None, id="empty"),
        pytest.param([OUTBOUND], None, id="outbound"),
        pytest.param([GONE, visit("system_ended"), visit("unknown"), SERVED], 0.75, id="three of four"),
        pytest.param([visit("open"), visit("callback"), visit("voicemail")], 0.0, id="still to be served"),
    ],
)
def test_unserved(visits: list[Row], rate: float | None) -> None:
    assert values_of("unserved_rate", tables(visits)) == (rate,)


@pytest.mark.parametrize("rules", [Metrics(), LESS_SHORT])
def test_offered_is_the_sum_of_the_outcomes(rules: Metrics) -> None:
    every = [
        visit(outcome, wait_s, direction=direction)
        for outcome, wait_s, direction in product(OUTCOMES, (None, 0, 30), ("Inbound", "Outbound", None))
    ]
    result = metrics_of(tables(every), rules)
    assert result["offered"] == sum(result[outcome] for outcome in OUTCOMES) == len(every) * 2 / 3
