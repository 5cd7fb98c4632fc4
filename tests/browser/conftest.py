"""A real Chromium and a real server: the fixtures of everything under tests/browser."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import sync_playwright

from scripts.browser import NoBrowser, launch
from tests.browser.listener import Listener, customers_data, found_in, secrets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Page

ROOT = Path(__file__).resolve().parents[2]
SIZES = {"desk": (1280, 800), "phone": (390, 844)}
START_S, STOP_S, WAIT_MS = 60, 10, 20_000
LOG = pytest.StashKey[Path]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark these tests."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Show the server's own words under a test that failed."""
    report = yield
    log = item.config.stash.get(LOG, None)
    if report.failed and log is not None and log.exists():
        report.sections.append(("The dashboard's log", _tail(log)))
    return report


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium. Where there is none, the test fails in CI and is skipped elsewhere.

    One a module: while Playwright is there an event loop runs beneath the tests, in which others' loops
    cannot start.
    """
    with sync_playwright() as playwright:
        try:
            chromium = launch(playwright)
        except NoBrowser as none:
            give_up = pytest.fail if os.environ.get("CI") else pytest.skip
            give_up(f"No Chromium starts here; python3 scripts/check gets one.\n{none}")
        yield chromium
        chromium.close()


@pytest.fixture
def violations() -> Iterator[list[str]]:
    """What pages tried that their content security policy forbids; a test that means it empties the list."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def page(browser: Browser, violations: list[str]) -> Iterator[Callable[..., Page]]:
    """Opens a URL in a visitor's own fresh window: `page(url, size="phone", scheme="dark")`.

    Anything else goes to Playwright's `new_context`, such as `timezone_id="Asia/Kolkata"`.
    """

    def watch(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            violations.append(message.text)

    with ExitStack() as windows:

        def open_page(url: str, size: str = "desk", scheme: str = "light", **options: Any) -> Page:
            width, height = SIZES[size]
            viewport = {"width": width, "height": height}
            window = browser.new_context(viewport=viewport, color_scheme=scheme, **options)
            windows.callback(window.close)
            window.on("console", watch)
            window.set_default_timeout(WAIT_MS)
            opened = window.new_page()
            opened.goto(url)
            return opened

        yield open_page


@pytest.fixture(scope="session")
def dashboard(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Iterator[str]:
    """The address of the dashboard on the demo data, started once, with a store of its own."""
    folder = tmp_path_factory.mktemp("dashboard")
    pytestconfig.stash[LOG] = folder / "stderr.log"
    with _serving(ROOT / "app.py", folder) as url:
        yield url


@pytest.fixture(scope="session")
def serving() -> Callable[..., Any]:
    """Serves any Streamlit script: `with serving(script, folder) as url`."""
    return _serving


@contextmanager
def _serving(script: Path, folder: Path) -> Iterator[str]:
    """Run `script` from `folder`, where it finds no secrets, until the block ends.

    What it sent and logged is searched then: for secrets, and for customers' data unless they are shown.
    """
    environment, log = _environment(folder), folder / "stderr.log"
    with Listener(port := _free_port()) as listener:
        with _running(script, folder, port, environment):
            yield f"http://127.0.0.1:{listener.port}{_base(environment)}"
        said = [*listener.sent(), log.read_text(encoding="utf-8", errors="replace")]
    told = found_in(said, [*secrets(environment), *customers_data(folder, environment)])
    assert not told, f"{len(told)} secrets or customers' data were sent or logged, such as {min(told)!r}"


@contextmanager
def _running(script: Path, folder: Path, port: int, environment: dict[str, str]) -> Iterator[None]:
    url = f"http://127.0.0.1:{port}{_base(environment)}"
    options = ["--server.headless=true", "--server.address=127.0.0.1", f"--server.port={port}"]
    log = folder / "stderr.log"
    with log.open("wb") as stderr, ExitStack() as ending:
        server = subprocess.Popen(  # noqa: S603 (our own command)
            [sys.executable, "-m", "streamlit", "run", str(script), *options],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=stderr,
            stderr=stderr,
            start_new_session=True,
        )
        ending.callback(_stop, server)
        _wait_until_healthy(url, server, log)
        yield


def _base(environment: dict[str, str]) -> str:
    """The base path below which a server is told to serve."""
    named = environment.get("STREAMLIT_SERVER_BASE_URL_PATH")
    return f"/{named}" if named else ""


def _environment(folder: Path) -> dict[str, str]:
    nowhere = {"HOME": str(folder), "USERPROFILE": str(folder)}
    files = {
        "CALLBOARD_STORE__PATH": str(folder / "store"),
        "STREAMLIT_SECRETS_FILES": str(folder / "secrets.toml"),
    }
    return {**os.environ, **nowhere, **files, "PYTHONUNBUFFERED": "1"}


def _wait_until_healthy(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        if server.poll() is not None:
            pytest.fail(f"The server ended with {server.returncode} before it was up:\n{_tail(log)}")
        try:
            with urlopen(f"{url}/_stcore/health", timeout=2):  # noqa: S310 (loopback)
                return
        except (URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"The server was not up after {START_S} s:\n{_tail(log)}")


def _stop(server: subprocess.Popen[bytes]) -> None:
    """End the server and whatever it started, politely first."""
    _signal(server, signal.SIGTERM)
    try:
        server.wait(STOP_S)
    except subprocess.TimeoutExpired:
        _signal(server, getattr(signal, "SIGKILL", signal.SIGTERM))
        server.wait(STOP_S)


def _signal(server: subprocess.Popen[bytes], how: int) -> None:
    if server.poll() is None and hasattr(os, "killpg"):
        os.killpg(server.pid, how)
    elif server.poll() is None:
        server.terminate()


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def _tail(log: Path, lines: int = 60) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
