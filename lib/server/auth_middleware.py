"""Authentication of each request before Streamlit: origin, proxy headers, refused paths, return path.

Pages are protected by `lib.ui.app.auth` in their session; requests without a session are checked here.
"""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlsplit

from lib.access import FORWARDED_FOR, is_local_request, is_trusted_proxy
from lib.errors import CallboardError
from lib.server import startup_checks
from lib.server.paths import FRAMEWORK, MEDIA, base_path, is_for_viewers, is_public, path_below_base
from lib.ui.app import auth, streamlit_identity
from lib.ui.app.file_release import OWNERS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    from lib.access import Viewer

    Scope = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
    Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
    App = Callable[[Scope, Receive, Send], Awaitable[None]]

FORBIDDEN, NOT_FOUND = 403, 404
NOT_FOUND_TEXT = "There is nothing at this address. Open Callboard at its start page."

LOGIN, CALLBACK = "/auth/login", "/oauth2callback"
RETURN_COOKIE = "callboard_way_back"
RETURN_COOKIE_S = 600
UNESCAPED = "/?&=:+-._~"
"""Signs of an address that a cookie holds as they are: escaped, a link of many filters would not fit."""

LONGEST_RETURN_PATH = 3000
"""Characters of an address to come back to: browsers keep cookies of up to 4 KiB."""


class AuthMiddleware:
    """ASGI middleware around the whole application."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        scope = {**scope, "headers": _remove_untrusted_headers(scope)}
        path = path_below_base(scope["path"], scope.get("root_path", ""), base_path())
        if (refusal := _find_refusal(scope, path)) is not None:
            await _refuse(scope, send, *refusal)
        elif path in {LOGIN, CALLBACK}:
            await self._app(scope, receive, _add_return_path(scope, path, send))
        else:
            await self._app(scope, receive, send)


def _remove_untrusted_headers(scope: Scope) -> list[tuple[bytes, bytes]]:
    """The headers without those that say who asks, unless a proxy sent each once that is believed."""
    identity_headers = streamlit_identity.user_headers()
    names = [name.decode("latin-1").lower() for name, _ in scope["headers"]]
    is_clear = all(names.count(name) <= 1 for name in identity_headers)
    trusted_by_server, forwarded = startup_checks.forwarded_allow_ips(), FORWARDED_FOR in names
    if not identity_headers or (
        is_clear
        and is_trusted_proxy(scope["client"], auth.proxy_addresses(), trusted_by_server, forwarded=forwarded)
    ):
        return list(scope["headers"])
    return [
        header for name, header in zip(names, scope["headers"], strict=True) if name not in identity_headers
    ]


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def _find_refusal(scope: Scope, path: str | None) -> tuple[int, str] | None:
    """Why a request is not passed on, with the status; null where it is."""
    try:
        startup_checks.check_once()
        auth.check_origin(at_machine=_is_local(scope))
        if path is not None and is_public(path):
            return None
        if path is None or not path.startswith(FRAMEWORK):
            return NOT_FOUND, NOT_FOUND_TEXT
        viewer = identify_viewer(scope)
    except CallboardError as error:
        return FORBIDDEN, str(error)
    is_open = is_for_viewers(path) and (not path.startswith(MEDIA) or OWNERS.may_fetch(viewer, path))
    return None if is_open else (NOT_FOUND, NOT_FOUND_TEXT)


def identify_viewer(scope: Scope) -> Viewer:
    """Who asks outside any session.

    Raises:
        AccessRefused: nobody who is let in.
        SettingsError: the settings do not say who is.
    """
    return auth.identify_viewer_by_claims(_read_claims(_headers(scope)), at_machine=_is_local(scope))


def _is_local(scope: Scope) -> bool:
    client = scope["client"]
    return is_local_request(client[0] if client else None, _headers(scope))


def _read_claims(headers: dict[str, str]) -> dict[str, Any]:
    """What a request outside any session says of who asks."""
    try:
        cookies = {name: morsel.value for name, morsel in SimpleCookie(headers.get("cookie", "")).items()}
    except CookieError:
        cookies = {}
    header_claims = {
        claim: headers[name] for name, claim in streamlit_identity.user_headers().items() if name in headers
    }
    return streamlit_identity.read_cookie_claims(cookies) | header_claims


async def _refuse(scope: Scope, send: Send, status: int, reason: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": ""})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": reason.encode()})


def _add_return_path(scope: Scope, path: str, send: Send) -> Send:
    """Note at the sign-in which page one came from, and lead back there after it."""
    headers = _headers(scope)
    return_to = return_path(headers.get("referer", ""), headers.get("host", ""))
    stored = SimpleCookie(headers.get("cookie", "")).get(RETURN_COOKIE)

    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            if path == LOGIN:
                message["headers"] = [*message["headers"], _return_cookie(return_to, RETURN_COOKIE_S)]
            elif stored is not None:
                message["headers"] = [
                    *_redirect_to(message["headers"], unquote(stored.value)),
                    _return_cookie("", 0),
                ]
        await send(message)

    return sending


def return_path(referer: str, host: str) -> str:
    """The page of ours that a request came from, as a path with its query; the start page for any other."""
    home = f"{base_path()}/"
    try:
        url = urlsplit(referer)
    except ValueError:
        return home
    path = f"{url.path}?{url.query}" if url.query else url.path
    return path if url.netloc == host and is_own_path(path) else home


def is_own_path(path: str) -> bool:
    """Whether an address is below the base path of this server, and leads nowhere else in any browser."""
    base = base_path()
    is_path = path.startswith(f"{base}/") and not path.startswith("//") and "\\" not in path
    return is_path and path.isascii() and path.isprintable() and len(path) <= LONGEST_RETURN_PATH


def _return_cookie(path: str, seconds: int) -> tuple[bytes, bytes]:
    parts = [
        f"{RETURN_COOKIE}={quote(path, safe=UNESCAPED)}",
        f"Path={base_path() or '/'}",
        f"Max-Age={seconds}",
        "HttpOnly",
    ]
    return b"set-cookie", "; ".join([*parts, "SameSite=Lax"]).encode()


def _redirect_to(headers: list[tuple[bytes, bytes]], path: str) -> list[tuple[bytes, bytes]]:
    home = f"{base_path()}/".encode()
    target = path.encode() if is_own_path(path) else home
    return [(name, target if name == b"location" and value == home else value) for name, value in headers]
