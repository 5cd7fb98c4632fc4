"""Who gives a command, and the log in which it is noted."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING

from lib.audit import FOLDER, Audit

if TYPE_CHECKING:
    from lib.settings import Settings
    from lib.source import Source


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
