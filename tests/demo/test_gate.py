"""The demo counts minutes either way, and a client at the account's pace never meets its limit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest

from lib.demo.api.authorization import RateLimit
from lib.demo.api.refusals import Refused
from lib.smartassist.pace import Pace
from tests.smartassist.fake import Clock

if TYPE_CHECKING:
    from collections.abc import Sequence

Minutes = Literal["sliding", "fixed"]


def refused(minutes: Minutes, times: Sequence[float]) -> list[float]:
    """Which of the requests at these instants are too many for a limit of two."""
    clock, found = Clock(), list[float]()
    limit = RateLimit(2, minutes, clock)
    for clock.now in times:
        try:
            limit.check()
        except Refused:
            found.append(clock.now)
    return found


@pytest.mark.parametrize(("minutes", "too_many"), [("sliding", [59.0, 61.0, 90.0]), ("fixed", [59.0, 90.0])])
def test_a_minute_is_any_sixty_seconds_or_one_of_the_clock(minutes: Minutes, too_many: list[float]) -> None:
    assert refused(minutes, [20.0, 40.0, 59.0, 61.0, 80.0, 90.0]) == too_many


@pytest.mark.parametrize("minutes", ["sliding", "fixed"])
@pytest.mark.parametrize("begun_at", [0.0, 31.0, 59.9])
def test_the_pace_meets_no_limit_and_keeps_close_to_it(minutes: Minutes, begun_at: float) -> None:
    clock, times = Clock(), list[float]()
    clock.now = begun_at
    pace, limit = Pace(60, clock, clock.sleep), RateLimit(60, minutes, clock)
    while clock.now < begun_at + 600:
        pace.wait()
        limit.check()
        times.append(clock.now)
    assert 59 <= len(times) / 10 <= 61
    assert times[2] == begun_at


@pytest.mark.parametrize("minutes", ["sliding", "fixed"])
def test_beside_another_client_few_requests_are_refused(minutes: Minutes) -> None:
    """Somebody else takes half of the account: what is refused gets rarer, and the work goes on."""
    clock, answered, too_many, other_at = Clock(), 0, 0, 0.0
    pace, limit = Pace(60, clock, clock.sleep), RateLimit(60, minutes, clock)
    while clock.now < 1800:
        pace.wait()
        while other_at <= clock.now:
            other_at += 2.0
            try:
                limit.check()
            except Refused:
                continue
        try:
            limit.check()
        except Refused as refusal:
            too_many += 1
            pace.slow_down(float(refusal.response().headers["retry-after"]))
        else:
            answered += 1
    assert answered > 30 * 20
    assert too_many < answered / 20
