"""A visitor without a browser: opens the server's websocket, asks for pages, and counts what comes back."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from websockets.sync.client import ClientConnection

PATIENCE_S = 120
LARGEST_MESSAGE = 200 * 1024 * 1024

ENDED = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_WITH_COMPILE_ERROR)
"""How a run ends; a fragment that ran, or a run cut short for another, is no end."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a page as a browser sees it: how long, how much, and what was said of it."""

    seconds: float
    sent_bytes: int
    messages: tuple[ForwardMsg, ...]

    @property
    def faults(self) -> list[str]:
        """What went wrong without having been foreseen."""
        elements = [message.delta.new_element for message in self.messages if message.HasField("delta")]
        return [element.exception.message for element in elements if element.HasField("exception")]


class Visitor:
    """One session of a dashboard. Get one from `visiting`."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    def open(self, page: str, link: Mapping[str, str | Sequence[str]]) -> Run:
        """Go to a page by its link, or run it once more; `page` is its part of the address."""
        asked = BackMsg()
        asked.rerun_script.query_string = urlencode(link, doseq=True)
        asked.rerun_script.page_name = page
        begun = time.perf_counter()
        self._socket.send(asked.SerializeToString())
        return self._received(begun)

    def _received(self, begun: float) -> Run:
        messages, size = [], 0
        while True:
            data = self._socket.recv(timeout=PATIENCE_S)
            message = ForwardMsg.FromString(data if isinstance(data, bytes) else data.encode())
            size += len(data)
            messages.append(message)
            if message.HasField("script_finished") and message.script_finished in ENDED:
                return Run(time.perf_counter() - begun, size, tuple(messages))


@contextmanager
def visiting(url: str) -> Iterator[Visitor]:
    """A visitor at a running dashboard; `url` is its start page."""
    place = urlsplit(url)
    address = f"ws://{place.netloc}/_stcore/stream"
    with connect(address, subprotocols=["streamlit"], max_size=LARGEST_MESSAGE, origin=url) as socket:  # type: ignore[list-item, arg-type]
        yield Visitor(socket)
