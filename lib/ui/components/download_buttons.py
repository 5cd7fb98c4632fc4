"""What a page hands over: its tables and what its charts draw, as files whose names say what they are."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import streamlit as st

from lib.export import (
    CSV_FORMATS,
    DEMO_MEANING,
    ENDINGS,
    LABELS,
    MIME,
    SOURCE,
    describe_filter,
    describe_selection,
    with_demo_mark,
    write_table,
)
from lib.metrics import describe_columns
from lib.ui.app.app_state import app_state
from lib.ui.app.file_release import OWNERS, authorize_download
from lib.ui.app.rate_limit import RateLimit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import polars as pl

    from lib.export import Format
    from lib.export.demo import Frame
    from lib.ui.query.page_context import PageContext

    Frames = Mapping[str, pl.DataFrame]

RATE_LIMIT = "_export_allowance"
HELP: dict[Format, str] = {
    "csv": "As `callboard export` writes it, with times in UTC and on the picked clock",
    "csv-semicolon": "For a spreadsheet that writes 1,5: with semicolons and decimal commas",
    "xlsx": "With types, and with the filters and the definitions on sheets of their own",
    "parquet": "With types, for Polars, pandas, DuckDB and others; times in UTC",
}


def draw_buttons(context: PageContext, make: Callable[[], pl.DataFrame], name: str) -> None:
    """Buttons that hand over a whole table, one a format; nothing is made before the click."""
    register_table(context, make, name)
    for form in LABELS:
        _draw_format_button(context, make, name, form)


def register_table(context: PageContext, make: Callable[[], pl.DataFrame], name: str) -> None:
    """Note that the page shows this, for the zip of all that it shows."""
    context.table_makers[name] = make


def draw_chart_buttons(context: PageContext, frame: pl.DataFrame, name: str) -> None:
    """Buttons that hand over what a chart draws, as CSV: these rows and columns, and no others."""
    for form in CSV_FORMATS:
        _draw_format_button(context, lambda: frame, f"chart-{name}", form)


def _draw_format_button(
    context: PageContext, make: Callable[[], pl.DataFrame], name: str, form: Format
) -> None:
    def write(frames: Frames) -> bytes:
        return render_file(context, frames[name], name, form)

    draw_button(
        context,
        lambda: {name: make()},
        write,
        form,
        label=LABELS[form],
        file_name=file_name(context, name, ENDINGS[form]),
        mime=MIME[form],
        key=f"{form}-{name}",
        type="tertiary",
        icon=":material/download:" if form == "csv" else None,
        help=HELP[form],
    )


def draw_button(
    context: PageContext,
    gather: Callable[[], Frames],
    write: Callable[[Frames], bytes],
    form: str,
    **button: Any,
) -> None:
    """A button that hands over a file of some tables to the page's viewer; it is made at the click.

    Args:
        context: what is shown, and to whom.
        gather: gives the tables, by their names.
        write: gives the file's content.
        form: its format, as the audit log has it.
        button: how the button looks, and the file's `file_name` and `mime`.
    """
    if not context.viewer.may_export:
        return
    rate_limit = session_rate_limit()

    def make_file() -> bytes:
        frames = authorize_download(context, rate_limit, gather, form)
        content = write(frames)
        OWNERS.note(context.viewer, content, button["mime"], button["file_name"])
        return content

    st.download_button(data=make_file, on_click="ignore", **button)


def session_rate_limit() -> RateLimit:
    """The session's, from its first button on."""
    if RATE_LIMIT not in st.session_state:
        st.session_state[RATE_LIMIT] = RateLimit(app_state().settings.server.exports_per_minute)
    rate_limit: RateLimit = st.session_state[RATE_LIMIT]
    return rate_limit


def file_name(context: PageContext, name: str, ending: str) -> str:
    """`callboard-queues-20240916-20240918.csv`: what it is, its first and last day on the picked clock."""
    zone = context.selection.zone
    first, last = zone.local(context.period.start), zone.local(context.period.end - timedelta(seconds=1))
    return f"callboard-{name}-{first:%Y%m%d}-{last:%Y%m%d}.{ending}"


def render_file(context: PageContext, frame: pl.DataFrame, name: str, form: Format) -> bytes:
    """The file. Uses nothing of the session, so that it can be made at a click, in another thread."""
    buffer = io.BytesIO()
    write_table(
        with_source(frame),
        form,
        buffer,
        zone=context.selection.zone,
        filters=describe_file(context, name, frame.height),
        meanings=source_meaning() | describe_columns(name, frame.columns),
        bom=True,
    )
    return buffer.getvalue()


def with_source(frame: Frame) -> Frame:
    """The table as a file has it: rows of the demo say that they are made up."""
    return with_demo_mark(frame) if app_state().source.is_demo else frame


def source_meaning() -> dict[str, str]:
    """What the last column of the demo's files means; empty for an account's."""
    return {SOURCE: DEMO_MEANING} if app_state().source.is_demo else {}


def describe_file(context: PageContext, name: str, rows: int) -> dict[str, str]:
    """What a file's rows were chosen by, and how much of it is there."""
    selection, coverage = context.selection, context.coverage
    filters = {
        "Channels": describe_filter(selection.channels, selection.not_channels),
        "Queues": describe_filter(
            map(context.queue, selection.queues), map(context.queue, selection.not_queues)
        ),
        "Agents": describe_filter(
            map(context.agent, selection.agents), map(context.agent, selection.not_agents)
        ),
        "Direction": selection.directions,
    }
    return describe_selection(
        name,
        context.period,
        filters,
        selection.zone,
        coverage.data_as_of(context.period),
        share=coverage.share(context.period, context.now),
        demo=app_state().source.is_demo,
    ) | {"Rows": f"{rows:,} written of {rows:,} matched"}
