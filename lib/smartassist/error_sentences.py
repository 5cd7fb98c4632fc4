"""What an answer without data says: that the rate limit is exceeded, or why something is refused."""

from __future__ import annotations

import re

RATE_LIMIT = re.compile(
    rb"exceed\w*[^.]{0,80}\brate[\s_-]*limit|rate[\s_-]*limit[^.]{0,40}\bexceed|too many requests",
    re.IGNORECASE,
)
"""The essential words of the service's sentence, whatever the status that it comes with:
"You've exceeded the per-minute rate limit. Please wait for sometime before retrying."
"""

RECORDS = re.compile(rb'"data"\s*:\s*\[\s*[^\]\s]')
"""A list `data` that holds something: whatever is written in it is a record's."""

LONGEST = 1 << 16
"""Bytes of a refusal that are looked at."""


def refusal_text(content: bytes) -> bytes:
    """The part of an answer in which a sentence of the service's own may stand; empty where records came."""
    return b"" if RECORDS.search(content) else content[:LONGEST]


def is_rate_limit_answer(content: bytes) -> bool:
    """Whether an answer without records says that the rate limit is exceeded."""
    return RATE_LIMIT.search(refusal_text(content)) is not None
