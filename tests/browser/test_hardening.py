"""What the server turns away, over real sockets; and what a browser will not run on its pages."""

from __future__ import annotations

import http.client
import json
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from playwright.sync_api import Page
    from websockets.sync.client import ClientConnection

SLOW_S = 30
RUN_INLINE = "() => { const made = document.createElement('script'); made.textContent = 'window.spoilt = 1';"
RUN_TEXT = """() => new Promise(tell => setTimeout(() => {
    try { tell(new Function("return 1")()) } catch (error) { tell(error.name) }
}))"""
"""Later, since what a test has evaluated at once is not held to the policy."""


def asked(
    url: str,
    method: str = "GET",
    path: str = "/",
    body: bytes | Iterator[bytes] | None = None,
    **headers: str,
) -> tuple[int, Mapping[str, str], str]:
    """Status, headers and text of one answer."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=SLOW_S)
    chunked = body is not None and not isinstance(body, bytes)
    connection.request(method, path, body, headers, encode_chunked=chunked)
    answer = connection.getresponse()
    found = answer.status, dict(answer.headers), answer.read().decode()
    connection.close()
    return found


def socket(url: str, name: str | None = None, origin: str | None = None) -> ClientConnection:
    """A websocket to the server at `url`, asked for by a name and from a page that may be others."""
    place = urlsplit(url)
    return connect(  # type: ignore[call-overload, no-any-return]
        f"ws://{name or place.netloc}/_stcore/stream",
        address=(place.hostname, place.port),
        proxy=None,
        origin=origin or url,
        subprotocols=["streamlit"],
    )


def kinds(opened: ClientConnection, last: str) -> list[str | None]:
    """The messages that come up to one of a kind."""
    found: list[str | None] = []
    while last not in found:
        found.append(ForwardMsg.FromString(bytes(opened.recv(SLOW_S))).WhichOneof("type"))  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize("path", ["/", "/conversations", "/healthz", "/_stcore/health", "/nowhere/at/all"])
def test_every_answer_carries_the_headers(dashboard: str, path: str) -> None:
    _, headers, _ = asked(dashboard, path=path)
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["cache-control"] == "private, no-store"
    assert "strict-transport-security" not in headers


def test_it_says_whether_it_is_ready_and_keeps_its_meters_to_itself(dashboard: str) -> None:
    status, _, text = asked(dashboard, path="/readyz")
    assert (status, json.loads(text)["store"]) == (200, True)
    assert asked(dashboard, path="/metrics")[0] == 404


def test_no_page_elsewhere_may_send_messages_to_one_that_it_frames(dashboard: str) -> None:
    assert json.loads(asked(dashboard, path="/_stcore/host-config")[2])["allowedOrigins"] == []


def test_a_trusted_proxy_that_speaks_tls_is_believed(dashboard: str) -> None:
    _, headers, _ = asked(dashboard, **{"X-Forwarded-Proto": "https"})
    assert headers["strict-transport-security"] == "max-age=31536000"


def test_a_name_that_leads_here_from_elsewhere_is_not_answered_to(dashboard: str) -> None:
    status, headers, text = asked(dashboard, Host="rebound.example")
    assert status == 421
    assert "allowedHosts" in text
    assert headers["x-content-type-options"] == "nosniff"
    with pytest.raises(InvalidStatus, match="403"):
        socket(dashboard, name="rebound.example", origin="http://rebound.example")


@pytest.mark.parametrize("origin", ["http://elsewhere.example", "http://localhost:1", "null"])
def test_no_page_elsewhere_opens_a_websocket(dashboard: str, origin: str) -> None:
    with pytest.raises(InvalidStatus, match="403"):
        socket(dashboard, origin=origin)


MUCH = 1024 * 1024 + 1


def test_address_beyond_16_kib_is_refused(dashboard: str) -> None:
    assert asked(dashboard, path=f"/?queue={'q' * 20_000}")[0] == 414


def test_body_beyond_one_mib_is_refused(dashboard: str) -> None:
    assert asked(dashboard, "PUT", "/_stcore/upload_file/session/file", b"x" * MUCH)[0] == 413


def test_upload_of_a_small_file_has_no_path(dashboard: str) -> None:
    assert asked(dashboard, "PUT", "/_stcore/upload_file/session/file", b"x")[0] == 404


def test_body_in_chunks_to_a_path_that_takes_none_is_not_read(dashboard: str) -> None:
    chunks = (b"x" * 65536 for _ in range(17))
    assert asked(dashboard, "POST", "/oauth2callback", chunks)[0] == 405


@pytest.mark.parametrize(
    "path", ["/nowhere", "/nowhere/at/all", "/readyz/", "/conversations/readyz", "/media/guessed.csv"]
)
def test_path_that_is_not_listed_is_not_found(dashboard: str, path: str) -> None:
    status, _, text = asked(dashboard, path=path)
    assert status == 404
    assert "nothing at this address" in text


def test_a_message_that_no_page_sends_is_passed_over(dashboard: str) -> None:
    with socket(dashboard) as opened:
        for name in ("load_git_info", "clear_cache", "app_heartbeat"):
            message = BackMsg()
            setattr(message, name, True)
            opened.send(message.SerializeToString())
        assert kinds(opened, "heartbeat_ack") == ["heartbeat_ack"]


def test_a_message_beyond_measure_ends_its_session(dashboard: str) -> None:
    with socket(dashboard) as opened:
        opened.send(b"x" * (4 * 1024 * 1024 + 1))
        with pytest.raises(ConnectionClosed, match="1009"):
            kinds(opened, "no such message")


def test_a_browser_runs_nothing_that_did_not_come_from_here(
    dashboard: str, page: Callable[..., Page], violations: list[str]
) -> None:
    opened = page(dashboard)
    expect(opened.get_by_role("heading", level=1)).to_be_visible(timeout=SLOW_S * 1000)
    opened.evaluate(f"{RUN_INLINE} document.head.append(made) }}")
    assert opened.evaluate(RUN_TEXT) == "EvalError"
    assert opened.evaluate("window.spoilt") is None
    assert violations
    assert all("script-src" in one for one in violations)
    violations.clear()


def test_no_page_frames_it(dashboard: str, page: Callable[..., Page], violations: list[str]) -> None:
    opened = page("about:blank")
    opened.set_content(f'<iframe src="{dashboard}"></iframe>')
    opened.wait_for_function("document.readyState === 'complete'")
    assert not opened.frames[-1].url.startswith(dashboard)
    violations.clear()
