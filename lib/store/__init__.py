"""Fetched conversations in Delta tables: what was fetched when, and each table at one consistent version.

intervals      sets of periods: merge, subtract, intersect; pure
coverage       which windows were fetched, and what is missing or may still change; pure
locations      folders, object store addresses and their options
delta          the only module that opens, creates and writes Delta tables
errors         translates errors of files and tables into StoreError
files          a table's data files and the bounds of their rows
tables         one Delta table per frame
manifest       the table `coverage`: which table versions are visible
commit         writes one fetched window into every table
lock           allows one writer at a time
writer         what the holder of the lock may do
store          what viewers read
fetch/         plans and runs a sync
maintenance/   compaction, retention, rebuild, and erasure of a customer
"""

from lib.store.coverage import Coverage, FetchedWindow
from lib.store.errors import translate_errors
from lib.store.fetch.parts import (
    STALE_AFTER,
    UNSETTLED_STALE_AFTER,
    Part,
    interval_before,
    open_session_parts,
)
from lib.store.fetch.progress import Progress, SyncReport
from lib.store.fetch.sync import due, sync
from lib.store.maintenance.erasure import forget
from lib.store.maintenance.rebuild import rebuild
from lib.store.manifest import Entry
from lib.store.store import Store, open_store

__all__ = [
    "STALE_AFTER",
    "UNSETTLED_STALE_AFTER",
    "Coverage",
    "Entry",
    "FetchedWindow",
    "Part",
    "Progress",
    "Store",
    "SyncReport",
    "due",
    "forget",
    "interval_before",
    "open_session_parts",
    "open_store",
    "rebuild",
    "sync",
    "translate_errors",
]
