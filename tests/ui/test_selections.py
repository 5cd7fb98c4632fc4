"""A selection that is too long for an address has a short id, the same for everybody."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from lib.errors import InputError, StoreError
from lib.period import UTC_ZONE
from lib.ui.query import stored_selections
from lib.ui.query.selection import Selection, to_parameters
from lib.ui.query.stored_selections import Selections, store_long_lists

if TYPE_CHECKING:
    from pathlib import Path

AGENTS = tuple(f"a-0000-{at:04}" for at in range(365))
MANY = Selection("today", UTC_ZONE, agents=AGENTS)


def test_shorten_long_selection_gives_a_short_link(tmp_path: Path) -> None:
    picks = store_long_lists(MANY, Selections(tmp_path))
    assert to_parameters(picks) == {"period": ["today"], "zone": ["UTC"], "selection": [picks.selection]}
    assert len(picks.selection) == 20
    assert picks.agents == AGENTS
    assert Selections(tmp_path).load(picks.selection) == {"agent": list(AGENTS)}


def test_shorten_short_selection_stays_in_the_link(tmp_path: Path) -> None:
    few = Selection("today", UTC_ZONE, agents=AGENTS[:20], selection="left over")
    assert to_parameters(store_long_lists(few, Selections(tmp_path)))["agent"] == list(AGENTS[:20])
    assert not list(tmp_path.iterdir())


def test_store_same_lists_twice_gives_one_file_for_its_owner(tmp_path: Path) -> None:
    kept = Selections(tmp_path)
    assert kept.store({"agent": ["a"], "queue": ["q"]}) == kept.store({"queue": ["q"], "agent": ["a"]})
    (file,) = (tmp_path / "selections").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("selection", ["", "0" * 20, "../../etc/passwd", "z" * 20, "0" * 5000])
def test_load_id_that_is_not_there_is_null(tmp_path: Path, selection: str) -> None:
    assert Selections(tmp_path).load(selection) is None


@pytest.mark.parametrize("content", [b"", b"[]", b'{"agent": [1]}', b'{"agent": [""]}', b"\xff"])
def test_load_damaged_file_is_null(tmp_path: Path, content: bytes) -> None:
    selection = Selections(tmp_path).store({"agent": ["a"]})
    (tmp_path / "selections" / f"{selection}.json").write_bytes(content)
    assert Selections(tmp_path).load(selection) is None


def test_store_more_than_there_is_room_for_removes_the_longest_unused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored_selections, "MOST_FILES", 2)
    kept = Selections(tmp_path)
    first, second = (kept.store({"agent": [name]}) for name in "ab")
    for age, name in ((30, first), (20, second)):
        os.utime(tmp_path / "selections" / f"{name}.json", (age, age))
    assert kept.load(first)
    kept.store({"agent": ["c"]})
    assert kept.load(first)
    assert kept.load(second) is None


def test_store_too_much_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="All but these"):
        Selections(tmp_path).store({"agent": ["a" * stored_selections.MOST_BYTES]})


def test_store_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "selections").write_text("a file", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be stored"):
        Selections(tmp_path).store({"agent": ["a"]})
