"""Draws the README's pictures from the demo, the same ones for the same code: python -m scripts.pictures."""

import io
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from lib.demo import DEMO_CREDENTIALS, Centre, DemoServer
from lib.period import Period
from lib.smartassist import Question, Service
from lib.source import demo_account
from lib.store import open_store, sync
from scripts.browser import launch

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2024, 10, 1, tzinfo=UTC)
FETCHED = Period(datetime(2024, 9, 1, tzinfo=UTC), datetime(2024, 9, 30, tzinfo=UTC))
VIEW = "period=dates&from=2024-09-16&to=2024-09-29&zone=UTC"
"""Two whole weeks, long settled at NOW, with the two before them to be compared with."""

PICTURES = {
    "overview": ("", "light"),
    "overview-dark": ("", "dark"),
    "agents": ("agents", "light"),
}
"""The files in docs, each with the page that it shows and in which colours."""

WIDTH_PX, HEIGHT_PX, COLOURS = 1280, 960, 256
LARGEST = 200_000
START_S, PATIENCE_MS = 120, 180_000
SETTLED = """() => !document.querySelector('[data-testid=stProgress], [data-stale=true]')"""
DRAWN = '[data-testid="stApp"][data-test-script-state="notRunning"]'


@contextmanager
def demo(folder: Path) -> Iterator[dict[str, str]]:
    """The demo as of NOW, fetched into a store in the folder; the settings of a dashboard over both."""
    with DemoServer(Centre(clock=lambda: NOW)) as server:
        store = open_store(str(folder / "store"), DEMO_CREDENTIALS.account_id)
        with Service(demo_account(server.url)) as service:
            sync(store, service, Question(FETCHED), now=NOW, settle=timedelta(0))
        account = {
            f"SMARTASSIST__{name.upper()}": value for name, value in DEMO_CREDENTIALS._asdict().items()
        }
        variables = account | {
            "SMARTASSIST__HOST": server.url,
            "STORE__PATH": str(folder / "store"),
            "METRICS__SERVICE_LEVEL_TARGET": "0.8",
            "METRICS__ABANDONMENT_MAX": "0.05",
        }
        yield {f"CALLBOARD_{name}": value for name, value in variables.items()}


@contextmanager
def dashboard(folder: Path, settings: dict[str, str]) -> Iterator[str]:
    """A dashboard with these settings and no others, until the block ends; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), f"--server.port={port}"]
    nowhere = {"HOME": str(folder), "STREAMLIT_SECRETS_FILES": str(folder / "none.toml")}
    environment = {**os.environ, **nowhere, **settings, "PYTHONPATH": str(ROOT)}
    server = subprocess.Popen([*command, "--server.headless=true"], cwd=ROOT, env=environment)
    try:
        wait_for(f"{url}/healthz")
        yield url
    finally:
        server.terminate()
        server.wait()


def wait_for(url: str) -> None:
    """Wait until an address answers, or stop with a sentence."""
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        try:
            with urlopen(url, timeout=2):  # noqa: S310 (loopback)
                return
        except (URLError, OSError):
            time.sleep(0.2)
    sys.exit(f"The dashboard was not up after {START_S} s.")


def picture(browser: Browser, url: str, scheme: str) -> bytes:
    """One page as a reader sees it, with few colours, so that the file is small."""
    size = {"width": WIDTH_PX, "height": HEIGHT_PX}
    window = browser.new_context(viewport=size, color_scheme=scheme, locale="en-GB")  # type: ignore[arg-type]
    page = window.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(url)
    page.wait_for_selector(".js-plotly-plot .main-svg .point")
    page.wait_for_selector(DRAWN)
    page.wait_for_function(SETTLED)
    page.wait_for_load_state("networkidle")
    image = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    window.close()
    buffer = io.BytesIO()
    image.quantize(COLOURS, Image.Quantize.MAXCOVERAGE).save(buffer, "png", optimize=True)
    return buffer.getvalue()


def main() -> None:
    """Draw every picture into docs; stop where one is too large to be looked at by the way."""
    with ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory()))
        settings = running.enter_context(demo(folder))
        url = running.enter_context(dashboard(folder, settings))
        browser = launch(running.enter_context(sync_playwright()))
        for name, (page, scheme) in PICTURES.items():
            drawn = picture(browser, f"{url}/{page}?{VIEW}", scheme)
            if len(drawn) > LARGEST:
                sys.exit(f"{name}.png would have {len(drawn):,} bytes, and {LARGEST:,} is the most.")
            (ROOT / "docs" / f"{name}.png").write_bytes(drawn)
            print(f"docs/{name}.png: {len(drawn):,} bytes")


if __name__ == "__main__":
    main()
