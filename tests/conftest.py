"""What every test runs in: UTC, no settings of the developer's, a folder of nothing to read or spoil."""

from __future__ import annotations

import logging
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lib import logs

if TYPE_CHECKING:
    from collections.abc import Iterator

KEPT = "CALLBOARD_CHROMIUM"

for name in [name for name in os.environ if name.startswith(("CALLBOARD_", "STREAMLIT_")) and name != KEPT]:
    del os.environ[name]
os.environ["TZ"] = "UTC"
if hasattr(time, "tzset"):
    time.tzset()


@pytest.fixture(scope="session", autouse=True)
def nowhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Run in an empty folder, so that no .streamlit/secrets.toml or data/ is found beside the test."""
    folder, before = tmp_path_factory.mktemp("nowhere"), Path.cwd()
    os.chdir(folder)
    if config := sys.modules.get("streamlit.config"):
        config.set_option("secrets.files", [str(folder / ".streamlit" / "secrets.toml")])
    yield folder
    os.chdir(before)


@pytest.fixture(autouse=True)
def main_stays_main() -> Iterator[None]:
    """Put `__main__` back, which a page that was run under test leaves its script in.

    A process started afresh would run that script before its own work, and a pool of such would for ever
    start new ones for those that died of it.
    """
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(autouse=True)
def logs_stay() -> Iterator[None]:
    """Put the logs back, which a command or a dashboard that was run under test sets up its own way."""
    loggers = [logging.getLogger(name) for name in (logs.LOGGER, "callboard.service", *logs.LIBRARY_LEVELS)]
    before = [(one, one.level, one.handlers, one.propagate) for one in loggers]
    factory = logging.getLogRecordFactory()
    yield
    logging.setLogRecordFactory(factory)
    for one, level, handlers, propagate in before:
        one.setLevel(level)
        one.handlers, one.propagate = handlers, propagate
