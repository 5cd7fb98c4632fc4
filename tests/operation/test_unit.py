"""The documented unit is one that systemd takes, and leaves the service little to do harm with."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lib.settings import load_settings

ROOT = Path(__file__).resolve().parents[2]
UNIT = ROOT / "docs" / "callboard.service"
ANALYZE = shutil.which("systemd-analyze")
EXPOSED_AT_MOST = 20
"""In tenths of systemd's own scale, which calls up to 2.9 of 10 OK."""

pytestmark = pytest.mark.skipif(
    ANALYZE is None and not os.environ.get("CI"), reason="there is no systemd-analyze on this machine"
)


def analyzed(unit: Path, *command: str) -> subprocess.CompletedProcess[str]:
    assert ANALYZE, "CI has no systemd-analyze: install the package systemd"
    return subprocess.run([ANALYZE, *command, str(unit)], check=False, capture_output=True, text=True)  # noqa: S603


def installed(folder: Path, text: str) -> Path:
    """The unit as it would stand here: this Python and this checkout in place of those in /opt."""
    placed = text.replace("/opt/callboard/.venv/bin/python", sys.executable).replace(
        "/opt/callboard", str(ROOT)
    )
    unit = folder / "callboard.service"
    unit.write_text(placed, encoding="utf-8")
    return unit


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    found = analyzed(installed(tmp_path, UNIT.read_text(encoding="utf-8")), "verify")
    assert (found.returncode, found.stdout, found.stderr) == (0, "", "")


def test_a_word_that_systemd_does_not_know_would_be_seen(tmp_path: Path) -> None:
    text = UNIT.read_text(encoding="utf-8").replace("ProtectSystem=", "ProtectsSystem=")
    found = analyzed(installed(tmp_path, text), "verify")
    assert "ProtectsSystem" in found.stderr


def test_the_service_has_little_to_do_harm_with(tmp_path: Path) -> None:
    unit = installed(tmp_path, UNIT.read_text(encoding="utf-8"))
    found = analyzed(unit, "security", "--offline=true", f"--threshold={EXPOSED_AT_MOST}", "--no-pager")
    assert found.returncode == 0, found.stdout
    told = re.search(r"exposure level for callboard.service: ([\d.]+)", found.stdout)
    assert told
    assert float(told[1]) <= EXPOSED_AT_MOST / 10
    loose = analyzed(
        installed(tmp_path, "[Service]\nExecStart=/bin/true\n"),
        "security",
        "--offline=true",
        "--threshold=20",
    )
    assert loose.returncode != 0


def test_each_setting_that_the_unit_makes_is_one_that_callboard_has(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    text = UNIT.read_text(encoding="utf-8").replace("%d", str(tmp_path)).replace("%S", "/var/lib")
    (tmp_path / "secrets.toml").write_text(
        "[store]\nsettle_hours = 24\n[server]\nmetrics = true\n", encoding="utf-8"
    )
    for name, value in re.findall(r"^Environment=(\w+)=(.+)$", text, re.MULTILINE):
        monkeypatch.setenv(name, value)
    found = load_settings()
    assert (found.store.path, found.store.settle_hours, found.server.metrics) == (
        "/var/lib/callboard",
        24,
        True,
    )
