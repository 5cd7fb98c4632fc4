"""A link is the view: what it says is picked, what cannot be meant falls back, what is picked it says."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from streamlit.runtime.context import ContextProxy

from lib.period import UTC_ZONE, Zone, days
from lib.ui.query.link_reader import parse_selection, read_link
from lib.ui.query.selection import PARAMETERS, PERIODS, Selection, period_of, to_parameters
from tests.pages.held import STORED_DAYS
from tests.pages.opened import (
    PAGES,
    context_of,
    is_complete_page,
    links,
    open_page,
    open_shared_page,
    page_text,
    switch_page,
)

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from lib.store import Store

DEFAULT = Selection("last-7-days", UTC_ZONE)
NOW = datetime(2026, 3, 11, 2, 30, tzinfo=UTC)
"""A Wednesday in UTC, still Tuesday in New York."""


def address(app: AppTest) -> dict[str, list[str]]:
    """What of the address the shared filters own."""
    listed = app.query_params.items()
    found = {name: value if isinstance(value, list) else [value] for name, value in listed}
    return {name: values for name, values in found.items() if name in PARAMETERS}


@pytest.mark.parametrize(
    ("zone", "meant"),
    [
        ("Asia/Kolkata", Zone(name="Asia/Kolkata")),
        ("America/New_York", Zone(name="America/New_York")),
        ("-330", Zone(offset_min=-330)),
        ("300", Zone(offset_min=300)),
        ("0", Zone(offset_min=0)),
    ],
)
def test_a_link_sets_period_and_zone(store: Store, zone: str, meant: Zone) -> None:
    del store
    app = open_page("data", STORED_DAYS | {"zone": zone})
    view = context_of(app)
    assert view.selection.zone == meant
    assert view.period == days(date(2024, 9, 16), date(2024, 9, 18), meant)
    assert app.selectbox(key="zone").value == zone


@pytest.mark.parametrize("name", ["channel", "queue", "agent", "direction"])
@pytest.mark.parametrize("several", [1, 2])
def test_a_link_sets_each_filter(store: Store, name: str, several: int) -> None:
    del store
    names = context_of(open_shared_page("data")).names
    known = {"channel": names.channels, "queue": names.queues, "agent": names.agents}
    values = list(known.get(name, ("Inbound", "Outbound")))[:several]
    app = open_page("data", STORED_DAYS | {name: values})
    assert getattr(context_of(app).selection, f"{name}s") == tuple(values)
    assert app.multiselect(key=f"{name}s").value == values
    assert address(app) == {key: [value] for key, value in STORED_DAYS.items()} | {name: values}


@pytest.mark.parametrize(
    "fault",
    [
        {"period": "fortnight"},
        {"from": "yesterday"},
        {"to": "2024-02-30"},
        {"zone": "Europe/Atlantis"},
        {"zone": "9999"},
        {"zone": "../../etc/passwd"},
        {"zone": ""},
        {"from": ""},
        {"direction": "Sideways"},
        {"queue": ""},
        {"channel": "<b>"},
        {"from": "0001-01-01"},
        {"to": "9999-12-31"},
        {"from": "1900-01-01", "to": "1900-01-02"},
    ],
    ids=str,
)
def test_what_a_link_cannot_mean_does_no_harm(store: Store, resting: None, fault: dict[str, str]) -> None:
    del store, resting
    app = open_page("data", STORED_DAYS | fault)
    assert not app.exception
    assert is_complete_page(app) or len(app.error) == 1


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, DEFAULT),
        ({"period": ["fortnight"]}, DEFAULT),
        ({"period": ["last-30-days"]}, Selection("last-30-days", UTC_ZONE)),
        ({"period": ["last-367-days"]}, DEFAULT),
        (
            {"from": ["2026-03-01"], "to": ["2026-03-02"]},
            Selection("dates", UTC_ZONE, date(2026, 3, 1), date(2026, 3, 2)),
        ),
        ({"not_queue": ["a", "a"]}, Selection("last-7-days", UTC_ZONE, not_queues=("a",))),
        ({"queue": ["a"], "not_queue": ["b"]}, Selection("last-7-days", UTC_ZONE, queues=("a",))),
        (
            {"direction": ["outbound", "Sideways"]},
            Selection("last-7-days", UTC_ZONE, directions=("Outbound",)),
        ),
        ({"period": ["yesterday"]}, Selection("yesterday", UTC_ZONE)),
        ({"period": ["today", "last-week"]}, Selection("last-week", UTC_ZONE)),
        ({"zone": ["nowhere"]}, DEFAULT),
        ({"zone": ["-330"]}, Selection("last-7-days", Zone(offset_min=-330))),
        ({"zone": ["100000"]}, DEFAULT),
        ({"period": ["dates"]}, DEFAULT),
        ({"period": ["dates"], "from": ["2026-03-01"]}, Selection("last-7-days", UTC_ZONE, date(2026, 3, 1))),
        ({"queue": ["a", "b"]}, Selection("last-7-days", UTC_ZONE, queues=("a", "b"))),
        ({"compare": ["none"]}, Selection("last-7-days", UTC_ZONE, compare="none")),
        ({"compare": ["the moon"]}, Selection("last-7-days", UTC_ZONE)),
        (
            {"agent": ["x"], "direction": ["Inbound"]},
            Selection("last-7-days", UTC_ZONE, agents=("x",), directions=("Inbound",)),
        ),
    ],
    ids=str,
)
def test_a_parameter_means_a_pick(parameters: dict[str, list[str]], expected: Selection) -> None:
    assert parse_selection(parameters, DEFAULT) == expected


@pytest.mark.parametrize(
    ("parameters", "sentences"),
    [
        (
            {"period": ["last-0-days"]},
            ["The link's period “last-0-days” is not known. Shown is: last 7 days."],
        ),
        ({"period": ["last-30-days"]}, []),
        ({"period": ["today"], "zone": ["UTC"], "compare": ["none"], "direction": ["Inbound"]}, []),
        (
            {"period": ["dates"], "from": ["2024-09-31"], "to": ["2024-10-02"]},
            ["The link's first day “2024-09-31” is no day that can be shown. Shown is: last 7 days."],
        ),
        (
            {"period": ["dates"], "from": ["2024-09-30"]},
            ["The link names no last day. Shown is: last 7 days."],
        ),
        (
            {"period": ["today"], "from": ["2024-09-30"], "to": ["2024-09-30"]},
            ["The link names days and another period. Shown is: Today."],
        ),
        (
            {"zone": ["Europe/Atlantis"]},
            ["The link's time zone “Europe/Atlantis” is not known. Times are shown in UTC."],
        ),
        (
            {"compare": ["the moon"]},
            ["The link's comparison “the moon” is not known. Compared is with: the period before."],
        ),
        (
            {"direction": ["Sideways"]},
            ["The link's direction “Sideways” is not known. Shown is: Inbound and Outbound."],
        ),
        ({"queue": [""]}, ["The link names a queue without a value. It is left out."]),
        (
            {"agent": ["a"], "not_agent": ["b"]},
            ["The link both picks and excludes agents. Those that it picks are shown."],
        ),
        (
            {"zone": ["x" * 99 + "\n”"]},
            [f"The link's time zone “{'x' * 60}…” is not known. Times are shown in UTC."],
        ),
    ],
    ids=str,
)
def test_read_link_unknown_value_is_said_with_what_is_shown_instead(
    parameters: dict[str, list[str]], sentences: list[str]
) -> None:
    assert list(read_link(parameters, DEFAULT)[1]) == sentences


def test_page_of_a_link_with_unknown_values_says_each(store: Store, resting: None) -> None:
    del store, resting
    app = open_page("data", {"period": "last-0-days", "zone": "Europe/*Atlantis*", "compare": "none"})
    assert [warning.value.replace("\\", "") for warning in app.warning] == [
        "The link's period “last-0-days” is not known. Shown is: last 7 days.",
        "The link's time zone “Europe/*Atlantis*” is not known. Times are shown in UTC.",
    ]
    assert "\\*Atlantis\\*" in app.warning[1].value


@pytest.mark.parametrize("name", ["channel", "queue", "agent"])
def test_page_of_a_link_with_a_value_that_does_not_occur_says_so(store: Store, name: str) -> None:
    del store
    app = open_page("data", STORED_DAYS | {name: "gone"})
    assert f"{name.capitalize()}s that do not occur in this period, and stay picked: gone" in page_text(app)
    assert app.multiselect(key=f"{name}s").value == ["gone"]


@pytest.mark.parametrize("zone", ["Etc/Unknown", "../../etc/passwd", "\x00", "<b>*x*</b>"])
def test_page_in_a_browser_with_an_unknown_zone_is_shown_in_utc(
    store: Store, resting: None, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    del store, resting
    monkeypatch.setattr(ContextProxy, "timezone", zone)
    app = open_page("data", {"period": "last-week"})
    assert context_of(app).selection.zone == UTC_ZONE
    assert len(app.warning) == 1
    assert "time zone" in app.warning[0].value
    linked = open_page("data", STORED_DAYS | {"zone": "UTC"})
    assert is_complete_page(linked)
    assert not linked.warning


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize(
    "zone", [UTC_ZONE, Zone(name="Asia/Kolkata"), Zone(offset_min=300)], ids=lambda z: z.label
)
def test_a_link_there_and_back_is_the_same(period: str, zone: Zone) -> None:
    picks = Selection(
        period, zone, queues=("q",), agents=("a", "b"), channels=("voice",), directions=("Outbound",)
    )
    if period == "dates":
        picks = Selection(
            period, zone, date(2024, 2, 28), date(2024, 3, 1), directions=("Inbound",), compare="none"
        )
    assert parse_selection(to_parameters(picks), DEFAULT) == picks


@pytest.mark.parametrize(
    ("period", "zone", "first", "last"),
    [
        ("today", "UTC", "2026-03-11", "2026-03-11"),
        ("today", "America/New_York", "2026-03-10", "2026-03-10"),
        ("yesterday", "UTC", "2026-03-10", "2026-03-10"),
        ("last-7-days", "UTC", "2026-03-05", "2026-03-11"),
        ("last-14-days", "UTC", "2026-02-26", "2026-03-11"),
        ("last-28-days", "UTC", "2026-02-12", "2026-03-11"),
        ("this-week", "UTC", "2026-03-09", "2026-03-11"),
        ("last-week", "UTC", "2026-03-02", "2026-03-08"),
        ("last-week", "America/New_York", "2026-03-02", "2026-03-08"),
        ("last-30-days", "UTC", "2026-02-10", "2026-03-11"),
    ],
)
def test_a_period_is_whole_days_on_the_picked_clock(period: str, zone: str, first: str, last: str) -> None:
    meant = period_of(Selection(period, Zone(name=zone)), NOW)
    local = Zone(name=zone)
    assert local.local(meant.start).strftime("%Y-%m-%d %H:%M") == f"{first} 00:00"
    assert (local.local(meant.end).date() - date.fromisoformat(last)).days == 1
    assert local.local(meant.end).strftime("%H:%M") == "00:00"


def test_dates_the_wrong_way_round_are_turned_with_a_sentence(store: Store) -> None:
    del store
    app = open_page("data", STORED_DAYS | {"from": "2024-09-18", "to": "2024-09-16"})
    assert is_complete_page(app)
    assert [warning.value for warning in app.warning] == [
        "The link's last day came before its first. They are shown the other way round."
    ]
    assert address(app) == {name: [value] for name, value in STORED_DAYS.items()}
    assert app.run().warning
    assert not app.multiselect(key="directions").set_value(["Inbound"]).run().warning


def test_half_a_range_is_asked_for_the_other_half(store: Store) -> None:
    del store
    app = open_page("data")
    app.date_input(key="dates").set_value([date(2024, 9, 17)]).run()
    assert not app.exception
    assert [error.value for error in app.error] == [
        "Choose the last day of the period as well: click the calendar a second time."
    ]
    app.date_input(key="dates").set_value([date(2024, 9, 17), date(2024, 9, 18)]).run()
    assert is_complete_page(app)
    assert address(app)["from"] == ["2024-09-17"]


def test_dates_are_asked_for_when_they_are_to_be_chosen(store: Store, resting: None) -> None:
    del store, resting
    app = open_page("data", {"period": "last-week", "zone": "UTC"})
    app.selectbox(key="period").set_value("dates").run()
    assert not app.exception
    assert [error.value for error in app.error] == [
        "Choose the last day of the period as well: click the calendar a second time."
    ] or is_complete_page(app)


@pytest.mark.parametrize(
    ("key", "value", "said_as"),
    [
        ("zone", "Asia/Kolkata", {"zone": ["Asia/Kolkata"]}),
        ("zone", "Australia/Sydney", {"zone": ["Australia/Sydney"]}),
        ("directions", ["Inbound"], {"direction": ["Inbound"]}),
        ("channels", ["rtm", "Voice"], {"channel": ["Web/Mobile Client", "Voice"]}),
        ("dates", [date(2024, 9, 16), date(2024, 9, 17)], {"from": ["2024-09-16"], "to": ["2024-09-17"]}),
    ],
)
def test_what_is_picked_stands_in_the_address(
    store: Store, key: str, value: object, said_as: dict[str, list[str]]
) -> None:
    del store
    app = open_page("data")
    widgets = (*app.selectbox, *app.multiselect, *app.date_input)
    next(widget for widget in widgets if widget.key == key).set_value(value).run()
    assert is_complete_page(app)
    assert address(app) == {name: [text] for name, text in STORED_DAYS.items()} | said_as


@pytest.mark.parametrize("name", ["queue", "agent", "channel"])
def test_what_a_link_names_stays_pickable_where_it_does_not_occur(store: Store, name: str) -> None:
    del store
    app = open_page("conversations", STORED_DAYS | {name: f"{name}-of-last-year"})
    widget = app.multiselect(key=f"{name}s")
    assert f"{name}-of-last-year" in widget.options
    assert widget.value == [f"{name}-of-last-year"]
    assert "Nothing matches these filters." in page_text(app)
    widget.set_value([]).run()
    assert is_complete_page(app)
    assert name not in address(app)
    assert len(app.dataframe[0].value)


def test_the_filters_go_along_to_every_page(store: Store) -> None:
    del store
    app = open_page("overview", STORED_DAYS | {"direction": "Inbound"})
    for page in PAGES:
        switch_page(app, page)
        assert is_complete_page(app)
        assert context_of(app).selection.directions == ("Inbound",)
        assert address(app)["direction"] == ["Inbound"]


def test_every_link_of_a_page_carries_its_filters(store: Store) -> None:
    del store
    app = open_page("overview", STORED_DAYS | {"direction": "Inbound", "zone": "-330"})
    carried = STORED_DAYS | {"direction": "Inbound", "zone": "-330"}
    assert len(links(app)) >= len(app.metric)
    for _, _, query in links(app):
        assert {name: query[name] for name in carried} == {name: [value] for name, value in carried.items()}


@pytest.mark.parametrize(
    "drill",
    [
        {"figure": "profit"},
        {"figure": "offered", "by": "weather", "key": "rain"},
        {"figure": "offered", "by": "queue_id"},
        {"figure": "offered", "key": "x"},
        {"figure": "conversations", "by": "queue_id", "key": "x"},
        {"figure": "offered", "by": "handle_bucket", "key": "0"},
        {"figure": "aht_s", "by": "wait_bucket", "key": "0"},
        {"figure": "offered", "by": "hour_of_week", "key": "1x-3"},
        {"figure": "offered", "by": "hour_of_week", "key": "²-3"},
        {"figure": "offered", "by": "hour_of_week", "key": "9"},
        {"figure": "offered", "by": "interval", "key": "<b>then</b>"},
        {"figure": "abandoned", "by": "wait_bucket", "key": "none"},
        {"by": "queue_id", "key": "x"},
    ],
    ids=str,
)
def test_a_link_to_rows_that_cannot_be_does_no_harm(store: Store, drill: dict[str, str]) -> None:
    del store
    app = open_page("conversations", STORED_DAYS | drill)
    assert is_complete_page(app)
    assert "None" not in page_text(app)


@pytest.mark.parametrize(
    ("drill", "told"),
    [
        (("offered", "wait_bucket", "20"), "20–30 s"),
        (("abandoned", "wait_bucket", "none"), "unknown"),
        (("timed", "handle_bucket", "1800"), "over 30 min"),
        (("offered", "hour_of_week", "3-14"), "Wed 14:00"),
        (("offered", "interval", "2024-09-16T23:00:00Z"), "Tue, Sep 17, 2024 04:30"),
        (("handlings", "queue_id", "none"), "Direct to agent"),
        (("handlings", "agent_id", "none"), "\\(agent not named\\)"),
    ],
)
def test_the_list_says_what_was_clicked_as_the_chart_called_it(
    store: Store, drill: tuple[str, str, str], told: str
) -> None:
    del store
    named = dict(zip(("figure", "by", "key"), drill, strict=True))
    app = open_page("conversations", STORED_DAYS | {"zone": "-330"} | named)
    assert f"**, {told}: " in page_text(app).replace("\\:", ":")
