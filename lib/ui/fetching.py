"""The strip that follows a sync: it asks for what a page lacks, shows how far it is, and never waits."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from lib.charts.speak import count, duration
from lib.ui import trail
from lib.ui.engine import engine
from lib.ui.speech import in_readers_locale
from lib.ui.told import told

if TYPE_CHECKING:
    from lib.ui.view import View

WATCH_EVERY_S = 1.0
LOOK_AGAIN_EVERY_S = 30.0


def follow(view: View) -> None:
    """Ask for what is missing, and follow the sync; the page is drawn anew when something came."""
    running = _wanted(view)
    covers_now = view.period.start <= view.now < view.period.end
    every = WATCH_EVERY_S if running else LOOK_AGAIN_EVERY_S if covers_now else None
    st.fragment(_follow, run_every=every)(view, followed=running)


@in_readers_locale()
def _follow(view: View, *, followed: bool) -> None:
    worker = engine().worker
    if not view.reader.is_current(datetime.now(UTC)):
        st.rerun()
    with told():
        running = _wanted(view)
        is_newest = view.store.version == view.version
    status = worker.status
    if not is_newest or running != followed:
        st.rerun()
    if status.error:
        st.error(status.error, icon=":material/cloud_off:")
        if view.reader.may_sync and st.button("Try again", key="try-again"):
            _wanted(view, again=True)
            st.rerun()
    if running:
        _progress(may_stop=view.reader.may_sync)


def _wanted(view: View, *, again: bool = False) -> bool:
    """Whether a sync is under way; one is begun where something is missing, for those who may.

    What is shown comes first, and what it is compared with once that is there.
    """
    worker = engine().worker
    if not view.reader.may_sync:
        return worker.status.running
    return any(
        worker.want(question, again=again, begun=partial(trail.synced, view, question))
        for question in (view.question, *view.after)
    )


def _progress(*, may_stop: bool) -> None:
    worker = engine().worker
    progress = worker.status.progress
    bar, stop = st.columns([5, 1], vertical_alignment="center")
    if progress is None:
        bar.progress(0.0, "Asking the service …")
    else:
        left = f", about {duration(progress.left_s)} left" if progress.left_s else ""
        bar.progress(
            min(progress.share, 1.0),
            f"Fetching: {count(progress.records)} records in {count(progress.requests)} requests{left}",
        )
    if may_stop and stop.button(
        "Stop", key="stop-sync", help="Stops after the part under way. What was fetched is kept."
    ):
        worker.cancel()
