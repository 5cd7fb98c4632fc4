"""What only a real connection can do wrong: break, stall, stop in the middle."""

import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread

import pytest

from lib.errors import (
    AuthenticationRefused,
    PayloadNotUnderstood,
    RateLimited,
    ServiceError,
    ServiceUnavailable,
)
from lib.smartassist import Page, Question, Service
from tests.smartassist.fake import WEEK, account, quick_pace

Behaviour = Callable[[socket.socket], object]
EMPTY = b'{"numResults":0,"data":[]}'
WAITS_S, STALLS_S = 1.0, 1.2
"""Long enough that a busy machine answers in time, and that a stall does not."""


def saying(status: str, body: bytes = b"", *, claimed: int | None = None, extra: str = "") -> Behaviour:
    length = len(body) if claimed is None else claimed
    head = f"HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n{extra}\r\n"
    return lambda connection: connection.sendall(head.encode() + body)


def resetting(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def stalling(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 26\r\n\r\n{")
    time.sleep(STALLS_S)


CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n5\r\n"


@contextmanager
def serving(*behaviours: Behaviour) -> Iterator[str]:
    """A host on loopback that behaves so, one connection after the other; the last behaviour stays."""
    left = list(behaviours)

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            received = b""
            while b"timeZoneOffset" not in received:
                received += self.request.recv(65536)
            (left.pop(0) if len(left) > 1 else left[0])(self.request)

    with ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def asked(host: str) -> list[Page]:
    with Service(account(host=host, timeout_s=WAITS_S), pace=quick_pace()) as service:
        return list(service.pages(Question(WEEK)))


@pytest.mark.parametrize(
    ("behaviour", "error", "words"),
    [
        (resetting, ServiceUnavailable, "broke off"),
        (lambda _: None, ServiceUnavailable, "broke off"),
        (stalling, ServiceUnavailable, f"did not answer within {WAITS_S:g} s"),
        (saying("200 OK", EMPTY[:-2], claimed=26), PayloadNotUnderstood, "only a part of it"),
        (lambda c: c.sendall(CHUNKED + b'{"da'), PayloadNotUnderstood, "only a part of it"),
        (saying("502 Bad Gateway", b"<html>Bad Gateway</html>"), ServiceUnavailable, "status 502"),
        (saying("200 OK", b"<html>Sign in</html>"), PayloadNotUnderstood, "documented JSON"),
        (saying("429 Too Many Requests"), RateLimited, "429"),
        (saying("429 Too Many Requests", extra="retry-after: 3\r\n"), RateLimited, "429"),
        (saying("401 Unauthorized", b"{}"), AuthenticationRefused, "client_secret"),
    ],
)
def test_a_lasting_fault_is_named(behaviour: Behaviour, error: type[ServiceError], words: str) -> None:
    with serving(behaviour) as host, pytest.raises(error, match=words):
        asked(host)


@pytest.mark.parametrize(
    "behaviour",
    [
        resetting,
        stalling,
        saying("200 OK", EMPTY[:-2], claimed=26),
        saying("502 Bad Gateway", b"<html></html>"),
        saying("429 Too Many Requests"),
        saying("401 Unauthorized"),
    ],
)
def test_a_passing_fault_costs_one_request(behaviour: Behaviour) -> None:
    with serving(behaviour, saying("200 OK", EMPTY)) as host:
        assert [page.requests for page in asked(host)] == [2]


def test_a_port_where_nothing_listens_is_named() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        host = f"http://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(
            ServiceUnavailable, match=r"127\.0\.0\.1:\d+: it refused the connection\. Check host"
        ):
            asked(host)


def test_a_host_of_no_such_name_is_named() -> None:
    with pytest.raises(ServiceUnavailable, match="no host of that name is known"):
        asked("https://assist.invalid")
