"""The door to Delta tables: each is opened, laid and written here, and no commit builds upon a stranger's.

A commit that finds another in its place fails instead of being put on top of it. So a writer who lost the
store without noticing, its machine asleep and its lease over, can only fail: it can enter nothing.
"""

from __future__ import annotations

import errno
import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
from deltalake import CommitProperties, DeltaTable, PostCommitHookProperties, write_deltalake
from deltalake.exceptions import TableNotFoundError

from lib.store.locations import is_local, join, reading_options, writing_options

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

STRICT = CommitProperties(max_commit_retries=0)

UNUSED_FILES_KEPT_FOR = timedelta(hours=1)
"""How long a file stays after it fell out of use: longer than anyone reads one state of a table."""

CONFIGURATION = {
    "delta.deletedFileRetentionDuration": f"interval {UNUSED_FILES_KEPT_FOR // timedelta(minutes=1)} minutes",
    "delta.logRetentionDuration": "interval 1 days",
}
"""What every table is laid with."""

NO_HOOKS = PostCommitHookProperties(create_checkpoint=False, cleanup_expired_logs=False)
"""Logs are tidied by `upkeep` alone, once the version in use is known."""


def open_table(uri: str, version: int | None = None) -> DeltaTable | None:
    """The table at its last version, or at this one; null where there is none.

    `DeltaTable.is_deltatable` is not asked: it keeps every other thread waiting while the network answers.
    """
    try:
        return DeltaTable(uri, version=version, storage_options=writing_options(uri))
    except TableNotFoundError:
        if is_local(uri) and Path(uri).exists() and not os.access(uri, os.R_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), uri) from None
        return None


def create_table(
    uri: str, frame: pl.DataFrame, configuration: Mapping[str, str] | None = None, **how: Any
) -> DeltaTable:
    """Make a table of these rows where there is none.

    Raises:
        DeltaError: there is one by now.
    """
    how |= {"configuration": {**CONFIGURATION, **(configuration or {})}}
    _write(uri, frame, mode="error", storage_options=writing_options(uri), **how)
    return DeltaTable(uri, storage_options=writing_options(uri))


def write_rows(table: DeltaTable, frame: pl.DataFrame, **how: Any) -> None:
    """Write rows in one commit, the one after the version that `table` is at.

    Raises:
        CommitFailedError: another writer was faster.
    """
    _write(table, frame, **how)


def configure(table: DeltaTable, configuration: Mapping[str, str]) -> None:
    """Set a table's properties where they differ, in a commit of its own."""
    if configuration.items() - table.metadata().configuration.items():
        table.alter.set_table_properties(dict(configuration), commit_properties=STRICT)


def read_rows(table: DeltaTable, uri: str) -> pl.DataFrame:
    """All rows of a small table."""
    paths = pl.DataFrame(table.get_add_actions(flatten=True))["path"]
    return scan([join(uri, path) for path in paths]).collect()


def scan(paths: Sequence[str], schema: pl.Schema | None = None) -> pl.LazyFrame:
    """The rows of some data files, at least one; the schema is read from the first when it is not given."""
    return pl.scan_parquet(
        list(paths),
        schema=schema,
        glob=False,
        storage_options=reading_options(paths[0]),
        credential_provider=None,
    )


def delete_unused_files(table: DeltaTable, in_use: Iterable[int] = (), *, at_once: bool = False) -> None:
    """Remove files that fell out of use `KEPT_FOR` ago, and those that a dead writer left; sum the log up.

    Args:
        table: at its last version, which is one or two later afterwards.
        in_use: versions whose files stay.
        at_once: remove what is not in use, however young.
    """
    table.vacuum(
        retention_hours=0 if at_once else None,
        dry_run=False,
        enforce_retention_duration=False,
        full=True,
        keep_versions=list(in_use) or None,
        commit_properties=STRICT,
        post_commithook_properties=NO_HOOKS,
    )
    table.create_checkpoint()
    table.cleanup_metadata()


def _write(target: DeltaTable | str, frame: pl.DataFrame, **how: Any) -> None:
    write_deltalake(target, frame, commit_properties=STRICT, post_commithook_properties=NO_HOOKS, **how)
