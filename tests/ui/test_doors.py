"""What goes through the doors before Streamlit sees it, and what they let out."""

from __future__ import annotations

import asyncio
import re
from http.cookies import SimpleCookie
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from unittest.mock import MagicMock
from urllib.parse import unquote

import pytest
from streamlit.web.server.starlette.starlette_app import create_streamlit_routes
from streamlit.web.server.starlette.starlette_routes import (
    create_app_static_serving_routes,
    create_script_health_routes,
)

from lib.errors import AccessRefused
from lib.server import auth_middleware
from lib.server.auth_middleware import AuthMiddleware, is_own_path, return_path
from lib.server.paths import path_below_base
from lib.server.routes import routes
from lib.ui.app import auth
from lib.ui.app.pages import TITLES

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

HOST = "callboard.example.com"


@pytest.mark.parametrize(
    ("referer", "path"),
    [
        (f"https://{HOST}/", "/"),
        (f"https://{HOST}/abandonment?period=today&queue=qu-1", "/abandonment?period=today&queue=qu-1"),
        (f"https://{HOST}/handle-time#top", "/handle-time"),
        ("", "/"),
        (f"https://{HOST}", "/"),
        ("https://elsewhere.example/abandonment", "/"),
        (f"https://{HOST}:8443/abandonment", "/"),
        (f"https://{HOST}//elsewhere.example", "/"),
        (f"https://{HOST}/a?{'x' * 5000}", "/"),
        ("https://[", "/"),
    ],
)
def test_one_comes_back_to_a_page_of_this_server_only(referer: str, path: str) -> None:
    assert return_path(referer, HOST) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "elsewhere",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "https://elsewhere.example",
        "/a\r\nb",
        "/a\tb",
        "/é",
    ],
)
def test_what_could_lead_elsewhere_is_not_ours(path: str) -> None:
    assert not is_own_path(path)


OPEN_ROUTES = {
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/stream",
    "/auth/login",
    "/auth/logout",
    "/oauth2callback",
    "/healthz",
    "/readyz",
    "/metrics",
}
"""All routes that answer without asking who it is; the rest are pages and the program's files."""


@pytest.fixture
def stranger(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server with a sign-in, and somebody who has not signed in."""

    def refuse(*_: object, **__: object) -> None:
        raise AccessRefused("Sign in first.")

    monkeypatch.setattr(auth, "check_origin", lambda **_: None)
    monkeypatch.setattr(auth, "identify_viewer_by_claims", refuse)
    monkeypatch.setattr(
        auth_middleware, "startup_checks", SimpleNamespace(check_once=lambda: None, forwarded_allow_ips=str)
    )


def status_of(path: str, kind: str = "http", root: str = "") -> int:
    """The status with which the doors answer; 200 and 101 come from what is behind them."""
    sent: list[Any] = []

    async def behind(scope: Any, _receive: Any, send: Any) -> None:
        del scope
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": kind, "path": path, "root_path": root, "headers": [], "client": ("127.0.0.1", 40000)}
    asyncio.run(AuthMiddleware(behind)(scope, MagicMock(), send))
    return sent[0].get("status", sent[0].get("code"))


def all_routes() -> list[BaseRoute]:
    """Streamlit's routes, those of its options as well, and ours."""
    runtime = MagicMock()
    optional = [*create_app_static_serving_routes("app.py", ""), *create_script_health_routes(runtime, "")]
    return [*create_streamlit_routes(runtime), *optional, *routes("")]


def example(route: BaseRoute) -> str:
    """A path that a route answers."""
    return re.sub(r"{[^}]*}", "x", str(getattr(route, "path", "")))


def test_doors_each_route_that_is_not_listed_is_closed(stranger: None) -> None:
    del stranger
    paths = {example(route) for route in all_routes()} - {""}
    assert paths >= OPEN_ROUTES
    assert {"/media/x", "/export/x", "/component/x", "/_stcore/agent/mcp", "/app/static/x"} <= paths
    assert {path for path in paths if status_of(path) == 200} == OPEN_ROUTES


@pytest.mark.parametrize("name", TITLES)
def test_doors_page_is_open(stranger: None, name: str) -> None:
    del stranger
    path = "/" if name == "overview" else f"/{name.replace('_', '-')}"
    assert status_of(path) == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/static/js/index.js", 200),
        ("/favicon.png", 200),
        ("/conversations/", 200),
        ("/media/any.csv", 403),
        ("/_stcore/metrics", 403),
        ("/_stcore/new-in-a-later-streamlit", 403),
        ("/new-in-a-later-streamlit", 404),
        ("/conversations/_stcore/health", 404),
        ("/healthz/", 404),
        ("//elsewhere.example", 404),
        ("", 404),
    ],
)
def test_doors_path_has_its_status(stranger: None, path: str, status: int) -> None:
    del stranger
    assert status_of(path) == status


def test_doors_websocket_elsewhere_is_closed(stranger: None) -> None:
    del stranger
    assert status_of("/_stcore/stream", "websocket") == 200
    assert status_of("/_stcore/other", "websocket") == 1008


@pytest.mark.parametrize(
    ("path", "root", "base", "below"),
    [
        ("/readyz", "", "", "/readyz"),
        ("/desk/readyz", "", "/desk", "/readyz"),
        ("/desk", "", "/desk", "/"),
        ("/desk/", "", "/desk", "/"),
        ("/readyz", "", "/desk", None),
        ("/desktop", "", "/desk", None),
        ("/front/media/x", "/front", "", "/media/x"),
        ("/media/x", "/front", "", "/media/x"),
        ("/front/desk/media/x", "/front/", "/desk", "/media/x"),
    ],
)
def test_below_base_is_the_path_without_root_and_base(
    path: str, root: str, base: str, below: str | None
) -> None:
    assert path_below_base(path, root, base) == below


def test_doors_root_path_opens_nothing(stranger: None) -> None:
    del stranger
    assert [status_of(f"/front{path}", root="/front") for path in ("/media/x", "/data")] == [403, 200]


def test_way_back_below_a_base_path_stays_below_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auth_middleware, "base_path", lambda: "/desk")
    assert return_path(f"https://{HOST}/desk/data?zone=UTC", HOST) == "/desk/data?zone=UTC"
    assert return_path(f"https://{HOST}/other/data", HOST) == "/desk/"
    assert return_path("", HOST) == "/desk/"


@pytest.mark.parametrize(("values", "kept"), [((b"ada",), 1), ((b"ada", b"bob"), 0)])
def test_doors_header_that_says_twice_who_asks_is_dropped(
    monkeypatch: pytest.MonkeyPatch, values: tuple[bytes, ...], kept: int
) -> None:
    monkeypatch.setattr(auth_middleware.streamlit_identity, "user_headers", lambda: {"x-user": "email"})
    monkeypatch.setattr(auth, "proxy_addresses", lambda: ("127.0.0.1",))
    headers = [(b"X-User", value) for value in values]
    scope = {"client": ("127.0.0.1", 40000), "headers": headers}
    assert len(auth_middleware._remove_untrusted_headers(scope)) == kept


def test_note_of_a_link_with_70_agents_fits_a_cookie() -> None:
    path = "/queues?period=today&zone=Europe%2FBerlin" + "".join(f"&agent=a-{at:030}" for at in range(70))
    _, cookie = auth_middleware._return_cookie(path, 600)
    assert auth_middleware.is_own_path(path)
    assert len(cookie) < 4096
    kept = SimpleCookie(cookie.decode().partition(";")[0])[auth_middleware.RETURN_COOKIE].value
    assert unquote(kept) == path
