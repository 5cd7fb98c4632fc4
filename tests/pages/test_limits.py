"""Files that one session may take."""

from __future__ import annotations

import pytest

from lib.errors import InputError
from lib.ui.app.rate_limit import RateLimit


def test_a_minutes_worth_may_be_taken_at_once_and_then_one_at_a_time() -> None:
    now = [0.0]
    allowance = RateLimit(30, lambda: now[0])
    for _ in range(30):
        allowance.take()
    with pytest.raises(InputError, match="as many files as it may"):
        allowance.take()
    now[0] = 1.9
    with pytest.raises(InputError):
        allowance.take()
    now[0] = 2.0
    allowance.take()


def test_what_is_not_taken_does_not_pile_up() -> None:
    now = [0.0]
    allowance = RateLimit(2, lambda: now[0])
    now[0] = 3600.0
    allowance.take()
    allowance.take()
    with pytest.raises(InputError):
        allowance.take()
