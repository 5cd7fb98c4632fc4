"""What the server does before the first visitor."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WARMED = """
import sys
from lib.server import application
application._import_modules()
print(*sys.modules)
"""


def test_first_visitors_import_nothing_that_two_of_them_could_spoil() -> None:
    command = [sys.executable, "-c", WARMED]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S603 (ours)
    files = [path.relative_to(ROOT).with_suffix("") for path in (ROOT / "lib" / "ui").rglob("*.py")]
    ours = {".".join(path.parts) for path in files if path.stem not in {"__init__", "main"}}
    assert ours | {"pandas", "PIL.Image"} <= set(done.stdout.split())
    assert "lib.ui.main" not in done.stdout.split()
