"""Rows that somebody may fetch by a link: the requested list, and its rows, piece by piece."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING

import streamlit as st

from lib.errors import AccessRefused, StoreError
from lib.formatting import format_quantity
from lib.frames.schema import SCHEMAS
from lib.metrics import filter_tables
from lib.ui.components import download_buttons
from lib.ui.query import conversations, data_access

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    import polars as pl

    from lib.export import Format
    from lib.ui.app.rate_limit import RateLimit
    from lib.ui.query.conversations import ConversationList
    from lib.ui.query.page_context import PageContext

PATH = "export"
"""Below which path of the server a file is fetched by its link."""

LINK_LIFE = timedelta(hours=1)
"""How long a link holds after its page was last drawn; shorter than the store keeps a file out of use."""

SESSIONS_A_PIECE = 20_000

GONE = (
    "This link is no longer good: it holds for an hour, and only for the page it stands on. "
    "Go back to the list, reload it, and click again."
)
CHANGED = "{written} found and {rows} to be there, so the file was broken off. Try again."


@dataclass(frozen=True, slots=True)
class Export:
    """One table of one list, as one viewer may see it, at one state of the store.

    It holds the list's ids, and no other rows.
    """

    view: PageContext
    matches: ConversationList
    table: str
    form: Format
    name: str
    rows: int
    allowed: RateLimit


def make_export(
    context: PageContext, matches: ConversationList, table: str, form: Format, name: str
) -> Export:
    """What a viewer asks for at the state of the store that the page shows."""
    bare_context = replace(context, table_makers={}, cards=[], loaded_frames=[])
    table_matches = conversations.list_for_table(context, matches, table)
    rows = conversations.count_rows(context, table_matches, table)
    return Export(bare_context, table_matches, table, form, name, rows, download_buttons.session_rate_limit())


def iterate_frames(export: Export) -> Iterator[pl.DataFrame]:
    """The rows, oldest session first, as `callboard export` has them; some thousand sessions at a time.

    Raises:
        StoreError: the store cannot be read, or does not hold what the page counted.
    """
    written = 0
    for part in export.matches.ids.reverse().iter_slices(SESSIONS_A_PIECE):
        rows = _scan_rows(export, replace(export.matches, ids=part))
        (frame,) = data_access.collect_queries(export.view.store, [rows])
        written += frame.height
        yield frame
    if written != export.rows:
        raise StoreError(_describe_change(written, export.rows))


def _describe_change(written: int, rows: int) -> str:
    return CHANGED.format(
        written=format_quantity(written, "rows were", "row was"), rows=format_quantity(rows, "were", "was")
    )


def _scan_rows(export: Export, part: ConversationList) -> pl.LazyFrame:
    tables = data_access.scan_sessions(export.view, export.view.state, part.ids)
    if export.table != "conversations":
        tables = filter_tables(tables, export.view.filters)
    rows = conversations.select_rows(tables, export.view, part, export.table)
    return rows.select(list(SCHEMAS[export.table])).sort("session_start", "session_id", maintain_order=True)


@dataclass(frozen=True, slots=True)
class DownloadLink:
    """An order that a session may have fetched until then."""

    session: str
    order: Export
    until: datetime


class DownloadLinks:
    """What may be fetched by links: each by a secret of its own, which says nothing of what it is for."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: dict[str, DownloadLink] = {}

    def issue(self, session: str, orders: Sequence[Export], now: datetime) -> list[str]:
        """A secret for each order, in place of those that the session was given before."""
        tickets = {secrets.token_urlsafe(32): DownloadLink(session, link, now + LINK_LIFE) for link in orders}
        with self._lock:
            others = (item for item in self._held.items() if item[1].session != session)
            self._held = {key: link for key, link in others if now < link.until} | tickets
        return list(tickets)

    def redeem(self, secret: str, now: datetime) -> Export:
        """What the secret is for.

        Raises:
            AccessRefused: there is no such secret, or no longer.
        """
        with self._lock:
            ticket = self._held.get(secret)
        if ticket is None or now >= ticket.until:
            raise AccessRefused(GONE)
        return ticket.order


@st.cache_resource(show_spinner=False)
def download_links() -> DownloadLinks:
    """The process's tickets."""
    return DownloadLinks()
