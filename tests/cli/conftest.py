from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLBOARD_STORE__PATH", str(tmp_path / "data"))
    monkeypatch.setenv("CALLBOARD_STORE__REACH_BACK_DAYS", "1")
    monkeypatch.chdir(tmp_path)
