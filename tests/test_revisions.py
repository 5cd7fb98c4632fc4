"""A store that was synced from a host of each documented revision holds what the demo knows to be true."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Literal

import polars as pl
import pytest

from lib.demo import Centre, DemoServer, ServiceOptions
from lib.demo.api.revisions import REVISIONS
from lib.metrics import Filters, Tables, agent_table, filter_tables, queue_table
from lib.period import Period
from lib.settings import Metrics
from lib.smartassist import Question, Service
from lib.source import demo_account
from lib.store import open_store, sync
from tests import test_truth
from tests.test_truth import agrees, fetched

if TYPE_CHECKING:
    from pathlib import Path

    from lib.demo import Truth

NOW = datetime(2026, 11, 10, 15, 0, tzinfo=UTC)
DAY = Period(datetime(2026, 11, 9, 5, tzinfo=UTC), datetime(2026, 11, 10, 5, tzinfo=UTC))
GRAINS = ("conversations", "visits", "handlings", "assignments")
RULES = Metrics()
CASES = [
    *((name, None) for name in REVISIONS),
    ("2024-08", "ignored"),
    ("2024-09", "refused"),
]
"""Each revision as it is, and of those that do not know what is asked for, one each way more."""


@cache
def centre() -> Centre:
    return Centre(volume=0.3, clock=lambda: NOW)


def synced(folder: Path, revision: str, unknown: Literal["ignored", "refused"] | None) -> Tables:
    """What a store holds of the day, fetched from a host of the revision that sends inbound unless asked."""
    options = ServiceOptions(
        revision=revision,
        unknown_parameters=unknown,
        default_direction="Inbound",
    )
    store, with_day_before = open_store(str(folder)), Period(DAY.start - timedelta(days=1), DAY.end)
    with DemoServer(centre(), options) as server:
        account = demo_account(server.url)
        with Service(account) as service:
            sync(store, service, Question(with_day_before), now=NOW, settle=timedelta(hours=72))
    return filter_tables(Tables(**store.scans(GRAINS, DAY)), Filters(DAY))


def known_of(revision: str) -> Truth:
    """What a host of the revision can let anybody know: without an end no time until it."""
    known = centre().truth(DAY.start, DAY.end)
    if not REVISIONS[revision].session_times:
        for row in known.queues.values():
            row.short_abandoned = 0
    return known


@pytest.mark.parametrize(("revision", "unknown"), CASES)
def test_a_sync_from_a_host_of_a_revision_equals_the_truth(
    tmp_path: Path, revision: str, unknown: Literal["ignored", "refused"] | None
) -> None:
    tables, known = synced(tmp_path, revision, unknown), known_of(revision)
    by_queue = queue_table(tables.visits, tables.handlings, RULES).collect()
    agrees(by_queue.filter(pl.col("offered") + pl.col("handlings") > 0), "queue_id", known.queues)
    agrees(agent_table(tables.handlings, tables.assignments, RULES).collect(), "agent_id", known.agents)
    assert tables.conversations.collect().height == known.conversations > 150


def test_the_times_of_2026_02_are_those_of_india_when_they_are_asked_for_so() -> None:
    frames = fetched(DAY, offset_min=-330, revision="2026-02")
    tables = filter_tables(Tables(*(getattr(frames, name).lazy() for name in GRAINS)), Filters(DAY))
    by_queue = queue_table(tables.visits, tables.handlings, RULES).collect()
    known = test_truth.centre().truth(DAY.start, DAY.end).queues
    agrees(by_queue.filter(pl.col("offered") + pl.col("handlings") > 0), "queue_id", known)
