"""Where the data come from: the account of the settings, or the embedded demo where there is none."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import SecretStr

from lib.demo import DEMO_CREDENTIALS, Centre, DemoServer
from lib.service import Service
from lib.settings import SmartAssist
from lib.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lib.settings import Settings
    from lib.store import Store

DEMO_REQUESTS_PER_MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class Source:
    """An account to ask, and the store that keeps what it answered."""

    account: SmartAssist
    store: Store
    is_demo: bool

    def service(self) -> Service:
        """A new connection to the account; the caller closes it."""
        return Service(self.account)


@contextmanager
def open_source(settings: Settings) -> Iterator[Source]:
    """The settings' account; without one, a demo service that runs for as long as this is open.

    Raises:
        StoreError: the store cannot be opened.
    """
    if settings.smartassist is not None:
        yield Source(
            settings.smartassist,
            open_store(settings.store.path, settings.smartassist.account_id),
            is_demo=False,
        )
        return
    with DemoServer(Centre()) as server:
        account = demo_account(server.url)
        yield Source(account, open_store(settings.store.path), is_demo=True)


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
