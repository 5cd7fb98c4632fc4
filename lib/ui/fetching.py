"""The strip that follows a sync: it asks for what a page lacks, shows how far it is, and never waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from lib.charts.speak import count, duration
from lib.ui.engine import engine
from lib.ui.speech import in_readers_locale
from lib.ui.told import told

if TYPE_CHECKING:
    from lib.ui.view import View

WATCH_EVERY_S = 1.0
LOOK_AGAIN_EVERY_S = 30.0


def follow(view: View) -> None:
    """Ask for what is missing, and follow the sync; the page is drawn anew when something came."""
    worker = engine().worker
    running = worker.want(view.question)
    covers_now = view.period.start <= view.now < view.period.end
    every = WATCH_EVERY_S if running else LOOK_AGAIN_EVERY_S if covers_now else None
    st.fragment(_follow, run_every=every)(view, followed=running)


@in_readers_locale()
def _follow(view: View, *, followed: bool) -> None:
    worker = engine().worker
    with told():
        running = worker.want(view.question)
        is_newest = view.store.version == view.version
    status = worker.status
    if not is_newest or running != followed:
        st.rerun()
    if status.error:
        st.error(status.error, icon=":material/cloud_off:")
        if st.button("Try again", key="try-again"):
            worker.want(view.question, again=True)
            st.rerun()
    if running:
        _progress()


def _progress() -> None:
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
    if stop.button("Stop", key="stop-sync", help="Stops after the part under way. What was fetched is kept."):
        worker.cancel()
