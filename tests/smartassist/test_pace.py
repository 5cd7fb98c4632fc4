from threading import Event, Lock, Semaphore, Thread, current_thread

import pytest

from lib.smartassist.allowance import MINUTE_S, SLACK_S
from lib.smartassist.failures import GivenUp
from lib.smartassist.pace import Pace, retry_after_s
from tests.smartassist.fake import Clock

DATE = "Fri, 20 Sep 2024 10:00:00 GMT"


def begun(requests_per_minute: int, how_many: int) -> list[float]:
    clock, times = Clock(), list[float]()
    pace = Pace(requests_per_minute, clock, clock.sleep)
    for _ in range(how_many):
        pace.wait()
        times.append(clock.now)
    return times


def test_the_first_begin_at_once_and_the_others_at_an_even_distance() -> None:
    spaced_s = (MINUTE_S + SLACK_S) / 60
    assert begun(60, 6) == pytest.approx([0, 0, 0, 3 * spaced_s, 4 * spaced_s, 5 * spaced_s])


@pytest.mark.parametrize("per_minute", [1, 2, 60])
def test_no_minute_holds_more_than_allowed(per_minute: int) -> None:
    times = begun(per_minute, 5 * per_minute)
    assert all(
        later - earlier >= MINUTE_S + SLACK_S - 1e-6
        for earlier, later in zip(times, times[per_minute:], strict=False)
    )


def test_hold_off_stops_the_next_and_the_longest_hold_counts() -> None:
    clock = Clock()
    pace = Pace(60, clock, clock.sleep)
    pace.hold_off(30)
    pace.hold_off(5)
    pace.wait()
    assert clock.now == 30


def test_a_hold_set_while_waiting_is_honoured() -> None:
    clock = Clock()

    def sleep(seconds: float) -> None:
        if clock.now == 0:
            pace.hold_off(100)
        clock.sleep(seconds)

    pace = Pace(1, clock, sleep)
    pace.wait()
    pace.wait()
    assert clock.now == 100


def test_after_a_refusal_the_pace_is_slower() -> None:
    clock = Clock()
    pace = Pace(60, clock, clock.sleep)
    pace.slow_down(10)
    for _ in range(11):
        pace.wait()
    assert 10 + 10 * 1.9 < clock.now < 10 + 10 * 2.1


def test_threads_share_one_pace() -> None:
    clock, times = Clock(), list[float]()
    pace = Pace(5, clock, clock.sleep)

    def work() -> None:
        for _ in range(5):
            pace.wait()
            times.append(clock.now)

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(times) == 20
    assert clock.now >= 3 * (MINUTE_S + SLACK_S)


def test_who_ranks_first_goes_first_however_late_it_came() -> None:
    """The newest window's requests do not queue behind those of the days before."""
    clock, order = Clock(), list[str]()
    arrived, lock = Semaphore(0), Lock()

    def sleep(seconds: float) -> None:
        arrived.release()
        if current_thread().name != "main":
            let_go.wait(10)
        with lock:
            clock.sleep(seconds)

    let_go = Event()
    pace = Pace(1, clock, sleep)
    pace.wait()

    def work(name: str, rank: float) -> None:
        pace.wait((rank,))
        order.append(name)

    threads = [Thread(target=work, args=pair) for pair in (("old", 2.0), ("older", 3.0), ("today", 1.0))]
    for thread in threads:
        thread.start()
        arrived.acquire()
    let_go.set()
    for thread in threads:
        thread.join()
    assert order == ["today", "old", "older"]


def test_who_gives_up_waits_no_longer_and_takes_no_turn() -> None:
    clock = Clock()
    pace = Pace(1, clock, clock.sleep)
    pace.wait()
    with pytest.raises(GivenUp):
        pace.wait((), lambda: clock.now >= 5)
    assert 5 <= clock.now < 6
    pace.wait()
    assert clock.now == 61


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7),
        ({"retry-after": " 0 "}, 0),
        ({"retry-after": "Fri, 20 Sep 2024 10:01:30 GMT", "date": DATE}, 90),
        ({"retry-after": "Fri, 20 Sep 2024 10:01:30 -0000", "date": DATE}, 90),
        ({"retry-after": "Fri, 20 Sep 2024 09:00:00 GMT", "date": DATE}, 0),
        ({"retry-after": "Fri, 20 Sep 2024 09:00:00 GMT"}, 0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "9" * 5000}, None),
    ],
)
def test_retry_after(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after_s(headers) == seconds
