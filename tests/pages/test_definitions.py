"""The page Definitions says of every figure what it is, finds it, and knows the pages that show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lib.metrics import METRICS
from lib.metrics.definitions.exclusions import list_exclusions
from lib.ui.app.pages import TITLES
from lib.ui.sections import glossary
from lib.ui.sections.metric_places import SHOWN
from tests.pages.held import STORED_DAYS
from tests.pages.opened import context_of, is_complete_page, open_page, open_shared_page, page_text
from tests.pages.shown import list_shown_metrics

if TYPE_CHECKING:
    from lib.store import Store


def test_the_page_defines_every_figure(store: Store) -> None:
    del store
    told = page_text(open_shared_page("definitions"))
    for figure in METRICS.values():
        assert f"### {figure.label}\n\n{figure.definition}" in told
        assert f"in files `{figure.name}`" in told
        for left in list_exclusions(figure):
            assert left in told


def test_the_page_is_searched_and_its_link_keeps_the_words(store: Store) -> None:
    del store
    app = open_page("definitions", STORED_DAYS | {"find": "HOLD mean"})
    assert is_complete_page(app)
    assert app.text_input[0].value == "HOLD mean"
    headings = [line for line in page_text(app).splitlines() if line.startswith("### ")]
    assert headings == ["### Talk", "### Hold", "### Hold when held"]
    app.text_input[0].set_value("non-response").run()
    assert app.query_params["find"] == "non-response"
    app.text_input[0].set_value("").run()
    assert "find" not in app.query_params


def test_words_that_nothing_holds_are_told(store: Store) -> None:
    del store
    app = open_page("definitions", STORED_DAYS | {"find": "<b>*profit*</b>"})
    assert is_complete_page(app)
    assert "No definition holds these words." in page_text(app)


@pytest.mark.parametrize("page", [page for page in TITLES if page != "conversation"])
def test_shown_on_names_what_the_page_draws(store: Store, page: str) -> None:
    del store
    drawn = list_shown_metrics(open_shared_page(page))
    if page == "agents":
        agent = next(iter(context_of(open_shared_page(page)).names.agents))
        drawn |= list_shown_metrics(open_page(page, STORED_DAYS | {"who": agent}))
    assert drawn == set(SHOWN.get(page, ()))


def test_places_names_the_pages_and_the_files_of_a_metric() -> None:
    assert glossary.list_places("service_level") == ("Overview", "Queues", "Wallboard", "the table of queues")
    assert glossary.list_places("voicemail") == ("Overview", "Abandonment", "the table of queues")
    assert glossary.list_places("held_rate") == ("Hold and ACW", "Agents")
    assert glossary.list_places("unknown-figure") == ()


@pytest.mark.parametrize("name", ["containment_rate", "transfer_rate", "scored_rate", "nps", "liked_rate"])
def test_what_is_defined_for_conversations_is_shown(name: str) -> None:
    assert "Overview" in glossary.list_places(name)
