"""A service of whose answers twelve in a hundred fail, each in a way drawn by chance."""

from __future__ import annotations

import random
import socket
import struct
import time
from typing import Any

SHARE = 0.12
TIMEOUT_S = 0.4
"""How long whoever asks should wait: a stalled answer takes longer."""

PLAIN = {
    "internal": (500, b'{"errors":[{"msg":"internal","code":500}]}', ()),
    "gateway": (502, b"<html><body>Bad gateway</body></html>", ((b"content-type", b"text/html"),)),
    "unavailable": (503, b"", ()),
    "too many": (429, b"", ((b"retry-after", b"2"),)),
    "too many, for how long unsaid": (429, b"", ()),
}
BROKEN = ("truncated", "reset", "stalled")


class Failing:
    """An application before another that lets some of its requests fail, each in a way drawn by chance."""

    def __init__(self, app: Any, seed: int) -> None:
        self.app, self.state = app, app.state
        self.dice = random.Random(seed)  # noqa: S311 (chance that can be repeated)
        self.failed: list[str] = []

    def way(self) -> str | None:
        """How the next request fails; null when it does not."""
        return self.dice.choice([*PLAIN, *BROKEN]) if self.dice.random() < SHARE else None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        way = self.way() if scope["type"] == "http" else None
        if way is None:
            await self.app(scope, receive, send)
            return
        self.failed.append(way)
        if way in PLAIN:
            await self.answer(send, *PLAIN[way])
        else:
            await self.break_off(send, way)

    async def answer(self, send: Any, status: int, body: bytes, headers: Any) -> None:
        await send({"type": "http.response.start", "status": status, "headers": list(headers)})
        await send({"type": "http.response.body", "body": body})

    async def break_off(self, send: Any, way: str) -> None:
        """Send half of an answer, or none before nobody waits for it any more; or cut the line."""
        if way == "stalled":
            time.sleep(1.5 * TIMEOUT_S)  # noqa: ASYNC251 (the whole service stalls)
        if way == "reset":
            reset(send.__self__.transport)
        headers = [(b"content-length", b"1000"), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        if way == "truncated":
            await send(
                {"type": "http.response.body", "body": b'{"numResults": 1, "data": [{"ses', "more_body": True}
            )
        raise ConnectionResetError


def reset(transport: Any) -> None:
    """Break a connection off with a reset, not with an end."""
    at_once = struct.pack("ii", 1, 0)
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
    transport.abort()


class Planned(Failing):
    """The same, each request failing in the way that is planned for it, and none after these."""

    def __init__(self, app: Any, ways: list[str | None]) -> None:
        super().__init__(app, 0)
        self.ways = ways

    def way(self) -> str | None:
        return self.ways.pop(0) if self.ways else None
