"""Callbacks: out of waits and service level unless the settings count them, with metrics of their own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from lib.metrics import METRICS
from lib.settings import Metrics
from tests.metrics.rows import NOON, RULES, at, tables, values_of, visit

COUNTED = Metrics(callbacks_in_waits=True)
ASKED = at(NOON) + timedelta(seconds=15)


def callback(outcome: str = "answered", *, after_s: float | None = 7185, **more: Any) -> dict[str, Any]:
    """A visit with an opted callback, taken so many seconds after it was asked for."""
    taken = None if after_s is None else ASKED + timedelta(seconds=after_s)
    times = {"callback_opted": True, "callback_opted_time": ASKED, "accepted_time": taken}
    return visit(outcome, 7200, session_id="s2", **times) | more


MORNING = tables(visits=[visit("answered", 10), callback()])


def test_asa_with_a_kept_callback_is_that_of_the_answered_call() -> None:
    assert values_of("asa_s wait_p50_s wait_p90_s waited", MORNING) == (10, 10, 10, 1)
    assert values_of("asa_s wait_p50_s waited", MORNING, COUNTED) == (3605, 3605, 2)


@pytest.mark.parametrize(
    ("policy", "base"),
    [("offered", 2), ("offered_less_short", 1), ("answered", 1), ("answered_or_abandoned", 2)],
)
def test_service_level_with_callbacks_is_over_the_others(policy: Any, base: int) -> None:
    visits = tables(visits=[visit("answered", 10), visit("abandoned", 2), callback(), callback("callback")])
    rules = Metrics(service_level_policy=policy)
    assert values_of("within_target service_level_base", visits, rules)[1] == base
    assert values_of("service_level", visits, rules) == (
        (2 if policy == "answered_or_abandoned" else 1) / base,
    )


def test_service_level_counting_callbacks_is_over_all_offered() -> None:
    assert values_of("service_level service_level_base", MORNING, COUNTED) == (0.5, 2)


def test_answered_in_time_with_a_callback_taken_at_once_leaves_it_out() -> None:
    at_once = tables(visits=[callback() | {"wait_s": 16.0}])
    assert values_of("within_target service_level", at_once) == (0, None)
    assert values_of("within_target service_level", at_once, COUNTED) == (1, 1)


def test_callbacks_by_what_became_of_them() -> None:
    visits = tables(
        visits=[
            callback(),
            callback(after_s=15),
            callback("callback"),
            callback("overflowed"),
            callback(direction="Outbound"),
            visit("answered", callback_opted=False),
        ]
    )
    assert values_of("offered callbacks_opted callbacks_kept callbacks_open", visits) == (5, 4, 2, 1)
    assert values_of("callback_mean_s callback_p50_s callbacks_timed", visits) == (3600, 3600, 2)


def test_a_visit_with_the_outcome_callback_without_a_flag_is_opted() -> None:
    assert values_of("callbacks_opted callbacks_open", tables(visits=[visit("callback", None)])) == (1, 1)


@pytest.mark.parametrize(
    ("times", "seconds"),
    [
        ({}, 7185),
        ({"accepted_time": None, "callback_accepted_time": ASKED + timedelta(seconds=60)}, 60),
        ({"accepted_time": None}, None),
        ({"callback_opted_time": None}, None),
        ({"accepted_time": ASKED - timedelta(seconds=1)}, None),
    ],
)
def test_time_to_call_back_from_what_is_known(times: dict[str, Any], seconds: float | None) -> None:
    assert values_of("callback_mean_s", tables(visits=[callback(**times)])) == (seconds,)


def test_abandonment_with_callbacks_is_over_all_offered() -> None:
    assert values_of("abandonment_rate", tables(visits=[visit("abandoned"), callback("callback")])) == (0.5,)


@pytest.mark.parametrize("name", ["callbacks_opted", "callbacks_open", "callbacks_kept", "callback_mean_s"])
def test_a_callback_metric_opens_its_visits(name: str) -> None:
    rows = METRICS[name].filter_rows(tables(visits=[visit(), callback(), callback("callback")]).visits, RULES)
    expected = {"callbacks_opted": 2}.get(name, 1)
    assert rows.collect().height == expected
