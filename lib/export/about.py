"""What stands beside a file's rows: what they were chosen by, and how much of it is there."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lib.export.cells import LIST_MARK
from lib.export.demo import DEMO

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from lib.period import Period, Zone


def describe_selection(  # noqa: PLR0913 (each by its name)
    table: str,
    period: Period,
    selected: Mapping[str, Sequence[str]],
    zone: Zone,
    as_of: datetime | None,
    *,
    share: float,
    demo: bool = False,
) -> dict[str, str]:
    """What the rows were chosen by, to be read beside them.

    `picked` is by a filter's name; an empty one means all. `as_of` is when the oldest rows were asked for,
    `share` how much of the period is there, 0 to 1: it is rounded down, so that 100 % means all.
    `demo` says first that the data are made up.
    """
    facts = {
        **({"Data": DEMO} if demo else {}),
        "Table": table,
        "Period": f"{zone.local(period.start)} to {zone.local(period.end)}, its end excluded",
        "Zone": zone.label,
        **{name: LIST_MARK.join(values) or "all" for name, values in selected.items()},
        "Data as of": f"{as_of:%Y-%m-%d %H:%M} UTC" if as_of else "nothing is there",
        "Part of the period that is there": f"{math.floor(share * 1000) / 10:g} %",
    }
    return {name: _as_unicode(text) for name, text in facts.items()}


def _as_unicode(text: str) -> str:
    """A text that any file can hold: a lone surrogate, as a command line may bring one, becomes `?`."""
    return text.encode(errors="replace").decode()


def describe_filter(selected: Iterable[str], excluded: Iterable[str]) -> list[str]:
    """One filter as `described` takes it: what is picked, or `all but` what is excluded."""
    names, but = LIST_MARK.join(selected), LIST_MARK.join(excluded)
    if not but:
        return [names] if names else []
    return [f"{names}, but not {but}" if names else f"all but {but}"]
