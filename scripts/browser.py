"""Finds a Chromium for the browser tests, or gets one: the machine's, Playwright's own, Debian's."""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Playwright

WISH = "CALLBOARD_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = ("Google Chrome.app/Contents/MacOS/Google Chrome", "Chromium.app/Contents/MacOS/Chromium")
WINDOWS = ("Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe")
FLAGS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
)
PROBE_S, DOWNLOAD_S, UPDATE_S, INSTALL_S = 60, 180, 90, 300


class NoBrowser(Exception):
    """No Chromium starts here; the message lists what was tried."""


def ensure(python: str) -> None:
    """See that a Chromium starts under `python`'s Playwright, getting one if need be.

    Says so where none can be had: then the tests skip what needs it, or fail where CI is set.
    """
    for attempt in (_nothing, _download, _install_package):
        attempt(python)
        trouble = _trouble(python)
        if not trouble:
            return
    print(
        f"No browser for the browser tests:\n{trouble}\n"
        f"Install Chromium or Chrome, or name one in {WISH}. Where only libraries are missing:\n"
        f"  sudo {python} -m playwright install-deps chromium",
        flush=True,
    )


def launch(playwright: "Playwright") -> "Browser":
    """Start the first Chromium that will; the one named in the environment stands alone.

    Raises:
        NoBrowser: none starts.
    """
    trouble = []
    for path in _candidates():
        try:
            return playwright.chromium.launch(executable_path=path, args=_flags())
        except playwright_error() as error:
            trouble.append(f"  {path or 'its own, by Playwright'}: {str(error).strip().splitlines()[0]}")
    raise NoBrowser("\n".join(trouble))


def playwright_error() -> "type[Exception]":
    """Playwright's error, imported late: without the development pins there is no Playwright."""
    from playwright.sync_api import Error  # noqa: PLC0415

    return Error


def _candidates() -> "Iterator[str | None]":
    """Paths to try in order; null is Playwright's own."""
    if os.environ.get(WISH):
        yield os.environ[WISH]
        return
    yield from filter(None, map(shutil.which, NAMES))
    yield from (str(path) for path in _usual_places() if path.exists())
    yield None


def _usual_places() -> "Iterator[Path]":
    if platform.system() == "Darwin":
        yield from (folder / "Applications" / name for folder in (Path("/"), Path.home()) for name in MAC)
    if platform.system() == "Windows":
        folders = map(os.environ.get, ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"))
        yield from (Path(folder) / name for folder in folders if folder for name in WINDOWS)


def _flags() -> list[str]:
    """Chromium's sandbox refuses root on Linux, so it is given up there and nowhere else."""
    return [*FLAGS, "--no-sandbox"] if _root_on_linux() else list(FLAGS)


def _root_on_linux() -> bool:
    return platform.system() == "Linux" and os.geteuid() == 0


def _trouble(python: str) -> str:
    """Why no Chromium starts under `python`, or nothing."""
    try:
        probe = subprocess.run(
            [python, __file__], check=False, capture_output=True, text=True, timeout=PROBE_S
        )
    except subprocess.TimeoutExpired:
        return f"  nothing started within {PROBE_S} s"
    return (probe.stderr or "  it would not say why").rstrip() if probe.returncode else ""


def _nothing(python: str) -> None:
    """Use what the machine has."""


def _download(python: str) -> None:
    if not os.environ.get(WISH):
        print("No Chromium on this machine yet: asking Playwright for its own.", flush=True)
        _quietly([python, "-m", "playwright", "install", "--only-shell", "chromium"], DOWNLOAD_S)


def _install_package(python: str) -> None:
    del python
    if not os.environ.get(WISH):
        install_package("chromium")


def install_package(name: str) -> None:
    """Ask a Debian on which one is root for a package of its own; does nothing elsewhere."""
    if _root_on_linux() and shutil.which("apt-get"):
        print(f"Installing the system's {name} package.", flush=True)
        _quietly(["apt-get", "update", "-qq"], UPDATE_S)
        _quietly(["apt-get", "install", "-y", "-qq", "--no-install-recommends", name], INSTALL_S)


def _quietly(command: list[str], longest_s: int) -> None:
    """Run to the end or to the time limit; whether it helped is for the probe to say."""
    try:
        subprocess.run(
            command,
            check=False,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=longest_s,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"{command[0]} gave nothing: {type(error).__name__}.", flush=True)


if __name__ == "__main__":
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        try:
            launch(playwright).close()
        except NoBrowser as error:
            sys.exit(str(error))
