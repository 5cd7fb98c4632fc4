"""Customers who were not served nor reached since: the rows of the page Call back, and of its list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lib.metrics.tables.callback_candidates import list_attempts, list_unreached
from lib.ui.query import data_access

if TYPE_CHECKING:
    import polars as pl

    from lib.ui.query.page_context import PageContext


def find_callbacks(context: PageContext) -> pl.DataFrame:
    """The last try of each customer not reached since, newest first; see `list_unreached`."""
    contacts = data_access.load_contacts(context)
    (callbacks,) = context.collect(
        f"not reached, by {contacts.content}",
        lambda: [
            list_unreached(
                list_attempts(context.tables, context.rules),
                contacts.identities.lazy(),
                contacts.last_contacts.lazy(),
            )
        ],
    )
    return callbacks
