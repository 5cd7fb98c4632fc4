"""`callboard sync`: a period is made present, and its progress told."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from lib.cli.asked import opened, question_of, settings_of, told, zone_of
from lib.cli.matching import tell_unmatched
from lib.cli.speaking import Line
from lib.store import guarded, sync

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from lib.service import Question
    from lib.settings import Settings
    from lib.source import Source


def run_sync(arguments: argparse.Namespace) -> None:
    """Fetch what is missing."""
    settings = settings_of(arguments)
    zone = zone_of(arguments, settings)
    question = question_of(arguments, zone)
    with opened(settings, arguments) as source:
        fetch(source, settings, question, refresh=arguments.refresh)
        with guarded(source.store.root):
            tell_unmatched(
                source.store,
                question.window,
                told(question.window, zone),
                channels=arguments.channel,
                queues=question.queues,
            )


def fetch(source: Source, settings: Settings, question: Question, *, refresh: bool = False) -> None:
    """Make the question's period present, telling the progress.

    Raises:
        KeyboardInterrupt: it was interrupted; the windows under way were finished first.
    """
    line = Line()
    with source.service() as service, interruptible(line) as interrupted:
        report = sync(
            source.store,
            service,
            question,
            now=datetime.now(UTC),
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
    fetched = f"Fetched {report.records:,} records with {report.requests:,} requests."
    line.end(fetched if report.windows else "Everything that can be there is there already.")


@contextmanager
def interruptible(line: Line) -> Iterator[threading.Event]:
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
