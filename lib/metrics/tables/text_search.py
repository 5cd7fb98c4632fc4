"""The form in which texts are searched: without case, accents and apostrophes, the same for both sides."""

from __future__ import annotations

from typing import Final

import polars as pl

LETTERS: Final = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i",
    "ŧ": "t", "ŋ": "n",
}  # fmt: skip
"""Small letters that Unicode does not take apart, and what people type for them."""

MARKS: Final = r"\p{M}|['’‘‛ʼʻʹ′`´＇]"
"""Accents that stand by themselves once letters are taken apart, and apostrophes of every kind."""


def search_form(text: pl.Expr) -> pl.Expr:
    """The form of a text by which it is searched; null stays null. `Łódź` and `lodz` have the same."""
    apart = (
        text.str.replace_all(MARKS, "").str.normalize("NFKD").str.to_lowercase().str.replace_all(MARKS, "")
    )
    return apart.str.replace_many(list(LETTERS), list(LETTERS.values()))


def search_forms(texts: list[str]) -> list[str]:
    """The forms of some texts, in their order."""
    forms = pl.Series("text", texts, pl.String).to_frame().select(search_form(pl.col("text")))
    return forms.to_series().to_list()


def split_search_text(text: str) -> list[str]:
    """What is searched for, word by word, in its form; a word of apostrophes alone is none."""
    return search_forms([text])[0].split()
