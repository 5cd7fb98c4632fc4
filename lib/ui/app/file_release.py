"""Authorization of file downloads: checked, recorded in the audit log, and for their viewer alone."""

from __future__ import annotations

from collections import OrderedDict
from datetime import UTC, datetime
from pathlib import PurePosixPath
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from streamlit.runtime.memory_media_file_storage import _calculate_file_id

from lib.errors import AccessRefused
from lib.ui.app import audit_events

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import polars as pl

    from lib.access import Viewer
    from lib.ui.app.rate_limit import RateLimit
    from lib.ui.query.page_context import PageContext

NO_EXPORT = "Taking files away is not open to you."
MOST_FILES = 10_000
"""Files whose viewers are remembered; Streamlit lets a file go long before."""


Table = TypeVar("Table", bound="pl.DataFrame | int")


def authorize_download(
    context: PageContext,
    rate_limit: RateLimit,
    contents: Callable[[], Mapping[str, Table]],
    form: str,
    **facts: object,
) -> Mapping[str, Table]:
    """Check that the viewer may take a file now, gather its tables, and note each in the audit log.

    Args:
        context: what the file is of, and whose. Its rows are those of the viewer's queues.
        rate_limit: how many files the session may still take.
        contents: gives each table, or how many rows it has, by its name.
        form: the file's format, as the log has it.
        facts: what else is noted.

    Raises:
        AccessRefused: the viewer may take no files, or the sign-in has ended.
        InputError: too many files in a minute.
        AuditError: it cannot be noted, and may hold customers' data.
    """
    if not context.viewer.may_export:
        raise AccessRefused(NO_EXPORT)
    context.viewer.check(datetime.now(UTC))
    rate_limit.take()
    tables = contents()
    for name, table in tables.items():
        audit_events.record_download(
            context, name, form, table if isinstance(table, int) else table.height, **facts
        )
    return tables


class FileOwners:
    """Whose the files are that Streamlit keeps to be fetched; safe from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._owners: OrderedDict[str, frozenset[Viewer]] = OrderedDict()

    def note(self, viewer: Viewer, content: bytes, mime: str, file_name: str) -> None:
        """Note for whom a file was made. Two who made the same file share its address."""
        file_id = _calculate_file_id(content, mime, file_name)
        with self._lock:
            self._owners[file_id] = self._owners.pop(file_id, frozenset()) | {viewer}
            while len(self._owners) > MOST_FILES:
                self._owners.popitem(last=False)

    def may_fetch(self, viewer: Viewer, path: str) -> bool:
        """Whether the file at a path was made for this viewer."""
        with self._lock:
            return viewer in self._owners.get(PurePosixPath(path).stem, frozenset())


OWNERS = FileOwners()
