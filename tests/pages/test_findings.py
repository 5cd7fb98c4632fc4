"""On the demo the pages point out what is planted in it, and nothing that is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from lib.demo import Centre, DemoServer
from lib.demo.simulation.staff import (
    EQUAL_AGENTS,
    HARD_WORK_AGENT,
    IMPATIENT_QUEUE,
    SLOW_AGENT,
    build_queues,
    build_team,
)
from lib.formatting import format_points
from lib.metrics import Filters, Tables, filter_tables, summary
from lib.metrics.analyses.period_comparison import compare_periods
from lib.period import UTC_ZONE, Period
from lib.settings import Metrics
from lib.smartassist import Service
from lib.source import demo_account
from lib.store.coverage import Coverage, FetchedWindow
from lib.ui.layout.page_frame import _comparison_period
from lib.ui.query.selection import Selection
from tests.pages.held import ASKED_AT, fill
from tests.pages.opened import METRIC_PAGES, context_of, elements, links, metrics, open_page, page_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import polars as pl
    from streamlit.testing.v1 import AppTest

SEED = 1
FORTNIGHT = {"period": "dates", "from": "2024-09-09", "to": "2024-09-22", "zone": "America/New_York"}
"""With the third Tuesday of September, the 17th, on which the outage is planted."""

MOST_SENT_BYTES = 300_000

WEEKS = Period(datetime(2024, 8, 25, tzinfo=UTC), datetime(2024, 9, 23, 4, tzinfo=UTC))
"""The fortnight, the one before, and the day before both."""


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store that holds both fortnights of the made-up centre."""
    folder = tmp_path_factory.mktemp("planted")
    centre = Centre(SEED, clock=lambda: ASKED_AT)
    with DemoServer(centre) as server, Service(demo_account(server.url)) as service:
        fill(folder, service, WEEKS)
    return folder


@pytest.fixture
def page(settings: Callable[..., None], planted: Path, resting: None) -> Callable[..., AppTest]:
    """Opens a page on the fortnight."""
    del resting
    settings(STORE__PATH=planted, METRICS__SERVICE_LEVEL_TARGET=0.8, METRICS__ABANDONMENT_MAX=0.05)
    return lambda name, **more: open_page(name, FORTNIGHT | more)


def words(app: AppTest) -> str:
    """What a page tells, without the signs that keep records' text from being markup."""
    return page_text(app).replace("\\", "")


@pytest.mark.parametrize("name", ["overview", "handle_time", "agents"])
def test_the_slow_agent_is_pointed_out(page: Callable[..., AppTest], name: str) -> None:
    assert f"1 of 34 agents differs by more than chance (0.05 expected): {SLOW_AGENT} is slower." in words(
        page(name)
    )


@pytest.mark.parametrize("name", ["handle_time", "agents"])
def test_the_agent_with_the_hard_work_is_cleared(page: Callable[..., AppTest], name: str) -> None:
    told = words(page(name))
    assert f"{HARD_WORK_AGENT} only looks slow" in told
    assert f"{HARD_WORK_AGENT} is slower" not in told


def test_of_the_equal_agents_at_most_one_is_flagged(page: Callable[..., AppTest]) -> None:
    team = build_team(SEED, 0, build_queues(SEED))[:EQUAL_AGENTS]
    told = words(page("agents")) + words(page("handle_time"))
    verbs = ("is slower", "is faster", "transfers", "is left", "does not respond")
    names = {name.strip() for agent in team for name in agent.names}
    assert sum(any(f"{name} {verb}" in told for verb in verbs) for name in names) <= 1


def test_the_impatient_queue_is_pointed_out(page: Callable[..., AppTest]) -> None:
    told = words(page("abandonment"))
    assert f"Callers of {IMPATIENT_QUEUE} leave sooner than the others" in told
    assert told.count("leave sooner") == 2, "once at the head and once under the curves"


@pytest.mark.parametrize("name", ["overview", "abandonment"])
def test_the_day_of_the_outage_is_special(page: Callable[..., AppTest], name: str) -> None:
    told = words(page(name))
    assert "Tue, Sep 17 is special: " in told
    assert "abandoned, usual" in told


def test_each_finding_leads_to_the_page_that_says_more_of_it(page: Callable[..., AppTest]) -> None:
    app = page("overview")
    to = {
        "miss their target": "Queues",
        "abandoned, usual": "Abandonment",
        "in time, usual": "Queues",
        "is slower": "Agents",
    }
    found = words(app).splitlines()[: len(to)]
    assert [next(way for part, way in to.items() if part in told) for told in found] == [*to.values()]
    assert [label for _, label, _ in links(app)][: len(to)] == [*to.values()]


def test_the_queues_that_miss_their_target_are_named(page: Callable[..., AppTest]) -> None:
    first = words(page("queues")).splitlines()[0]
    assert first.startswith("Service level: 4 of 6 queues miss their target: ")
    assert IMPATIENT_QUEUE in first


def test_a_card_says_its_change_and_whether_chance_explains_it(page: Callable[..., AppTest]) -> None:
    app = page("overview")
    view = context_of(app)
    assert view.before == Period(
        *(view.selection.zone.instant(datetime(2024, 8, 26) + timedelta(days=add)) for add in (0, 14))  # noqa: DTZ001
    )
    rows = [figures(app, period) for period in (view.period, view.before)]
    change = rows[0]["abandonment_rate"] - rows[1]["abandonment_rate"]
    card = next(metric for metric in app.metric if metric.label == "Abandonment")
    assert card.delta == f"+{format_points(change)}"
    assert "against Mon, Aug 26 – Sun, Sep 8, 2024" in words(app)
    assert f"{verdict(app, view.period, view.before)} (" in words(app)
    assert "over target 5%" in words(app)


def figures(app: AppTest, period: Period) -> dict[str, float]:
    """Every figure of a period, straight from the store."""
    return summed(app, period).row(0, named=True)


def verdict(app: AppTest, period: Period, before: Period) -> str | None:
    """Whether chance explains the change of abandonment."""
    return compare_periods(summed(app, period), summed(app, before))["abandonment_rate"].verdict


def summed(app: AppTest, period: Period) -> pl.DataFrame:
    store = context_of(app).store
    tables = Tables(**{name: store.scan(name, period) for name in Tables.__slots__})
    return summary(filter_tables(tables, Filters(period)), Metrics()).collect()


def test_nothing_is_compared_where_nothing_is_wanted(page: Callable[..., AppTest]) -> None:
    app = page("overview", compare="none")
    assert not any(metric.delta for metric in app.metric)
    assert "more than chance (+" not in words(app)
    assert "against Mon, Aug 26" not in words(app)
    assert all(query.get("compare") == ["none"] for _, _, query in links(app) if "period" in query)


@pytest.mark.parametrize("name", METRIC_PAGES)
def test_a_page_sends_little_to_the_browser(page: Callable[..., AppTest], name: str) -> None:
    app = page(name)
    protos = [getattr(element, "proto", None) for element in elements(app.main)]
    assert app.get("plotly_chart")
    assert sum(proto.ByteSize() for proto in protos if proto is not None) < MOST_SENT_BYTES


def test_one_agent_stands_beside_all_the_others(page: Callable[..., AppTest]) -> None:
    app = page("agents")
    key = next(key for key, name in context_of(app).names.agents.items() if name == SLOW_AGENT)
    before = len(metrics(app)["AHT"])
    app = page("agents", who=key)
    assert len(metrics(app)["AHT"]) == before + 1
    assert "slower by more than chance" in words(app)
    opened = [query for _, _, query in links(app) if query.get("key") == [key]]
    assert {query["figure"][0] for query in opened} >= {"handlings", "aht_s", "non_response_rate"}


def test_of_a_day_under_way_as_much_of_the_earlier_one_is_compared() -> None:
    now = datetime(2026, 3, 11, 9, 3, tzinfo=UTC)
    day = Period(datetime(2026, 3, 11, tzinfo=UTC), datetime(2026, 3, 12, tzinfo=UTC))
    asked = Coverage((FetchedWindow(day, now - timedelta(minutes=8)),))
    assert _comparison_period(Selection("today", UTC_ZONE), day, asked, now) == Period(
        day.start - timedelta(weeks=1), now - timedelta(weeks=1, minutes=8)
    )
    assert _comparison_period(Selection("today", UTC_ZONE, compare="none"), day, asked, now) is None


def test_who_holds_more_than_others_is_said_first_and_over_how_many_looks(
    page: Callable[..., AppTest],
) -> None:
    told = words(page("hold_acw")).splitlines()
    assert told[0] == "No agent differs by more than chance in hold rate and after-call work rate."
    assert "Hold rate and after-call work rate: 68 comparisons, 0 flagged." in told
