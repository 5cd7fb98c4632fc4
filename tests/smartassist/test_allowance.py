"""No minute holds more than allowed, however the service counts it, and a 429 is heeded for a while."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.smartassist.allowance import (
    BURST_SIZE,
    MAX_HOLD_S,
    MIN_SHARE,
    MINUTE_S,
    RECOVERY_S,
    SLACK_S,
    Allowance,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

NOW = 1_000_000.0
SPACED_S = (MINUTE_S + SLACK_S) / 60


def begun(
    wanted: Iterable[float], per_minute: int = 60, allowance: Allowance | None = None
) -> tuple[list[float], Allowance]:
    """When requests begin that are wanted at these instants, one after the other."""
    known, now, times = allowance or Allowance(), 0.0, list[float]()
    for at in wanted:
        now = max(now, at)
        while (free_at := known.next_start(now, per_minute)) > now:
            now = free_at
        known = known.with_request(now)
        times.append(now - NOW)
    return times, known


def fullest(times: list[float], beginning: float) -> int:
    """The most requests in any minute of a clock whose minutes begin so many seconds after NOW."""
    minutes = [floor((at - beginning) / MINUTE_S) for at in times]
    return max(minutes.count(minute) for minute in minutes)


def test_a_quiet_minute_lets_a_few_begin_at_once_and_the_next_pays_for_them() -> None:
    times, _ = begun([NOW] * 6)
    assert times == pytest.approx([0, 0, 0, 3 * SPACED_S, 4 * SPACED_S, 5 * SPACED_S])


def test_the_pace_is_even_and_full() -> None:
    times, _ = begun([NOW] * 600)
    steady = times[BURST_SIZE:]
    counts = [sum(at <= other < at + MINUTE_S for other in steady) for at in steady[:-60]]
    assert set(counts) <= {59, 60}
    assert len(times) / (times[-1] / MINUTE_S) == pytest.approx(60, abs=1)


@given(
    pauses=st.lists(st.sampled_from([0.0, 0.3, 1.0, 2.5, 20.0, 58.0, 61.0, 90.0]), min_size=1, max_size=250),
    per_minute=st.sampled_from([1, 2, 3, 4, 7, 60]),
)
def test_no_minute_holds_more_than_allowed_sliding_or_by_the_clock(
    pauses: list[float], per_minute: int
) -> None:
    wanted = [NOW + sum(pauses[:number]) for number in range(len(pauses))]
    times, _ = begun(wanted, per_minute)
    for earlier, later in zip(times, times[per_minute:], strict=False):
        assert later - earlier >= MINUTE_S + SLACK_S - 1e-6
    assert max(fullest(times, beginning) for beginning in range(0, 60, 7)) <= per_minute


def test_nothing_begins_during_a_hold_and_the_longest_counts() -> None:
    held = Allowance().with_hold(NOW, 30).with_hold(NOW + 1, 5)
    assert held.next_start(NOW + 2, 60) == NOW + 30
    assert held.with_hold(NOW + 2, 60).next_start(NOW + 2, 60) == NOW + 62


def test_no_hold_is_longer_than_is_ever_waited() -> None:
    assert Allowance().with_hold(NOW, 1e9).next_start(NOW, 60) == NOW + MAX_HOLD_S


def test_a_refusal_halves_the_pace_and_it_comes_back_little_by_little() -> None:
    cut = Allowance().with_rate_limit(NOW, 20, 60)
    assert cut.next_start(NOW, 60) == NOW + 20
    assert cut.share(NOW) == 0.5
    assert cut.share(NOW + RECOVERY_S / 4) == 0.75
    assert cut.share(NOW + RECOVERY_S) == 1
    times, _ = begun([NOW + 20] * 3, allowance=cut)
    assert times[1] - times[0] == pytest.approx(2 * SPACED_S, rel=0.05)
    assert times[2] - times[1] < times[1] - times[0]


def test_after_a_refusal_nothing_goes_out_at_once() -> None:
    cut = Allowance().with_rate_limit(NOW, 100, 60)
    times, _ = begun([NOW + 100] * 2, allowance=cut)
    assert times[1] > times[0] + SPACED_S


def test_refusals_of_what_was_under_way_count_as_one() -> None:
    known = Allowance()
    for late in (0, 0.1, 0.2):
        known = known.with_rate_limit(NOW + late, 0, 60)
    assert known.share(NOW) == 0.5
    assert known.with_rate_limit(NOW + 10, 0, 60).share(NOW + 10) == pytest.approx(0.25, abs=0.01)


def test_the_pace_never_stops() -> None:
    known = Allowance()
    for minute in range(50):
        known = known.with_rate_limit(NOW + 60 * minute, 60, 60)
    assert known.share(known.cut_at) == pytest.approx(MIN_SHARE, abs=0.05)
    assert known.interval_s(known.cut_at, 1) == MINUTE_S + SLACK_S


def test_what_a_wrong_clock_wrote_counts_for_nothing() -> None:
    tomorrow = NOW + 86_400
    wrong = Allowance().with_request(tomorrow).with_rate_limit(tomorrow, 600, 60)
    assert wrong.without_invalid(NOW) == Allowance()
    assert Allowance().with_request(NOW).with_request(tomorrow).without_invalid(
        NOW
    ) == Allowance().with_request(NOW)


@pytest.mark.parametrize(
    "odd",
    [{"held_at": NOW, "held_for_s": 1e9}, {"cut_at": NOW, "cut_to": -3.0}, {"cut_at": NOW, "cut_to": 9.0}],
)
def test_what_nobody_wrote_counts_for_nothing(odd: dict[str, float]) -> None:
    assert msgspec.convert(odd, Allowance).without_invalid(NOW) == Allowance()
