"""The store's boundary: what goes wrong below it becomes a sentence that says what to do."""

from __future__ import annotations

import errno
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import polars as pl
from deltalake.exceptions import DeltaError, TableNotFoundError

from lib.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

LOWER = (OSError, DeltaError, pl.exceptions.PolarsError, pl.exceptions.PanicException)
"""What the layers below raise. Their own words may quote a customer's data, so they are not passed on."""

FULL = (
    "The disk of the store ({place}) is full. Make room or set store.path to another disk, then sync again: "
    "what was kept before is whole."
)
FORBIDDEN = (
    "The store ({place}) may not be written or read by this user. Set its owner and permissions, "
    "or store.path to a folder of your own."
)
UNREACHABLE = (
    "The store ({place}) cannot be reached. Check the address, the network and the credentials "
    "in the environment, then try again."
)
DAMAGED = (
    "The store ({place}) holds a file that cannot be read ({file}). Nothing was overwritten. Put the folder "
    "back from a copy, or move it away and sync again."
)
IN_PLACE_OF_FOLDER = (
    "The store ({place}) cannot be laid there: a file stands in its way. Set store.path to a folder."
)

CAUSES = (
    (FULL, {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}, "No space left|Disk quota|File too large|StorageFull"),
    (
        FORBIDDEN,
        {errno.EACCES, errno.EPERM, errno.EROFS},
        "Permission ?[Dd]enied|Read-only|Operation not permitted|AccessDenied|Forbidden",
    ),
    (IN_PLACE_OF_FOLDER, {errno.ENOTDIR, errno.EEXIST}, "Not a directory|File exists"),
    (
        UNREACHABLE,
        {errno.ECONNREFUSED, errno.ETIMEDOUT, errno.EHOSTUNREACH},
        "error sending request|connect error|dns error|NoSuchBucket|credential",
    ),
)


@contextmanager
def guarded(place: str) -> Iterator[None]:
    """Turn whatever fails within, in files, tables or queries over them, into a StoreError.

    Use it around the collect of a frame that came from `Store.scan`, too.
    """
    try:
        yield
    except LOWER as error:
        raise StoreError(sentence(error, place)) from None


def sentence(error: BaseException, place: str) -> str:
    """What a reader is told: where, what, and what to do next."""
    text, number = str(error), getattr(error, "errno", None)
    for told, numbers, pattern in CAUSES:
        if number in numbers or re.search(pattern, text):
            return told.format(place=place)
    return DAMAGED.format(place=place, file=file_in(text) or type(error).__name__)


def file_in(text: str) -> str | None:
    """The name of the table's file that a message speaks of."""
    found = re.search(r"[\w.-]+\.(?:parquet|json)\b", text)
    return found[0] if found else None


__all__ = ["TableNotFoundError", "guarded", "sentence"]
