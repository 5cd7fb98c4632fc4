"""The pages' only access to the store: cached frames, restricted to what the viewer may see.

No row leaves this module that its viewer may not see.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import polars as pl
import streamlit as st

from lib.access import mask_personal_data, restrict_table, restrict_tables
from lib.frames.schema import SCHEMAS, empty_frame
from lib.metrics import Filters, Tables, filter_table, newest_names
from lib.metrics.tables.callback_candidates import LAST, find_last_contacts, list_attempts, list_identities
from lib.period import Period
from lib.store import translate_errors
from lib.ui.query.option_labels import distinct_labels

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lib.access import Viewer
    from lib.store import Entry, Store
    from lib.ui.query.page_context import PageContext

T = TypeVar("T")

GRAINS = tuple(field.name for field in fields(Tables))
LOOK_BACK = timedelta(days=28)
"""How long before a period it is looked for who spoke to a customer last."""

CACHED_PERIODS = 6
CACHED_NAMES = 60
"""Names that are kept: of each period, for each set of queues."""

CACHED_HASHES = 500
"""Content hashes of periods, each at one state of the store."""

CACHED_RESULTS = 200
"""Pages' figures that are kept: some dozen rows each."""

CACHED_LISTS = 8
"""Lists of conversations that are kept: two columns, but a row a conversation."""


@dataclass(frozen=True, slots=True)
class Names:
    """What there is to pick from in a period: ids with their newest names, busy or not."""

    channels: tuple[str, ...]
    queues: dict[str, str]
    agents: dict[str, str]


def read_state(store: Store) -> Entry:
    """The store's state, for all of a run to be read at.

    Raises:
        StoreError: the store cannot be read.
    """
    return store.entry()


def load_frames(store: Store, at: Entry, period: Period, viewer: Viewer) -> Tables:
    """Every row of the sessions that the period has a part of, without free text and personal data."""
    return restrict_tables(
        _load_frames(store.root, hash_contents(store, at, period), *_bounds(period), store, at, period),
        viewer,
    )


@st.cache_resource(max_entries=CACHED_PERIODS, show_spinner=False)
def _load_frames(
    root: str, content: str, start: str, end: str, _store: Store, _at: Entry, _period: Period
) -> Tables:
    del root, content, start, end  # the key alone
    scans = _scan_frames(_store, _period, _at)
    return Tables(*(frame.lazy() for frame in collect_queries(_store, [scans[name] for name in GRAINS])))


def scan_frames(store: Store, at: Entry, period: Period, viewer: Viewer) -> Tables:
    """The same rows as `frames`, read from the store whenever they are asked for."""
    return restrict_tables(_scan_frames(store, period, at), viewer)


def _scan_frames(store: Store, period: Period, at: Entry) -> Tables:
    scans = store.scans(GRAINS, period, at)
    return Tables(**{name: frame.select(_metric_columns(name)) for name, frame in scans.items()})


def hash_contents(store: Store, at: Entry, period: Period) -> str:
    """The content hash of what the store holds of a period, at one of its states.

    It depends on every file that may hold a session begun in the period, or a row that is counted in it. It
    changes when what they hold does, and with nothing else that is fetched: what is kept by it outlives a
    sync of other days.

    Raises:
        StoreError: the store cannot be read.
    """
    content: str = _hash_contents(store.root, at.version, *_bounds(period), store, at, period)
    return content


@st.cache_resource(max_entries=CACHED_HASHES, show_spinner=False)
def _hash_contents(
    root: str, version: int, start: str, end: str, _store: Store, _at: Entry, _period: Period
) -> str:
    del root, version, start, end
    with translate_errors(_store.root):
        files = [file for table in SCHEMAS for file in _store.files(table, _at)]
    paths = [file.path for file in files if file.meets(_period) or file.counts_in(_period)]
    return hashlib.blake2b("\n".join(paths).encode(), digest_size=12).hexdigest()


def _bounds(period: Period) -> tuple[str, str]:
    return period.start.isoformat(), period.end.isoformat()


def _metric_columns(table: str) -> list[str]:
    """The columns that figures are made of: numbers, times and short words."""
    return [
        name
        for name, column in SCHEMAS[table].items()
        if not column.personal and column.dtype != pl.List(pl.String)
    ]


def scan_table(context: PageContext, table: str) -> pl.LazyFrame:
    """One table of the period whole, free text and personal data included; never kept."""
    scans = context.store.scans({table, *GRAINS}, context.period, context.state)
    selected = filter_table(table, scans[table], Filters(context.period))
    return _restrict_table(table, selected, context.viewer, _grains(scans))


def scan_dispositions(context: PageContext, sessions: pl.DataFrame | None = None) -> pl.LazyFrame:
    """The dispositions of the period's conversations, or of some: `session_id` and a list of texts.

    The period's are all of those of which it has a part, as in `frames`.
    """
    if sessions is None:
        scans = context.store.scans(GRAINS, context.period, context.state)
    else:
        scans = context.store.scans_of(GRAINS, sessions, context.state)
    visible = _restrict_table("conversations", scans["conversations"], context.viewer, _grains(scans))
    return visible.select("session_id", "dispositions")


def _grains(frames: Mapping[str, pl.LazyFrame]) -> Tables:
    return Tables(**{name: frames[name] for name in GRAINS})


@dataclass(frozen=True, slots=True)
class Contacts:
    """What customers not served are known by, and when each was last spoken to: hashes, no one's data."""

    identities: pl.DataFrame
    last_contacts: pl.DataFrame
    content: str
    """The content hash of what the store held of the period searched."""


def load_contacts(context: PageContext) -> Contacts:
    """Those of who was not served in the period, with all that was spoken since, and some weeks before.

    They are of every queue, whoever reads: who was reached through another queue need not be called back.
    By whom is told to those alone to whom that queue is open.
    """
    around = Period(context.period.start - LOOK_BACK, max(context.period.end, context.now))
    content = hash_contents(context.store, context.state, around)
    result = _load_contacts(context.store.root, content, *_bounds(context.period), context, around)
    if context.viewer.queues is None:
        return result
    is_open = pl.col("last_queue_id").is_in(context.viewer.queues)
    return replace(
        result, last_contacts=result.last_contacts.with_columns(pl.when(is_open).then(pl.col(*LAST)))
    )


@st.cache_resource(max_entries=CACHED_PERIODS, show_spinner=False)
def _load_contacts(
    root: str, content: str, start: str, end: str, _view: PageContext, _around: Period
) -> Contacts:
    del root, start, end
    store, at = _view.store, _view.state
    scans = store.scans((field.name for field in fields(Tables)), _view.period, at)
    unserved = list_attempts(Tables(**scans), _view.rules).select("session_id")
    identities = list_identities(store.scan("conversations", _around, at), unserved, _view.rules.country)
    unserved_identities = identities.join(unserved, on="session_id", how="semi")
    same_customers = identities.join(unserved_identities, on="identity", how="semi")
    result, last_contacts = collect_queries(
        store, [unserved_identities, find_last_contacts(same_customers, store.scan("handlings", _around, at))]
    )
    return Contacts(result, last_contacts, content)


def load_customers(context: PageContext, sessions: pl.DataFrame) -> pl.DataFrame:
    """Name and number of some sessions' customers, as they are open to the viewer."""
    columns = ("session_id", "customer_name", "customer_phone")
    if sessions.is_empty():
        return empty_frame("conversations").select(columns)
    visible = scan_sessions(context, context.state, sessions).conversations.select(columns)
    return collect_queries(context.store, [visible])[0]


def scan_sessions(context: PageContext, at: Entry, sessions: pl.DataFrame) -> Tables:
    """Every column of some sessions, at one state of the store; never kept."""
    scans = context.store.scans_of(GRAINS, sessions, at)
    tables = _grains(scans)
    return Tables(
        **{name: _restrict_table(name, scan, context.viewer, tables) for name, scan in scans.items()}
    )


def load_session(context: PageContext, session_id: str) -> dict[str, pl.DataFrame]:
    """One session's rows in every table of figures, and its record as it came; frames of no rows for none."""
    names = [*GRAINS, "records"]
    all_scans = context.store.scans(names, entry=context.state)
    scans = {name: frame.filter(pl.col("session_id") == session_id) for name, frame in all_scans.items()}
    tables = _grains(scans)
    visible = [_restrict_table(name, scan, context.viewer, tables) for name, scan in scans.items()]
    return dict(zip(names, collect_queries(context.store, visible), strict=True))


def _restrict_table(table: str, frame: pl.LazyFrame, viewer: Viewer, tables: Tables) -> pl.LazyFrame:
    """What of a table is open to a viewer, as the viewer may see it."""
    scans = restrict_table(table, frame, viewer, tables)
    return scans if viewer.sees_personal else mask_personal_data(scans, table)


def collect_queries(store: Store, queries: Sequence[pl.LazyFrame]) -> list[pl.DataFrame]:
    """The queries' results.

    Raises:
        StoreError: the store cannot be read.
    """
    with translate_errors(store.root):
        return pl.collect_all(queries)


def collect_once(
    key: tuple[object, ...],
    store: Store,
    viewer: Viewer,
    queries: Callable[[], Sequence[pl.LazyFrame]],
    *,
    is_list: bool = False,
) -> list[pl.DataFrame]:
    """The queries' results, kept as `kept` keeps them; of what has a row a conversation, fewer are kept."""
    if is_list:
        return _cache_list(store.root, repr((key, viewer.scope)), store, queries)
    return cache_result(key, store, viewer, lambda: collect_queries(store, queries()))


def cache_result(key: tuple[object, ...], store: Store, viewer: Viewer, make: Callable[[], T]) -> T:
    """What `make` makes, kept by `key`, whose text must tell apart all that it depends on.

    Viewers share it who may see the same; none may change it.
    """
    result: T = _cache_result(store.root, repr((key, viewer.scope)), make)
    return result


@st.cache_resource(max_entries=CACHED_RESULTS, show_spinner=False)
def _cache_result(root: str, key: str, _make: Callable[[], object]) -> Any:
    del root, key  # they only tell results apart
    return _make()


@st.cache_resource(max_entries=CACHED_LISTS, show_spinner=False)
def _cache_list(
    root: str, key: str, _store: Store, _queries: Callable[[], Sequence[pl.LazyFrame]]
) -> list[pl.DataFrame]:
    del root, key
    return collect_queries(_store, _queries())


def load_names(store: Store, at: Entry, period: Period, viewer: Viewer) -> Names:
    """Channels, queues and agents that occur in the period."""
    content = hash_contents(store, at, period)
    return _load_names(
        store.root, content, *_bounds(period), viewer.queues, lambda: load_frames(store, at, period, viewer)
    )


@st.cache_resource(max_entries=CACHED_NAMES, show_spinner=False)
def _load_names(
    root: str, content: str, start: str, end: str, queues: tuple[str, ...] | None, _of: Callable[[], Tables]
) -> Names:
    del root, content, start, end, queues
    tables = _of()
    channels, known_queues, agents = pl.collect_all(
        [
            tables.conversations.select(pl.col("channel").drop_nulls().unique().sort()),
            newest_names("queue", tables.visits, tables.handlings),
            newest_names("agent", tables.handlings, tables.assignments),
        ]
    )
    return Names(tuple(channels["channel"]), _labels(known_queues), _labels(agents))


def _labels(frame: pl.DataFrame) -> dict[str, str]:
    """Ids to names, by name; those of one name carry as much of their ids as tells them apart."""
    return distinct_labels(dict(frame.drop_nulls().iter_rows()))
