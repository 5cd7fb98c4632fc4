"""The benchmark asks every page that shows figures, and each is drawn to its end; no time is held to any."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lib.ui.app.pages import TITLES
from tests.bench import pages as bench
from tests.bench.visitor import visiting

if TYPE_CHECKING:
    from pathlib import Path


def test_every_page_is_asked_and_answers(tmp_path: Path) -> None:
    store, conversations = bench.fill(str(tmp_path), copies=2)
    queues = store.scan("visits").collect()["queue_id"].unique().sort().head(2).to_list()
    with bench.serving(bench.settings(str(tmp_path))) as url, visiting(url) as visitor:
        lines = list(bench.report(visitor, conversations, queues))
    assert [line.split()[0] for line in lines[2:]] == [name for name in TITLES if name not in bench.UNFIGURED]
    assert all(re.search(r"x +[1-9]\d* kB$", line) for line in lines[2:])
