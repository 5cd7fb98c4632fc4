"""What stands around every page: the gate, the filters, the strip that says what the figures stand on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import streamlit as st

from lib.charts.speak import days, moment, share
from lib.errors import InputError
from lib.period import UTC_ZONE, Period, Zone, parse_zone, previous
from lib.ui import data, fetching, filter_bar, gate, guide, link_state, missing, navigation
from lib.ui.engine import engine
from lib.ui.link import DEFAULT_COMPARISON, Picks, period_of, shown_days
from lib.ui.link_reading import quoted
from lib.ui.selections import Selections, shorten
from lib.ui.view import WHOLE, View
from lib.ui.worker import UNDER_WAY

if TYPE_CHECKING:
    from lib.access import Reader
    from lib.settings import Metrics, Settings
    from lib.store import Coverage

VIEW = "_view"
DEMO_TARGETS = {"service_level_target": 0.8, "abandonment_max": 0.05}
AT_LEAST = timedelta(minutes=1)
"""How long a period that has just begun is taken to be."""


def open_view(reader: Reader, name: str) -> View:
    """Draw the shared filters; this run's view, also kept for the page of that name.

    Raises:
        CallboardError: the settings or the store are not to be used, or what was picked cannot be.
    """
    parts = engine()
    default, fault = _default(parts.settings, is_demo=parts.source.is_demo)
    selections = Selections(parts.source.beside)
    link_state.take_link(default, reader, selections, zone_fault=fault)
    with st.sidebar:
        picks = filter_bar.pick_period(default)
        now = datetime.now(UTC)
        period = period_of(_looked_at(picks, name), now)
        filter_bar.offer_days(*shown_days(period, picks.zone), picks.period)
        store = parts.source.store
        state = data.state(store)
        known = data.names(store, state, period, reader)
        picks = shorten(filter_bar.pick_what(picks, known), selections)
        gate.say_who(reader)
    link_state.write_link(picks)
    picks = _looked_at(picks, name)
    coverage = state.coverage.trusted(now)
    before = _before(picks, period, coverage, now)
    view = View(
        reader=reader,
        picks=picks,
        period=period,
        now=now,
        rules=_rules(parts.settings, is_demo=parts.source.is_demo),
        store=store,
        state=state,
        content=data.held(store, state, period),
        names=known,
        before=before,
        before_share=coverage.share(before, now) if before else 0.0,
    )
    st.session_state[VIEW] = view
    return view


def _looked_at(picks: Picks, name: str) -> Picks:
    """What is picked, as far as a page heeds it."""
    return replace(picks, period="today", compare="none") if name in navigation.BARE else picks


def _before(picks: Picks, period: Period, coverage: Coverage, now: datetime) -> Period | None:
    """What to compare with; of a period under way, only up to where its own data reach."""
    if picks.compare != DEFAULT_COMPARISON:
        return None
    if period.start < now < period.end:
        newest = Period(max(period.start, now - UNDER_WAY), now)
        period = Period(period.start, max(coverage.data_as_of(newest) or now, newest.start + AT_LEAST))
    return previous(period, picks.zone)


def _default(settings: Settings, *, is_demo: bool) -> tuple[Picks, str]:
    """What is shown where a link says nothing; a sentence where the browser's zone cannot be used for it."""
    zone, fault = (settings.display.zone, "") if settings.display.zone else _browser_zone()
    return Picks("last-14-days" if is_demo else "last-7-days", zone), fault


def _rules(settings: Settings, *, is_demo: bool) -> Metrics:
    """The settings' choices; the demo aims at something where they aim at nothing."""
    rules = settings.metrics.model_copy(update={"country": settings.country})
    aims = rules.service_level_target or rules.abandonment_max
    return rules.model_copy(update=DEMO_TARGETS) if is_demo and aims is None else rules


def _browser_zone() -> tuple[Zone, str]:
    """The zone that the browser names, and nothing; UTC where it names none known here, and a sentence."""
    name = st.context.timezone
    if not name:
        return UTC_ZONE, ""
    try:
        return parse_zone(name), ""
    except InputError:
        return UTC_ZONE, f"Your browser's time zone {quoted(name)} is not known here. Times are shown in UTC."


def begin(title: str, question: str) -> View:
    """A page's head: its title, the question it answers, and the strip; the view to draw."""
    view = begin_bare(title)
    st.caption(question)
    if engine().source.is_demo:
        st.info(
            "Demo data: a made-up contact centre. Put credentials into the settings to see yours.",
            icon=":material/theater_comedy:",
        )
    guide.offer(view.reader)
    link_state.say_link(view.reader)
    fetching.follow(view)
    _stands_on(view)
    return view


def begin_bare(title: str) -> View:
    """The title alone, and the view to draw.

    Who reads is asked once more: no page is drawn for anybody but the one whose view it is.
    """
    view: View | None = st.session_state.get(VIEW)
    if view is None or view.reader != gate.reader():
        st.error("Open Callboard from its start page.")
        st.stop()
    st.title(title, anchor=False)
    return view


def stop_if_empty(view: View, rows: int, *, sought: bool = False) -> None:
    """Where there is nothing to draw, say why and what to do, and end the page.

    `sought` says that the reader asked for a part: what is behind a figure, or what holds some words.
    """
    if rows:
        return
    missing.stop_if_missing(view)
    if sought:
        st.info(
            "No conversation is behind this. Show all of them, or search for something else.",
            icon=":material/search_off:",
        )
    elif view.picks.lists:
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
    is_there = view.coverage.share(view.period, view.now)
    zone = view.picks.zone
    there = (
        "all of the period is there"
        if is_there >= WHOLE
        else f"**{share(is_there, 0)} of the period is there**"
    )
    told = [f"**{days(*shown_days(view.period, zone))}**", zone.label, *_ages(view), there, *_compared(view)]
    st.caption(" · ".join(told))


def _compared(view: View) -> list[str]:
    """What the figures are set beside, in words; how much of it is there where that is too little."""
    if view.before is None:
        return []
    zone = view.picks.zone
    first, end = zone.local(view.before.start), zone.local(view.before.end)
    last = (end - timedelta(seconds=1)).date()
    until = f" until {end:%H:%M}" if end.time() != first.time() else ""
    told = f"{days(first.date(), last)}{until}"
    if view.before_share >= WHOLE:
        return [f"against {told}"]
    return [f"nothing to compare with: {share(view.before_share, 0)} of {told} is there"]


def _ages(view: View) -> list[str]:
    """When what may still change was fetched: the last hours, which change most, and the days before them."""
    coverage, period, zone = view.coverage, view.period, view.picks.zone
    settled = view.now - timedelta(hours=engine().settings.store.settle_hours)
    if period.end <= settled:
        return ["final"] if coverage.data_as_of(period) else []
    edge = min(max(view.now - UNDER_WAY, period.start), period.end)
    stretches = [("as of", edge, period.end), ("before that, as of", max(period.start, settled), edge)]
    ages = [
        (words, coverage.data_as_of(Period(start, end))) for words, start, end in stretches if start < end
    ]
    told = [f"{words} {moment(zone.local(as_of))}" for words, as_of in ages if as_of is not None]
    return told if len(told) > 1 else [words.removeprefix("before that, ") for words in told]
