"""What stands between browsers and servers keeps all that was sent; the search finds what must not be."""

from __future__ import annotations

from datetime import timedelta
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from lib.store import open_store
from tests.bench.visitor import visiting
from tests.browser.listener import SHOWN, TOKEN_BEGINS, Listener, customers_data, found_in, secrets
from tests.store.made import Made, every, hours, synced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

HUSH = "hush-hush-4711"


class Blunt(BaseHTTPRequestHandler):
    """Tells whatever it was asked to, and how it was asked to pack it."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = f"{self.path} {self.headers['accept-encoding']}".encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def listener() -> Iterator[Listener]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Blunt)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    with Listener(server.server_port) as between:
        yield between
    server.shutdown()
    server.server_close()


def test_all_is_passed_on_and_kept_but_the_programs_own_files(listener: Listener) -> None:
    connection = HTTPConnection("127.0.0.1", listener.port, timeout=10)
    answers = []
    for path in ("/one", "/static/two", "/three"):
        connection.request("GET", path, headers={"Accept-Encoding": "gzip, br"})
        answers.append(connection.getresponse().read().decode())
    connection.close()
    assert answers == ["/one identity", "/static/two identity", "/three identity"]
    (kept,) = listener.sent()
    assert "/one identity" in kept
    assert "/static/two" not in kept
    assert "/three identity" in kept


def test_words_are_found_wherever_they_stand() -> None:
    assert found_in(["a b", f"x{HUSH}y"], [HUSH, "b", "z", ""]) == {HUSH, "b"}
    assert found_in([], [HUSH]) == found_in(["a"], []) == set()


def test_secrets_are_the_settings_own_the_demos_and_tokens() -> None:
    found = secrets({"CALLBOARD_SMARTASSIST__CLIENT_SECRET": HUSH, "CALLBOARD_STORE__PATH": "data"})
    assert found == {HUSH, "demo-secret-that-opens-nothing-at-all", TOKEN_BEGINS}


def test_customers_data_are_what_the_store_calls_personal(tmp_path: Path) -> None:
    personal: dict[str, Any] = {
        "metaInfo": {"firstName": "Jane", "lastName": "Roe-Smith", "caller": "+442079460018"},
        "csatFeedback": "could not be better",
        "dispositionRemarks": ["calls back on Monday"],
        "userId": "u-42",
    }
    records = [{**one, **personal} for one in every(timedelta(hours=1), hours(0, 2))]
    synced(open_store(str(tmp_path / "store"), "acme"), Made(records), hours(0, 2))
    assert customers_data(tmp_path, {}) == {
        "Jane Roe-Smith",
        "+442079460018",
        "could not be better",
        "calls back on Monday",
    }
    assert customers_data(tmp_path, {SHOWN: "true"}) == set()
    assert customers_data(tmp_path / "nowhere", {}) == set()


def test_a_server_that_tells_a_secret_fails_its_test(
    serving: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLBOARD_SMARTASSIST__CLIENT_SECRET", HUSH)
    (tmp_path / "blunt.py").write_text(f"import streamlit as st\nst.text({HUSH!r})", encoding="utf-8")
    with (
        pytest.raises(AssertionError, match="1 secrets or customers' data"),
        serving(tmp_path / "blunt.py", tmp_path) as url,
        visiting(url) as visitor,
    ):
        visitor.open("", {})
