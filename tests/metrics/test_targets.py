"""A target is the queue's own or the common one; it is met or missed only by more than chance."""

from __future__ import annotations

import polars as pl
import pytest

from lib.metrics.definitions.targets import find_target, with_targets
from lib.settings import Metrics, QueueTarget

RULES = Metrics(
    service_level_target=0.8,
    queues={"q1": QueueTarget(service_level_target=0.5), "q2": QueueTarget(abandonment_max=0.0)},
)


@pytest.mark.parametrize(
    ("figure", "queue", "aim"),
    [
        ("service_level", None, 0.8),
        ("service_level", "q1", 0.5),
        ("service_level", "q2", 0.8),
        ("abandonment_rate", "q1", None),
        ("abandonment_rate", "q2", 0.0),
        ("aht_s", "q1", None),
    ],
)
def test_a_queues_own_target_goes_before_the_common_one(
    figure: str, queue: str | None, aim: float | None
) -> None:
    assert find_target(figure, RULES, queue) == aim


@pytest.mark.parametrize(
    ("low", "high", "level", "abandonment"),
    [
        (0.81, 0.9, "met", "missed"),
        (0.7, 0.79, "missed", "met"),
        (0.7, 0.9, "too close to call", "too close to call"),
        (0.8, 0.9, "too close to call", "too close to call"),
        (None, None, None, None),
    ],
)
def test_the_interval_tells_a_share_from_its_target(
    low: float | None, high: float | None, level: str | None, abandonment: str | None
) -> None:
    ends = {"service_level": (low, high), "abandonment": (low, high)}
    row = {
        f"{stem}_{end}": [value]
        for stem, pair in ends.items()
        for end, value in zip(("low", "high"), pair, strict=True)
    }
    frame = pl.DataFrame({"queue_id": ["q3"]} | row, schema_overrides=dict.fromkeys(row, pl.Float64))
    rules = Metrics(service_level_target=0.8, abandonment_max=0.8)
    result = with_targets(frame, rules).row(0, named=True)
    assert (result["service_level_standing"], result["abandonment_rate_standing"]) == (level, abandonment)


def test_nothing_is_met_or_missed_without_a_target() -> None:
    frame = pl.DataFrame(
        {
            "queue_id": [None],
            "service_level_low": [0.1],
            "service_level_high": [0.2],
            "abandonment_low": [0.1],
            "abandonment_high": [0.2],
        }
    )
    result = with_targets(frame, Metrics()).row(0, named=True)
    assert {name: result[name] for name in result if "standing" in name or "target" in name} == dict.fromkeys(
        (
            "service_level_target",
            "abandonment_rate_target",
            "service_level_standing",
            "abandonment_rate_standing",
        )
    )
