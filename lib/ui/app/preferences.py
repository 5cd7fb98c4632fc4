"""What a viewer keeps for the next visit: views by name, and whether the guide was read. A small file each.

The files stand beside the store, one a viewer, named by a digest of who it is. They hold names and links,
nothing of a customer's. One that cannot be read counts as empty: a view is soon named again.
"""

from __future__ import annotations

import hashlib
import logging
import os
from typing import TYPE_CHECKING, Annotated
from urllib.parse import parse_qs, urlencode

import msgspec
from filelock import FileLock, Timeout

from lib.errors import InputError, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

log = logging.getLogger("callboard.ui")

FOLDER = "readers"
PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600
LONGEST_NAME, LONGEST_LINK, MOST_VIEWS = 60, 4000, 40
MOST_BYTES = 2 * MOST_VIEWS * (LONGEST_NAME + LONGEST_LINK)
LOCK_TIMEOUT_S = 2

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_NAME)]
Link = Annotated[str, msgspec.Meta(max_length=LONGEST_LINK)]


class SavedView(msgspec.Struct, frozen=True):
    """A view by name: its page, and the query of its link."""

    name: Text
    page: Text
    query: Link

    @property
    def parameters(self) -> dict[str, list[str]]:
        """The query, read."""
        return parse_qs(self.query)


class Preferences(msgspec.Struct, frozen=True):
    """All that one viewer keeps."""

    views: Annotated[tuple[SavedView, ...], msgspec.Meta(max_length=MOST_VIEWS)] = ()
    is_guided: bool = False

    def with_view(self, context: SavedView) -> Preferences:
        """With a view more, in place of one of the same name.

        Raises:
            InputError: there are too many.
        """
        others = self.without(context.name).views
        if len(others) >= MOST_VIEWS:
            raise InputError(f"{MOST_VIEWS} views are kept, which is the most. Forget one of them first.")
        return msgspec.structs.replace(self, views=(*others, context))

    def without(self, name: str) -> Preferences:
        """Without the view of that name."""
        return msgspec.structs.replace(
            self, views=tuple(context for context in self.views if context.name != name)
        )

    def with_guide_read(self) -> Preferences:
        """With the guide read."""
        return msgspec.structs.replace(self, is_guided=True)


def make_view(name: str, page: str, parameters: Mapping[str, Sequence[str]]) -> SavedView:
    """A view under the name that a viewer typed, in one line of what can be printed.

    Raises:
        InputError: nothing of the name is left, or the link is too long.
    """
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in name).split())[
        :LONGEST_NAME
    ].strip()
    query = urlencode(parameters, doseq=True)
    if not line:
        raise InputError("Give the view a name.")
    if len(query) > LONGEST_LINK:
        raise InputError("Too much is picked to keep it under a name. Take some filters away.")
    return SavedView(line, page, query)


class PreferenceStore:
    """The folder of all viewers' files."""

    def __init__(self, beside: Path) -> None:
        self._folder = beside / FOLDER

    def read(self, viewer_name: str) -> Preferences:
        """What the viewer keeps; nothing where there is no file, or none that can be read."""
        try:
            with self._file(viewer_name).open("rb") as file:
                return msgspec.json.decode(file.read(MOST_BYTES), type=Preferences)
        except FileNotFoundError:
            return Preferences()
        except (OSError, ValueError) as error:
            log.warning("a reader's file of views is passed over: %s", type(error).__name__)
            return Preferences()

    def change(self, viewer_name: str, update: Callable[[Preferences], Preferences]) -> Preferences:
        """Change what the viewer keeps, as one step, even with two windows open.

        Raises:
            StoreError: the file cannot be written.
            InputError: as `how` does.
        """
        file = self._file(viewer_name)
        try:
            self._folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            with FileLock(f"{file}.lock", timeout=LOCK_TIMEOUT_S, mode=PRIVATE_FILE):
                preferences = update(self.read(viewer_name))
                _write(file, msgspec.json.encode(preferences))
        except (OSError, Timeout) as error:
            raise StoreError(
                f"This cannot be kept: {type(error).__name__}. See that the store's folder can be written."
            ) from None
        return preferences

    def _file(self, viewer_name: str) -> Path:
        return self._folder / f"{hashlib.sha256(viewer_name.encode(errors='replace')).hexdigest()[:32]}.json"


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all, for its owner alone."""
    new_file = file.with_suffix(".new")
    with os.fdopen(os.open(new_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE), "wb") as stream:
        stream.write(content)
    new_file.replace(file)
