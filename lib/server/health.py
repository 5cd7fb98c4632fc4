"""The server's health: settings, store, sync and age of the data; no personal data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from lib.errors import CallboardError, SettingsError
from lib.ui.app.app_state import app_state

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from lib.store import Store
    from lib.ui.app.app_state import AppState

Sync = Literal["idle", "running", "failed"]


@dataclass(frozen=True, slots=True)
class Health:
    """One look at the server. Instants are UTC; null where there is none to tell.

    Attributes:
        settings: whether the settings can be used.
        store: whether the store can be read; false as well where the settings do not say where it is.
        sync: what the fetching beside the pages is doing; null without settings.
        asked_at: when the service was last asked for something that is kept.
        records: how many records are kept and were read.
        rejects: how many are kept and could not be read.
    """

    settings: bool = False
    store: bool = False
    sync: Sync | None = None
    asked_at: datetime | None = None
    records: int = 0
    rejects: int = 0

    @property
    def is_ready(self) -> bool:
        """Whether pages can show what is there."""
        return self.settings and self.store

    def as_json(self, now: datetime) -> dict[str, object]:
        """The same for a machine; the age in whole seconds."""
        asked_at = None if self.asked_at is None else f"{self.asked_at:%Y-%m-%dT%H:%M:%SZ}"
        age_s = None if self.asked_at is None else round((now - self.asked_at).total_seconds())
        return {
            "ready": self.is_ready,
            "settings": self.settings,
            "store": self.store,
            "sync": self.sync,
            "asked_at": asked_at,
            "age_s": age_s,
        }


def check_health(load_state: Callable[[], AppState] = app_state) -> Health:
    """Look at it now; never raises what Callboard knows."""
    try:
        state = load_state()
    except SettingsError:
        return Health()
    except CallboardError:
        return Health(settings=True)
    try:
        asked_at, records, rejects = _count_records(state.source.store)
    except CallboardError:
        return Health(settings=True, sync=_sync_state(state))
    return Health(True, True, _sync_state(state), asked_at, records, rejects)


def _count_records(store: Store) -> tuple[datetime | None, int, int]:
    """When something was last asked for, and how many records and rejects there are."""
    asked_at = max((window.asked_at for window in store.coverage().fetches), default=None)
    return asked_at, store.rows("records"), store.rows("rejects")


def _sync_state(state: AppState) -> Sync:
    status = state.worker.status
    return "running" if status.running else "failed" if status.error else "idle"
