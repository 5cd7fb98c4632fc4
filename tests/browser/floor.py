"""A dashboard over a service and a store that the test itself holds."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest

from lib.demo import DEMO_CREDENTIALS, Centre, DemoServer
from lib.smartassist import Service
from lib.source import demo_account
from lib.store import Store, open_store
from tests.pages.held import ASKED_AT, END, FIRST, STORED_DAYS, VOLUME, fill, stored_period

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
CLI = "import sys; from lib.cli import main; sys.exit(main())"


@dataclass(frozen=True, slots=True)
class Floor:
    """A running dashboard, the service that it asks, and its store."""

    url: str
    server: DemoServer
    kept: Path
    settings: dict[str, str]

    @property
    def store(self) -> Store:
        return open_store(str(self.kept), DEMO_CREDENTIALS.account_id)

    def link(self, page: str = "", **parameters: str | list[str]) -> str:
        """A page's address on the days that the store holds."""
        return f"{self.url}/{page}?{urlencode(STORED_DAYS | parameters, doseq=True)}"

    def exported(self, table: str, *flags: str) -> bytes:
        """What `callboard export` writes from the same store, with the UTF-8 mark that pages give."""
        period = ["--start", FIRST, "--end", END, "--zone", "UTC"]
        command = [sys.executable, "-c", CLI, "export", "--table", table, *period, *flags]
        done = subprocess.run(  # noqa: S603 (our own command)
            [*command, "--offline", "--encoding", "utf-8-sig", "--out", "-"],
            check=True,
            capture_output=True,
            env={
                **os.environ,
                **self.settings,
                "CALLBOARD_STORE__PATH": str(self.kept),
                "PYTHONPATH": str(ROOT),
            },
        )
        return done.stdout


@contextmanager
def open_floor(
    serving: Callable[..., Any], server: DemoServer, folder: Path, **settings: str
) -> Iterator[Floor]:
    """Start the dashboard over a service and the store in `folder`; `settings` are others of its own."""
    account = {f"SMARTASSIST__{name.upper()}": value for name, value in DEMO_CREDENTIALS._asdict().items()}
    asked = {"SMARTASSIST__HOST": server.url, "SMARTASSIST__REQUESTS_PER_MINUTE": "60000"}
    chosen = {f"CALLBOARD_{name}": value for name, value in (account | asked | settings).items()}
    with ExitStack() as running:
        with pytest.MonkeyPatch.context() as environment:
            for name, value in chosen.items():
                environment.setenv(name, value)
            url = running.enter_context(serving(ROOT / "app.py", folder))
        yield Floor(url, server, folder / "store", chosen)


@contextmanager
def closed_days(serving: Callable[..., Any], folder: Path) -> Iterator[Floor]:
    """A dashboard over a store that holds a few closed days, so that two looks see the same."""
    with DemoServer(Centre(volume=VOLUME, clock=lambda: ASKED_AT)) as server:
        with Service(demo_account(server.url)) as service:
            fill(folder / "store", service, stored_period())
        with open_floor(serving, server, folder) as opened:
            yield opened
