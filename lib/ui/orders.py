"""Rows that somebody may fetch by a link: what he asked for, and the rows themselves, piece by piece."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING

import streamlit as st

from lib.charts.speak import several
from lib.errors import AccessRefused, StoreError
from lib.frames.schema import SCHEMAS
from lib.metrics import with_filters
from lib.ui import data, downloads, found

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    import polars as pl

    from lib.export import Format
    from lib.ui.found import Found
    from lib.ui.limits import Allowance
    from lib.ui.view import View

LIFE = timedelta(hours=1)
"""How long a link holds after its page was last drawn; shorter than the store keeps a file out of use."""

SESSIONS_A_PIECE = 20_000

GONE = (
    "This link is no longer good: it holds for an hour, and only for the page it stands on. "
    "Go back to the list, reload it, and click again."
)
CHANGED = "{written} found and {rows} to be there, so the file was broken off. Try again."


@dataclass(frozen=True, slots=True)
class Order:
    """One table of one list, as one reader may see it, at one state of the store.

    It holds the list's ids, and no other rows.
    """

    view: View
    found: Found
    table: str
    form: Format
    name: str
    rows: int
    allowed: Allowance


def order(view: View, listed: Found, table: str, form: Format, name: str) -> Order:
    """What a reader asks for at the state of the store that his page shows."""
    bare = replace(view, drawn={}, cards=[], at_hand=[])
    whole = found.by_table(view, listed, table)
    rows = found.count(view, whole, table)
    return Order(bare, whole, table, form, name, rows, downloads.allowance())


def frames(wanted: Order) -> Iterator[pl.DataFrame]:
    """The rows, oldest session first, as `callboard export` has them; some thousand sessions at a time.

    Raises:
        StoreError: the store cannot be read, or does not hold what the page counted.
    """
    written = 0
    for part in wanted.found.ids.reverse().iter_slices(SESSIONS_A_PIECE):
        rows = _rows(wanted, replace(wanted.found, ids=part))
        (frame,) = data.gathered(wanted.view.store, [rows])
        written += frame.height
        yield frame
    if written != wanted.rows:
        raise StoreError(_changed(written, wanted.rows))


def _changed(written: int, rows: int) -> str:
    return CHANGED.format(written=several(written, "rows were", "row was"), rows=several(rows, "were", "was"))


def _rows(wanted: Order, part: Found) -> pl.LazyFrame:
    tables = data.whole(wanted.view, wanted.view.state, part.ids)
    if wanted.table != "conversations":
        tables = with_filters(tables, wanted.view.filters)
    rows = found.picked(tables, wanted.view, part, wanted.table)
    return rows.select(list(SCHEMAS[wanted.table])).sort("session_start", "session_id", maintain_order=True)


@dataclass(frozen=True, slots=True)
class Ticket:
    """An order that a session may have fetched until then."""

    session: str
    order: Order
    until: datetime


class Tickets:
    """What may be fetched by links: each by a secret of its own, which says nothing of what it is for."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: dict[str, Ticket] = {}

    def issue(self, session: str, orders: Sequence[Order], now: datetime) -> list[str]:
        """A secret for each order, in place of those that the session was given before."""
        tickets = {secrets.token_urlsafe(32): Ticket(session, one, now + LIFE) for one in orders}
        with self._lock:
            others = (item for item in self._held.items() if item[1].session != session)
            self._held = {key: one for key, one in others if now < one.until} | tickets
        return list(tickets)

    def redeem(self, secret: str, now: datetime) -> Order:
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
def tickets() -> Tickets:
    """The process's tickets."""
    return Tickets()
