"""Stands between browsers and a server and keeps what is sent, to be searched for what may not be."""

from __future__ import annotations

import re
import socket
from contextlib import suppress
from threading import Lock, Thread
from typing import TYPE_CHECKING, Self

import polars as pl

from lib.demo import DEMO_CREDENTIALS
from lib.frames.schema import SCHEMAS
from lib.logs import known_secrets
from lib.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

REQUEST = re.compile(rb"(?:GET|POST|PUT|DELETE|HEAD|OPTIONS) (\S+) HTTP/1\.[01]\r\n")
ENCODING = re.compile(rb"(?i)accept-encoding:[^\r\n]*")
PLAIN = b"Accept-Encoding: identity"
PROGRAMS = b"/static/"
CHUNK = 256 * 1024

TOKEN_BEGINS = "eyJhbGciOi"
"""{"alg": in the letters of a JSON web token."""

SHOWN = "CALLBOARD_ACCESS__PERSONAL"
SHORTEST = 8


class Listener:
    """A port of its own that leads to another's; a context manager. Asks for everything uncompressed.

    The program's own files are passed on and not kept. A websocket's messages come as they are.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._door = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self._sent: list[bytearray] = []
        self._lock = Lock()

    def __enter__(self) -> Self:
        Thread(target=self._welcome, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            closing = [self._door, *self._open]
        for one in closing:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    @property
    def port(self) -> int:
        """Where it listens."""
        found: int = self._door.getsockname()[1]
        return found

    def sent(self) -> list[str]:
        """All that the server sent so far, a text a connection."""
        with self._lock:
            return [bytes(one).decode("utf-8", "replace") for one in self._sent]

    def _welcome(self) -> None:
        with suppress(OSError):
            while True:
                browser, _ = self._door.accept()
                try:
                    server = socket.create_connection(("127.0.0.1", self._port))
                except OSError:
                    browser.close()
                    continue
                Thread(target=self._lead, args=(browser, server), daemon=True).start()

    def _lead(self, browser: socket.socket, server: socket.socket) -> None:
        kept, is_program = bytearray(), False
        with self._lock:
            self._open |= {browser, server}
            self._sent.append(kept)

        def asked(chunk: bytes) -> bytes:
            nonlocal is_program
            if found := REQUEST.match(chunk):
                is_program = PROGRAMS in found[1]
                return ENCODING.sub(PLAIN, chunk, count=1)
            return chunk

        def answered(chunk: bytes) -> bytes:
            if not is_program:
                kept.extend(chunk)
            return chunk

        there = Thread(target=_pass_on, args=(browser, server, asked), daemon=True)
        there.start()
        _pass_on(server, browser, answered)
        there.join()
        for one in (browser, server):
            one.close()
        with self._lock:
            self._open -= {browser, server}


def _pass_on(source: socket.socket, target: socket.socket, through: Callable[[bytes], bytes]) -> None:
    """Until one of them ends."""
    with suppress(OSError):
        while chunk := source.recv(CHUNK):
            target.sendall(through(chunk))
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def found_in(texts: Iterable[str], words: Iterable[str]) -> set[str]:
    """Which of the words stand in any of the texts."""
    patterns = sorted({word for word in words if word})
    series = pl.Series(list(texts), dtype=pl.String)
    if not patterns or series.is_empty():
        return set()
    return set(series.str.extract_many(patterns, overlapping=True).explode().drop_nulls())


def secrets(environment: Mapping[str, str]) -> set[str]:
    """What no server may send or log: its own secrets, the demo's, and how a token to the service begins."""
    return {*known_secrets(environment), DEMO_CREDENTIALS.client_secret, TOKEN_BEGINS}


def customers_data(folder: Path, environment: Mapping[str, str]) -> set[str]:
    """Every text of the stores below a folder that is a customer's own; none where the settings show them.

    A short one, or one that an agent's name or a queue's is as well, may stand anywhere and tells nothing.
    """
    if environment.get(SHOWN) == "true":
        return set()
    found, ours = set[str](), set[str]()
    for root in (folder / "store").glob("*"):
        store = Store(str(root))
        for table, columns in SCHEMAS.items():
            frame = store.scan(table).collect()
            for name, column in columns.items():
                if column.personal and name != "record":
                    found |= _texts(frame[name])
                elif column.dtype == pl.String:
                    ours |= _texts(frame[name])
    return {text for text in found - ours if len(text) >= SHORTEST}


def _texts(column: pl.Series) -> set[str]:
    words = column.explode() if column.dtype == pl.List else column
    return set(words.drop_nulls().cast(pl.String).unique())
