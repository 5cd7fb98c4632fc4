"""Where the data come from: the account of the settings, or the embedded demo where there is none."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from lib.demo import DEMO_CREDENTIALS, Centre, DemoServer
from lib.settings import SmartAssist
from lib.smartassist import Service
from lib.smartassist.pace import Pace
from lib.smartassist.request_parameters import ParametersFile
from lib.smartassist.shared_pace import SharedAllowance
from lib.store import open_store
from lib.store.locations import account_folder, is_local

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lib.settings import Settings
    from lib.store import Store

DEMO_REQUESTS_PER_MINUTE = 60_000

PACE, PARAMETERS = "pace.json", "parameters.json"
STATE, STATE_AT_HOME = "XDG_STATE_HOME", Path(".local/state")
"""Where a program keeps what it need not keep: as the environment says, or below the user's home."""


@dataclass(frozen=True, slots=True)
class Source:
    """An account to ask, the pace to ask it at, and the store that keeps what it answered."""

    account: SmartAssist
    store: Store
    pace: Pace
    is_demo: bool

    @property
    def beside(self) -> Path:
        """The folder of small files that are no data: what readers keep for themselves."""
        return state_folder(self.store.root, self.account.account_id)

    @property
    def refused(self) -> str:
        """The optional parameters that the service's host was found not to take; empty for none."""
        parameters = self._memory.read() if self._memory else None
        return parameters.refused if parameters else ""

    @property
    def _memory(self) -> ParametersFile | None:
        """Where it is remembered which parameters the host takes; null for the demo, which takes all."""
        return None if self.is_demo else ParametersFile(self.beside / PARAMETERS)

    def service(self) -> Service:
        """A new connection to the account, at the pace of all others; the caller closes it."""
        return Service(self.account, pace=self.pace, memory=self._memory)


@contextmanager
def open_source(settings: Settings) -> Iterator[Source]:
    """The settings' account; without one, a demo service that runs for as long as this is open.

    Raises:
        StoreError: the store cannot be opened.
    """
    account = settings.smartassist
    if account is not None:
        store = open_store(settings.store.path, account.account_id)
        note = SharedAllowance(pace_file(store.root, account.account_id))
        yield Source(account, store, Pace(account.requests_per_minute, note=note), is_demo=False)
        return
    with DemoServer(Centre()) as server:
        account = demo_account(server.url)
        store = open_store(settings.store.path)
        yield Source(account, store, Pace(account.requests_per_minute), is_demo=True)


def pace_file(root: str, account_id: str) -> Path:
    """Where the processes that share a store see how often its account was asked.

    For a store in an object store a note at each request would cost more than the request. Who shares such
    a store from several machines shares out the pace among them, by `requests_per_minute`.
    """
    return state_folder(root, account_id) / PACE


def state_folder(root: str, account_id: str) -> Path:
    """Where small files stand that are no data: in the store's folder, or for an address in this user's."""
    if is_local(root):
        return Path(root)
    state = os.environ.get(STATE) or Path.home() / STATE_AT_HOME
    return Path(state) / "callboard" / account_folder(account_id)


def demo_account(url: str) -> SmartAssist:
    """The demo's account, asked without a pace."""
    return SmartAssist(
        host=url,
        account_id=DEMO_CREDENTIALS.account_id,
        client_id=DEMO_CREDENTIALS.client_id,
        client_secret=SecretStr(DEMO_CREDENTIALS.client_secret),
        stream_id=DEMO_CREDENTIALS.stream_id,
        requests_per_minute=DEMO_REQUESTS_PER_MINUTE,
    )
