"""The status line of a sync: it asks for what a page lacks, shows how far it is, and never waits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Literal

import streamlit as st

from lib.formatting import format_count, format_duration, format_quantity, format_share
from lib.period import days, previous
from lib.smartassist import Question
from lib.ui.app import audit_events
from lib.ui.app.app_state import app_state
from lib.ui.app.error_boundary import show_errors
from lib.ui.app.locale import use_viewer_locale
from lib.ui.app.streamlit_internals import rerun_page
from lib.ui.query import data_access
from lib.ui.query.page_context import COMPLETE_SHARE

if TYPE_CHECKING:
    from lib.store import Progress
    from lib.sync.worker import Status
    from lib.ui.query.page_context import PageContext

WATCH_EVERY_S = 1.0
LOOK_AGAIN_EVERY_S = 30.0
HERE, ELSEWHERE = timedelta(seconds=5), timedelta(seconds=15)
"""How long a page stays as it is drawn while more comes in of its own days, or of others, which tell what is
usual and what was before. The first rows show at once, and the last when the sync ends."""

ONE_DAY = timedelta(hours=25)
"""The longest day on a clock."""

State = Literal["idle", "fetching", "ending", "paused", "stopped", "busy", "failed"]
WATCHED: frozenset[State] = frozenset({"fetching", "ending", "busy"})
FOR_ALL = "This holds for all who use this dashboard."


def follow_sync(context: PageContext) -> None:
    """Ask for what is missing, and follow the sync; the page is drawn anew when something came."""
    state = _request_missing(context)
    unwatched_s = LOOK_AGAIN_EVERY_S if _covers_now(context) or not is_complete(context) else None
    every_s = WATCH_EVERY_S if state in WATCHED else unwatched_s
    st.fragment(_follow, run_every=every_s)(context, followed=state)


def list_questions(context: PageContext) -> tuple[Question, ...]:
    """What a page wants, the most important first: today, its period, and the period to compare with."""
    zone, today = context.selection.zone, context.selection.zone.local(context.now).date()
    several_days = _covers_now(context) and context.period.length > ONE_DAY
    first = [Question(days(today, today, zone))] if several_days else []
    last = [Question(previous(context.period, zone))] if context.before else []
    return (*first, context.question, *last)


@use_viewer_locale()
def _follow(context: PageContext, *, followed: State) -> None:
    if not context.viewer.is_current(datetime.now(UTC)):
        rerun_page()
    with show_errors():
        state = _request_missing(context)
        is_due = state != followed or not is_newest(context, datetime.now(UTC))
    if is_due:
        rerun_page()
    _draw(context, state)


def is_newest(context: PageContext, sync_state: datetime) -> bool:
    """Whether the page need not be drawn anew yet: nothing came, or it was drawn a moment ago."""
    state, age = data_access.read_state(context.store), sync_state - context.now
    if state.version == context.version:
        return True
    if context.is_drawn_of(state):
        return age < ELSEWHERE
    return age < HERE and not context.is_blank


def _request_missing(context: PageContext) -> State:
    """Ask for what is missing, for those who may; what the worker does now."""
    if context.viewer.may_sync:
        app_state().worker.request(
            *list_questions(context), on_start=partial(audit_events.record_sync, context, context.question)
        )
    sync_state = current_state(context)
    lacks = _covers_now(context) or not is_complete(context)
    return sync_state if lacks or sync_state != "failed" else "idle"


def current_state(context: PageContext) -> State:
    """What the worker does now for what a page wants."""
    worker = app_state().worker
    return _state(worker.status, is_stopped=worker.is_stopped(*list_questions(context)))


def is_complete(context: PageContext) -> bool:
    """Whether all of the page's own period is there; what it is compared with may still be on its way."""
    return context.coverage.share(context.period, context.now) >= COMPLETE_SHARE


def _state(status: Status, *, is_stopped: bool) -> State:
    if status.running:
        return "ending" if status.ending else "fetching"
    if status.paused:
        return "paused"
    if is_stopped:
        return "stopped"
    return "busy" if status.busy else "failed" if status.error else "idle"


def _draw(context: PageContext, state: State) -> None:
    worker = app_state().worker
    status, may_sync = worker.status, context.viewer.may_sync
    if state in {"fetching", "ending"}:
        _draw_progress(status.progress, state)
        if may_sync:
            _draw_buttons(state)
    elif state == "paused":
        st.info(f"Fetching is paused. {FOR_ALL}", icon=":material/pause_circle:")
        if may_sync:
            _draw_buttons(state)
    elif state == "stopped":
        covered = format_share(context.coverage.share(context.period, context.now), 0)
        days_before = ", not all of the days before it" if is_complete(context) else ""
        st.info(
            f"Fetching was stopped; {covered} of the period is there{days_before}.",
            icon=":material/stop_circle:",
        )
        _draw_retry(context, "Fetch the rest", "fetch-rest")
    elif state == "busy":
        st.info(status.busy, icon=":material/sync:")
    elif state == "failed":
        st.error(status.error, icon=":material/cloud_off:")
        _draw_retry(context, "Try again", "try-again")
    elif _covers_now(context) and not app_state().settings.store.refresh_minutes:
        _draw_retry(context, "Fetch what is new", "fetch-new")


def _draw_progress(progress: Progress | None, state: State) -> None:
    if progress is None:
        st.progress(0.0, "Asking the service …")
    elif state == "ending":
        st.progress(min(progress.share, 1.0), "Finishing the part under way, then it pauses …")
    else:
        st.progress(min(progress.share, 1.0), _format_progress(progress))


def _format_progress(progress: Progress) -> str:
    """How far a sync is, and how long it will take."""
    done, parts = progress.windows_done, progress.windows_done + progress.windows_left
    time_left = f", about {format_duration(progress.left_s)} left" if progress.left_s else ""
    return (
        f"Fetching part {format_count(min(done + 1, parts))} of about {format_count(parts)}: "
        f"{format_quantity(progress.records, 'records')} in "
        f"{format_quantity(progress.requests, 'requests')}; "
        f"about {format_count(progress.requests_left)} to go at {format_count(progress.rate)} a minute"
        f"{time_left}"
    )


def _draw_buttons(state: State) -> None:
    worker = app_state().worker
    with st.container(horizontal=True):
        if state == "fetching":
            st.button(
                "Pause",
                key="pause-sync",
                icon=":material/pause:",
                on_click=worker.pause,
                help=f"Finishes the part under way, and fetches no more until somebody resumes. {FOR_ALL}",
            )
        else:
            st.button("Resume", key="resume-sync", icon=":material/play_arrow:", on_click=worker.resume)
        st.button(
            "Stop",
            key="stop-sync",
            icon=":material/stop:",
            on_click=worker.stop,
            help="Gives up the part under way and fetches no more of this. What was fetched whole is kept.",
        )


def _draw_retry(context: PageContext, label: str, key: str) -> None:
    if context.viewer.may_sync and st.button(label, key=key, icon=":material/refresh:"):
        app_state().worker.request(
            *list_questions(context),
            again=True,
            on_start=partial(audit_events.record_sync, context, context.question),
        )
        rerun_page()


def _covers_now(context: PageContext) -> bool:
    return context.period.start <= context.now < context.period.end
