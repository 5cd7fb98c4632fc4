"""What every test runs in: UTC, no settings of the developer's, a folder of nothing to read or spoil."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

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
