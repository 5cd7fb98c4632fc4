"""A search heeds no case, accent or apostrophe, whoever wrote it."""

from __future__ import annotations

import pytest

from lib.metrics.tables.text_search import search_forms, split_search_text


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("jose", "José"),
        ("JOSÉ", "jose"),
        ("zoe", "Zoë"),
        ("o'brien", "O’Brien"),
        ("obrien", "O'Brien"),
        ("o’brien", "O´Brien"),
        ("lodz", "Łódź"),
        ("strasse", "Straße"),
        ("STRASSE", "straße"),
        ("soren", "Søren"),
        ("istanbul", "İstanbul"),
        ("иванов", "ИВАНОВ"),
        ("사과", "\u1109\u1161\u1100\u116a"),
        ("fi", "ﬁ"),
    ],
)
def test_search_form_of_what_is_typed_and_of_the_text_are_the_same(typed: str, text: str) -> None:
    assert split_search_text(typed) == search_forms([text])


@pytest.mark.parametrize("words", ["", "  ", "' ’"])
def test_search_words_of_nothing_are_none(words: str) -> None:
    assert split_search_text(words) == []
