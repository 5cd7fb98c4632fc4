"""What a reader takes away: files named after what they hold, made when they are asked for."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import streamlit as st

from lib.export import write_table

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

    from lib.period import Zone
    from lib.ui.view import View


def csv(view: View, name: str, make: Callable[[], pl.DataFrame]) -> None:
    """A button that hands over a frame as CSV, made when it is clicked."""
    zone = view.picks.zone
    first, last = zone.local(view.period.start), zone.local(view.period.end)
    st.download_button(
        "CSV",
        data=lambda: _written(make(), zone),
        file_name=f"callboard-{name}-{first:%Y%m%d}-{last:%Y%m%d}.csv",
        mime="text/csv",
        key=f"csv-{name}",
        on_click="ignore",
        icon=":material/download:",
        help="What is on screen, with times in UTC and on the picked clock",
    )


def _written(frame: pl.DataFrame, zone: Zone) -> bytes:
    buffer = io.BytesIO()
    write_table(frame, "csv", buffer, zone=zone)
    return buffer.getvalue()
