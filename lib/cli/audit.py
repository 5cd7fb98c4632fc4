"""Who gives a command, and the log in which it is noted."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING

from lib.audit import FOLDER, Audit

if TYPE_CHECKING:
    from lib.settings import Settings
    from lib.source import Source


def open_audit_log(source: Source, settings: Settings) -> Audit:
    """The log that the pages write too."""
    folder = settings.access.audit_folder
    return Audit(Path(folder).expanduser() if folder else source.beside / FOLDER)


def command_line_actor() -> str:
    """Who it is that gives a command: the machine's user, as the machine names him."""
    try:
        return f"{getpass.getuser()} at the command line"
    except (OSError, KeyError):
        return "somebody at the command line"
