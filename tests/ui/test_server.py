"""What the server does before the first visitor."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WARMED = """
import sys
from lib.ui import server
server._import()
print(*sys.modules)
"""


def test_first_visitors_import_nothing_that_two_of_them_could_spoil() -> None:
    command = [sys.executable, "-c", WARMED]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S603 (ours)
    ours = {f"lib.ui.{path.stem}" for path in (ROOT / "lib" / "ui").glob("*.py")}
    assert ours - {"lib.ui.__init__", "lib.ui.main"} | {"pandas", "PIL.Image"} <= set(done.stdout.split())
    assert "lib.ui.main" not in done.stdout.split()
