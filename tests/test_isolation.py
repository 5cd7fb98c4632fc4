"""The tests stand alone: what a developer has set or lying about does not reach them."""

from __future__ import annotations

import os
import time
from pathlib import Path

from streamlit import config

from lib.settings import Settings


def test_the_clock_is_utc() -> None:
    assert time.localtime(0).tm_hour == 0
    assert time.tzname[0] == "UTC"


def test_no_setting_comes_from_the_environment() -> None:
    assert [
        name for name in os.environ if name.startswith("CALLBOARD_") and name != "CALLBOARD_CHROMIUM"
    ] == []


def test_no_secrets_file_is_in_reach(nowhere: Path) -> None:
    assert Path.cwd() == nowhere
    assert Settings().smartassist is None
    assert config.get_option("secrets.files") == [str(nowhere / ".streamlit" / "secrets.toml")]
