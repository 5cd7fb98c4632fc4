"""What a figure is said to leave out changes it by nothing, and is said of nothing that it would change."""

from __future__ import annotations

import pytest

from lib.metrics import METRICS, Tables
from lib.metrics.definitions import exclusions
from lib.metrics.definitions.exclusions import list_exclusions
from tests.metrics.rows import NOON, assignment, at, conversation, handling, metrics_of, tables, visit

VISITS = [visit("answered", 8), visit("answered", 40), visit("abandoned", 3), visit("abandoned", 90)]
HANDLINGS = [
    handling(100, 10, 20, first_response_s=4),
    handling(50, first_response_s=8, went_on=True),
    handling(70, 5, 1, first_response_s=2, abandoned_with_agent=True),
]
CONVERSATIONS = [
    conversation(handlings=1, agents=1, visits=1, csat_score=4),
    conversation(handlings=2, agents=2, visits=2, csat_score=2),
    conversation("bot_only"),
]
ASKED = {"callback_opted": True, "callback_opted_time": at(NOON)}
WITHOUT = {
    exclusions.OUTBOUND_VISITS: {"visits": [visit("answered", 500, direction="Outbound")]},
    exclusions.NO_WAIT: {"visits": [visit("answered", None), visit("abandoned", None)]},
    exclusions.NOT_TIMED: {"handlings": [handling(None, 30, 40, first_response_s=9)]},
    exclusions.NO_HOLD: {"handlings": [handling(400, 0, 0)]},
    exclusions.NO_ACW: {"handlings": [handling(400, 0, 0)]},
    exclusions.NO_RESPONSE: {"handlings": [handling(400, 0, 0)]},
    exclusions.OUTBOUND_CONVERSATIONS: {"conversations": [conversation("bot_only", direction="Outbound")]},
    exclusions.UNDECIDED: {"assignments": [assignment("in_progress")]},
    exclusions.NO_AGENT: {"conversations": [conversation("bot_only")]},
    exclusions.CALLBACKS: {"visits": [visit("answered", 7200, **ASKED), visit("callback", 90, **ASKED)]},
    exclusions.NO_CALLBACK: {"visits": [visit("answered", 12)]},
    exclusions.NO_CALLBACK_TIME: {"visits": [visit("answered", 7200, callback_opted=True)]},
    exclusions.NO_SCORE: {"conversations": [conversation(handlings=1, agents=1)]},
}
"""Rows of each kind that are left out."""

each_claim = pytest.mark.parametrize(
    ("name", "kind"), [(name, kind) for name, figure in METRICS.items() for kind in list_exclusions(figure)]
)


def floor(**more: list[dict[str, object]]) -> Tables:
    return tables(
        VISITS + more.get("visits", []),
        HANDLINGS + more.get("handlings", []),
        [assignment(), assignment("not_responded"), *more.get("assignments", [])],
        CONVERSATIONS + more.get("conversations", []),
    )


@each_claim
def test_what_is_left_out_changes_nothing(name: str, kind: str) -> None:
    assert metrics_of(floor(**WITHOUT[kind]))[name] == metrics_of(floor())[name]


def test_every_kind_is_left_out_of_something() -> None:
    assert {kind for figure in METRICS.values() for kind in list_exclusions(figure)} == WITHOUT.keys()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("offered", exclusions.NO_WAIT),
        ("handlings", exclusions.NOT_TIMED),
        ("hold_mean_s", exclusions.NO_HOLD),
        ("conversations", exclusions.OUTBOUND_CONVERSATIONS),
    ],
)
def test_what_is_not_left_out_would_change_it(name: str, kind: str) -> None:
    assert kind not in list_exclusions(METRICS[name])
    assert metrics_of(floor(**WITHOUT[kind]))[name] != metrics_of(floor())[name]
