"""`callboard sync`: make a period present, and what may reach into it, and show the progress."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from lib.cli.matching import report_unmatched
from lib.cli.options import (
    build_question,
    choose_zone,
    format_period,
    load_command_settings,
    open_command_source,
)
from lib.cli.output import ProgressLine
from lib.formatting import format_quantity
from lib.store import UNSETTLED_STALE_AFTER, Part, interval_before, open_session_parts, sync, translate_errors

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from lib.settings import Settings, Store
    from lib.smartassist import Question
    from lib.source import Source

OPEN_AT_EACH = 20
"""How many open sessions a command asks for however lately they were asked: two requests each."""


def run_sync(arguments: argparse.Namespace) -> None:
    """Fetch what is missing."""
    settings = load_command_settings(arguments)
    zone = choose_zone(arguments, settings)
    question = build_question(arguments, zone)
    with open_command_source(settings, arguments) as source:
        fetch(source, settings, question, refresh=arguments.refresh)
        with translate_errors(source.store.root):
            report_unmatched(source.store, question.window, format_period(question.window, zone), arguments)


def fetch(source: Source, settings: Settings, question: Question, *, refresh: bool = False) -> None:
    """Make the question's period present, then what may reach into it, telling the progress.

    After the period itself come the days before it, and what was open of those and of what is settled. All
    of that is asked seldom, but for some of the open sessions, at each command.

    Raises:
        KeyboardInterrupt: it was interrupted; the windows under way were finished first.
    """
    line, now = ProgressLine(), datetime.now(UTC)
    with source.service() as service, interruptible(line) as interrupted:
        report = sync(
            source.store,
            service,
            question,
            parts=parts(question, settings.store, now),
            now=now,
            settle=timedelta(hours=settings.store.settle_hours),
            refresh=refresh,
            retention_days=settings.store.retention_days,
            progress=line.show,
            cancelled=interrupted.is_set,
            page_size=source.account.page_size,
            requests_per_minute=source.account.requests_per_minute,
        )
    if report.cancelled:
        raise KeyboardInterrupt
    fetched = (
        f"Fetched {format_quantity(report.records, 'records')} with "
        f"{format_quantity(report.requests, 'requests')}."
    )
    line.end(fetched if report.windows else "Everything that can be there is there already.")


def parts(question: Question, settings: Store, now: datetime) -> list[Part]:
    """The question's period, the days before it, and sessions that were open when they were settled."""
    window, settled = question.window, now - timedelta(hours=settings.settle_hours)
    before = interval_before(window, timedelta(days=settings.reach_back_days))
    settled_until = max(window.start, min(window.end, settled))
    still_open = open_session_parts(settled_until, now, timedelta(days=settings.open_days), OPEN_AT_EACH)
    return [Part(window), *(Part(interval, UNSETTLED_STALE_AFTER) for interval in before), *still_open]


@contextmanager
def interruptible(line: ProgressLine) -> Iterator[threading.Event]:
    """An event that the first Ctrl-C sets; the second interrupts as ever."""
    interrupted = threading.Event()
    before = signal.getsignal(signal.SIGINT)

    def interrupt(*_: object) -> None:
        interrupted.set()
        signal.signal(signal.SIGINT, before)
        line.end("Finishing the part under way. Press Ctrl-C again to stop at once.")

    signal.signal(signal.SIGINT, interrupt)
    try:
        yield interrupted
    finally:
        signal.signal(signal.SIGINT, before)
