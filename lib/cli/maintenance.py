"""`callboard forget` and `rebuild`: what is kept."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from lib.audit import FORGOT
from lib.cli.audit import command_line_actor, open_audit_log
from lib.cli.options import load_command_settings, open_command_source, with_account
from lib.cli.output import print_message
from lib.errors import InputError
from lib.formatting import format_quantity
from lib.store import forget, open_store, rebuild

if TYPE_CHECKING:
    import argparse

MEANT: Final = (
    "This removes every conversation of the customer {user_id} from the store, raw and derived, for good. "
    "The service still has them. What was exported is not reached. Type the id again to go on:"
)
FORGOTTEN: Final = (
    "{conversations} removed. What the service sends again of them is not kept. "
    "Files that were exported, backups, and earlier versions in an object store are yours to remove."
)
NOBODY: Final = "Nothing is kept of this customer. Sessions begun before now will not be kept either."


def run_forget(arguments: argparse.Namespace) -> None:
    """Forget a customer, once it was said that this is meant."""
    settings = load_command_settings(arguments)
    with open_command_source(settings, arguments) as source:
        if not arguments.yes:
            confirm(arguments.user_id)
        open_audit_log(source, settings).note(command_line_actor(), FORGOT)
        gone = forget(source.store, arguments.user_id, now=datetime.now(UTC))
    print_message(
        FORGOTTEN.format(conversations=format_quantity(gone, "conversations were", "conversation was"))
        if gone
        else NOBODY
    )


def confirm(user_id: str) -> None:
    """Have the id typed again.

    Raises:
        InputError: it was not, or nobody is there to type.
    """
    print_message(MEANT.format(user_id=user_id))
    typed = sys.stdin.readline() if sys.stdin.isatty() else ""
    if typed.strip() != user_id.strip():
        raise InputError("Nothing was removed. Type the id as it is, or give --yes where nobody is asked.")


def run_rebuild(arguments: argparse.Namespace) -> None:
    """Make the frames anew from the raw records."""
    settings = with_account(load_command_settings(arguments), arguments)
    account = settings.smartassist.account_id if settings.smartassist else None
    count = rebuild(open_store(settings.store.path, account))
    print_message(f"Made anew from {format_quantity(count, 'records')}.")
