"""Over HTTP, every count and sum by queue and by agent equals what the demo knows of itself."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Literal

import polars as pl
import pytest

from lib.demo import Centre, DemoServer, ServiceOptions
from lib.demo.api.revisions import NEWEST
from lib.frames import Frames, flatten
from lib.metrics import Filters, Tables, agent_table, filter_tables, queue_table, summary
from lib.period import Period
from lib.settings import Metrics
from lib.smartassist import Question, Service
from lib.source import demo_account

if TYPE_CHECKING:
    from collections.abc import Iterable

NOW = datetime(2026, 11, 10, 15, 0, tzinfo=UTC)
RULES = Metrics()
ACROSS_THE_CLOCK_CHANGE = Period(datetime(2026, 10, 29, 4, tzinfo=UTC), datetime(2026, 11, 5, 5, tzinfo=UTC))
UP_TO_NOW = Period(datetime(2026, 11, 3, 5, tzinfo=UTC), NOW + timedelta(hours=14))
DERIVED = {"interaction_missing": "left_out"}
"""What the demo calls otherwise."""


@cache
def centre() -> Centre:
    return Centre(clock=lambda: NOW)


def fetched(
    period: Period,
    *,
    offset_counts: Literal["records", "pages"] = "records",
    num_results: Literal["total", "page"] = "total",
    offset_min: int = 0,
    revision: str = NEWEST.name,
) -> Frames:
    """The frames of a period and the day before it, asked of the demo over a socket."""
    options = ServiceOptions(offset_counts=offset_counts, num_results=num_results, revision=revision)
    with (
        DemoServer(centre(), options) as server,
        Service(demo_account(server.url), offset_min=offset_min) as service,
    ):
        pages = service.pages(Question(Period(period.start - timedelta(days=1), period.end)))
        raws = [raw for page in pages for raw in page.records]
    return flatten(raws, window_start=period.start, offset_min=offset_min)


@cache
def in_utc(period: Period) -> Frames:
    return fetched(period)


def tables(frames: Frames, filters: Filters) -> Tables:
    whole = Tables(*(getattr(frames, name).lazy() for name in Tables.__slots__))
    return filter_tables(whole, filters)


def agrees(rows: pl.DataFrame, key: str, truth: dict[str | None, object]) -> None:
    """Every column that the truth names is the same for every key, and no key is missing or too many."""
    told = {row[key]: row for row in rows.iter_rows(named=True)}
    assert set(told) == set(truth)
    for name, known in truth.items():
        expected = asdict(known)  # type: ignore[call-overload]
        assert {field: told[name][DERIVED.get(field, field)] for field in expected} == expected, name


def assert_truth(
    frames: Frames,
    period: Period,
    channels: Iterable[str] = (),
    queues: Iterable[str] = (),
    *,
    meant: Iterable[str] = (),
) -> None:
    """The same figures as the truth's; `meant` are the channels by their raw sources."""
    picked = tables(frames, Filters(period, tuple(channels), tuple(queues)))
    truth = centre().truth(period.start, period.end, channels=tuple(meant), queues=tuple(queues))
    by_queue = queue_table(picked.visits, picked.handlings, RULES).collect()
    agrees(by_queue.filter(pl.col("offered") + pl.col("handlings") > 0), "queue_id", truth.queues)
    agrees(agent_table(picked.handlings, picked.assignments, RULES).collect(), "agent_id", truth.agents)
    if not queues:
        row = summary(picked, RULES).collect().row(0, named=True)
        assert (row["conversations"], row["bot_only"]) == (truth.conversations, truth.bot_only)


@pytest.mark.parametrize("num_results", ["total", "page"])
@pytest.mark.parametrize("offset_counts", ["records", "pages"])
def test_equals_the_truth_under_every_reading(
    offset_counts: Literal["records", "pages"], num_results: Literal["total", "page"]
) -> None:
    frames = fetched(UP_TO_NOW, offset_counts=offset_counts, num_results=num_results)
    assert_truth(frames, UP_TO_NOW)


@pytest.mark.parametrize("period", [UP_TO_NOW, ACROSS_THE_CLOCK_CHANGE], ids=["up to now", "clock change"])
@pytest.mark.parametrize("offset_min", [0, -330, 300])
def test_equals_the_truth_whatever_offset_was_asked_for(offset_min: int, period: Period) -> None:
    assert_truth(fetched(period, offset_min=offset_min), period)


def test_the_instants_are_the_same_whatever_offset_was_asked_for() -> None:
    utc, india = in_utc(ACROSS_THE_CLOCK_CHANGE), fetched(ACROSS_THE_CLOCK_CHANGE, offset_min=-330)
    for name, frame in utc.items().items():
        if name != "records":
            assert frame.sort(pl.all()).equals(india.items()[name].sort(pl.all())), name


def test_enough_records_were_compared() -> None:
    assert in_utc(UP_TO_NOW).records.height + in_utc(ACROSS_THE_CLOCK_CHANGE).records.height >= 5_000


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        (("Voice",), ("voice",)),
        (("voice ", "Campaign"), ("voice", "campaign")),
        (("Web/Mobile Client", "telegram"), ("rtm", "telegram")),
    ],
)
def test_equals_the_truth_by_channel_in_any_spelling(asked: tuple[str, ...], meant: tuple[str, ...]) -> None:
    assert_truth(in_utc(ACROSS_THE_CLOCK_CHANGE), ACROSS_THE_CLOCK_CHANGE, asked, meant=meant)


def test_equals_the_truth_of_each_queue_alone() -> None:
    for queue in centre().truth(ACROSS_THE_CLOCK_CHANGE.start, ACROSS_THE_CLOCK_CHANGE.end).queues:
        if queue is not None:
            assert_truth(in_utc(ACROSS_THE_CLOCK_CHANGE), ACROSS_THE_CLOCK_CHANGE, queues=[queue])


def test_equals_the_truth_of_a_single_hour() -> None:
    start = ACROSS_THE_CLOCK_CHANGE.start + timedelta(days=2, hours=10)
    hour = Period(start, start + timedelta(hours=1))
    assert_truth(in_utc(ACROSS_THE_CLOCK_CHANGE), hour)
