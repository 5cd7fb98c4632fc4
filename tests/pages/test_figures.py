"""What the cards, the strip and the tables say is what the figures are."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl
import pytest

from lib.formatting import MISSING, format_count, format_duration, format_score, format_share
from lib.frames.schema import OUTCOMES
from lib.metrics import METRICS, Tables, agent_table, filter_tables, queue_table, summary
from lib.metrics.definitions.filters import Filters
from lib.period import Period, Zone, days
from lib.settings import Metrics
from lib.ui.components.list_titles import escape_markdown
from tests.pages.held import SETTLE, STORED_DAYS, stored_period
from tests.pages.opened import METRIC_PAGES, context_of, metrics, open_page, open_shared_page, page_text, pick

if TYPE_CHECKING:
    from typing import Any

    from lib.demo import Centre
    from lib.store import Store

SPEAKS = {"count": format_count, "share": format_share, "seconds": format_duration, "score": format_score}
each_figured = pytest.mark.parametrize("page", METRIC_PAGES)


def truth(store: Store, filters: Filters) -> dict[str, Any]:
    """Every figure, straight from the store."""
    return summary(picked(store, filters), Metrics()).collect().row(0, named=True)


def picked(store: Store, filters: Filters) -> Tables:
    return filter_tables(
        Tables(**{name: store.scan(name, filters.period) for name in Tables.__slots__}), filters
    )


def spoken(name: str, value: float | None) -> str:
    return SPEAKS[METRICS[name].unit](value)


@each_figured
@pytest.mark.parametrize("narrowed", [False, True])
def test_every_card_says_its_figure(store: Store, page: str, *, narrowed: bool) -> None:
    queue = next(iter(context_of(open_shared_page("data")).names.queues))
    app = open_page(page, STORED_DAYS | ({"queue": queue} if narrowed else {}))
    filters = Filters(context_of(app).period, queues=(queue,) if narrowed else ())
    row = truth(store, filters)
    values = {name: spoken(name, row[name]) for name in METRICS if name in row}
    cards = metrics(app)
    assert len(cards) >= 5
    unknown = {figure.label for name, figure in METRICS.items() if row.get(name) is None}
    for label, shown in cards.items():
        meant = {values[name] for name, figure in METRICS.items() if figure.label == label and name in values}
        assert set(shown) <= meant, label
        assert MISSING not in shown or label in unknown


def test_the_cards_are_what_truly_happened(store: Store, centre: Centre) -> None:
    del store
    app = open_shared_page("overview")
    period = context_of(app).period
    queues = centre.truth(period.start, period.end).queues.values()
    offered, abandoned, handlings = (
        sum(getattr(queue, name) for queue in queues) for name in ("offered", "abandoned", "handlings")
    )
    assert metrics(app)["Offered"] == [format_count(offered)]
    assert metrics(app)["Abandonment"] == [format_share(abandoned / offered)]
    assert metrics(app)["Handlings"] == [format_count(handlings)]


@each_figured
def test_every_card_carries_its_definition(store: Store, page: str) -> None:
    del store
    app = open_shared_page(page)
    defined = {figure.label: set() for figure in METRICS.values()}
    for figure in METRICS.values():
        defined[figure.label].add(figure.definition)
    labels = {metric.label for metric in app.metric}
    headed = {element.value: element.proto.help for element in app.caption if element.value in labels}
    assert headed.keys() == labels
    assert all(told in defined[label] for label, told in headed.items())


@pytest.mark.parametrize("page", ["overview", "abandonment"])
def test_the_outcomes_sum_to_what_was_offered(store: Store, page: str) -> None:
    app = open_shared_page(page)
    row = truth(store, Filters(context_of(app).period))
    parts = " + ".join(f"{row[name]} {METRICS[name].label.lower()}" for name in OUTCOMES if row[name])
    assert sum(row[name] for name in OUTCOMES) == row["offered"]
    assert f"{row['offered']} offered = {parts}" in page_text(app)


def test_the_parts_of_handle_time_are_named(store: Store) -> None:
    app = open_shared_page("handle_time")
    row = truth(store, Filters(context_of(app).period))
    parts = [format_duration(row[name]) for name in ("aht_s", "talk_mean_s", "hold_mean_s", "acw_mean_s")]
    assert "{} AHT = {} talk + {} hold + {} after-call work".format(*parts) in page_text(app)


@pytest.mark.parametrize(
    ("zone", "label"),
    [("UTC", "UTC"), ("Asia/Kolkata", "Asia/Kolkata"), ("-330", "UTC+05:30"), ("300", "UTC-05:00")],
)
def test_the_strip_names_period_zone_and_share(store: Store, zone: str, label: str) -> None:
    del store
    app = open_page("data", STORED_DAYS | {"zone": zone})
    strip = next(caption.value for caption in app.caption if "of the period is there" in caption.value)
    period, shown, *_, there, beside = strip.split(" · ")
    assert period == "**Mon, Sep 16 – Wed, Sep 18, 2024**"
    assert shown == label
    assert there == "all of the period is there"
    assert beside == "against Mon, Sep 9 – Wed, Sep 11, 2024"


def test_the_strip_says_how_much_is_missing(store: Store, resting: None) -> None:
    del store, resting
    app = open_page("data", STORED_DAYS | {"from": "2024-09-01", "to": "2024-09-27"})
    assert "nothing to compare with: 0% of Sun, Aug 4 – Fri, Aug 30, 2024 is there" in page_text(app)
    held, asked = (stored_period().length / timedelta(days=1)), 27
    assert f"**{held / asked:.0%} of the period is there**" in page_text(app)


@each_figured
def test_a_day_on_another_clock_is_another_day(store: Store, page: str) -> None:
    zone = Zone(offset_min=-330)
    app = open_page(page, STORED_DAYS | {"to": "2024-09-16", "zone": "-330"})
    period = days(*[context_of(app).selection.first] * 2, zone)
    row = truth(store, Filters(period))
    assert context_of(app).period == period
    for label, name in {"Offered": "offered", "Handlings": "handlings"}.items():
        assert metrics(app).get(label, [format_count(row[name])]) == [format_count(row[name])]


@pytest.mark.parametrize("page", METRIC_PAGES)
def test_the_tables_show_the_figures_by_queue_and_by_agent(store: Store, page: str) -> None:
    app = open_shared_page(page)
    period = context_of(app).period
    tables, rules = picked(store, Filters(period)), Metrics()
    true = {
        "queue": queue_table(tables.visits, tables.handlings, rules).collect(),
        "agent": agent_table(tables.handlings, tables.assignments, rules).collect(),
    }
    shown = [element.value for element in app.dataframe if element.value.columns[0] in true]
    assert shown
    for table in shown:
        rows = true[table.columns[0]]
        assert len(table) == rows.height
        for column in set(table.columns) & {"offered", "handlings", "abandonment_rate", "held_rate"}:
            shown_to = 0.000501 if column.endswith("_rate") else 1e-9  # a tenth of a percent
            true_ones = pytest.approx(rows[column].to_pandas().tolist(), nan_ok=True, abs=shown_to)
            assert table[column].tolist() == true_ones


@pytest.mark.parametrize("page", METRIC_PAGES)
def test_a_picked_row_offers_what_is_behind_it(store: Store, page: str) -> None:
    app = open_page(page)
    period = context_of(app).period
    tables = picked(store, Filters(period))
    kind = app.dataframe[0].value.columns[0]
    by_queue = queue_table(tables.visits, tables.handlings, Metrics())
    by_agent = agent_table(tables.handlings, tables.assignments, Metrics())
    row = {"queue": by_queue, "agent": by_agent}[kind].collect().row(1, named=True)
    before = len(app.get("page_link"))
    pick(app, app.dataframe[0], rows=[1])
    offered = app.get("page_link")[len(metrics(app)) :]
    labels = [element.proto.label for element in app.get("page_link")]
    assert len(labels) > before
    new = [element.proto for element in offered if f"key={row[f'{kind}_id']}" in element.proto.query_string]
    assert len(new) == len(labels) - before
    for proto in new:
        name = proto.query_string.partition("figure=")[2].partition("&")[0]
        assert proto.label == f"{METRICS[name].label}: {spoken(name, row[name])}"


def test_the_list_counts_what_it_shows(store: Store) -> None:
    app = open_shared_page("conversations")
    held = picked(store, Filters(context_of(app).period)).conversations.collect()
    assert f"**Conversations**: {held.height:,} conversations." in page_text(app)
    assert len(app.dataframe[0].value) == min(held.height, 200)


def test_the_list_turns_to_its_next_page(store: Store) -> None:
    app = open_page("conversations")
    held = picked(store, Filters(context_of(app).period)).conversations.collect()
    first = set(app.dataframe[0].value["conversation_id"].dropna())
    app.get("pagination")[0].set_value(2).run()
    second = set(app.dataframe[0].value["conversation_id"].dropna())
    assert second
    assert not first & second
    assert (first | second) <= set(held["conversation_id"])


def test_the_list_is_searched(store: Store) -> None:
    del store
    app = open_page("conversations")
    sought = app.dataframe[0].value["conversation_id"].dropna().iloc[3]
    app.text_input[0].set_value(sought.upper()).run()
    assert set(app.dataframe[0].value["conversation_id"]) == {sought}
    assert f", 1 of them with “{escape_markdown(sought.upper())}”." in page_text(app)


def test_the_data_page_counts_what_is_left_out(store: Store) -> None:
    app = open_shared_page("data")
    period: Period = context_of(app).period
    left = dict(app.dataframe[1].value.itertuples(index=False))
    row = truth(store, Filters(period))
    cars = store.scan("side_cars", period).filter(
        pl.col("session_start").is_between(period.start, period.end, closed="left")
    )
    assert left[next(why for why in left if why.startswith("Handlings without"))] == row["left_out"]
    assert left[next(why for why in left if why.startswith("Side sessions"))] == cars.collect().height > 0
    assert len(app.dataframe[0].value) == store.coverage().windows(SETTLE).height
