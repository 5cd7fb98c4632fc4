"""Tables that are read rather than sorted: they wrap on a phone, and a screen reader walks them.

Every text is escaped, so that a record's own signs are shown and never taken for markup.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from lib.formatting import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

EDGE = "border:0;border-bottom:1px solid color-mix(in srgb, currentColor 20%, transparent);"
CELL = f"{EDGE}padding:0.35rem 0.75rem 0.35rem 0;text-align:left;vertical-align:top;overflow-wrap:anywhere;"
FIRST = f"{CELL}white-space:nowrap;font-weight:400;opacity:0.75;font-variant-numeric:tabular-nums;"
TABLE = "border-collapse:collapse;width:100%;border:0;"


def draw_text_table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str | None]]) -> None:
    """Rows of text below their heads; each row's first cell is its head, in one line."""
    heads = "".join(f'<th scope="col" style="{CELL}">{escape(text)}</th>' for text in head)
    body = "".join(f"<tr>{_row(row)}</tr>" for row in rows)
    st.html(
        f'<table style="{TABLE}" aria-label="{escape(caption)}"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _row(row: Sequence[str | None]) -> str:
    first, *others = (escape(text or MISSING) for text in row)
    cells = "".join(f'<td style="{CELL}">{text}</td>' for text in others)
    return f'<th scope="row" style="{FIRST}">{first}</th>{cells}'
