"""What a command's flags and the settings mean together."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from lib import logs
from lib.cli.speaking import say
from lib.period import UTC_ZONE, Period, Zone, offset_zone, parse_time, parse_zone
from lib.service import Question
from lib.settings import Log, Settings, load_settings
from lib.source import Source, open_source

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator


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
