"""Every command and flag, and what the exit code says."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING, NoReturn

from lib import __version__
from lib.cli.demo_command import run_demo_api
from lib.cli.export_command import ENCODINGS, TABLE_NAMES, run_export
from lib.cli.maintenance import run_forget, run_rebuild
from lib.cli.options import set_up_log
from lib.cli.output import print_message
from lib.cli.sync_command import run_sync
from lib.demo.api.revisions import NEWEST, REVISIONS
from lib.errors import CallboardError, InputError
from lib.export import FORMATS, STDOUT
from lib.settings import Log

if TYPE_CHECKING:
    from collections.abc import Sequence

DONE, FAILED, MISUSED = 0, 1, 2


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one sentence."""

    def error(self, message: str) -> NoReturn:
        """Raise instead of printing the usage."""
        raise InputError(f"{message[:1].upper()}{message[1:]}. See {self.prog} --help.")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 failed or interrupted, 2 wrong usage."""
    try:
        arguments = parser().parse_args(argv)
        set_up_log(arguments, Log())
        arguments.run(arguments)
    except CallboardError as error:
        print_message(str(error))
        return MISUSED if isinstance(error, InputError) else FAILED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        print_message(
            f"{error.filename or 'A file'}: {error.strerror or error}. Nothing was left half-written."
        )
        return FAILED
    except KeyboardInterrupt:
        print_message("Stopped. What was fetched whole is kept; the same command goes on from there.")
        if argv is None:  # a thread in the middle of an answer would take up to half a minute to end
            os._exit(FAILED)
        return FAILED
    return DONE


def parser() -> Parser:
    """Every command and flag."""
    root = Parser("callboard", description="Fetch conversations, and take figures away.")
    root.add_argument("--version", action="version", version=f"callboard {__version__}")
    commands = root.add_subparsers(required=True, metavar="sync | export | forget | rebuild | demo-api")
    syncing = commands.add_parser("sync", help="fetch what is missing of a period")
    syncing.add_argument("--refresh", action="store_true", help="ask again for what is there, too")
    syncing.set_defaults(run=run_sync)
    exporting = commands.add_parser("export", help="write a table of a period to a file")
    exporting.add_argument("--table", required=True, choices=TABLE_NAMES)
    exporting.add_argument("--agent", nargs="+", action="extend", default=[], metavar="ID")
    for name, value in (("channel", "NAME"), ("queue", "ID"), ("agent", "ID")):
        exporting.add_argument(
            f"--exclude-{name}",
            nargs="+",
            action="extend",
            default=[],
            metavar=value,
            help=f"all {name}s but these",
        )
    exporting.add_argument("--format", choices=FORMATS, help="by default as the file's name says, else csv")
    exporting.add_argument(
        "--encoding",
        choices=ENCODINGS,
        default=ENCODINGS[0],
        help="of a CSV; utf-8-sig begins with the mark by which Excel knows it",
    )
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
    serving.add_argument(
        "--revision", choices=REVISIONS, default=NEWEST.name, help="which documented revision to follow"
    )
    serving.add_argument("--unknown-parameters", choices=("ignored", "refused"), help="else as the revision")
    serving.set_defaults(run=run_demo_api)
    for command in (syncing, exporting, forgetting, rebuilding):
        command.add_argument("--demo", action="store_true", help="made-up data instead of an account's")
    for command in (syncing, exporting, forgetting, rebuilding, serving):
        command.add_argument("--verbose", action="store_true", help="log each request to stderr")
    return root


def add_period(command: argparse.ArgumentParser) -> None:
    """The flags that pick a period, half-open, and what of it."""
    command.add_argument("--start", required=True, metavar="TIME", help='such as "2024-09-20 00:00"')
    command.add_argument("--end", required=True, metavar="TIME", help="the first instant no longer in it")
    zone = command.add_mutually_exclusive_group()
    zone.add_argument("--zone", metavar="NAME", help="the zone of both times, such as Europe/London")
    zone.add_argument("--offset", type=int, metavar="MIN", help="or minutes west of UTC, such as -330")
    command.add_argument("--channel", nargs="+", action="extend", default=[], metavar="NAME")
    command.add_argument("--queue", nargs="+", action="extend", default=[], metavar="ID")
