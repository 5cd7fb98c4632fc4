"""What stands around every page: the gate, the filters, the strip that says what the figures stand on."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import streamlit as st

from lib.charts.speak import count, duration
from lib.errors import CallboardError
from lib.metrics import Filters, Grain, Tables, with_filters
from lib.period import UTC_ZONE, Period, Zone, parse_zone
from lib.service import Question
from lib.ui import filter_bar
from lib.ui.data import Names, frames, names
from lib.ui.engine import engine
from lib.ui.link import Picks, period_of, to_parameters
from lib.ui.worker import UNDER_WAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lib.settings import Metrics, Settings
    from lib.store import Store

log = logging.getLogger("callboard.ui")

VIEW = "_view"
LONGEST_BY_HOURS = timedelta(days=3)
LONGEST_BY_DAYS = timedelta(days=93)
WATCH_EVERY_S = 1.0
LOOK_AGAIN_EVERY_S = 30.0
WHOLE = 0.995
"""The share from which a period counts as there: of today, the last minutes always come a little later."""


@dataclass(frozen=True, slots=True)
class View:
    """What one run of a page shows: the picks, and the frames narrowed to them."""

    picks: Picks
    period: Period
    now: datetime
    rules: Metrics
    store: Store
    version: int
    names: Names
    tables: Tables
    everything: Tables
    """The same period before the filters, for the whole of conversations that were found by a part."""

    @property
    def grain(self) -> Grain:
        """How charts over time are cut: by half hours, hours, days or weeks, as the period is long."""
        length = self.period.length
        if length <= timedelta(hours=25):
            return Grain(self.picks.zone, "30m")
        if length <= LONGEST_BY_HOURS:
            return Grain(self.picks.zone, "1h")
        return Grain(self.picks.zone, "1d" if length <= LONGEST_BY_DAYS else "1w")

    @property
    def question(self) -> Question:
        """What to ask the service for: the period with the day before it, all channels and queues."""
        return Question(self.period.with_lead_in())

    def link(self, **parameters: str) -> dict[str, list[str]]:
        """Query parameters of this view, with a page's own."""
        return to_parameters(self.picks) | {name: [value] for name, value in parameters.items()}

    def queue(self, key: str | None) -> str:
        """A queue's name, for a row that has its id."""
        return "Direct to agent" if key is None else self.names.queues.get(key, key)

    def agent(self, key: str | None) -> str:
        """An agent's name, for a row that has the id."""
        return "(agent not named)" if key is None else self.names.agents.get(key, key)


@contextmanager
def told() -> Iterator[None]:
    """The one boundary: what Callboard raises within is a sentence on the page, and ends it."""
    try:
        yield
    except CallboardError as error:
        log.warning("no page: %s", error)
        st.error(str(error), icon=":material/error:")
        st.stop()


def open_view() -> None:
    """Draw the shared filters and keep this run's view.

    Raises:
        CallboardError: the settings or the store are not to be used, or what was picked cannot be.
    """
    parts = engine()
    default = _default(parts.settings, is_demo=parts.source.is_demo)
    filter_bar.take_link(default)
    with st.sidebar:
        picks = filter_bar.pick_period(default)
        now = datetime.now(UTC)
        period = period_of(picks, now)
        store = parts.source.store
        version = store.version
        known = names(store, period)
        picks = filter_bar.pick_what(picks, known)
    filter_bar.write_link(picks)
    everything = frames(store, period)
    filters = Filters(period, picks.channels, picks.queues, picks.agents, picks.directions)
    st.session_state[VIEW] = View(
        picks,
        period,
        now,
        parts.settings.metrics,
        store,
        version,
        known,
        with_filters(everything, filters),
        everything,
    )


def _default(settings: Settings, *, is_demo: bool) -> Picks:
    return Picks("last-14-days" if is_demo else "last-7-days", settings.display.zone or _browser_zone())


def _browser_zone() -> Zone:
    name = st.context.timezone
    return parse_zone(name) if name else UTC_ZONE


def begin(title: str, question: str) -> View:
    """A page's head: its title, the question it answers, and the strip; the view to draw."""
    if VIEW not in st.session_state:
        st.error("Open Callboard from its start page.")
        st.stop()
    view: View = st.session_state[VIEW]
    st.title(title, anchor=False)
    st.caption(question)
    if engine().source.is_demo:
        st.info(
            "Demo data: a made-up contact centre. Put credentials into the settings to see yours.",
            icon=":material/theater_comedy:",
        )
    _watch(view)
    _stands_on(view)
    return view


def stop_if_empty(view: View, rows: int, *, sought: bool = False) -> None:
    """Where there is nothing to draw, say why and what to do, and end the page.

    `sought` says that the reader asked for a part: what is behind a figure, or what holds some words.
    """
    if rows:
        return
    if engine().worker.status.running:
        st.info(
            "The first records are on their way. The figures appear by themselves.",
            icon=":material/hourglass_top:",
        )
    elif sought:
        st.info(
            "None of the conversations is behind this. Show all of them, or search for something else.",
            icon=":material/search_off:",
        )
    elif view.picks.channels or view.picks.queues or view.picks.agents or view.picks.directions:
        st.info(
            "Nothing matches these filters. Take one away, or choose a longer period.",
            icon=":material/filter_alt:",
        )
    else:
        st.info(
            "Nothing happened in this period. Choose another one on the left.", icon=":material/event_busy:"
        )
    st.stop()


def _stands_on(view: View) -> None:
    """Period, zone, age of the data, how much of the period is there."""
    share = view.store.coverage().share(view.period, view.now)
    zone = view.picks.zone
    first, last = zone.local(view.period.start), zone.local(view.period.end - timedelta(seconds=1))
    days = f"{first:%a %d %b %Y}" if first.date() == last.date() else f"{first:%a %d %b} – {last:%a %d %b %Y}"
    there = "all of the period is there" if share >= WHOLE else f"**{share:.0%} of the period is there**"
    st.caption(" · ".join([f"**{days}**", zone.label, *_ages(view), there]))


def _ages(view: View) -> list[str]:
    """When what may still change was fetched: the last hours, which change most, and the days before them."""
    coverage, period, zone = view.store.coverage(), view.period, view.picks.zone
    settled = view.now - timedelta(hours=engine().settings.store.settle_hours)
    if period.end <= settled:
        return ["final"] if coverage.data_as_of(period) else []
    edge = min(max(view.now - UNDER_WAY, period.start), period.end)
    stretches = [("as of", edge, period.end), ("before that, as of", max(period.start, settled), edge)]
    ages = [
        (words, coverage.data_as_of(Period(start, end))) for words, start, end in stretches if start < end
    ]
    told = [f"{words} {zone.local(as_of):%d %b %H:%M}" for words, as_of in ages if as_of is not None]
    return told if len(told) > 1 else [words.removeprefix("before that, ") for words in told]


def _watch(view: View) -> None:
    """Ask for what is missing, and follow the sync; the page is drawn anew when something came."""
    worker = engine().worker
    running = worker.want(view.question)
    covers_now = view.period.start <= view.now < view.period.end
    every = WATCH_EVERY_S if running else LOOK_AGAIN_EVERY_S if covers_now else None
    st.fragment(_follow, run_every=every)(view, followed=running)


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
