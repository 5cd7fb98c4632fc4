"""The user who runs a command, and the audit log."""

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
    """The user who runs the command, by the operating system's name."""
    try:
        return f"{getpass.getuser()} at the command line"
    except (OSError, KeyError):
        return "somebody at the command line"
