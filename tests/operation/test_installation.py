"""The documented installation runs one copy of the code, and has one version."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from lib import __version__
from lib.cli import main

ROOT = Path(__file__).resolve().parents[2]


def test_documented_installation_is_editable() -> None:
    lines = (ROOT / "docs" / "OPERATION.md").read_text(encoding="utf-8").splitlines()
    (installing,) = [line for line in lines if "pip install --no-deps" in line or "--no-deps" in line]
    assert installing.rstrip().endswith("-e .")


def test_command_line_from_another_folder_loads_the_dashboards_files(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [sys.executable, "-c", "import lib.cli; print(lib.cli.__file__)"]
    loaded = subprocess.run(  # noqa: S603
        command, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True
    )
    assert Path(loaded.stdout.strip()).is_relative_to(ROOT / "lib")


def test_version_option_prints_the_one_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ending:
        main(["--version"])
    assert (ending.value.code, capsys.readouterr().out) == (0, f"callboard {__version__}\n")


def test_package_metadata_has_the_same_version() -> None:
    assert version("callboard") == __version__
