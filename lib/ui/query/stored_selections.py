"""Selections that are too long for an address, stored under a short id: what a link says instead of them.

The files stand beside the store, one a selection, named by the hash of its content: the same selection has
the same id for everybody. They hold ids of channels, queues and agents, and grant nothing: a link with such
an id shows what the viewer may see of it, like a link with the ids themselves. Files that were used longest
ago are removed when there are too many.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

import msgspec

from lib.errors import InputError, StoreError
from lib.ui.query.selection import LISTS, to_parameters

if TYPE_CHECKING:
    from pathlib import Path

    from lib.ui.query.selection import Selection

FOLDER = "selections"
PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600
LONGEST_QUERY = 1500
"""Characters of an address's query up to which its lists stand in it."""

MOST_BYTES, MOST_FILES = 256 * 1024, 500
ID = re.compile(r"[0-9a-f]{20}")

Lists = dict[str, list[Annotated[str, msgspec.Meta(min_length=1)]]]

TOO_LONG = "Too much is picked for a link. Pick fewer, or use “All but these”."
GONE = (
    "The link's selection {id} is not stored here, or no longer. What it picked is not known, so nothing is "
    "shown. Pick again what you want to see, or clear all filters."
)


class Selections:
    """The folder of stored selections."""

    def __init__(self, beside: Path) -> None:
        self._folder = beside / FOLDER

    def store(self, lists: Lists) -> str:
        """The id of these lists, which are stored from now on; the same lists have the same id.

        Raises:
            InputError: they are too long to be stored.
            StoreError: the file cannot be written.
        """
        content = msgspec.json.encode(dict(sorted(lists.items())))
        if len(content) > MOST_BYTES:
            raise InputError(TOO_LONG)
        selection = hashlib.sha256(content).hexdigest()[:20]
        try:
            self._write(self._file(selection), content)
        except OSError as error:
            raise StoreError(
                f"A selection of this length cannot be stored for its link: {type(error).__name__}. "
                "See that the store's folder can be written, or pick fewer."
            ) from None
        return selection

    def load(self, selection: str) -> Lists | None:
        """The lists under an id, by parameter; null where there are none, or none that can be read."""
        if not ID.fullmatch(selection):
            return None
        file = self._file(selection)
        try:
            with file.open("rb") as stream:
                lists = msgspec.json.decode(stream.read(MOST_BYTES), type=Lists)
            file.touch()
        except (OSError, ValueError):
            return None
        return {name: values for name, values in lists.items() if name in LISTS}

    def _file(self, selection: str) -> Path:
        return self._folder / f"{selection}.json"

    def _write(self, file: Path, content: bytes) -> None:
        """Whole or not at all, for its owner alone; a file that is there is marked as used."""
        if file.exists():
            file.touch()
            return
        self._folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        self._make_room()
        partial = file.with_suffix(f".{os.getpid()}.new")
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE), "wb") as stream:
            stream.write(content)
        partial.replace(file)

    def _make_room(self) -> None:
        """Remove the files that were used longest ago, so that one more fits."""
        files = sorted(self._folder.glob("*.json"), key=lambda file: file.stat().st_mtime)
        for file in files[: max(0, len(files) - MOST_FILES + 1)]:
            file.unlink(missing_ok=True)


def store_long_lists(selection: Selection, selections: Selections) -> Selection:
    """The same selection; lists too long for an address are replaced by the id under which they are stored.

    Raises:
        InputError, StoreError: as `Selections.store` does.
    """
    selection = replace(selection, selection="")
    if len(urlencode(to_parameters(selection), doseq=True)) <= LONGEST_QUERY:
        return selection
    return replace(selection, selection=selections.store(selection.lists))
