"""Each way to fail becomes one of the project's errors; none shows a token, a secret or what was sent."""

import logging
import socket
import traceback

import httpx
import pytest

from lib.errors import (
    AuthenticationRefused,
    PayloadNotUnderstood,
    RateLimited,
    RequestRefused,
    ServiceError,
    ServiceUnavailable,
)
from lib.smartassist import Question, Service
from lib.smartassist.pace import Pace
from tests.smartassist.fake import SECRET, WEEK, Clock, Handler, account, connect

CUSTOMER = "Peter MIller +919876543210"


def status(code: int, **headers: str) -> Handler:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: httpx.Response(code, headers=named, text=CUSTOMER)


def content(body: bytes, **headers: str) -> Handler:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: httpx.Response(200, headers=named, stream=httpx.ByteStream(body))


def broken(error: type[httpx.TransportError], cause: Exception | None = None) -> Handler:
    def answer(request: httpx.Request) -> httpx.Response:
        raise error(f"{CUSTOMER} {request.headers['auth']}", request=request) from cause

    return answer


# what happens, the error, requests spent, words of the message
KINDS: list[tuple[Handler, type[ServiceError], int, str]] = [
    (status(401), AuthenticationRefused, 2, "Check client_id and client_secret"),
    (status(403), AuthenticationRefused, 1, "SmartAssist Analytics scope"),
    (status(400), RequestRefused, 4, "status 400"),
    (status(404), RequestRefused, 1, "status 404"),
    (status(302, location="https://elsewhere.example.com"), RequestRefused, 1, "Check host"),
    (status(429), RateLimited, 6, "requests_per_minute"),
    (status(429, retry_after="86400"), RateLimited, 1, "429"),
    (status(500), ServiceUnavailable, 6, "status 500"),
    (status(503, retry_after="1"), ServiceUnavailable, 6, "status 503"),
    (status(200), PayloadNotUnderstood, 6, "documented JSON"),
    (content(b""), PayloadNotUnderstood, 6, "documented JSON"),
    (content(b'{"data":'), PayloadNotUnderstood, 6, "documented JSON"),
    (content(b'{"data":{}}'), PayloadNotUnderstood, 6, "documented JSON"),
    (content(b"[]"), PayloadNotUnderstood, 6, "documented JSON"),
    (content(b"[" * 100_000), PayloadNotUnderstood, 6, "documented JSON"),
    (content(b"no gzip", content_encoding="gzip"), PayloadNotUnderstood, 6, "documented JSON"),
    (broken(httpx.ConnectError, socket.gaierror()), ServiceUnavailable, 3, "no host of that name"),
    (broken(httpx.ConnectError, ConnectionRefusedError()), ServiceUnavailable, 3, "refused the connection"),
    (broken(httpx.ConnectError), ServiceUnavailable, 3, "Check host"),
    (broken(httpx.ConnectTimeout), ServiceUnavailable, 3, "Check host"),
    (broken(httpx.ReadTimeout), ServiceUnavailable, 6, "within 30 s"),
    (broken(httpx.WriteTimeout), ServiceUnavailable, 6, "within 30 s"),
    (broken(httpx.PoolTimeout), ServiceUnavailable, 6, "within 30 s"),
    (broken(httpx.ReadError), ServiceUnavailable, 6, "broke off"),
    (broken(httpx.WriteError), ServiceUnavailable, 6, "broke off"),
    (broken(httpx.CloseError), ServiceUnavailable, 6, "broke off"),
    (broken(httpx.RemoteProtocolError), ServiceUnavailable, 6, "broke off"),
    (broken(httpx.LocalProtocolError), ServiceUnavailable, 6, "broke off"),
    (broken(httpx.ProxyError), ServiceUnavailable, 3, "did not connect to assist.example.com"),
    (broken(httpx.UnsupportedProtocol), ServiceUnavailable, 6, "broke off"),
]


@pytest.mark.parametrize(("handler", "error", "spent", "words"), KINDS)
def test_each_failure_is_named_after_so_many_requests(
    handler: Handler, error: type[ServiceError], spent: int, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    sent: list[httpx.Request] = []

    def watched(request: httpx.Request) -> httpx.Response:
        sent.append(httpx.Request("POST", request.url, headers=request.headers))
        return handler(request)

    with (
        caplog.at_level(logging.DEBUG),
        connect(watched) as service,
        pytest.raises(error, match=words) as caught,
    ):
        list(service.pages(Question(WEEK)))
    assert len(sent) == service.requests == spent
    tokens = [request.headers["auth"] for request in sent]
    assert len(set(tokens)) == spent
    told = "".join(
        [*traceback.format_exception(caught.value), repr(caught.value), caplog.text, repr(vars(service))]
    )
    assert "assist.example.com" in str(caught.value)
    assert not [
        hidden for hidden in (SECRET, CUSTOMER, "httpx.", "msgspec.", "jwt.", *tokens) if hidden in told
    ]


def test_the_window_is_named() -> None:
    with connect(status(500)) as service, pytest.raises(ServiceUnavailable) as caught:
        list(service.pages(Question(WEEK)))
    assert "2024-09-20 00:00:00 to 2024-09-27 00:00:00 UTC, offset 0" in str(caught.value)


@pytest.mark.parametrize(
    ("code", "headers", "waited"),
    [
        (429, {"retry-after": "7"}, 7),
        (429, {}, 60),
        (429, {"retry-after": "soon"}, 60),
        (
            429,
            {"retry-after": "Fri, 20 Sep 2024 10:01:30 GMT", "date": "Fri, 20 Sep 2024 10:00:00 GMT"},
            90,
        ),
        (503, {"retry-after": "20"}, 20),
        (503, {}, 0),
    ],
)
def test_what_the_service_asks_to_wait_is_waited(code: int, headers: dict[str, str], waited: float) -> None:
    clock = Clock()
    answers = iter([httpx.Response(code, headers=headers), httpx.Response(200, json={"data": []})])
    transport = httpx.MockTransport(lambda _: next(answers))
    pace = Pace(60, clock, clock.sleep)
    with Service(account(), pace=pace, transport=transport) as service:
        (page,) = service.pages(Question(WEEK))
    assert (page.requests, clock.now) == (2, waited)


def test_a_token_refused_once_is_renewed_and_the_page_counts_both() -> None:
    answers = iter([httpx.Response(401), httpx.Response(200, json={"data": []})])
    with connect(lambda _: next(answers)) as service:
        (page,) = service.pages(Question(WEEK))
    assert page.requests == 2


@pytest.mark.parametrize(
    "fault", [status(502), status(200), broken(httpx.ReadError), broken(httpx.ConnectError)]
)
def test_a_passing_failure_is_retried(fault: Handler) -> None:
    answers: list[Handler] = [fault, lambda _: httpx.Response(200, json={"data": []})]

    def answer(request: httpx.Request) -> httpx.Response:
        return answers.pop(0)(request)

    with connect(answer) as service:
        (page,) = service.pages(Question(WEEK))
    assert page.requests == 2
