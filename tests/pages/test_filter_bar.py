"""The filters pick ids: whatever they are called, however many they are, and all but them as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lib.ui.layout import page_frame
from lib.ui.query import data_access
from lib.ui.query.data_access import Names
from lib.ui.query.stored_selections import Selections
from tests.pages.held import STORED_DAYS
from tests.pages.opened import context_of, is_complete_page, metrics, open_page, page_text

if TYPE_CHECKING:
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from lib.store import Store

MANY = [f"a-0000-{at:04}" for at in range(365)]


@pytest.fixture
def stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Selections:
    """Selections of the test's own, for the pages as well."""
    own = Selections(tmp_path)
    monkeypatch.setattr(page_frame, "Selections", lambda _: own)
    return own


def call(monkeypatch: pytest.MonkeyPatch, **agents: str) -> None:
    """Give the period's agents these names."""
    monkeypatch.setattr(data_access, "load_names", lambda *_: Names(("voice",), {}, agents))


def send(app: AppTest, field: str, labels: list[str]) -> AppTest:
    """Run with what a browser would send: the labels that it shows."""
    widget = next(element for element in app.multiselect if str(element.key).startswith(field))
    widget.set_value(labels)
    return app.run()


def address(app: AppTest, name: str) -> list[str]:
    """A parameter of the address, each of its values."""
    value = app.query_params.get(name, [])
    return value if isinstance(value, list) else [value]


def boxes(app: AppTest, label: str) -> list[str]:
    """What the filter's box shows as picked."""
    (box,) = (element for element in app.multiselect if element.label == label)
    return [box.format_func(value) for value in box.value]


def test_agents_renamed_agent_stays_picked_by_id(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    del store
    call(monkeypatch, a1="Ann Lee", b1="Bea")
    app = open_page("data", STORED_DAYS | {"agent": "a1"})
    assert boxes(app, "Agents") == ["Ann Lee"]
    call(monkeypatch, a1="Ann Kay", b1="Bea")
    app.run()
    assert boxes(app, "Agents") == ["Ann Kay"]
    send(app, "agents", ["Ann Lee", "Bea"])
    assert context_of(app).selection.agents == ("a1", "b1")
    assert address(app, "agent") == ["a1", "b1"]


def test_agents_agent_who_does_not_occur_is_shown_by_the_last_name(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    del store
    call(monkeypatch, a1="Ann", b1="Bea")
    app = open_page("data", STORED_DAYS | {"agent": "a1"})
    call(monkeypatch, b1="Bea")
    app.run()
    assert boxes(app, "Agents") == ["Ann"]
    assert context_of(app).selection.agents == ("a1",)
    assert "stay picked: Ann" in page_text(app)


def test_filters_all_but_a_queue_leaves_it_out(store: Store) -> None:
    del store
    whole = open_page("queues")
    queue = next(iter(context_of(whole).names.queues))
    only, but = (open_page("queues", STORED_DAYS | {name: queue}) for name in ("queue", "not_queue"))
    offered = [int(metrics(app)["Offered"][0].replace(",", "")) for app in (whole, only, but)]
    assert offered[0] == offered[1] + offered[2]
    assert min(offered) > 0
    assert next(box for box in but.checkbox if box.label == "All but these").value


def test_filters_box_all_but_these_turns_the_link(store: Store) -> None:
    del store
    app = open_page("data", STORED_DAYS | {"channel": "Voice"})
    next(box for box in app.checkbox if box.label == "All but these").check().run()
    assert context_of(app).selection.not_channels == ("Voice",)
    assert address(app, "not_channel") == ["Voice"]
    assert "channel" not in app.query_params
    app.multiselect(key="channels").set_value([]).run()
    assert not app.checkbox
    assert not context_of(app).selection.lists


def test_channels_another_spelling_in_a_link_picks_the_channel(store: Store) -> None:
    del store
    app = open_page("data", STORED_DAYS | {"channel": "voice"})
    assert context_of(app).selection.channels == ("Voice",)
    assert boxes(app, "Channels") == ["Voice"]
    assert not app.warning


def test_filters_button_clears_them_all_and_keeps_the_period(store: Store) -> None:
    del store
    app = open_page("data", STORED_DAYS | {"direction": "Inbound", "not_queue": "q", "channel": "Voice"})
    app.button(key="clear-filters").click().run()
    assert is_complete_page(app)
    assert not context_of(app).selection.lists
    assert {name: "".join(address(app, name)) for name in app.query_params} == STORED_DAYS
    assert not [button for button in app.button if button.key == "clear-filters"]


def test_filters_many_agents_have_a_short_link_that_brings_them_back(
    store: Store, stored: Selections
) -> None:
    del store
    app = open_page("data", STORED_DAYS | {"agent": MANY})
    (selection,) = address(app, "selection")
    assert "agent" not in app.query_params
    assert stored.load(selection) == {"agent": MANY}
    again = open_page("data", STORED_DAYS | {"selection": selection})
    assert context_of(again).selection == context_of(app).selection
    assert context_of(again).link()["selection"] == [selection]


def test_filters_selection_that_is_gone_is_said_and_nothing_is_shown(
    store: Store, stored: Selections
) -> None:
    del store, stored
    app = open_page("data", STORED_DAYS | {"selection": "0" * 20})
    assert app.error[0].value == (
        "The link's selection 00000000000000000000 is not stored here, or no longer. What it picked is not "
        "known, so nothing is shown. Pick again what you want to see, or clear all filters."
    )
    assert not app.title
    app.button(key="clear-filters").click().run()
    assert is_complete_page(app)
    assert "selection" not in app.query_params


def test_against_the_team_agent_who_does_not_occur_stays_picked(store: Store) -> None:
    del store
    app = open_page("agents", STORED_DAYS | {"who": "gone"})
    assert is_complete_page(app)
    assert app.selectbox(key="who").value == "gone"
    assert address(app, "who") == ["gone"]
    assert "gone has no handlings or assignments in what is shown" in page_text(app).replace("\\", "")
