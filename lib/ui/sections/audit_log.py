"""The newest lines of the audit log, on the page Data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from lib import audit
from lib.metrics.definitions.dimensions import wall_clock
from lib.ui.app.audit_events import audit_log
from lib.ui.components.arrow import to_arrow

if TYPE_CHECKING:
    from lib.ui.query.page_context import PageContext

MOST_LINES = 200
HEADINGS = ("Time", "Who", "What", "Details")


def draw_audit_log(context: PageContext) -> None:
    """The newest of the log, for those who may read it."""
    if not context.viewer.may_audit:
        return
    st.header("Audit log", anchor=False)
    lines = audit_log().newest(MOST_LINES)
    if not lines:
        st.caption("Nothing is noted yet.")
        return
    rows = [(line.get("at"), line.get("who"), line.get("what"), _details(line)) for line in lines]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(HEADINGS, pl.String), orient="row", strict=False)
    time = pl.col("Time").str.to_datetime(time_unit="us", time_zone="UTC", strict=False)
    st.dataframe(
        to_arrow(frame.with_columns(wall_clock(time, context.selection.zone))),
        hide_index=True,
        alt="The audit log, newest first",
    )
    st.caption(
        f"The newest {len(lines)}. The whole log is in the file {audit.NAME}; docs/ACCESS.md says where."
    )


def _details(line: audit.Line) -> str:
    facts: dict[str, Any] = {name: value for name, value in line.items() if name not in {"at", "who", "what"}}
    return ", ".join(
        f"{name} {' '.join(map(str, value)) if isinstance(value, list) else value}"
        for name, value in facts.items()
    )
