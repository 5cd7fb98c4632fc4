"""What a command's flags and the settings mean together."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from lib import logs
from lib.cli.output import print_message
from lib.errors import InputError, SettingsError
from lib.frames.channels import channel_spellings
from lib.period import UTC_ZONE, Period, Zone, offset_zone, parse_time, parse_zone
from lib.settings import SECRETS_VARIABLE, Log, Settings, load_settings, secrets_file
from lib.smartassist import Question
from lib.source import Source, open_source

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from datetime import datetime


def load_command_settings(arguments: argparse.Namespace) -> Settings:
    """The settings, with the log as they want it."""
    settings = load_settings()
    set_up_log(arguments, settings.log)
    return settings


def set_up_log(arguments: argparse.Namespace, settings: Log) -> None:
    """Log to stderr: each request when it is asked for, nothing unless the settings say so otherwise."""
    effective = settings.model_copy(update={"level": "info"}) if arguments.verbose else settings
    logs.set_up(effective, logs.known_secrets(), unless_set="critical")


def choose_zone(arguments: argparse.Namespace, settings: Settings) -> Zone:
    """The zone of the command's times: as asked, else the settings', else UTC."""
    if arguments.offset is not None:
        return offset_zone(arguments.offset)
    return parse_zone(arguments.zone) if arguments.zone else settings.display.zone or UTC_ZONE


def build_question(arguments: argparse.Namespace, zone: Zone) -> Question:
    """What the command asks for, channels in every spelling that the service may know them by.

    Raises:
        InputError: a time is none, or the end is not after the start; both are told on the asked-for clock.
    """
    start, end = parse_time(arguments.start, zone), parse_time(arguments.end, zone)
    if end <= start:
        raise InputError(
            f"--end {format_instant(end, zone)} is {'the same as' if end == start else 'before'} "
            f"--start {format_instant(start, zone)}. Choose an end after the start. "
            "The end itself is not part of the period."
        )
    period = Period(start, end)
    channels = [form for text in arguments.channel for form in (*channel_spellings(text), text.strip())]
    return Question(period, tuple(dict.fromkeys(channels)), tuple(dict.fromkeys(arguments.queue)))


def format_period(period: Period, zone: Zone) -> str:
    """A period as a sentence names it."""
    return f"from {format_instant(period.start, zone)} to {format_instant(period.end, zone)}"


def format_instant(instant: datetime, zone: Zone) -> str:
    """An instant on a zone's clock, with the zone's name."""
    return f"{zone.local(instant):%Y-%m-%d %H:%M} {zone.label}"


def with_account(settings: Settings, arguments: argparse.Namespace) -> Settings:
    """The settings of an account, or with --demo those of none.

    Raises:
        SettingsError: there is no account, and made-up data were not asked for.
    """
    if arguments.demo:
        return settings.model_copy(update={"smartassist": None})
    if settings.smartassist is None:
        raise SettingsError(
            f"No account is set: [smartassist] is missing in {secrets_file()}, and so are "
            "CALLBOARD_SMARTASSIST__HOST and the rest in the environment. Set them, start the command where "
            f"that file stands, or name it in {SECRETS_VARIABLE}. Only --demo takes made-up data instead."
        )
    return settings


@contextmanager
def open_command_source(settings: Settings, arguments: argparse.Namespace) -> Iterator[Source]:
    """The account's store and service, or with --demo those of made-up data, and say so.

    Raises:
        SettingsError: there is no account, and made-up data were not asked for.
    """
    with open_source(with_account(settings, arguments)) as source:
        if source.is_demo:
            print_message("These are demo data, made up, and no account's.")
        yield source
