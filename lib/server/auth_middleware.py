"""Each request before Streamlit sees it: where it comes from, who says so, what is closed, the way back.

Pages are closed by `gate` in their session; here is closed what has none.
"""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlsplit

from lib.access import FORWARDED_FOR, is_at_the_machine, is_believed
from lib.errors import CallboardError
from lib.server import startup_checks
from lib.server.paths import FRAMEWORK, MEDIA, base_path, below_base, is_for_all, is_for_viewers
from lib.ui.app import auth, streamlit_identity
from lib.ui.app.file_release import OWNERS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    from lib.access import Viewer

    Scope = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
    Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
    App = Callable[[Scope, Receive, Send], Awaitable[None]]

CLOSED, NOT_FOUND = 403, 404
NOWHERE = "There is nothing at this address. Open Callboard at its start page."

LOGIN, CALLBACK = "/auth/login", "/oauth2callback"
WAY_BACK = "callboard_way_back"
WAY_BACK_S = 600
PLAIN = "/?&=:+-._~"
"""Signs of an address that a cookie holds as they are: escaped, a link of many filters would not fit."""

LONGEST_WAY_BACK = 3000
"""Characters of an address to come back to: browsers keep cookies of up to 4 KiB."""


class Doors:
    """ASGI middleware around the whole application."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        scope = {**scope, "headers": _believed_headers(scope)}
        path = below_base(scope["path"], scope.get("root_path", ""), base_path())
        if (refusal := _refusal(scope, path)) is not None:
            await _refuse(scope, send, *refusal)
        elif path in {LOGIN, CALLBACK}:
            await self._app(scope, receive, _with_way_back(scope, path, send))
        else:
            await self._app(scope, receive, send)


def _believed_headers(scope: Scope) -> list[tuple[bytes, bytes]]:
    """The headers without those that say who asks, unless a proxy sent each once that is believed."""
    telling = streamlit_identity.user_headers()
    names = [name.decode("latin-1").lower() for name, _ in scope["headers"]]
    is_clear = all(names.count(name) <= 1 for name in telling)
    believes, forwarded = startup_checks.server_believes(), FORWARDED_FOR in names
    if not telling or (
        is_clear and is_believed(scope["client"], auth.proxies(), believes, forwarded=forwarded)
    ):
        return list(scope["headers"])
    return [header for name, header in zip(names, scope["headers"], strict=True) if name not in telling]


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def _refusal(scope: Scope, path: str | None) -> tuple[int, str] | None:
    """Why a request is not passed on, with the status; null where it is."""
    try:
        startup_checks.check_once()
        auth.check_place(at_machine=_at_machine(scope))
        if path is not None and is_for_all(path):
            return None
        if path is None or not path.startswith(FRAMEWORK):
            return NOT_FOUND, NOWHERE
        viewer = reader_of(scope)
    except CallboardError as error:
        return CLOSED, str(error)
    is_open = is_for_viewers(path) and (not path.startswith(MEDIA) or OWNERS.may_fetch(viewer, path))
    return None if is_open else (NOT_FOUND, NOWHERE)


def reader_of(scope: Scope) -> Viewer:
    """Who asks outside any session.

    Raises:
        AccessRefused: nobody who is let in.
        SettingsError: the settings do not say who is.
    """
    return auth.reader_of_claims(_claims(_headers(scope)), at_machine=_at_machine(scope))


def _at_machine(scope: Scope) -> bool:
    client = scope["client"]
    return is_at_the_machine(client[0] if client else None, _headers(scope))


def _claims(headers: dict[str, str]) -> dict[str, Any]:
    """What a request outside any session says of who asks."""
    try:
        cookies = {name: morsel.value for name, morsel in SimpleCookie(headers.get("cookie", "")).items()}
    except CookieError:
        cookies = {}
    told = {
        claim: headers[name] for name, claim in streamlit_identity.user_headers().items() if name in headers
    }
    return streamlit_identity.claims_in(cookies) | told


async def _refuse(scope: Scope, send: Send, status: int, why: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": ""})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": why.encode()})


def _with_way_back(scope: Scope, path: str, send: Send) -> Send:
    """Note at the sign-in which page one came from, and lead back there after it."""
    headers = _headers(scope)
    noted = way_back(headers.get("referer", ""), headers.get("host", ""))
    kept = SimpleCookie(headers.get("cookie", "")).get(WAY_BACK)

    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            if path == LOGIN:
                message["headers"] = [*message["headers"], _note(noted, WAY_BACK_S)]
            elif kept is not None:
                message["headers"] = [*_leading_back(message["headers"], unquote(kept.value)), _note("", 0)]
        await send(message)

    return sending


def way_back(referer: str, host: str) -> str:
    """The page of ours that a request came from, as a path with its query; the start page for any other."""
    home = f"{base_path()}/"
    try:
        url = urlsplit(referer)
    except ValueError:
        return home
    path = f"{url.path}?{url.query}" if url.query else url.path
    return path if url.netloc == host and is_ours(path) else home


def is_ours(path: str) -> bool:
    """Whether an address is below the base path of this server, and leads nowhere else in any browser."""
    base = base_path()
    is_path = path.startswith(f"{base}/") and not path.startswith("//") and "\\" not in path
    return is_path and path.isascii() and path.isprintable() and len(path) <= LONGEST_WAY_BACK


def _note(path: str, seconds: int) -> tuple[bytes, bytes]:
    parts = [
        f"{WAY_BACK}={quote(path, safe=PLAIN)}",
        f"Path={base_path() or '/'}",
        f"Max-Age={seconds}",
        "HttpOnly",
    ]
    return b"set-cookie", "; ".join([*parts, "SameSite=Lax"]).encode()


def _leading_back(headers: list[tuple[bytes, bytes]], path: str) -> list[tuple[bytes, bytes]]:
    home = f"{base_path()}/".encode()
    there = path.encode() if is_ours(path) else home
    return [(name, there if name == b"location" and value == home else value) for name, value in headers]
