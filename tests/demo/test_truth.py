from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from lib.demo import Centre


NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
CHANGE = datetime(2026, 11, 1, tzinfo=UTC)
OUTCOMES = ("answered", "abandoned", "system_ended", "overflowed", "voicemail", "callback", "open", "unknown")


def at(text: str) -> datetime:
    day, _, clock = text.replace("/", "-").replace("T", " ").partition(" ")
    return datetime.fromisoformat(f"{day} {clock.zfill(8)}").replace(tzinfo=UTC)


def counted(
    records: list[dict[str, Any]], start: datetime, end: datetime
) -> tuple[Counter[str], Counter[str]]:
    """Offered by queue and handlings by agent, read off the records."""
    offered: Counter[str] = Counter()
    handlings: Counter[str] = Counter()
    for record in records:
        for stop in record.get("destinations", []):
            segment = stop if stop["destinationType"] == "AgentSegment" else stop.get("respondingAgent")
            if segment and start <= at(segment["acceptedTime"]) < end:
                handlings[segment["agentId"]] += 1
            inbound = "queueId" in stop and record.get("Direction") != "Outbound"
            if inbound and start <= at(stop.get("EnterTime", record["sessionStartTime"])) < end:
                offered[stop["queueId"]] += 1
    return offered, handlings


@pytest.mark.parametrize("start", [CHANGE, CHANGE + timedelta(days=6), NOW - timedelta(hours=9)])
def test_a_walk_over_the_records_counts_the_same(centre: Centre, start: datetime) -> None:
    end = start + timedelta(hours=25)
    offered, handlings = counted(centre.records(start - timedelta(days=1), end), start, end)
    truth = centre.truth(start, end)
    assert {q: row.offered for q, row in truth.queues.items() if row.offered} == dict(offered)
    assert {a: row.handlings for a, row in truth.agents.items() if row.handlings} == dict(handlings)


@pytest.mark.parametrize("day", range(-1, 4))
def test_offered_is_the_sum_of_the_outcomes(centre: Centre, day: int) -> None:
    start = CHANGE + timedelta(days=day)
    truth = centre.truth(start, start + timedelta(days=1))
    assert len(truth.queues) > 5
    for row in truth.queues.values():
        assert row.offered == sum(getattr(row, outcome) for outcome in OUTCOMES)


def test_every_outcome_occurs(centre: Centre) -> None:
    settled = centre.truth(NOW - timedelta(days=14), NOW - timedelta(days=1)).queues.values()
    rows = [*settled, *centre.truth(NOW - timedelta(hours=1), NOW).queues.values()]
    assert [name for name in OUTCOMES if not sum(getattr(row, name) for row in rows)] in ([], ["open"])


def test_hours_sum_to_the_day_with_its_clock_change(centre: Centre) -> None:
    start, hours = CHANGE + timedelta(hours=4), 25
    parts = [centre.truth(start + timedelta(hours=n), start + timedelta(hours=n + 1)) for n in range(hours)]
    whole = centre.truth(start, start + timedelta(hours=hours))
    assert whole.conversations == sum(part.conversations for part in parts)
    for queue_id, row in whole.queues.items():
        rows = [part.queues[queue_id] for part in parts if queue_id in part.queues]
        assert row.offered == sum(part.offered for part in rows)
        assert row.handle_total_s == sum(part.handle_total_s for part in rows)


def test_the_parts_of_handle_time_add_up(centre: Centre) -> None:
    truth = centre.truth(NOW - timedelta(days=3), NOW)
    for row in [*truth.queues.values(), *truth.agents.values()]:
        assert row.handle_total_s == row.talk_total_s + row.hold_total_s + row.acw_total_s
        assert row.interaction_missing <= row.handlings


def test_queues_and_agents_count_the_same_handlings(centre: Centre) -> None:
    truth = centre.truth(NOW - timedelta(days=3), NOW)
    by_queue = sum(row.handlings for row in truth.queues.values())
    assert by_queue == sum(row.handlings for row in truth.agents.values())
    assert truth.queues[None].offered == 0 < truth.queues[None].handlings


def test_a_handling_under_way_has_no_length_yet(centre: Centre) -> None:
    truth = centre.truth(NOW - timedelta(hours=1), NOW)
    assert sum(row.interaction_missing for row in truth.agents.values()) > 0


def test_filters_leave_out_the_rest(centre: Centre) -> None:
    start, queue = NOW - timedelta(days=3), centre.queues[0]
    chosen = centre.truth(start, NOW, queues=[queue.id])
    assert chosen.queues == {queue.id: centre.truth(start, NOW).queues[queue.id]}
    voice, rest = (centre.truth(start, NOW, channels=c) for c in (["Voice"], ["rtm", "campaign"]))
    assert 0 < voice.conversations + rest.conversations < centre.truth(start, NOW).conversations


def test_nothing_is_true_of_the_future(centre: Centre) -> None:
    truth = centre.truth(NOW + timedelta(days=1), NOW + timedelta(days=9))
    assert (truth.conversations, truth.side_cars, truth.queues, truth.agents) == (0, 0, {}, {})
