"""Before everything else that answers: names, origins and sizes are looked at, and headers added."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit import config

from lib.errors import CallboardError
from lib.server import security_headers
from lib.server.allowed_hosts import is_allowed_host, is_allowed_origin
from lib.server.prometheus import SESSIONS
from lib.server.websocket_filter import is_allowed_message
from lib.settings import Server
from lib.ui.app.app_state import app_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("callboard.server")

LONGEST_URL = 16 * 1024
LARGEST_BODY = 1024 * 1024
LONGEST_NUMBER = 20
LARGEST_MESSAGE = 4 * 1024 * 1024
INDEX = Path(st.__file__).parent / "static" / "index.html"

POLICY_VIOLATION, TOO_BIG = 1008, 1009
"""Why a websocket is closed, by RFC 6455."""

UNKNOWN_HOST = (
    "Callboard does not answer to this name. Whoever runs it can add the name to allowedHosts, "
    "below [server] in .streamlit/config.toml."
)
TOO_LONG = "This address is longer than any that Callboard makes. Pick fewer filters."
TOO_LARGE = "This is more than Callboard takes in."


class TooLargeError(Exception):
    """A request's body went on beyond its limit."""


def server_settings() -> Server:
    """The settings of the server; its defaults while the settings cannot be read, which the pages say."""
    try:
        return app_settings().server
    except CallboardError:
        return Server()


class SecurityMiddleware:
    """The outermost application: turns away what no page sends, and sends what no page may do without.

    Args:
        app: what answers.
        server: gives the settings, once the first request is there.
    """

    def __init__(self, app: ASGIApp, server: Callable[[], Server] = server_settings) -> None:
        self._app = app
        self._server = server
        self._scripts = security_headers.hash_scripts(INDEX.read_text(encoding="utf-8"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or open a websocket."""
        if scope["type"] == "http":
            await self._answer(scope, receive, self._add_headers(scope, send))
        elif scope["type"] == "websocket" and not _is_allowed_websocket(scope):
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        elif scope["type"] == "websocket":
            with SESSIONS:
                await self._app(scope, _filter_messages(receive, send), send)
        else:
            await self._app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _is_allowed_host(scope):
            await _refuse(send, 421, UNKNOWN_HOST)
        elif len(scope.get("raw_path") or b"") + len(scope["query_string"]) > LONGEST_URL:
            await _refuse(send, 414, TOO_LONG)
        elif _is_too_large(_header(scope, b"content-length")):
            await _refuse(send, 413, TOO_LARGE)
        else:
            try:
                await self._app(scope, _limit_body(receive), send)
            except TooLargeError:
                await _refuse(send, 413, TOO_LARGE)

    def _add_headers(self, scope: Scope, send: Send) -> Send:
        """Adds the headers to each answer as it begins."""
        server = self._server()
        added = security_headers.common_headers(
            security_headers.content_security_policy(self._scripts, server.embedders), server.embedders
        )
        tls = server.tls or scope["scheme"] == "https"

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                is_allowed = security_headers.add_headers(
                    message.get("headers", ()), added, path=scope["path"], tls=tls
                )
                message = {**message, "headers": is_allowed}
            await send(message)

        return sending


def _is_allowed_host(scope: Scope) -> bool:
    server_address, _ = scope.get("server") or (None, None)
    return is_allowed_host(
        _header(scope, b"host"), config.get_option("server.allowedHosts") or (), server_address
    )


def _is_allowed_websocket(scope: Scope) -> bool:
    """Whether a websocket is asked for by a known name, from a page of this server."""
    others = config.get_option("server.corsAllowedOrigins") or ()
    is_allowed = _is_allowed_host(scope) and is_allowed_origin(
        _header(scope, b"origin"), _header(scope, b"host"), others
    )
    if not is_allowed:
        log.warning("a websocket was refused: its Host or its Origin is not one of ours")
    return is_allowed


def _header(scope: Scope, name: bytes) -> str | None:
    values = [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name]
    return values[0] if values else None


def _is_too_large(length: str | None) -> bool:
    """Whether a body that says how long it is says too much."""
    return length is not None and length.isdecimal() and int(length[:LONGEST_NUMBER]) > LARGEST_BODY


def _limit_body(receive: Receive) -> Receive:
    """Takes in so much of a body and no more."""
    received = 0

    async def receiving() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > LARGEST_BODY:
            raise TooLargeError
        return message

    return receiving


def _filter_messages(receive: Receive, send: Send) -> Receive:
    """Hands on those messages that pages send; closes on one that is too large to be one."""

    async def receiving() -> Message:
        while True:
            message: dict[str, Any] = dict(await receive())
            content = message.get("bytes") or b""
            if len(content) > LARGEST_MESSAGE:
                await send({"type": "websocket.close", "code": TOO_BIG})
                return {"type": "websocket.disconnect", "code": TOO_BIG}
            if message["type"] != "websocket.receive" or is_allowed_message(content):
                return message

    return receiving


async def _refuse(send: Send, status: int, sentence: str) -> None:
    body = sentence.encode()
    kind = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": kind})
    await send({"type": "http.response.body", "body": body})
