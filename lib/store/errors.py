"""Translates errors of files, tables and queries into StoreError with a message that says what to do."""

from __future__ import annotations

import errno
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import polars as pl
from deltalake.exceptions import CommitFailedError, DeltaError

from lib.errors import StoreBusy, StoreError
from lib.store.locations import is_local

if TYPE_CHECKING:
    from collections.abc import Iterator

LOWER = (OSError, DeltaError, pl.exceptions.PolarsError, pl.exceptions.PanicException)
"""What the layers below raise. Their messages may quote customer data, so they are not passed on."""

FULL = (
    "The disk of the store ({place}) is full. Make room or set store.path to another disk, then sync again: "
    "what was kept before is whole."
)
FORBIDDEN = (
    "The store ({place}) may not be written or read by this user. Set its owner and permissions, "
    "or store.path to a folder of your own."
)
IN_PLACE_OF_FOLDER = (
    "The store ({place}) cannot be laid there: a file stands in its way. Set store.path to a folder."
)
DAMAGED = (
    "A part of the store ({place}) cannot be read: {file}. Nothing was overwritten. Put the folder "
    "back from a copy, or move it away and sync again."
)
GONE = (
    "A file of the store ({place}) is gone: {file}. Where the store was tidied or a customer was forgotten "
    "meanwhile, load the page or run the command again; where it stays gone, put the store back from a copy, "
    "or move it away and sync again."
)
LOST = (
    "Another process has written this store ({place}) meanwhile, so this one has stopped. "
    "What was kept before is whole; sync again to go on."
)
UNREACHABLE = (
    "The store ({place}) cannot be reached. Check the address, the network and the provider's settings "
    "in the environment, then try again: what was kept before is whole."
)
NO_BUCKET = (
    "The store ({place}) is in a bucket that does not exist. Make the bucket, or mend store.path; "
    "the folder within it makes itself."
)
REFUSED = (
    "The store ({place}) refused the credentials of this process. Check them in the environment: "
    "they must be allowed to list, read, write and delete there."
)

FULL_NUMBERS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
FORBIDDEN_NUMBERS = {errno.EACCES, errno.EPERM, errno.EROFS}
UNREACHABLE_NUMBERS = {errno.ECONNREFUSED, errno.ETIMEDOUT, errno.EHOSTUNREACH, errno.ECONNRESET}

OF_FOLDERS = (
    (FULL, FULL_NUMBERS, "No space left|Disk quota|File too large|StorageFull"),
    (
        FORBIDDEN,
        FORBIDDEN_NUMBERS,
        "Permission ?[Dd]enied|Read-only|Operation not permitted|AccessDenied|Forbidden",
    ),
    (IN_PLACE_OF_FOLDER, {errno.ENOTDIR, errno.EEXIST}, "Not a directory|File exists"),
    (GONE, {errno.ENOENT}, "No such file|not found"),
)
"""What is told, and the errors' numbers and words that mean it; the first that fits."""

OF_ADDRESSES = (
    (NO_BUCKET, set[int](), "NoSuchBucket|ContainerNotFound|bucket does not exist|InvalidBucketName"),
    (
        REFUSED,
        FORBIDDEN_NUMBERS,
        "[Cc]redential|lacked the necessary|AccessDenied|InvalidAccessKey|SignatureDoesNot|Unauth|Forbidden",
    ),
    (UNREACHABLE, UNREACHABLE_NUMBERS, "error sending request|connect error|dns error|timed out"),
    (GONE, {errno.ENOENT}, "NoSuchKey|BlobNotFound|[Nn]ot found"),
    (UNREACHABLE, set[int](), r"Generic \w+ error|non-2xx"),
)


@contextmanager
def translate_errors(place: str) -> Iterator[None]:
    """Turn whatever fails within, in files, tables or queries over them, into a StoreError.

    Use it around the collect of a frame that came from `Store.scan`, too.
    """
    try:
        yield
    except CommitFailedError:
        raise StoreBusy(LOST.format(place=place)) from None
    except LOWER as error:
        raise StoreError(describe_error(error, place)) from None


def describe_error(error: BaseException, place: str) -> str:
    """The message: where it happened, what happened and what to do."""
    text, number = str(error), getattr(error, "errno", None)
    file = find_file_name(text) or type(error).__name__
    for message, numbers, pattern in OF_FOLDERS if is_local(place) else OF_ADDRESSES:
        if number in numbers or re.search(pattern, text):
            return message.format(place=place, file=file)
    return DAMAGED.format(place=place, file=file)


def find_file_name(text: str) -> str | None:
    """The file name in an error message; null when there is none."""
    match = re.search(r"[\w.-]+\.(?:parquet|json)\b", text)
    return match[0] if match else None
