"""Days, weeks and months sum: what is counted in a period is counted once in the parts of any partition.

For stores with sessions up to 30 days old, through the ways that pages and exports read.
"""

from __future__ import annotations

from itertools import pairwise
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from unittest import mock

import polars as pl
import pytest
import streamlit as st
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as hs

from lib.access import LOCAL_VIEWER
from lib.cli import export_command
from lib.cli.export_command import select_rows
from lib.metrics import Filters, Tables, filter_tables
from lib.metrics.definitions.registry import require_additive
from lib.metrics.tables.sums import assignment_sums, conversation_sums, handling_sums, visit_sums
from lib.period import Period
from lib.settings import Metrics, Settings
from lib.store import open_store, tables
from lib.ui.query import data_access
from tests.store.made import DAY, HOUR, LATER, MONDAY, Made, record, synced

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from lib.store import Store

MONTH = Period(MONDAY, MONDAY + 30 * DAY)
RULES = Metrics()
SUMS = {
    "visits": visit_sums,
    "handlings": handling_sums,
    "assignments": assignment_sums,
    "conversations": conversation_sums,
}
DISTINCT = ("_p50_s", "_p90_s")
OF_SOME_ROWS = tuple(f"conversations.{name}" for name in ("contain", "scored", "csat", "nps", "like"))


def stamp(instant: datetime) -> str:
    return f"{instant:%Y-%m-%dT%H:%M:%S}"


def session(number: int, start: int, waits: Sequence[int], queues: Sequence[int]) -> dict[str, Any]:
    """A conversation that began so many hours into the month, and is taken after each of these hours more."""
    made: dict[str, Any] = record(number, MONDAY + start * HOUR)
    destinations, at = [], MONDAY + start * HOUR
    for wait, queue in zip(waits, queues, strict=True):
        entered, at = at, at + wait * HOUR
        agent = {
            "agentId": f"u-{(number + queue) % 3}",
            "name": "A",
            "assignedAt": stamp(at),
            "acceptedTime": stamp(at),
            "interactionDuration": 60 + queue,
            "afterCallWorkDuration": 7,
            "status": "Answered",
        }
        destinations.append(
            {
                "destinationType": "QueueEntry",
                "queueId": f"qu-{queue}",
                "queueName": f"Queue {queue}",
                "EnterTime": stamp(entered),
                **({"respondingAgent": agent} if (number + wait) % 4 else {}),
            }
        )
    return made | {"destinations": destinations, "sessionEndTime": stamp(at + HOUR), "csatScore": 4}


SESSIONS = hs.lists(
    hs.tuples(
        hs.integers(-30 * 24, 30 * 24 - 1),
        hs.lists(hs.tuples(hs.integers(0, 30 * 24), hs.integers(0, 2)), min_size=1, max_size=3),
    ),
    min_size=1,
    max_size=8,
)
CUTS = hs.sets(hs.integers(1, 30 * 24 - 1), max_size=3)
PICKED = hs.sampled_from(
    ({}, {"queues": ("qu-1",)}, {"agents": ("u-1",)}, {"queues": ("qu-0", "qu-2"), "agents": ("u-2",)})
)


def store_of(folder: str, sessions: Sequence[tuple[int, Sequence[tuple[int, int]]]]) -> Store:
    """A store of three fetched windows, a file each."""
    store = open_store(folder)
    records = [
        session(number, start, *zip(*parts, strict=True)) for number, (start, parts) in enumerate(sessions)
    ]
    bounds = [MONDAY + days * DAY for days in (-30, -8, 8, 30)]
    with mock.patch.object(tables, "SMALL", dict.fromkeys((True, False), 0)):
        for start, end in pairwise(bounds):
            synced(store, Made(records), Period(start, end), now=LATER + 90 * DAY)
    return store


def totals(narrowed: Tables) -> dict[str, float]:
    """Every additive metric of these frames, and every sum of seconds."""
    frames = pl.collect_all([sums(narrowed[name], [], RULES) for name, sums in SUMS.items()])
    named = {
        f"{name}.{column}": value
        for name, frame in zip(SUMS, frames, strict=True)
        for column, value in frame.row(0, named=True).items()
        if not column.endswith(DISTINCT)
    }
    require_additive([name.partition(".")[2] for name in named if not name.endswith("csat_total")])
    return {name: value or 0 for name, value in named.items()}


def on_pages(store: Store, filters: Filters) -> dict[str, float]:
    return totals(
        filter_tables(
            data_access.load_frames(store, data_access.read_state(store), filters.period, LOCAL_VIEWER),
            filters,
        )
    )


def exported(store: Store, filters: Filters) -> dict[str, float]:
    source = mock.Mock(store=store)
    rows = {
        name: select_rows(source, Settings(), name, filters, personal=True).lazy()
        for name in export_command.GRAINS
    }
    return totals(Tables(**rows))


def of_rows(counted: dict[str, float]) -> dict[str, float]:
    """Without containment and scores: under a filter, pages take them of some of the listed rows only."""
    return {name: value for name, value in counted.items() if not name.startswith(OF_SOME_ROWS)}


@pytest.fixture(autouse=True)
def _no_results_kept() -> Iterator[None]:
    yield
    st.cache_resource.clear()


@settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(SESSIONS, CUTS, PICKED)
def test_additive_metrics_of_a_month_are_the_sums_of_any_parts(
    sessions: list[tuple[int, list[tuple[int, int]]]], cuts: set[int], picked: dict[str, tuple[str, ...]]
) -> None:
    bounds = [MONTH.start, *(MONDAY + hour * HOUR for hour in sorted(cuts)), MONTH.end]
    parts = [Period(start, end) for start, end in pairwise(bounds)]
    st.cache_resource.clear()
    with TemporaryDirectory() as folder:
        store = store_of(folder, sessions)
        for figures in (on_pages, exported):
            whole = figures(store, Filters(MONTH, **picked))  # type: ignore[arg-type]
            each = [figures(store, Filters(part, **picked)) for part in parts]  # type: ignore[arg-type]
            assert whole == {name: pytest.approx(sum(one[name] for one in each)) for name in whole}
        month = Filters(MONTH, **picked)  # type: ignore[arg-type]
        assert of_rows(on_pages(store, month)) == of_rows(exported(store, month))


def test_additive_metrics_count_each_handling_of_the_month_once_however_old_its_session() -> None:
    """What the random stores are compared with is no sum of nothing."""
    with TemporaryDirectory() as folder:
        store = store_of(folder, [(-700, [(705, 1)]), (10, [(20, 0)]), (700, [(40, 2)])])
        counted = on_pages(store, Filters(MONTH))
        assert (counted["handlings.handlings"], counted["conversations.conversations"]) == (2, 2)
        assert counted["handlings.handle_total_s"] == 60 + 1 + 7 + 60 + 0 + 7
        assert counted == exported(store, Filters(MONTH))
