"""Nothing is open to one who is not let in: no page, no route, no file, not even on a fresh server."""

from __future__ import annotations

import json
import subprocess
import sys
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest
from websockets.exceptions import WebSocketException

from lib.demo import DEMO_CREDENTIALS
from lib.ui.app.pages import TITLES
from tests.pages.held import STORED_DAYS
from tests.signin.conftest import ADA, BOB, NO_ONE_THERE, ROOT, auth_of
from tests.signin.test_signin import WAY_IN, read, said

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from lib.store import Store
    from tests.signin.provider import Provider
    from tests.signin.visitor import Visitor

    Came = Callable[..., Visitor]

URLS = ["" if name == "overview" else name.replace("_", "-") for name in TITLES]
CLOSED = [
    "/media/any.csv",
    "/_stcore/metrics",
    "/_stcore/script-health-check",
    "/_stcore/upload_file/session/file",
    "/_stcore/agent/sessions",
    "/component/any/index.html",
]


def told_of(store: Store, content: bytes) -> list[str]:
    """What of the store's conversations is in an answer."""
    rows = store.scan("visits").select("session_id", "queue_id", "queue_name", "agent_name").collect()
    words = {word for name in rows.columns for word in rows[name].drop_nulls()}
    return [word for word in words if word.encode() in content]


def test_a_fresh_servers_first_request_finds_it_closed(
    starting: Callable[..., Any], provider: Provider, store: Store, visitor: Came
) -> None:
    with starting(auth_of(provider)) as url, visitor(url).session() as session:
        for page in URLS:
            sent = session.open(page, STORED_DAYS)
            assert sent.kinds == WAY_IN
            assert told_of(store, sent.content) == []


@pytest.mark.parametrize("page", URLS)
def test_a_pages_link_gives_a_stranger_nothing_but_the_way_in(visitor: Came, store: Store, page: str) -> None:
    stranger = visitor()
    assert told_of(store, stranger.get(f"/{page}").content) == []
    sent = read(stranger, page, session=store.scan("visits").collect()["session_id"][0])
    assert sent.kinds == WAY_IN
    assert told_of(store, sent.content) == []


@pytest.mark.parametrize("path", CLOSED)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE"])
def test_a_route_is_closed_to_a_stranger(visitor: Came, path: str, method: str) -> None:
    assert visitor().http.request(method, path).status_code == HTTPStatus.FORBIDDEN


def test_whether_the_server_is_up_may_be_asked_by_all(visitor: Came) -> None:
    assert [visitor().get(path).status_code for path in ("/_stcore/health", "/healthz")] == [200, 200]


def test_a_file_is_for_those_who_are_let_in(visitor: Came, provider: Provider) -> None:
    provider.says(ADA)
    reader, stranger = visitor(), visitor()
    reader.sign_in()
    with reader.session() as session:
        made = session.file(session.open("", STORED_DAYS), "csv-queues")
        (link,) = (
            link
            for link in session.open("conversations", STORED_DAYS).of("link_button")
            if link.label == "CSV"
        )
        for address, head in ((made, "queue_id"), (f"/{link.url}", "session_id")):
            assert reader.get(address).content.decode("utf-8-sig").startswith(head)
            assert stranger.get(address).status_code == HTTPStatus.FORBIDDEN
        provider.says(BOB)
        other = visitor()
        other.sign_in()
        statuses = [other.get(address).status_code for address in (made, f"/{link.url}")]
        assert statuses == [HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN]


def test_a_session_is_not_taken_over_by_its_id(visitor: Came, provider: Provider) -> None:
    provider.says(ADA)
    reader, stranger = visitor(), visitor()
    reader.sign_in()
    with reader.session() as session:
        mine = session.open("data", STORED_DAYS)
        with stranger.session(resumes=mine.session_id) as taken:
            assert taken.open("data", STORED_DAYS).kinds == WAY_IN


@pytest.fixture(scope="module")
def alone(starting: Callable[..., Any]) -> Any:
    """A dashboard that nobody signs in to."""
    with starting() as url:
        yield url


@pytest.mark.parametrize(
    "headers",
    [
        {"x-forwarded-for": "203.0.113.9"},
        {"x-real-ip": "203.0.113.9"},
        {"forwarded": "for=203.0.113.9"},
    ],
)
def test_without_a_sign_in_only_the_machine_itself_is_answered(
    alone: str, visitor: Came, headers: dict[str, str]
) -> None:
    someone = visitor(alone)
    assert "Sign out" not in said(read(someone, "data"))
    for path in ("/", "/data", "/healthz", "/media/any.csv"):
        refused = someone.get(path, **headers)
        assert refused.status_code == HTTPStatus.FORBIDDEN
        assert "docs/ACCESS.md" in refused.text
    with pytest.raises(WebSocketException), someone.session(**headers):
        pass


def test_at_the_machine_one_is_let_in_without_a_sign_in(alone: str, visitor: Came) -> None:
    assert "dataframe" in read(visitor(alone), "data").kinds


@pytest.fixture(scope="module")
def proxied(starting: Callable[..., Any]) -> Any:
    """A dashboard that believes what a proxy at 127.0.0.2 says of who asks."""
    headers = json.dumps({"X-Forwarded-Email": "email"})
    rules = json.dumps([{"email": ADA, "queues": "all"}])
    with starting(
        STREAMLIT_SERVER_TRUSTED_USER_HEADERS=headers,
        FORWARDED_ALLOW_IPS="127.0.0.2",
        ACCESS__PROXIES='["127.0.0.2"]',
        ACCESS__RULES=rules,
    ) as url:
        yield url


@pytest.mark.parametrize(
    ("source", "email", "told"),
    [
        ("127.0.0.2", ADA, "Signed in as ada@example.com"),
        ("127.0.0.1", ADA, "The proxy did not say who you are"),
        ("127.0.0.2", "eve@elsewhere.example", "Ask whoever set Callboard up"),
    ],
)
def test_a_header_says_who_asks_only_where_a_named_proxy_sent_it(
    proxied: str, visitor: Came, source: str, email: str, told: str
) -> None:
    headers = {"x-forwarded-email": email}
    with visitor(proxied).session(source=source, **headers) as session:
        assert told in said(session.open("data", STORED_DAYS))


@pytest.mark.parametrize("address", ["127.0.0.2", "127.0.0.2:1", "203.0.113.9"])
def test_header_with_a_forged_forwarded_address_is_not_believed(
    proxied: str, visitor: Came, address: str
) -> None:
    headers = {"x-forwarded-email": ADA, "x-forwarded-for": address}
    with visitor(proxied).session(source="127.0.0.1", **headers) as session:
        assert "The proxy did not say who you are" in said(session.open("data", STORED_DAYS))


def test_a_server_that_would_show_an_account_to_a_network_does_not_start(tmp_path: Path) -> None:
    account = {
        f"CALLBOARD_SMARTASSIST__{name.upper()}": value for name, value in DEMO_CREDENTIALS._asdict().items()
    }
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.headless=true"]
    done = subprocess.run(  # noqa: S603 (our own command)
        [*command, "--server.port=0", "--server.address=0.0.0.0"],
        cwd=tmp_path,
        env={"CALLBOARD_SMARTASSIST__HOST": NO_ONE_THERE, "HOME": str(tmp_path), **account},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "show an account's conversations to everybody who reaches 0.0.0.0" in done.stderr
