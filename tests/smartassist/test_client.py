import logging
import time
from datetime import UTC, datetime, timedelta
from threading import Barrier, Event, Lock, Thread

import httpx
import msgspec
import pytest

from lib.errors import InputError, RequestRefused, SettingsError
from lib.period import Period
from lib.smartassist import Question, Service, request
from lib.smartassist.failures import GivenUp
from lib.smartassist.pace import Pace
from lib.smartassist.paging import Reading
from tests.smartassist.fake import (
    FORM,
    START,
    WEEK,
    Clock,
    Counts,
    FakeService,
    account,
    connect,
    ids,
    quick_pace,
    record,
    spread,
)

# Requests for so many evenly spread records of one week at 100 a page.
# known: the reading is set; auto: it is found out. hinted: numResults is the total; else it is the rows.
EXACT = [
    # total, records: known, auto; pages: known, auto; pages not hinted: known, auto
    (0, (1, 1, 1, 1, 1, 1)),
    (1, (2, 2, 2, 2, 2, 2)),
    (2, (2, 3, 2, 2, 2, 2)),
    (99, (2, 3, 2, 2, 2, 2)),
    (100, (2, 3, 2, 2, 2, 2)),
    (101, (3, 3, 3, 3, 3, 3)),
    (1000, (11, 12, 11, 11, 11, 11)),
    (1001, (12, 12, 14, 15, 24, 24)),
    (1100, (12, 13, 15, 16, 25, 25)),
    (1101, (13, 13, 15, 16, 25, 25)),
    (5000, (51, 52, 64, 65, 97, 97)),
]
COLUMNS: list[tuple[Reading, str, Counts]] = [
    ("records", "records", "total"),
    ("records", "auto", "total"),
    ("pages", "pages", "total"),
    ("pages", "auto", "total"),
    ("pages", "pages", "rows"),
    ("pages", "auto", "rows"),
]


CASES = [
    (*column, total, spent) for total, prices in EXACT for column, spent in zip(COLUMNS, prices, strict=True)
]


@pytest.mark.parametrize(("reading", "paging", "counts", "total", "spent"), CASES)
def test_every_record_comes_once_at_a_known_price(
    reading: Reading, paging: str, counts: Counts, total: int, spent: int
) -> None:
    fake = FakeService(spread(total), reading, counts)
    with connect(fake, paging=paging) as service:
        pages = list(service.pages(Question(WEEK)))
        found = ids(pages)
        assert sorted(found) == sorted(f"s{number}" for number in range(total))
        assert sum(page.requests for page in pages) == service.requests == len(fake.asked) == spent


@pytest.mark.parametrize("counts", ["total", "rows", "nothing"])
def test_records_cost_the_same_whatever_num_results_says(counts: Counts) -> None:
    with connect(FakeService(spread(1000), "records", counts), paging="records") as service:
        assert len(ids(service.pages(Question(WEEK)))) == 1000
        assert service.requests == 11


@pytest.mark.parametrize("reading", ["records", "pages"])
@pytest.mark.parametrize("total", [0, 1, 100, 101, 1101])
def test_a_total_out_of_thin_air_costs_requests_but_no_record(reading: Reading, total: int) -> None:
    with connect(FakeService(spread(total), reading, "wild")) as service:
        assert len(ids(service.pages(Question(WEEK)))) == total


@pytest.mark.parametrize("reading", ["records", "pages"])
def test_the_reading_is_found_out_once(reading: Reading) -> None:
    fake = FakeService(spread(250), reading)
    with connect(fake) as service:
        list(service.pages(Question(WEEK)))
        assert service.reading == reading
        first = len(fake.asked)
        list(service.pages(Question(WEEK)))
        assert len(fake.asked) - first == 4


@pytest.mark.parametrize("total", [0, 1])
def test_a_window_that_tells_nothing_leaves_the_reading_open(total: int) -> None:
    with connect(FakeService(spread(total), "pages")) as service:
        list(service.pages(Question(WEEK)))
        assert service.reading is None


def test_the_reading_can_be_set() -> None:
    fake = FakeService(spread(150), "pages")
    with connect(fake) as service:
        service.reading = "pages"
        list(service.pages(Question(WEEK)))
    assert fake.asked == [0, 1, 2]


@pytest.mark.parametrize(("days", "windows"), [(7, 1), (8, 2), (14, 2), (30, 5)])
def test_a_long_period_is_asked_for_in_windows_of_seven_days(days: int, windows: int) -> None:
    period = Period(START, START + timedelta(days=days))
    fake = FakeService(spread(days * 10, period), "records")
    with connect(fake, paging="records") as service:
        assert len(ids(service.pages(Question(period)))) == days * 10
    starts = sorted({body["startDate"] for body in fake.bodies})
    assert len(starts) == windows
    lengths = [
        datetime.strptime(body["endDate"], FORM).replace(tzinfo=UTC)
        - datetime.strptime(body["startDate"], FORM).replace(tzinfo=UTC)
        for body in fake.bodies
    ]
    assert max(lengths) <= timedelta(days=7)


def test_a_long_period_that_begins_within_a_second_stays_within_seven_days() -> None:
    begin = START + timedelta(milliseconds=500)
    fake = FakeService([], "records")
    with connect(fake) as service:
        windows = [page.window for page in service.pages(Question(Period(begin, begin + timedelta(days=7))))]
    assert [window.length for window in windows] == [timedelta(days=7), timedelta(seconds=1)]


def test_the_request_is_the_documented_one() -> None:
    fake = FakeService([], "records")
    with connect(fake, endpoint="calldetails", page_size=50) as service:
        list(service.pages(Question(WEEK, ("voice",), ("qu-1", "qu-2"))))
    request = fake.requests[0]
    path = "/agentassist/api/public/analytics/account/acc-1/v2/calldetails"
    assert str(request.url) == f"https://assist.example.com{path}?limit=50&offset=0"
    assert request.method == "POST"
    assert request.headers["content-type"] == "application/json;charset=UTF-8"
    assert request.headers["accept"] == "application/json"
    assert (request.headers["accountid"], request.headers["iid"]) == ("acc-1", "st-1")
    assert request.headers["auth"].count(".") == 2
    assert fake.bodies[0] == {
        "startDate": "2024-09-20 00:00:00",
        "endDate": "2024-09-27 00:00:00",
        "timeZoneOffset": 0,
        "channels": ["voice"],
        "queues": ["qu-1", "qu-2"],
        "selectedFields": [
            "skills",
            "customerinfo",
            "userleveltags",
            "sessionleveltags",
            "campaigninfo",
            "snoozeinfo",
        ],
        "direction": "Both",
    }


def test_without_filters_none_are_sent() -> None:
    fake = FakeService([], "records")
    with connect(fake) as service:
        list(service.pages(Question(WEEK)))
    optional = {"selectedFields", "direction"}
    assert set(fake.bodies[0]) - optional == {"startDate", "endDate", "timeZoneOffset"}


@pytest.mark.parametrize(
    ("offset_min", "start"),
    [(300, "2024-09-19 19:00:00"), (-330, "2024-09-20 05:30:00"), (0, "2024-09-20 00:00:00")],
)
def test_dates_are_written_in_the_offset_that_is_asked_in(offset_min: int, start: str) -> None:
    fake = FakeService(spread(3), "records")
    transport = httpx.MockTransport(fake)
    with Service(account(), pace=quick_pace(), transport=transport, offset_min=offset_min) as service:
        assert len(ids(service.pages(Question(WEEK)))) == 3
    assert (fake.bodies[0]["startDate"], fake.bodies[0]["timeZoneOffset"]) == (start, offset_min)


@pytest.mark.parametrize("reading", ["records", "pages"])
@pytest.mark.parametrize("paging", ["told", "auto"])
def test_records_that_arrive_while_paging_lose_none(reading: Reading, paging: str) -> None:
    records = spread(730)
    fake = FakeService(
        records,
        reading,
        between=lambda n: records.insert(0, record(9000 + n, WEEK.end - timedelta(seconds=1))),
    )
    live = Service(
        account(paging="auto" if paging == "auto" else reading),
        pace=quick_pace(),
        transport=httpx.MockTransport(fake),
        clock=WEEK.end.timestamp,
    )
    with live as service:
        found = ids(service.pages(Question(WEEK)))
        assert service.reading == reading
    assert {f"s{number}" for number in range(730)} <= set(found)
    assert len(found) == len(set(found))
    assert fake.asked == sorted(fake.asked)


@pytest.mark.parametrize("sizes", [(7,), (1, 100), (130, 60, 20), (99, 101)])
@pytest.mark.parametrize("counts", ["total", "rows"])
def test_records_in_pages_shorter_or_longer_than_asked_for(sizes: tuple[int, ...], counts: Counts) -> None:
    fake = FakeService(spread(400), "records", counts, size=lambda n: sizes[n % len(sizes)])
    with connect(fake) as service:
        assert len(ids(service.pages(Question(WEEK)))) == 400


@pytest.mark.parametrize("refusal", [400, 416, 422])
def test_a_refused_offset_is_a_bound_to_split_at(refusal: int) -> None:
    fake = FakeService(spread(2500), "records", refuse_from=1000, refusal=refusal)
    with connect(fake, paging="records") as service:
        assert len(ids(service.pages(Question(WEEK)))) == 2500


def test_a_refusal_at_offset_0_is_a_refusal() -> None:
    fake = FakeService(spread(5), "records", refuse_from=0)
    with (
        connect(fake) as service,
        pytest.raises(RequestRefused, match=r"2024-09-20 00:00:00 to .*status 400"),
    ):
        list(service.pages(Question(WEEK)))
    assert fake.asked == [0, 0, 0, 0]
    assert set(fake.bodies[-1]) == {"startDate", "endDate", "timeZoneOffset"}


@pytest.mark.parametrize(("reading", "refuse_from"), [("pages", 10**9), ("records", 50)])
def test_a_second_that_overflows_is_named(reading: Reading, refuse_from: int) -> None:
    crowd = [record(number, START) for number in range(1200)]
    fake = FakeService(crowd, reading, refuse_from=refuse_from)
    period = Period(START, START + timedelta(seconds=4))
    with connect(fake) as service, pytest.raises(RequestRefused, match="second 2024-09-20 00:00:00 UTC"):
        list(service.pages(Question(period)))


@pytest.mark.parametrize("reading", ["records", "pages", None])
def test_a_host_that_ignores_the_offset_ends(reading: Reading | None) -> None:
    same = {"numResults": 3, "data": spread(3)}
    with connect(lambda _: httpx.Response(200, json=same), page_size=3) as service:
        service.reading = reading
        assert len(ids(service.pages(Question(WEEK)))) == 3
        assert service.requests <= 3


def test_records_that_cannot_be_told_apart_by_id_are_passed_on() -> None:
    odd = b'{"data":[{"sessionId":"a"},{"sessionId":"a","x":1},{"x":1},{"x":2},7,null,{"sessionId":9}]}'

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=odd if request.url.params["offset"] == "0" else b'{"data":[]}')

    with connect(answer) as service:
        pages = list(service.pages(Question(WEEK)))
    texts = [bytes(text) for page in pages for text in page.records]
    assert texts == [b'{"sessionId":"a"}', b'{"x":1}', b'{"x":2}', b"7", b"null", b'{"sessionId":9}']
    assert all(isinstance(text, msgspec.Raw) for text in pages[0].records)


def test_pages_stream_as_they_come() -> None:
    fake = FakeService(spread(1000), "records", "nothing")
    with connect(fake, paging="records") as service:
        pages = service.pages(Question(WEEK))
        assert fake.asked == []
        assert len(next(pages).records) == 100
        assert fake.asked == [0]


def test_requests_run_ahead_within_the_hinted_total_and_the_pages_stay_in_order() -> None:
    together, fake, lock = Barrier(3, timeout=5), FakeService(spread(400), "records"), Lock()

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.params["offset"] in {"100", "200", "300"}:
            together.wait()
        with lock:
            return fake(request)

    with connect(answer, paging="records") as service:
        found = ids(service.pages(Question(WEEK)))
    assert found == [f"s{number}" for number in reversed(range(400))]
    assert sorted(fake.asked) == [0, 100, 200, 300, 400]


def test_several_questions_at_once_share_one_service() -> None:
    fake, lock, found = FakeService(spread(700), "pages"), Lock(), list[int]()

    def answer(request: httpx.Request) -> httpx.Response:
        with lock:
            return fake(request)

    with connect(answer, paging="pages") as service:
        threads = [
            Thread(target=lambda: found.append(len(ids(service.pages(Question(WEEK)))))) for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert service.requests == len(fake.asked) == 4 * 8
    assert found == [700] * 4


def test_an_abandoned_question_leaves_nothing_behind() -> None:
    with connect(FakeService(spread(1000), "records"), paging="records") as service:
        pages = service.pages(Question(WEEK))
        next(pages)
        next(pages)
        del pages


def test_each_request_leaves_one_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with (
        caplog.at_level(logging.INFO, "callboard.service"),
        connect(FakeService(spread(1), "pages")) as service,
    ):
        list(service.pages(Question(WEEK)))
    lines = [line.getMessage() for line in caplog.records if line.name == "callboard.service"]
    assert len(lines) == 2
    assert lines[0].startswith(
        "2024-09-20 00:00:00 to 2024-09-27 00:00:00 UTC, offset 0: status 200, 1 rows, "
    )


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"account_id": "acc 1"}, "account_id"),
        ({"stream_id": "st\n1"}, "stream_id"),
        ({"host": "https://assist.example.com:port"}, "host"),
        ({"client_secret": "ssh-rsa AAAA"}, "client_secret"),
    ],
)
def test_a_setting_that_cannot_be_sent_is_named(changes: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        connect(FakeService([], "pages"), **changes)


def test_an_offset_of_no_place_on_earth_is_refused() -> None:
    with pytest.raises(InputError, match="14 hours"):
        Service(account(), offset_min=5000)


def test_a_service_that_is_closed_gives_up_what_waits_for_its_turn(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "callboard.service")
    fake, waiting, over = FakeService(spread(1000), "records"), Event(), Event()
    clock = Clock()

    def sleep(seconds: float) -> None:
        waiting.set()
        over.wait(10)
        clock.sleep(seconds)

    errors = list[str]()

    def read(service: Service) -> None:
        with pytest.raises(GivenUp) as caught:
            list(service.pages(Question(WEEK)))
        errors.append(str(caught.value))

    with Service(account(), pace=Pace(1, clock, sleep), transport=httpx.MockTransport(fake)) as service:
        reader = Thread(target=read, args=(service,))
        reader.start()
        waiting.wait(10)
    over.set()
    reader.join(10)
    assert errors == ["The request was given up before it was sent."]
    assert fake.asked == [0]
    assert len([line for line in caplog.records if line.name == "callboard.service"]) == 1


def test_a_question_that_is_given_up_waits_no_longer_and_costs_no_request() -> None:
    fake, clock, over = FakeService(spread(300), "records"), Clock(), Event()
    pace, transport = Pace(1, clock, clock.sleep), httpx.MockTransport(fake)
    with Service(account(paging="records"), pace=pace, transport=transport) as service:
        left = service.pages(Question(WEEK), over.is_set)
        assert len(next(left).records) == 100
        over.set()
        with pytest.raises(GivenUp):
            list(left)
        assert fake.asked == [0]
        assert len([page for page in service.pages(Question(WEEK)) if page.records]) == 3


def test_a_long_wait_for_the_first_turn_takes_no_retry_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose windows come last may wait for minutes before its first request."""
    monkeypatch.setattr(request, "LONGEST_WAIT_S", 0.05)
    answers = iter([httpx.Response(500), httpx.Response(200, json={"data": []})])
    transport = httpx.MockTransport(lambda _: next(answers))
    with Service(account(), pace=Slow(), transport=transport) as service:
        (page,) = service.pages(Question(WEEK))
    assert page.requests == 2


class Slow(Pace):
    """A pace whose first turn comes late."""

    def __init__(self) -> None:
        super().__init__(10**6)
        self.first = True

    def wait(self, *_: object) -> None:
        if self.first:
            time.sleep(0.1)
        self.first = False
