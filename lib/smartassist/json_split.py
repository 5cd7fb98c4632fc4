"""An answer that no decoder takes whole, cut at its own brackets: each record as it stands, sound or not.

One number that JSON does not know, or one value nested without end, must not cost the rest of its page. Only
texts, brackets and commas are looked at; what was cut off does not come out even and is refused.
"""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

STOPS = re.compile(rb'"(?:[^"\\]|\\.)*+"|["\[\]{},]', re.DOTALL)
"""A text, or a character that tells where we are; a quote alone begins a text without an end."""

MEMBER = re.compile(rb'("(?:[^"\\]|\\.)*+")\s*:\s*(.+)', re.DOTALL)
CLOSING = {b"[": b"]", b"{": b"}"}

UNEVEN = "its texts or brackets do not come out even"
NO_LIST = "not an object with exactly one list of records"


def split_records(content: bytes) -> tuple[list[bytes], bytes | None]:
    """The texts of the records in the list `data`, and that of `numResults`; null when there is none.

    Raises:
        ValueError: the content does not come out even, or is not an object with exactly one list `data`.
    """
    members = [_member(part) for part in _parts(content, b"{")]
    lists = [value for name, value in members if name == "data"]
    if len(lists) != 1:
        raise ValueError(NO_LIST)
    totals = [value for name, value in members if name == "numResults"]
    return _parts(lists[0], b"["), totals[-1] if totals else None


def _parts(content: bytes, opening: bytes) -> list[bytes]:
    """What stands between the commas of one container, which has to be all that `content` holds."""
    content = content.strip()
    if not content.startswith(opening):
        raise ValueError(NO_LIST)
    cuts = [0, *_cuts(content)]
    parts = [content[start + 1 : end].strip() for start, end in pairwise(cuts)]
    return parts if parts != [b""] else []


def _cuts(content: bytes) -> Iterator[int]:
    """Where the container's own commas stand, and then its end, which is the content's."""
    expected: list[bytes] = []
    for stop in STOPS.finditer(content):
        mark = stop[0]
        if mark in CLOSING:
            expected.append(CLOSING[mark])
        elif mark == b",":
            yield from [stop.start()] if len(expected) == 1 else []
        elif len(mark) == 1 and mark != expected.pop():
            raise ValueError(UNEVEN)
        elif not expected:
            break
    if expected or stop.end() != len(content):
        raise ValueError(UNEVEN)
    yield stop.start()


def _member(part: bytes) -> tuple[str, bytes]:
    match = MEMBER.fullmatch(part)
    if match is None:
        raise ValueError(NO_LIST)
    return json.loads(match[1].decode("utf-8", "replace"), strict=False), match[2]
