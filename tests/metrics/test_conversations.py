"""Containment, transfers and scores by conversation, and what agents did not accept."""

from __future__ import annotations

import pytest

from tests.metrics.rows import Row, assignment, conversation, tables, values_of

BOT, BOT_OUT = conversation("bot_only"), conversation("bot_only", direction="Outbound")
ONCE = conversation(visits=1, handlings=1, agents=1)
UNANSWERED, OUTBOUND = conversation(visits=2), conversation(direction="Outbound")


@pytest.mark.parametrize(
    ("conversations", "counts", "rate"),
    [
        pytest.param([], (0, 0, 0), None, id="empty"),
        pytest.param([OUTBOUND], (1, 0, 0), None, id="outbound"),
        pytest.param([BOT], (1, 1, 1), 1, id="only the bot"),
        pytest.param([ONCE], (1, 1, 0), 0, id="nobody contained"),
        pytest.param([BOT, ONCE, OUTBOUND], (3, 2, 1), 0.5, id="one of two inbound"),
        pytest.param([BOT | {"direction": None}, ONCE], (2, 2, 1), 0.5, id="null direction"),
        pytest.param([BOT, BOT_OUT, ONCE], (3, 2, 2), 0.5, id="an outbound bot is not contained"),
        pytest.param([BOT_OUT], (1, 0, 1), None, id="only an outbound bot"),
    ],
)
def test_containment(conversations: list[Row], counts: tuple[int, int, int], rate: float | None) -> None:
    selected = tables(conversations=conversations)
    assert values_of("conversations inbound_conversations bot_only", selected) == counts
    assert values_of("containment_rate", selected) == (rate,)


@pytest.mark.parametrize(
    ("conversations", "handled", "transferred", "rate"),
    [
        pytest.param([], 0, 0, None, id="empty"),
        pytest.param([UNANSWERED], 0, 0, None, id="nobody answered"),
        pytest.param([ONCE], 1, 0, 0, id="one agent, one queue"),
        pytest.param([ONCE | {"agents": 2}], 1, 1, 1, id="two agents"),
        pytest.param([ONCE | {"visits": 2}], 1, 1, 1, id="two queues"),
        pytest.param([ONCE | {"handlings": 2}], 1, 0, 0, id="the same agent twice"),
        pytest.param([ONCE | {"visits": 0}], 1, 0, 0, id="direct to one agent"),
        pytest.param([ONCE, ONCE | {"agents": 2}, UNANSWERED], 2, 1, 0.5, id="one of two handled"),
    ],
)
def test_transfers(conversations: list[Row], handled: int, transferred: int, rate: float | None) -> None:
    selected = tables(conversations=conversations)
    assert values_of("handled_conversations transferred transfer_rate", selected) == (
        handled,
        transferred,
        rate,
    )


@pytest.mark.parametrize(
    ("conversations", "scored", "mean", "rate"),
    [
        pytest.param([], 0, None, None, id="empty"),
        pytest.param([ONCE], 0, None, 0, id="nobody scored"),
        pytest.param([ONCE | {"csat_score": 5.0}, ONCE], 1, 5, 0.5, id="one of two"),
        pytest.param([ONCE | {"csat_score": 1.0}, BOT | {"csat_score": 4.0}], 2, 2.5, 1, id="the bot's too"),
        pytest.param([BOT | {"csat_score": 4.0}], 1, 4, None, id="only the bot's"),
        pytest.param([ONCE | {"nps_score": 0.0}], 0, None, 0, id="another survey"),
    ],
)
def test_scores(conversations: list[Row], scored: int, mean: float | None, rate: float | None) -> None:
    selected = tables(conversations=conversations)
    assert values_of("scored csat_mean scored_rate", selected) == (scored, mean, rate)


ACCEPTED, IGNORED, TAKEN_AWAY = assignment(), assignment("not_responded"), assignment("reassigned")
RINGING = assignment("in_progress")


@pytest.mark.parametrize(
    ("assignments", "counts", "rate"),
    [
        pytest.param([], (0, 0, 0), None, id="empty"),
        pytest.param([ACCEPTED], (1, 0, 0), 0, id="all accepted"),
        pytest.param([IGNORED, IGNORED], (2, 2, 0), 1, id="none accepted"),
        pytest.param([TAKEN_AWAY], (1, 0, 1), 0, id="taken away"),
        pytest.param([ACCEPTED, ACCEPTED, IGNORED, TAKEN_AWAY], (4, 1, 1), 0.25, id="one of each"),
        pytest.param([ACCEPTED, IGNORED, RINGING], (3, 1, 0), 0.5, id="one in progress is not decided"),
        pytest.param([RINGING], (1, 0, 0), None, id="nothing decided"),
        pytest.param([IGNORED | {"agent_id": None}, ACCEPTED], (2, 1, 0), 0.5, id="null agent"),
        pytest.param([IGNORED | {"direction": "Outbound"}, ACCEPTED], (2, 1, 0), 0.5, id="outbound"),
    ],
)
def test_non_response(assignments: list[Row], counts: tuple[int, int, int], rate: float | None) -> None:
    selected = tables(assignments=assignments)
    assert values_of("assignments non_responses reassigned", selected) == counts
    assert values_of("non_response_rate", selected) == (rate,)
