"""Opens, creates and writes Delta tables; no commit is rebased on the commit of another writer.

A commit fails when another writer has committed since. So a writer whose lease ended unnoticed, for example
because its machine was suspended, can publish nothing.
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
"""How long an unused file is kept, so that running reads of an older version can finish."""

CONFIGURATION = {
    "delta.deletedFileRetentionDuration": f"interval {UNUSED_FILES_KEPT_FOR // timedelta(minutes=1)} minutes",
    "delta.logRetentionDuration": "interval 1 days",
}
"""The properties of every new table."""

NO_HOOKS = PostCommitHookProperties(create_checkpoint=False, cleanup_expired_logs=False)
"""Only `maintenance` cleans up logs, because it knows which version is in use."""


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
    """Create a table with these rows.

    Raises:
        DeltaError: the table exists.
    """
    how |= {"configuration": {**CONFIGURATION, **(configuration or {})}}
    _write(uri, frame, mode="error", storage_options=writing_options(uri), **how)
    return DeltaTable(uri, storage_options=writing_options(uri))


def write_rows(table: DeltaTable, frame: pl.DataFrame, **how: Any) -> None:
    """Write rows in one commit, directly after the version that `table` is at.

    Raises:
        CommitFailedError: another writer committed first.
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
        at_once: delete unused files of any age.
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
