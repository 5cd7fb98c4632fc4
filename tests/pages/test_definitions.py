"""The page Definitions says of every figure what it is, finds it, and knows the pages that show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lib.metrics import FIGURES
from lib.metrics.exclusions import left_out
from lib.ui import glossary
from lib.ui.navigation import TITLES
from tests.pages.held import PICKED
from tests.pages.opened import FIGURED, is_whole, open_page, said, seen

if TYPE_CHECKING:
    from lib.store import Store


def test_the_page_defines_every_figure(store: Store) -> None:
    del store
    told = said(seen("definitions"))
    for figure in FIGURES.values():
        assert f"### {figure.label}\n\n{figure.definition}" in told
        assert f"in files `{figure.name}`" in told
        for left in left_out(figure):
            assert left in told


def test_the_page_is_searched_and_its_link_keeps_the_words(store: Store) -> None:
    del store
    app = open_page("definitions", PICKED | {"find": "HOLD mean"})
    assert is_whole(app)
    assert app.text_input[0].value == "HOLD mean"
    headings = [line for line in said(app).splitlines() if line.startswith("### ")]
    assert headings == ["### Talk", "### Hold", "### Hold when held"]
    app.text_input[0].set_value("non-response").run()
    assert app.query_params["find"] == "non-response"
    app.text_input[0].set_value("").run()
    assert "find" not in app.query_params


def test_words_that_nothing_holds_are_told(store: Store) -> None:
    del store
    app = open_page("definitions", PICKED | {"find": "<b>*profit*</b>"})
    assert is_whole(app)
    assert "No definition holds these words." in said(app)


@pytest.mark.parametrize("page", FIGURED)
def test_what_a_page_draws_is_said_to_be_shown_there(store: Store, page: str) -> None:
    del store
    app = seen(page)
    drawn = {column for element in app.dataframe for column in element.value.columns} & FIGURES.keys()
    labels = {metric.label for metric in app.metric}
    assert drawn
    assert drawn <= glossary.named_on(page)
    assert labels <= {FIGURES[name].label for name in glossary.named_on(page) & FIGURES.keys()}


def test_a_figure_that_is_shown_nowhere_is_in_no_pages_list() -> None:
    assert glossary.places("unknown-figure") == ()
    assert glossary.places("aht_s")[-2:] == ("the table of queues", "the table of agents")
    assert set(glossary.places("aht_s")) & {title for title, _ in TITLES.values()}
