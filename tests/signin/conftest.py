"""A dashboard over a few closed days, an identity provider, and visitors of both."""

from __future__ import annotations

import json
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from lib.demo import DEMO_CREDENTIALS, Centre, DemoServer
from lib.smartassist import Service
from lib.source import demo_account
from lib.store import open_store
from tests.browser.conftest import (  # noqa: F401 (fixtures among them)
    _environment,
    _free_port,
    _running,
    browser,
    page,
    violations,
)
from tests.pages.held import ASKED_AT, VOLUME, fill, stored_period
from tests.signin.provider import CLIENT_ID, CLIENT_SECRET, Provider, providing
from tests.signin.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lib.store import Store

ROOT = Path(__file__).resolve().parents[2]
NO_ONE_THERE = "http://127.0.0.1:9"
COOKIE_SECRET = "a cookie's secret that is long enough"
ADA, BOB, EVE = "ada@example.com", "bob@example.com", "eve@elsewhere.example"


@pytest.fixture(scope="session")
def provider() -> Iterator[Provider]:
    with providing() as found:
        yield found


@pytest.fixture(scope="session")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store that holds the closed days."""
    folder = tmp_path_factory.mktemp("held")
    centre = Centre(volume=VOLUME, clock=lambda: ASKED_AT)
    with DemoServer(centre) as server, Service(demo_account(server.url)) as service:
        fill(folder, service, stored_period())
    return folder


@pytest.fixture(scope="session")
def store(held: Path) -> Store:
    return open_store(str(held), DEMO_CREDENTIALS.account_id)


@pytest.fixture(scope="session")
def queues(store: Store) -> dict[str, str]:
    """The ids of the queues in the store, by their names."""
    names = store.scan("visits").select("queue_name", "queue_id").drop_nulls().unique().collect()
    return {name.strip(): queue for name, queue in names.iter_rows()}


@pytest.fixture(scope="session")
def starting(held: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Any]:
    """Starts a dashboard of an account whose service is gone: `with starting(auth, ACCESS__…=…) as url`.

    One speaks to it directly: what a sign-in leads back to, and who asks, hang on its very address.
    """

    @contextmanager
    def started(auth: str = "", **settings: str) -> Iterator[str]:
        folder = tmp_path_factory.mktemp("started")
        (folder / "secrets.toml").write_text(auth, encoding="utf-8")
        account = {
            f"SMARTASSIST__{name.upper()}": value for name, value in DEMO_CREDENTIALS._asdict().items()
        }
        chosen = account | {"SMARTASSIST__HOST": NO_ONE_THERE} | settings
        (folder / "store").symlink_to(held, target_is_directory=True)
        environment = _environment(folder) | {
            name if name.startswith(("STREAMLIT_", "FORWARDED_")) else f"CALLBOARD_{name}": value
            for name, value in chosen.items()
        }
        port = _free_port()
        with _running(ROOT / "app.py", folder, port, environment):
            yield f"http://127.0.0.1:{port}"

    return started


def auth_of(provider: Provider) -> str:
    """The table [auth] of the settings, for this provider."""
    values = {
        "redirect_uri": "http://127.0.0.1:{port}/oauth2callback",
        "cookie_secret": COOKIE_SECRET,
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "server_metadata_url": f"{provider.url}/.well-known/openid-configuration",
    }
    return "[auth]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items())


@pytest.fixture(scope="session")
def dashboard(provider: Provider, starting: Callable[..., Any], queues: dict[str, str]) -> Iterator[str]:
    """A dashboard on which two may read one queue each."""
    rules = [
        {"email": ADA, "queues": [queues["Technical Support"]], "personal": True},
        {"email": BOB, "queues": [queues["Sales Desk"]]},
    ]
    with starting(auth_of(provider), ACCESS__RULES=json.dumps(rules)) as url:
        yield url


@pytest.fixture
def visitor(dashboard: str) -> Iterator[Callable[..., Visitor]]:
    """Makes one who has never been here: `visitor()`, or `visitor(url)` of another dashboard."""
    with ExitStack() as leaving:

        def came(url: str = dashboard) -> Visitor:
            found = Visitor(url)
            leaving.callback(found.http.close)
            return found

        yield came
