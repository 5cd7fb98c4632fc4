"""Whatever can be clicked opens what it counted, on any clock and in the hour that comes twice."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from math import isnan
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from lib.demo import DemoServer
from lib.demo.centre import Centre
from lib.formatting import format_quantity
from lib.metrics import LISTABLE_METRICS, METRICS, Drill
from lib.metrics.definitions.dimensions import (
    DIMENSION_SEPARATOR,
    HANDLE_BUCKETS_S,
    KEY_SEPARATOR,
    NO_VALUE,
    WAIT_BUCKETS_S,
)
from lib.metrics.definitions.rates import DENOMINATORS
from lib.metrics.tables.callback_candidates import NOT_REACHED
from lib.metrics.tables.conversation_list import order_conversations
from lib.metrics.tables.cross_tables import AGENT_INTERVAL, AGENT_QUEUE, OVERFLOW, QUEUE_INTERVAL
from lib.metrics.tables.drilldown import DIMENSIONS
from lib.period import Period
from lib.smartassist import Service
from lib.source import demo_account
from lib.ui.app.pages import TITLES
from lib.ui.components import chart, data_table, metric_cards
from lib.ui.query import conversations
from lib.ui.query.callbacks import find_callbacks
from tests.metrics.test_drill import MEANS, QUANTILES
from tests.pages.held import STORED_DAYS, VOLUME, fill
from tests.pages.opened import METRIC_PAGES, context_of, is_complete_page, links, open_page, page_text, pick
from tests.pages.test_call_back import to_call

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import ModuleType

    from streamlit.testing.v1 import AppTest

    from lib.charts.theme import Figure
    from lib.store import Store
    from lib.ui.query.page_context import PageContext

SEED = 9
"""Of the few centres in which something happens in both of the night's hours of one name."""

AFTERWARDS = datetime(2026, 11, 12, tzinfo=UTC)
AROUND_THE_CHANGE = Period(datetime(2026, 10, 27, tzinfo=UTC), datetime(2026, 11, 4, tzinfo=UTC))
TWO_DAYS = {"from": "2026-10-31", "to": "2026-11-01"}
SIX_DAYS = {"from": "2026-10-28", "to": "2026-11-02"}
EACH_CLOCK = [
    pytest.param({"zone": zone, **length}, id=f"{zone} from {length['from']}")
    for zone, length in [
        ("UTC", TWO_DAYS),
        ("-330", TWO_DAYS),
        ("Asia/Kolkata", TWO_DAYS),
        ("America/New_York", TWO_DAYS),
        ("America/New_York", SIX_DAYS),
    ]
]

PAIRS = (AGENT_QUEUE, AGENT_INTERVAL, QUEUE_INTERVAL, OVERFLOW)
"""Two dimensions at once that pages draw."""

DERIVED = ("patience", "standard", "aht_s-change", "abandonment_rate-change")
UNTOLD = float("nan")
"""Charts whose marks open a figure's rows at a number made of them in another way."""

Offer = tuple[str, str | None, str | None]
Offers = dict[Offer, float]
"""What can be clicked, (figure, dimension, key), and the number that is drawn there."""


@pytest.fixture(scope="session")
def changing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store around the night on which New York's clocks go back."""
    folder = tmp_path_factory.mktemp("changing")
    centre = Centre(SEED, volume=2 * VOLUME, clock=lambda: AFTERWARDS)
    with DemoServer(centre) as server, Service(demo_account(server.url)) as service:
        fill(folder, service, AROUND_THE_CHANGE, AFTERWARDS)
    return folder


class Walked(dict[Offer, float]):
    """What can be clicked on the pages that were opened, and how many charts of it there were."""

    charts = 0

    def note(self, app: AppTest) -> None:
        """What the page's links offer beside; every chart on it must have been walked."""
        drawn = len(app.get("plotly_chart"))
        assert drawn == self.charts, f"{app.title[0].value}: {drawn - self.charts} charts are not walked"
        self.charts = 0
        for target, _, query in links(app):
            if target == "conversations" and "figure" in query:
                words = {name: query[name][0] for name in ("figure", "by", "key") if name in query}
                self.setdefault((words["figure"], words.get("by"), words.get("key")), UNTOLD)


@pytest.fixture
def offers(monkeypatch: pytest.MonkeyPatch) -> Walked:
    """Fills with what the pages that are opened offer."""
    found = Walked()

    def note(room: ModuleType, name: str, record: Callable[..., Offers]) -> None:
        draw = getattr(room, name)

        def noting(*given: Any, **more: Any) -> None:
            found.update(record(*given, **more))
            found.charts += name == "draw_chart"
            draw(*given, **more)

        monkeypatch.setattr(room, name, noting)

    note(metric_cards, "draw_cards", cards_of)
    note(chart, "draw_chart", lambda _, draw, *, by, name=None, **__: dict(marks(draw(), by, name)))
    note(data_table, "draw_table", lambda _, frame, __, *, by, drill, **___: dict(cells(frame, by, drill)))
    return found


def cards_of(
    _: PageContext,
    row: dict[str, Any],
    names: list[str],
    *__: Any,
    of: tuple[str | None, str | None] = (None, None),
) -> Offers:
    return {(name, *of): row[name] for name in names}


def marks(figure: Figure, by: str | None, name: str | None = None) -> Iterator[tuple[Offer, float]]:
    """Each mark of a chart that is drawn at all; without its number where that is not the figure's own."""
    for trace in figure.data:
        if trace.customdata is None:
            continue
        lies = trace.orientation == "h" if trace.type == "bar" else trace.error_x.array is not None
        is_square = not isinstance(trace.marker.color, str | None)
        drawn = trace.marker.color if is_square else trace.x if lies else trace.y
        for (clicked, key), value in zip(trace.customdata, drawn, strict=True):
            if value is not None and not isnan(value):
                is_own = name not in DERIVED
                yield (clicked, by, (key or NO_VALUE) if by else None), value if is_own else UNTOLD


def place(figure: Figure, clicked: str, key: str) -> dict[str, int]:
    """Where a mark stands, as the browser tells it."""
    return next(
        {"curve_number": curve, "point_index": point}
        for curve, trace in enumerate(figure.data)
        for point, mark in enumerate(trace.customdata if trace.customdata is not None else ())
        if tuple(mark) == (clicked, key)
    )


def cells(frame: pl.DataFrame, by: str, drill: list[str]) -> Iterator[tuple[tuple[str, str, str], float]]:
    for row in frame.iter_rows(named=True):
        yield from (((name, by, row[by] or NO_VALUE), row[name]) for name in drill if row[name])


@pytest.mark.parametrize("chosen", EACH_CLOCK)
def test_what_can_be_clicked_opens_what_it_counted(
    settings: Callable[..., None], changing: Path, resting: None, offers: Walked, chosen: dict[str, str]
) -> None:
    del resting
    settings(STORE__PATH=changing)
    for page in TITLES:
        app = open_page(page, STORED_DAYS | chosen)
        assert is_complete_page(app), page
        offers.note(app)
    view = context_of(app)
    assert view.grain.every == ("1h" if chosen["from"] == TWO_DAYS["from"] else "1d")
    cut_by = {part for _, by, _ in offers for part in (by or "").split(DIMENSION_SEPARATOR)}
    rare = {"next_queue_id"} if view.grain.every == "1h" else set()
    assert {"", *DIMENSIONS} - cut_by <= rare
    named = {name for name, *_ in offers}
    counted = {name: counted_by(view, name) for name in {*named, *filter(None, map(DENOMINATORS.get, named))}}
    drills = [Drill(*offer) for offer in offers]
    marked = find_callbacks(view)
    lists = pl.collect_all([opened_list(view, drill, marked) for drill in drills])
    for drill, listed, drawn in zip(drills, lists, offers.values(), strict=True):
        rows = counted[drill.metric][drill.by][drill.key]
        assert set(listed["session_id"]) == {row["session_id"] for row in rows}, drill
        assert listed.height == listed["session_id"].n_unique(), drill
        assert isnan(drawn) or drawn == pytest.approx(value(counted, drill)), drill


def opened_list(view: PageContext, drill: Drill, marked: pl.DataFrame | None = None) -> pl.LazyFrame:
    """The list that the page Conversations opens, as it asks for it."""
    marks = marked if drill.metric == NOT_REACHED.name else None
    return order_conversations(
        view.all_tables, conversations.select_counted_rows(view.tables, view, drill, marks)
    )


Rows = list[dict[str, Any]]
Counted = dict[str | None, dict[str | None, Rows]]
"""Rows by dimension and key."""


def counted_by(view: PageContext, name: str) -> Counted:
    """The rows that a figure counts, by dimension and key, put there one by one."""
    figure = LISTABLE_METRICS[name]
    found: Counted = defaultdict(lambda: defaultdict(list))
    rows = figure.filter_rows(view.tables[figure.table], view.rules)
    for row in to_call(view) if name == NOT_REACHED.name else rows.collect().rows(named=True):
        found[None][None].append(row)
        single = keys(view, row)
        for by, key in single.items():
            found[by][key].append(row)
        for by in PAIRS:
            found[by][KEY_SEPARATOR.join(single[part] for part in by.split(DIMENSION_SEPARATOR))].append(row)
    return found


def keys(view: PageContext, row: dict[str, Any]) -> dict[str, str]:
    """Where a row stands in each dimension, worked out with the standard library."""
    at = row["session_start"] if row.get("time") is None else row["time"]
    local = view.selection.zone.local(at)
    began = at - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    if view.grain.every == "1d":
        began = view.selection.zone.instant(datetime.combine(local.date(), datetime.min.time()))
    return {
        "interval": f"{began:%Y-%m-%dT%H:%M:%SZ}",
        "hour_of_week": f"{local.isoweekday()}-{local.hour}",
        "queue_id": row.get("queue_id") or NO_VALUE,
        "next_queue_id": row.get("next_queue_id") or NO_VALUE,
        "agent_id": row.get("agent_id") or NO_VALUE,
        "wait_bucket": lowest(row.get("wait_s"), WAIT_BUCKETS_S),
        "handle_bucket": lowest(row.get("handle_s"), HANDLE_BUCKETS_S),
    }


def lowest(seconds: float | None, lows: tuple[int, ...]) -> str:
    return NO_VALUE if seconds is None else str(max(low for low in lows if low <= seconds))


def value(counted: dict[str, Counted], drill: Drill) -> float | None:
    """The number that ought to be drawn where these rows are counted."""
    name, rows = drill.metric, counted[drill.metric][drill.by][drill.key]
    if name in MEANS or name in QUANTILES:
        source, quantile = QUANTILES.get(name, (MEANS.get(name, ""), None))
        column = pl.Series([valued(row, source) or 0 for row in rows], dtype=pl.Float64)
        return column.mean() if quantile is None else column.quantile(quantile, "linear")  # type: ignore[return-value]
    if LISTABLE_METRICS[name].unit == "share":
        return len(rows) / len(counted[DENOMINATORS[name]][drill.by][drill.key])
    return len(rows)


def valued(row: dict[str, Any], name: str) -> float | None:
    """A row's value; of a callback, the seconds from asking for it to the agent's acceptance."""
    if name == "callback_s":
        return float((row["accepted_time"] - row["callback_opted_time"]).total_seconds())
    if name == "nps_points":
        return 100.0 if row["nps_score"] >= 9 else -100.0 if row["nps_score"] <= 6 else 0.0
    number: float | None = row[name]
    return number


def test_the_hour_that_comes_twice_is_two_marks(
    settings: Callable[..., None], changing: Path, resting: None, offers: Offers
) -> None:
    del resting
    settings(STORE__PATH=changing)
    open_page("overview", STORED_DAYS | TWO_DAYS | {"zone": "America/New_York"})
    hours = {key for figure, by, key in offers if by == "interval" and figure == "aht_s"}
    assert {"2026-11-01T05:00:00Z", "2026-11-01T06:00:00Z"} <= hours


@pytest.mark.parametrize("page", METRIC_PAGES)
def test_a_click_on_a_chart_opens_a_list_of_that_many(
    monkeypatch: pytest.MonkeyPatch, store: Store, page: str
) -> None:
    del store
    drawn: dict[str, tuple[Figure, str, str | None]] = {}
    draw_chart = chart.draw_chart

    def noting(
        view: PageContext, draw: Callable[[], Figure], *, by: str, name: str | None = None, **more: Any
    ) -> None:
        drawn[f"-chart-{name or by}"] = draw(), by, name
        draw_chart(view, draw, by=by, name=name, **more)

    with monkeypatch.context() as patched:
        patched.setattr(chart, "draw_chart", noting)
        open_page(page)
    assert len(drawn) >= 3
    for ending, charted in (list(drawn.items())[place] for place in (0, -1)):
        (figure, by, key), number = max(marks(*charted), key=itemgetter(1))
        app = open_page(page)
        clicked = next(one for one in app.get("plotly_chart") if one.proto.id.endswith(ending))
        pick(app, clicked, points=[place(charted[0], figure, key)])
        assert app.title[0].value == "Conversations"
        assert [app.query_params[name] for name in ("figure", "by", "key")] == [figure, by, key]
        listed = opened_list(context_of(app), Drill(figure, by, key)).collect()
        assert f"in {format_quantity(listed.height, 'conversations')}." in page_text(app)
        assert len(app.dataframe[0].value) == min(listed.height, 200) > 0
        if METRICS[figure].unit == "count":
            assert f": {format_quantity(int(number), METRICS[figure].table)} " in page_text(app)
