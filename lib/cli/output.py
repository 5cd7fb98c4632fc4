"""Sentences and progress on stderr."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lib.store import Progress


class ProgressLine:
    """The line on stderr that tells a sync's progress: rewritten on a terminal, else one a window."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()
        self._told = 0

    def show(self, progress: Progress) -> None:
        """Tell where it stands."""
        if self._live:
            print(f"\r\033[K{progress}", end="", file=sys.stderr, flush=True)
        elif progress.windows_done > self._told:
            print_message(str(progress))
        self._told = progress.windows_done

    def end(self, text: str) -> None:
        """Tell the outcome on a line of its own."""
        print_message(f"\r\033[K{text}" if self._live else text)


def print_message(text: str) -> None:
    """One sentence to stderr."""
    print(text, file=sys.stderr, flush=True)
