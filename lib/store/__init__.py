"""Fetched conversations on disk: what was asked when, kept whole, read at one version.

stretches  periods as sets; pure
coverage   what was asked, and what is missing or may still change; pure
density    how many records an hour of the week brings; pure
parts      what is asked beside the period: the days before it, and open sessions; pure
planner    which window to ask next; pure
places     folders and addresses
delta      the door to Delta tables
faults     what fails below, as a sentence
files      a table's data files, and the bounds by which rows are found
tables     a Delta table a frame
ledger     the table `coverage`: the one record of what is visible
commit     one window into every table
lock       one writer at a time
forgotten  whom not to keep again
writing    the lock's holder at work
store      what readers see
learning   the density that the store itself tells
upkeep     small files together, old days and unused files away
progress   where a sync stands, and what it did
run        one sync under way
syncing    make a period present
rebuild    the frames anew from the raw records
forgetting a customer out of everything
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
