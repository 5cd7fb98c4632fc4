"""Pages on hostile stores by the thousand: how many were opened, and which did not open whole.

In full: nice python -m tests.bench.hostile [stores] [pages of each] [seed]
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from collections import Counter
from itertools import cycle, islice
from typing import TYPE_CHECKING

import streamlit as st
from hypothesis import HealthCheck, Phase, given, seed, settings

from lib.demo import DEMO_CREDENTIALS
from lib.sync.worker import Worker
from tests.pages.hostile_run import EVERY_PAGE, list_faults
from tests.pages.hostile_store import stores

if TYPE_CHECKING:
    from tests.pages.hostile_store import Store

STORES, PAGES, SEED = 2000, 3, 1
TOLD_EVERY = 100
NOBODY_THERE = "http://127.0.0.1:9"


def run(count: int, pages: int, dice: int) -> Counter[str]:
    """Open so many pages of so many stores, each page in its turn; what went wrong is counted by its text."""
    counts, turns = Counter[str](), cycle(EVERY_PAGE)

    @seed(dice)
    @given(store=stores())
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def each(store: Store) -> None:
        counts.update(_opened(store, list(islice(turns, pages))))
        if counts["STORES"] % TOLD_EVERY == 0:
            print(f"{counts['STORES']:,} stores, {counts['FAULTS']} faults", file=sys.stderr, flush=True)  # noqa: T201

    each()
    return counts


def _opened(store: Store, pages: list[str]) -> Counter[str]:
    """The counts of one store; of one that a page does not open on, its records go to stderr."""
    told = list_faults(store, pages, _begin)
    if told:
        print(told, json.dumps(store.records), store.link, file=sys.stderr, flush=True)  # noqa: T201
    return Counter({"STORES": 1, "PAGES": len(pages), "FAULTS": len(told)} | dict.fromkeys(told, 1))


def _begin(**chosen: object) -> None:
    """Let the engine go, so that the next page begins one with these settings."""
    account = {f"SMARTASSIST__{name.upper()}": value for name, value in DEMO_CREDENTIALS._asdict().items()}
    for name, value in ({"SMARTASSIST__HOST": NOBODY_THERE} | account | chosen).items():
        os.environ[f"CALLBOARD_{name}"] = str(value)
    st.cache_resource.clear()


def _rest(*_args: object, **_more: object) -> bool:
    """No sync is begun, whatever a page wants."""
    return False


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    Worker.request = _rest  # type: ignore[method-assign]
    logging.disable(logging.WARNING)
    begun = time.monotonic()
    found = run(*numbers, *[STORES, PAGES, SEED][len(numbers) :])
    print(f"{time.monotonic() - begun:,.0f} s")  # noqa: T201 (what it is run for)
    print("\n".join(f"{times:>9,}  {what}" for what, times in found.items()))  # noqa: T201
    sys.exit(bool(found["FAULTS"]))
