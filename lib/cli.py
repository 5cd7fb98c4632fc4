"""The command line: callboard sync | export | forget | rebuild | demo-api. Data goes to stdout alone."""

from __future__ import annotations

import argparse
import getpass
import os
import signal
import sys
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from lib import logs
from lib.access import masked
from lib.audit import FOLDER, FORGOT, TOOK, Audit
from lib.demo import DEMO_CREDENTIALS, Centre, DemoServer
from lib.errors import AuditError, CallboardError, InputError
from lib.export import FORMATS, STDOUT, described, form_of, write_table, written
from lib.metrics import (
    AGENT_COLUMNS,
    QUEUE_COLUMNS,
    Filters,
    Tables,
    agent_table,
    meanings,
    only,
    queue_table,
    with_filters,
)
from lib.period import UTC_ZONE, Period, Zone, offset_zone, parse_time, parse_zone
from lib.service import Question
from lib.settings import Log, Settings, load_settings
from lib.source import Source, open_source
from lib.store import Progress, forget, guarded, open_store, rebuild, sync

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import polars as pl

ALMOST_ALL = 0.9995
"""A part of a period that is shown as 100 %."""

DONE, FAILED, MISUSED = 0, 1, 2
GRAINS = ("conversations", "visits", "handlings", "assignments")
MEANT = (
    "This removes every conversation of the customer {user_id} from the store, raw and derived, for good. "
    "The service still has them. What was exported is not reached. Type the id again to go on:"
)
FORGOTTEN = (
    "{conversations} conversations were removed. What the service sends again of them is not kept. "
    "Files that were exported, backups, and earlier versions in an object store are yours to remove."
)
NOBODY = "Nothing is kept of this customer. Sessions begun before now will not be kept either."
TABLE_NAMES = (*GRAINS, "rejects", "queues", "agents")


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one sentence."""

    def error(self, message: str) -> NoReturn:
        """Raise instead of printing the usage."""
        raise InputError(f"{message[:1].upper()}{message[1:]}. See {self.prog} --help.")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 failed or interrupted, 2 wrong usage."""
    try:
        arguments = parser().parse_args(argv)
        log(arguments, Log())
        return int(arguments.run(arguments))
    except CallboardError as error:
        say(str(error))
        return MISUSED if isinstance(error, InputError) else FAILED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        say(f"{error.filename or 'A file'}: {error.strerror or error}. Nothing was left half-written.")
        return FAILED
    except KeyboardInterrupt:
        say("Stopped. What was fetched whole is kept; the same command goes on from there.")
        if argv is None:  # a thread in the middle of an answer would take up to half a minute to end
            os._exit(FAILED)
        return FAILED


def parser() -> Parser:
    """Every command and flag."""
    found = Parser("callboard", description="Fetch conversations, and take figures away.")
    commands = found.add_subparsers(required=True, metavar="sync | export | forget | rebuild | demo-api")
    syncing = commands.add_parser("sync", help="fetch what is missing of a period")
    syncing.add_argument("--refresh", action="store_true", help="ask again for what is there, too")
    syncing.set_defaults(run=run_sync)
    exporting = commands.add_parser("export", help="write a table of a period to a file")
    exporting.add_argument("--table", required=True, choices=TABLE_NAMES)
    exporting.add_argument("--agent", nargs="+", action="extend", default=[], metavar="ID")
    exporting.add_argument("--format", choices=FORMATS, help="by default as the file's name says, else csv")
    exporting.add_argument("--out", required=True, metavar="FILE", help=f"{STDOUT} is stdout")
    exporting.add_argument("--offline", action="store_true", help="fetch nothing, take what is there")
    exporting.add_argument("--personal", action="store_true", help="with customers' data, masked otherwise")
    exporting.set_defaults(run=run_export)
    for command in (syncing, exporting):
        add_period(command)
    forgetting = commands.add_parser("forget", help="remove all that is kept of a customer")
    forgetting.add_argument("--user-id", required=True, metavar="ID", help="the records' userId, as in u-…")
    forgetting.add_argument("--yes", action="store_true", help="do not ask whether this is meant")
    forgetting.set_defaults(run=run_forget)
    rebuilding = commands.add_parser("rebuild", help="make the figures anew from the records that are kept")
    rebuilding.set_defaults(run=run_rebuild)
    serving = commands.add_parser("demo-api", help="serve the documented API over made-up conversations")
    serving.add_argument("--port", type=int, default=8787)
    serving.add_argument("--days", type=int, default=14, help="days made up at start; others when asked for")
    serving.add_argument("--seed", type=int, default=1)
    serving.set_defaults(run=run_demo_api)
    for command in (syncing, exporting, forgetting, rebuilding, serving):
        command.add_argument("--verbose", action="store_true", help="log each request to stderr")
    return found


def add_period(command: argparse.ArgumentParser) -> None:
    """The flags that pick a period, half-open, and what of it."""
    command.add_argument("--start", required=True, metavar="TIME", help='such as "2024-09-20 00:00"')
    command.add_argument("--end", required=True, metavar="TIME", help="the first instant no longer in it")
    zone = command.add_mutually_exclusive_group()
    zone.add_argument("--zone", metavar="NAME", help="the zone of both times, such as Europe/London")
    zone.add_argument("--offset", type=int, metavar="MIN", help="or minutes west of UTC, such as -330")
    command.add_argument("--channel", nargs="+", action="extend", default=[], metavar="NAME")
    command.add_argument("--queue", nargs="+", action="extend", default=[], metavar="ID")


def run_sync(arguments: argparse.Namespace) -> int:
    """Fetch what is missing."""
    settings = settings_of(arguments)
    question = question_of(arguments, zone_of(arguments, settings))
    with opened(settings) as source:
        fetch(source, settings, question, refresh=arguments.refresh)
    return DONE


def run_export(arguments: argparse.Namespace) -> int:
    """Fetch what is missing, then write one table."""
    settings = settings_of(arguments)
    zone = zone_of(arguments, settings)
    question = question_of(arguments, zone)
    with opened(settings) as source:
        if not arguments.offline:
            fetch(
                source, settings, Question(question.window.with_lead_in(), question.channels, question.queues)
            )
        tell_share(source, question, offline=arguments.offline)
        filters = Filters(question.window, question.channels, question.queues, tuple(arguments.agent))
        with guarded(source.store.root):
            frame = taken(source, settings, arguments.table, filters, personal=arguments.personal)
        about = told(source, question, filters, arguments.table, zone)
        note_export(source, settings, arguments, filters, frame.height)
    with written(arguments.out) as target:
        write_table(
            frame,
            arguments.format or form_of(arguments.out),
            target,
            zone=zone,
            filters=about,
            meanings=meanings(arguments.table, frame.columns),
        )
    return DONE


def note_export(
    source: Source, settings: Settings, arguments: argparse.Namespace, filters: Filters, rows: int
) -> None:
    """Note in the audit log what is about to be written.

    Raises:
        AuditError: it cannot be noted, and holds customers' data; else a sentence is enough.
    """
    picked = {"channels": filters.channels, "queues": filters.queues, "agents": filters.agents}
    span = {"from": filters.period.start.isoformat(), "to": filters.period.end.isoformat()}
    facts = span | {name: values for name, values in picked.items() if values}
    form = arguments.format or form_of(arguments.out)
    try:
        audit_log(source, settings).note(
            at_the_command_line(), TOOK, table=arguments.table, format=form, rows=rows, **facts
        )
    except AuditError as error:
        if arguments.personal:
            raise
        say(str(error))


def audit_log(source: Source, settings: Settings) -> Audit:
    """The log that the pages write too."""
    named = settings.access.audit_folder
    return Audit(Path(named).expanduser() if named else source.beside / FOLDER)


def at_the_command_line() -> str:
    """Who it is that gives a command: the machine's user, as the machine names him."""
    try:
        return f"{getpass.getuser()} at the command line"
    except (OSError, KeyError):
        return "somebody at the command line"


def told(source: Source, question: Question, filters: Filters, table: str, zone: Zone) -> dict[str, str]:
    """What a file says of how its rows were chosen."""
    coverage, narrow = source.store.coverage(), (question.channels, question.queues)
    return described(
        table,
        question.window,
        {"Channels": filters.channels, "Queues": filters.queues, "Agents": filters.agents},
        zone,
        coverage.data_as_of(question.window, *narrow),
        share=coverage.share(question.window, datetime.now(UTC), *narrow),
    )


def run_forget(arguments: argparse.Namespace) -> int:
    """Forget a customer, once it was said that this is meant."""
    settings = settings_of(arguments)
    if settings.smartassist is None:
        raise InputError("The demo keeps nobody. Give the account's settings, or start where they stand.")
    with opened(settings) as source:
        if not arguments.yes:
            confirm(arguments.user_id)
        audit_log(source, settings).note(at_the_command_line(), FORGOT)
        gone = forget(source.store, arguments.user_id, now=datetime.now(UTC))
    say(FORGOTTEN.format(conversations=f"{gone:,}") if gone else NOBODY)
    return DONE


def confirm(user_id: str) -> None:
    """Have the id typed again.

    Raises:
        InputError: it was not, or nobody is there to type.
    """
    say(MEANT.format(user_id=user_id))
    typed = sys.stdin.readline() if sys.stdin.isatty() else ""
    if typed.strip() != user_id.strip():
        raise InputError("Nothing was removed. Type the id as it is, or give --yes where nobody is asked.")


def run_rebuild(arguments: argparse.Namespace) -> int:
    """Make the frames anew from the raw records."""
    settings = settings_of(arguments)
    account = settings.smartassist.account_id if settings.smartassist else None
    count = rebuild(open_store(settings.store.path, account))
    say(f"Made anew from {count:,} records.")
    return DONE


def run_demo_api(arguments: argparse.Namespace) -> int:
    """Serve until interrupted or terminated."""
    centre, now = Centre(arguments.seed), datetime.now(UTC)
    centre.select(now - timedelta(days=arguments.days), now)
    with DemoServer(centre, port=arguments.port) as server:
        say(f"Serving made-up conversations at {server.url}. To read them, set in another shell:")
        for name, value in {"host": server.url, **DEMO_CREDENTIALS._asdict()}.items():
            say(f"  export CALLBOARD_SMARTASSIST__{name.upper()}={value}")
        over = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: over.set())
        over.wait()
    return DONE


def settings_of(arguments: argparse.Namespace) -> Settings:
    """The settings, with the log as they want it."""
    settings = load_settings()
    log(arguments, settings.log)
    return settings


def log(arguments: argparse.Namespace, wanted: Log) -> None:
    """Log to stderr: each request when it is asked for, nothing unless the settings say so otherwise."""
    chosen = wanted.model_copy(update={"level": "info"}) if arguments.verbose else wanted
    logs.set_up(chosen, logs.known_secrets(), unless_set="critical")


def zone_of(arguments: argparse.Namespace, settings: Settings) -> Zone:
    """The zone of the command's times: as asked, else the settings', else UTC."""
    if arguments.offset is not None:
        return offset_zone(arguments.offset)
    return parse_zone(arguments.zone) if arguments.zone else settings.display.zone or UTC_ZONE


def question_of(arguments: argparse.Namespace, zone: Zone) -> Question:
    """What the command asks for."""
    period = Period(parse_time(arguments.start, zone), parse_time(arguments.end, zone))
    return Question(period, tuple(dict.fromkeys(arguments.channel)), tuple(dict.fromkeys(arguments.queue)))


@contextmanager
def opened(settings: Settings) -> Iterator[Source]:
    """The account's store and service, or the demo's, and say which."""
    with open_source(settings) as source:
        if source.is_demo:
            say("No credentials are set, so these are demo data.")
        yield source


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


def tell_share(source: Source, question: Question, *, offline: bool) -> None:
    """Say how much of the period is there, when that is not all."""
    coverage, narrow = source.store.coverage(), (question.channels, question.queues)
    share = coverage.share(question.window, datetime.now(UTC), *narrow)
    if share < ALMOST_ALL:
        as_of = coverage.data_as_of(question.window, *narrow)
        since = f", fetched from {as_of:%Y-%m-%d %H:%M} UTC on" if as_of else ""
        rest = " Without --offline the rest is fetched first." if offline else ""
        say(f"Only {share:.1%} of the period is there{since}.{rest}")


def taken(
    source: Source, settings: Settings, table: str, filters: Filters, *, personal: bool
) -> pl.DataFrame:
    """The rows of one table that were picked, customers' data masked unless `personal`."""
    frames = Tables(**source.store.scans(GRAINS, filters.period))
    picked, rules = with_filters(frames, filters), settings.metrics
    if table == "queues":
        return queue_table(picked.visits, picked.handlings, rules).select(QUEUE_COLUMNS).collect()
    if table == "agents":
        return agent_table(picked.handlings, picked.assignments, rules).select(AGENT_COLUMNS).collect()
    if table in GRAINS:
        rows = picked[table].sort("session_start", "session_id", maintain_order=True)
    else:
        rows = only(table, source.store.scan(table, filters.period), filters).sort("session_start")
    return (rows if personal else masked(rows, table)).collect()


class Line:
    """The line on stderr that tells a sync's progress: rewritten on a terminal, else one a window."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._told = 0

    def show(self, progress: Progress) -> None:
        """Tell where it stands."""
        if self._live:
            print(f"\r\033[K{progress}", end="", file=sys.stderr, flush=True)
        elif progress.windows_done > self._told:
            say(str(progress))
        self._told = progress.windows_done

    def end(self, text: str) -> None:
        """Tell the outcome on a line of its own."""
        say(f"\r\033[K{text}" if self._live else text)


def say(text: str) -> None:
    """One sentence to stderr."""
    print(text, file=sys.stderr, flush=True)
