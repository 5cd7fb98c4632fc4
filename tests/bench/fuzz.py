"""Mutated answers by the hundred thousand: what became of each record, and that none was lost.

In full: nice python -m tests.bench.fuzz [pages] [pages carried the whole way] [seed]
"""

from __future__ import annotations

import sys
from collections import Counter
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import stamina

from tests.accounts import carry, weigh
from tests.mutations import page

if TYPE_CHECKING:
    from collections.abc import Callable

PAGES, CARRIED, SEED = 100_000, 1_000, 1
A_WINDOW = 10
TOLD_EVERY = 10_000


def weighed(pages: int, seed: int) -> Counter[str]:
    """Pages read, and flattened together as those of a window are."""
    counts = Counter[str]()
    for first in range(0, pages, A_WINDOW):
        dice = Random(f"{seed}-{first}")  # noqa: S311 (chance that can be repeated)
        some = [page(dice) for _ in range(min(A_WINDOW, pages - first))]
        counts += outcome(lambda some=some: weigh(some), f"window {seed}-{first}")  # type: ignore[misc]
        if first and first % TOLD_EVERY == 0:
            print(f"{first:,} pages", file=sys.stderr, flush=True)  # noqa: T201 (it takes minutes)
    return counts


def carried(pages: int, seed: int) -> Counter[str]:
    """Pages taken over HTTP each into a store of its own, and out of it."""
    counts = Counter[str]()
    for number in range(pages):
        name = f"{seed}-carried-{number}"
        answer = page(Random(name))  # noqa: S311 (chance that can be repeated)
        with TemporaryDirectory() as folder, stamina.set_testing(True, attempts=2):
            counts += outcome(lambda to=folder, it=answer: carry(it, to), name)  # type: ignore[misc]
    return counts


def outcome(work: Callable[[], Counter[str]], name: str) -> Counter[str]:
    """The counts, or that something was lost or crashed, and by which dice."""
    try:
        return work()
    except AssertionError as lost:
        return Counter({"LOST": 1, f"LOST by dice {name}: {str(lost)[:80]}": 1})
    except Exception as error:  # noqa: BLE001 (whatever it is, it is what is looked for)
        return Counter({"CRASHES": 1, f"CRASHED by dice {name}: {type(error).__name__}": 1})


def told(title: str, counts: Counter[str]) -> str:
    """The counts as a table, what must be none first."""
    named = {"CRASHES": counts["CRASHES"], "LOST": counts["LOST"], **dict(sorted(counts.items()))}
    return "\n".join([title, *(f"  {count:>9,}  {what}" for what, count in named.items())])


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    pages, few, seed = numbers + [PAGES, CARRIED, SEED][len(numbers) :]
    found = {"Read and flattened": weighed(pages, seed), "The whole way": carried(few, seed)}
    print("\n\n".join(told(*item) for item in found.items()))  # noqa: T201 (what it is run for)
    sys.exit(any(counts["LOST"] or counts["CRASHES"] for counts in found.values()))
