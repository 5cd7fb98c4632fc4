"""The row that a viewer picked last, kept in the address, so that a link and a newer store keep it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Sequence

ROW = "row"


def restore_row(widget: str, table: str, keys: Sequence[str]) -> None:
    """Pick the row that the address names in this table, where the viewer has not picked or unpicked any.

    Args:
        widget: the table's key, which is another for other rows or another order of them.
        table: the table's name on its page.
        keys: what tells its rows apart, in their order.
    """
    linked_table, _, key = st.query_params.get(ROW, "").partition(":")
    if widget not in st.session_state and linked_table == table and key in keys:
        st.session_state[widget] = {"selection": {"rows": [keys.index(key)], "columns": [], "cells": []}}


def save_row(widget: str, table: str, keys: Sequence[str]) -> None:
    """Make the address say what is picked now; a callback, so it stands there before the page is drawn."""
    rows = st.session_state[widget]["selection"]["rows"]
    if rows and rows[0] < len(keys):
        st.query_params[ROW] = f"{table}:{keys[rows[0]]}"
    elif st.query_params.get(ROW, "").partition(":")[0] == table:
        del st.query_params[ROW]
