"""The wallboard: today so far, in large type, refreshed by itself.

Its values come from the same functions as the pages'. A target that is met or missed is told by a word
and a shape, never by a colour alone. While the service or the store does not answer, it goes on showing
what it has, and says how old that is.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from lib.charts.theme import COLOURS
from lib.errors import CallboardError
from lib.formatting import format_count, format_duration, format_quantity, format_share
from lib.metrics.definitions.targets import compare_with_target, find_target
from lib.period import Period
from lib.sync.worker import STALE_AFTER, UNDER_WAY
from lib.ui.app import audit_events
from lib.ui.app.app_state import app_state
from lib.ui.app.locale import use_viewer_locale
from lib.ui.app.pages import page
from lib.ui.app.streamlit_internals import rerun_page
from lib.ui.query.selection import period_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lib.ui.query.page_context import PageContext

Row = dict[str, Any]

REFRESH_S = 20.0
OLD_AFTER = 3 * STALE_AFTER
"""The age at which data of the last hours are said to be old: two refreshes were missed."""

ROWS = 7
"""Queues at a time; more take turns."""

SHAPES = {"met": "✓", "missed": "✕", "too close to call": "≈"}
WORDS = {"missed": "missed", "too close to call": "close", "met": "met"}
"""How a standing is said, the worst first."""

HEADS = ("Queue", "Offered", "Abandonment", "Service level", "ASA", "Targets")
STEMS = {"abandonment_rate": "abandonment", "service_level": "service_level"}

STYLE = f"""<style>
[data-testid="stSidebar"], [data-testid="stHeader"] {{ display: none; }}
[data-testid="stMainBlockContainer"] {{ padding: 1vh 2vw; max-width: none; }}
h1 {{ position: absolute; clip-path: inset(50%); }}
.wall {{ font-size: max(13px, min(5vh, 2.8vw)); line-height: 1.2; font-variant-numeric: tabular-nums; }}
.wall p {{ font-size: 1em; margin: 0 0 .3em; }}
.wall p.late {{ border: .1em solid; padding: 0 .4em; font-weight: 700; }}
.wall dl.whole {{ display: flex; flex-wrap: wrap; gap: .3em 2vw;
  margin: 0 0 .4em; padding: 0; font-size: 1em; }}
.wall .whole div {{ flex: 1 1 auto; border-top: .1em solid; padding-top: .2em; }}
.wall .whole dt, .wall .whole dd {{ margin: 0; font-size: .85em; font-weight: 400; }}
.wall .whole dd.value {{ font-size: 2.4em; line-height: 1.1; font-weight: 700; }}
.wall table {{ width: 100%; border-collapse: collapse; font-size: 1em; }}
.wall th, .wall td {{ text-align: right; padding: .08em 0 .08em .4em; border-top: 2px solid;
  font-weight: 400; white-space: nowrap; }}
.wall thead th {{ font-size: .85em; }}
.wall tbody th {{ max-width: 10em; overflow: hidden; text-overflow: ellipsis; }}
.wall th:first-child {{ text-align: left; padding-left: 0; }}
.wall .whole .missed {{ border-color: {COLOURS["abandoned"]}; border-top-width: .3em; padding-top: 0; }}
.wall tr.missed {{ box-shadow: inset .2em 0 {COLOURS["abandoned"]}; }}
.wall tr.missed th {{ padding-left: .4em; }}
@media (max-width: 700px) {{ .wall {{ overflow-x: auto; }} .wall th, .wall td {{ white-space: normal; }} }}
</style>"""


def draw_wallboard(context: PageContext, totals: pl.DataFrame, queues: pl.DataFrame) -> None:
    """Draw the wallboard; `queues` have their target standings. A link back follows, for keyboard use."""
    st.html(STYLE)
    st.fragment(_refresh, run_every=REFRESH_S)(context, totals.row(0, named=True), queues)
    st.page_link(page("overview"), label="Back to the pages", query_params=context.link())


@use_viewer_locale()
def _refresh(context: PageContext, row: Row, queues: pl.DataFrame) -> None:
    """Draw what is known with its age; where there is something newer, or another day began, begin anew."""
    now = datetime.now(UTC)
    error_text = app_state().worker.status.error
    try:
        if context.viewer.may_sync:
            app_state().worker.request(
                context.question, on_start=partial(audit_events.record_sync, context, context.question)
            )
        is_newest = context.store.version == context.version
    except CallboardError as error:
        is_newest, error_text = True, str(error)
    if (
        not is_newest
        or not context.viewer.is_current(now)
        or period_of(context.selection, now) != context.period
    ):
        rerun_page()
    st.html(render_board(context, row, queues, now, error_text))


def render_board(
    context: PageContext, row: Row, queues: pl.DataFrame, now: datetime, error_text: str | None
) -> str:
    """All of it as HTML. Whatever comes from a record is escaped."""
    parts = [
        _render_header(context, now),
        *_render_warnings(context, now, error_text),
        _render_totals(context, row),
        *_render_queues(context, queues, now),
    ]
    return f'<div class="wall">{"".join(parts)}</div>'


def _render_header(context: PageContext, now: datetime) -> str:
    zone = context.selection.zone
    as_of = _as_of(context, now)
    facts = ["Today so far", f"{zone.local(now):%H:%M}", zone.label]
    facts.append(f"data as of {zone.local(as_of):%H:%M}" if as_of else "no data yet")
    if app_state().source.is_demo:
        facts.append("demo data")
    return f"<p>{escape(' · '.join(facts))}</p>"


def _as_of(context: PageContext, now: datetime) -> datetime | None:
    """When the oldest of the last hours was fetched, which change from minute to minute."""
    start = max(context.period.start, now - UNDER_WAY)
    return context.coverage.data_as_of(Period(start, max(now, start + timedelta(minutes=1))))


def _render_warnings(context: PageContext, now: datetime, error_text: str | None) -> Iterator[str]:
    """How old the data are where that is too old, and what is wrong where something is."""
    as_of = _as_of(context, now)
    if as_of and now - as_of >= OLD_AFTER:
        age = format_quantity((now - as_of).total_seconds() / 60, "minutes")
        yield f'<p class="late" role="status">✕ {age} old</p>'
    if error_text:
        yield f'<p class="late" role="status">✕ {escape(error_text)}</p>'


def _render_totals(context: PageContext, row: Row) -> str:
    figures = [
        ("Offered", format_count(row["offered"]), None),
        ("Abandonment", format_share(row["abandonment_rate"]), _standing(context, row, "abandonment_rate")),
        ("Service level", format_share(row["service_level"]), _standing(context, row, "service_level")),
        ("ASA", format_duration(row["asa_s"]), None),
    ]
    return f'<dl class="whole">{"".join(_render_metric(*metric) for metric in figures)}</dl>'


def _render_metric(label: str, value: str, standing: str | None) -> str:
    mark = f"<dd>{SHAPES[standing]} {WORDS[standing]}</dd>" if standing else ""
    return f'<div class="{standing or ""}"><dt>{label}</dt><dd class="value">{value}</dd>{mark}</div>'


def _standing(context: PageContext, row: Row, metric: str) -> str | None:
    """Which side of the common target the whole is on; null where none is set or nothing was offered."""
    target, stem = find_target(metric, context.rules), STEMS[metric]
    low, high = row[f"{stem}_low"], row[f"{stem}_high"]
    return None if target is None or low is None else compare_with_target(metric, low, high, target)


def _render_queues(context: PageContext, queues: pl.DataFrame, now: datetime) -> Iterator[str]:
    """The queues, those that miss a target first, as many as fit; the others when it is their turn."""
    rows = sorted(
        queues.filter(pl.col("offered") > 0).iter_rows(named=True),
        key=lambda row: -_count_missed_targets(row),
    )
    if not rows:
        yield "<p>Nobody has called yet today.</p>"
        return
    turns = -(-len(rows) // ROWS)
    turn = int(now.timestamp() / REFRESH_S) % turns
    heads = "".join(f'<th scope="col">{head}</th>' for head in HEADS)
    rendered = "".join(_render_queue(context, row) for row in rows[turn * ROWS : (turn + 1) * ROWS])
    yield f"<table><thead><tr>{heads}</tr></thead><tbody>{rendered}</tbody></table>"
    if turns > 1:
        yield f"<p>Queues: part {turn + 1} of {turns}</p>"


def _count_missed_targets(row: Row) -> int:
    return sum(row[f"{metric}_standing"] == "missed" for metric in STEMS)


def _render_queue(context: PageContext, row: Row) -> str:
    standings = {metric: row[f"{metric}_standing"] for metric in STEMS}
    cells = [
        format_count(row["offered"]),
        *(
            f"{SHAPES.get(standing, '')} {format_share(row[metric])}"
            for metric, standing in standings.items()
        ),
        format_duration(row["asa_s"]),
        next((label for standing, label in WORDS.items() if standing in standings.values()), ""),
    ]
    standing = "".join(f"<td>{cell}</td>" for cell in cells)
    kind = ' class="missed"' if _count_missed_targets(row) else ""
    return f'<tr{kind}><th scope="row">{escape(context.queue(row["queue_id"]))}</th>{standing}</tr>'
