"""Service level under each policy and target, and how long the answered waited."""

from __future__ import annotations

import pytest

from lib.metrics import queue_table
from lib.settings import Metrics, QueueTarget, ServiceLevelPolicy
from tests.metrics.rows import Row, tables, values_of, visit

FAST, LATE, UNKNOWN = visit("answered", 3), visit("answered", 21), visit("answered", None)
GONE, GONE_LATE, GONE_AT_ONCE = visit("abandoned", 10), visit("abandoned", 90), visit("abandoned", 2)
POLICIES: tuple[ServiceLevelPolicy, ...] = (
    "offered",
    "offered_less_short",
    "answered",
    "answered_or_abandoned",
)


@pytest.mark.parametrize(
    ("visits", "levels"),
    [
        pytest.param([], (None, None, None, None), id="empty"),
        pytest.param([visit("answered", 3, direction="Outbound")], (None, None, None, None), id="outbound"),
        pytest.param([FAST], (1.0, 1.0, 1.0, 1.0), id="answered in time"),
        pytest.param([LATE], (0.0, 0.0, 0.0, 0.0), id="answered late"),
        pytest.param([visit("answered", 20)], (1.0, 1.0, 1.0, 1.0), id="exactly at the target"),
        pytest.param([visit("answered", 20.001)], (0.0, 0.0, 0.0, 0.0), id="just past the target"),
        pytest.param([visit("answered", 0)], (1.0, 1.0, 1.0, 1.0), id="no wait at all"),
        pytest.param([UNKNOWN], (0.0, 0.0, 0.0, 0.0), id="null wait is not in time"),
        pytest.param([FAST | {"direction": None}], (1.0, 1.0, 1.0, 1.0), id="null direction"),
        pytest.param([GONE_LATE], (0.0, 0.0, None, 0.0), id="everybody gone"),
        pytest.param([GONE], (0.0, 0.0, None, 1.0), id="gone in time"),
        pytest.param([GONE_AT_ONCE], (0.0, None, None, 1.0), id="gone at once"),
        pytest.param([visit("open", 3)], (0.0, 0.0, None, 0.0), id="nobody answered"),
        pytest.param(
            [FAST, LATE, GONE, GONE_LATE, GONE_AT_ONCE], (1 / 5, 1 / 4, 1 / 2, 3 / 5), id="one of each"
        ),
    ],
)
def test_service_level(visits: list[Row], levels: tuple[float | None, ...]) -> None:
    result = [
        values_of("service_level", tables(visits), Metrics(service_level_policy=policy))
        for policy in POLICIES
    ]
    assert [level for (level,) in result] == pytest.approx(levels)


@pytest.mark.parametrize(
    ("targets", "within"),
    [
        pytest.param({}, {"q1": 1, "q2": 1, None: 1}, id="one target for all"),
        pytest.param({"q2": 60.0}, {"q1": 1, "q2": 2, None: 1}, id="a longer one"),
        pytest.param({"q1": 2.0}, {"q1": 0, "q2": 1, None: 1}, id="a shorter one"),
        pytest.param({"q1": 60.0, "q2": 0.0}, {"q1": 2, "q2": 0, None: 1}, id="two"),
        pytest.param({"q1": None}, {"q1": 1, "q2": 1, None: 1}, id="a null one is the common one"),
        pytest.param({"q9": 60.0}, {"q1": 1, "q2": 1, None: 1}, id="of a queue without visits"),
    ],
)
def test_a_queue_may_have_a_target_of_its_own(
    targets: dict[str, float | None], within: dict[str | None, int]
) -> None:
    rules = Metrics(queues={queue: QueueTarget(service_level_s=s) for queue, s in targets.items()})
    both = [visit("answered", wait_s, queue_id=queue) for queue in within for wait_s in (3, 60)]
    selected = tables(both)
    by_queue = queue_table(selected.visits, selected.handlings, rules).collect()
    assert dict(by_queue.select("queue_id", "within_target").iter_rows()) == within
    assert values_of("within_target", selected, rules) == (sum(within.values()),)


def test_a_target_of_its_own_is_also_that_of_the_abandoned() -> None:
    rules = Metrics(queues={"q1": QueueTarget(service_level_s=5)})
    visits = tables([GONE, GONE | {"queue_id": "q2"}, GONE | {"queue_id": None}])
    assert values_of("abandoned_in_time", visits, rules) == (2,)


@pytest.mark.parametrize(
    ("visits", "waits"),
    [
        pytest.param([], (0, None, None, None), id="empty"),
        pytest.param([GONE, visit("open", 3)], (0, None, None, None), id="nobody answered"),
        pytest.param([UNKNOWN], (0, None, None, None), id="null wait"),
        pytest.param([visit("answered", 9, direction="Outbound")], (0, None, None, None), id="outbound"),
        pytest.param([visit("answered", 0)], (1, 0, 0, 0), id="no wait at all"),
        pytest.param([visit("answered", 8), GONE_LATE, UNKNOWN], (1, 8, 8, 8), id="only the answered"),
        pytest.param([visit("answered", 10), visit("answered", 20)], (2, 15, 15, 19), id="between two"),
        pytest.param([visit("answered", w) for w in (0, 1, 2, 3, 94)], (5, 20, 2, 57.6), id="a long tail"),
        pytest.param([visit("answered", 8, direction=None)], (1, 8, 8, 8), id="null direction"),
    ],
)
def test_waits_of_the_answered(visits: list[Row], waits: tuple[float | None, ...]) -> None:
    assert values_of("waited asa_s wait_p50_s wait_p90_s", tables(visits)) == pytest.approx(waits)
