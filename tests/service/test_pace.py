from threading import Thread

import pytest

from lib.service.pace import MINUTE_S, SLACK_S, Pace, retry_after_s
from tests.service.fake import Clock

DATE = "Fri, 20 Sep 2024 10:00:00 GMT"


def begun(requests_per_minute: int, how_many: int) -> list[float]:
    clock, times = Clock(), list[float]()
    pace = Pace(requests_per_minute, clock, clock.sleep)
    for _ in range(how_many):
        pace.wait()
        times.append(clock.now)
    return times


def test_a_burst_goes_out_at_once_and_the_next_waits_for_the_oldest() -> None:
    assert begun(3, 7) == [0, 0, 0, 61, 61, 61, 122]


@pytest.mark.parametrize("per_minute", [1, 2, 60])
def test_no_minute_holds_more_than_allowed(per_minute: int) -> None:
    times = begun(per_minute, 5 * per_minute)
    assert all(
        later - earlier >= MINUTE_S + SLACK_S
        for earlier, later in zip(times, times[per_minute:], strict=False)
    )


def test_the_window_slides() -> None:
    clock = Clock()
    pace, times = Pace(2, clock, clock.sleep), list[float]()
    for pause in (0, 40, 0, 0):
        clock.sleep(pause)
        pace.wait()
        times.append(clock.now)
    assert times == [0, 40, 61, 101]


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
