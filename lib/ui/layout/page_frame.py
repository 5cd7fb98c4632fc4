"""The frame of every page: sign-in, filters, title, and the line on period, time zone and age of the data."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import streamlit as st

from lib.errors import InputError
from lib.formatting import format_days, format_share, format_time
from lib.period import UTC_ZONE, Period, Zone, parse_zone, previous
from lib.sync.worker import UNDER_WAY
from lib.ui.app import auth, pages
from lib.ui.app.app_state import app_state
from lib.ui.layout import filters, first_visit, missing_period, sync_status
from lib.ui.query import data_access, link_state
from lib.ui.query.link_reader import quote_value
from lib.ui.query.page_context import COMPLETE_SHARE, PageContext
from lib.ui.query.selection import DEFAULT_COMPARISON, Selection, period_of, shown_days
from lib.ui.query.stored_selections import Selections, store_long_lists

if TYPE_CHECKING:
    from lib.access import Viewer
    from lib.settings import Metrics, Settings
    from lib.store import Coverage

CONTEXT = "_view"
DEMO_TARGETS = {"service_level_target": 0.8, "abandonment_max": 0.05}
AT_LEAST = timedelta(minutes=1)
"""How long a period that has just begun is taken to be."""


def open_context(viewer: Viewer, name: str) -> PageContext:
    """Draw the shared filters; this run's view, also kept for the page of that name.

    Raises:
        CallboardError: the settings or the store are not to be used, or what was picked cannot be.
    """
    state_of_app = app_state()
    default, fault = _default_selection(state_of_app.settings, is_demo=state_of_app.source.is_demo)
    selections = Selections(state_of_app.source.beside)
    link_state.apply_link(default, viewer, selections, zone_fault=fault)
    with st.sidebar:
        selection = filters.pick_period(default)
        now = datetime.now(UTC)
        period = period_of(_effective_selection(selection, name), now)
        filters.offer_days(*shown_days(period, selection.zone), selection.period)
        store = state_of_app.source.store
        state = data_access.read_state(store)
        names = data_access.load_names(store, state, period, viewer)
        selection = store_long_lists(filters.pick_lists(selection, names), selections)
        auth.draw_sign_in_status(viewer)
    link_state.write_link(selection)
    selection = _effective_selection(selection, name)
    coverage = state.coverage.without_future(now)
    before = _comparison_period(selection, period, coverage, now)
    context = PageContext(
        viewer=viewer,
        selection=selection,
        period=period,
        now=now,
        rules=_rules(state_of_app.settings, is_demo=state_of_app.source.is_demo),
        store=store,
        state=state,
        content=data_access.hash_contents(store, state, period),
        names=names,
        before=before,
        before_share=coverage.share(before, now) if before else 0.0,
    )
    st.session_state[CONTEXT] = context
    return context


def _effective_selection(selection: Selection, name: str) -> Selection:
    """What is picked, as far as a page heeds it."""
    return replace(selection, period="today", compare="none") if name in pages.WITHOUT_FILTERS else selection


def _comparison_period(
    selection: Selection, period: Period, coverage: Coverage, now: datetime
) -> Period | None:
    """What to compare with; of a period under way, only up to where its own data reach."""
    if selection.compare != DEFAULT_COMPARISON:
        return None
    if period.start < now < period.end:
        newest = Period(max(period.start, now - UNDER_WAY), now)
        period = Period(period.start, max(coverage.data_as_of(newest) or now, newest.start + AT_LEAST))
    return previous(period, selection.zone)


def _default_selection(settings: Settings, *, is_demo: bool) -> tuple[Selection, str]:
    """What is shown where a link says nothing; a sentence where the browser's zone cannot be used for it."""
    zone, fault = (settings.display.zone, "") if settings.display.zone else _browser_zone()
    return Selection("last-14-days" if is_demo else "last-7-days", zone), fault


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
        return (
            UTC_ZONE,
            f"Your browser's time zone {quote_value(name)} is not known here. Times are shown in UTC.",
        )


def begin_page(title: str, question: str) -> PageContext:
    """A page's head: its title, the question it answers, and the data status; returns the context to draw."""
    context = begin_page_without_filters(title)
    st.caption(question)
    if app_state().source.is_demo:
        st.info(
            "Demo data: a made-up contact centre. Put credentials into the settings to see yours.",
            icon=":material/theater_comedy:",
        )
    first_visit.draw_guide(context.viewer)
    link_state.draw_link_warnings(context.viewer)
    sync_status.follow_sync(context)
    _draw_data_status(context)
    return context


def begin_page_without_filters(title: str) -> PageContext:
    """The title alone, and the view to draw.

    Who reads is asked once more: no page is drawn for anybody but the one whose view it is.
    """
    context: PageContext | None = st.session_state.get(CONTEXT)
    if context is None or context.viewer != auth.current_viewer():
        st.error("Open Callboard from its start page.")
        st.stop()
    st.title(title, anchor=False)
    return context


def stop_if_empty(context: PageContext, rows: int, *, is_search: bool = False) -> None:
    """Where there is nothing to draw, say why and what to do, and end the page.

    `is_search` says that the viewer asked for a part: what is behind a figure, or what holds some words.
    """
    if rows:
        return
    missing_period.stop_if_missing(context)
    if is_search:
        st.info(
            "No conversation is behind this. Show all of them, or search for something else.",
            icon=":material/search_off:",
        )
    elif context.selection.lists:
        st.info(
            "Nothing matches these filters. Take one away, or choose a longer period.",
            icon=":material/filter_alt:",
        )
    else:
        st.info(
            "Nothing happened in this period. Choose another one on the left.", icon=":material/event_busy:"
        )
    st.stop()


def _draw_data_status(context: PageContext) -> None:
    """Period, zone, age of the data, how much of the period is there."""
    covered = context.coverage.share(context.period, context.now)
    zone = context.selection.zone
    coverage_text = (
        "all of the period is there"
        if covered >= COMPLETE_SHARE
        else f"**{format_share(covered, 0)} of the period is there**"
    )
    sentences = [
        f"**{format_days(*shown_days(context.period, zone))}**",
        zone.label,
        *_format_ages(context),
        coverage_text,
        *_format_comparison(context),
    ]
    st.caption(" · ".join(sentences))


def _format_comparison(context: PageContext) -> list[str]:
    """What the figures are set beside, in words; how much of it is there where that is too little."""
    if context.before is None:
        return []
    zone = context.selection.zone
    first, end = zone.local(context.before.start), zone.local(context.before.end)
    last = (end - timedelta(seconds=1)).date()
    until = f" until {end:%H:%M}" if end.time() != first.time() else ""
    sentences = f"{format_days(first.date(), last)}{until}"
    if context.before_share >= COMPLETE_SHARE:
        return [f"against {sentences}"]
    return [f"nothing to compare with: {format_share(context.before_share, 0)} of {sentences} is there"]


def _format_ages(context: PageContext) -> list[str]:
    """When what may still change was fetched: the last hours, which change most, and the days before them."""
    coverage, period, zone = context.coverage, context.period, context.selection.zone
    settled = context.now - timedelta(hours=app_state().settings.store.settle_hours)
    if period.end <= settled:
        return ["final"] if coverage.data_as_of(period) else []
    edge = min(max(context.now - UNDER_WAY, period.start), period.end)
    intervals = [("as of", edge, period.end), ("before that, as of", max(period.start, settled), edge)]
    ages = [
        (label, coverage.data_as_of(Period(start, end))) for label, start, end in intervals if start < end
    ]
    sentences = [f"{label} {format_time(zone.local(as_of))}" for label, as_of in ages if as_of is not None]
    return sentences if len(sentences) > 1 else [label.removeprefix("before that, ") for label in sentences]
