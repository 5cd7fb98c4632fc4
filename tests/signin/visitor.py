"""One who comes with a browser's manners but without a browser: cookies, links, buttons, the socket."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from tests.bench.visitor import ENDED, LARGEST_MESSAGE, PATIENCE_S

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from websockets.sync.client import ClientConnection


@dataclass
class Sent:
    """What the server sent for one run of a page."""

    messages: list[ForwardMsg]
    content: bytes

    @property
    def elements(self) -> list[Any]:
        """The elements that were drawn."""
        return [message.delta.new_element for message in self.messages if message.HasField("delta")]

    def of(self, kind: str) -> list[Any]:
        """The elements of one kind."""
        return [getattr(element, kind) for element in self.elements if element.WhichOneof("type") == kind]

    @property
    def kinds(self) -> set[str]:
        """The kinds of elements that were drawn; blocks and emptied places are none."""
        return {str(element.WhichOneof("type")) for element in self.elements} - {"None", "empty"}

    @property
    def session_id(self) -> str:
        """The session's id, which its own browser is told."""
        new = (message.new_session for message in self.messages if message.HasField("new_session"))
        return next(new).initialize.session_id

    @property
    def redirect(self) -> str | None:
        """Where the browser is sent."""
        sent = [message.auth_redirect.url for message in self.messages if message.HasField("auth_redirect")]
        return sent[-1] if sent else None


@dataclass
class Visitor:
    """One browser's cookies at one server."""

    url: str
    http: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=self.url, follow_redirects=False, timeout=PATIENCE_S)

    def get(self, address: str, **headers: str) -> httpx.Response:
        """Ask, and go no further."""
        return self.http.get(address, headers=headers)

    def follow(self, address: str, **headers: str) -> str:
        """Ask, and go wherever one is sent; the address at which it ends."""
        response = self.http.get(address, headers=headers, follow_redirects=True)
        response.raise_for_status()
        return str(response.url)

    @contextmanager
    def session(self, *, resumes: str = "", source: str = "127.0.0.1", **headers: str) -> Iterator[Session]:
        """A session with these cookies, from the address `source`; it may ask to go on with one by its id."""
        self.get("/_stcore/health")  # where the token comes from that the socket asks for
        token = self.http.cookies.get("_streamlit_xsrf", "")
        kept = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.http.cookies.jar)
        with connect(
            f"ws://{urlsplit(self.url).netloc}/_stcore/stream",
            subprotocols=["streamlit", *filter(None, [token, resumes])],  # type: ignore[list-item]
            source_address=(source, 0),
            max_size=LARGEST_MESSAGE,
            origin=self.url,  # type: ignore[arg-type]
            additional_headers={"cookie": kept, **headers},
        ) as socket:
            yield Session(socket)

    def sign_in(self, page: str = "", **link: str) -> str:
        """From a page's link through the provider; the address at which it ends."""
        with self.session() as session:
            redirect = session.click(session.open(page, link), "Sign in").redirect
        assert redirect is not None
        return self.follow(redirect, referer=f"{self.url}/{page}?{urlencode(link)}")


class Session:
    """One open socket."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._asked = BackMsg()

    def open(self, page: str, link: Mapping[str, str | Sequence[str]]) -> Sent:
        """Go to a page by its link."""
        self._asked = BackMsg()
        self._asked.rerun_script.query_string = urlencode(link, doseq=True)
        self._asked.rerun_script.page_name = page
        return self._received(self._asked)

    def click(self, sent: Sent, label: str) -> Sent:
        """Press a button of the page that is open."""
        pressed = BackMsg()
        pressed.CopyFrom(self._asked)
        state = pressed.rerun_script.widget_states.widgets.add()
        state.id = next(button.id for button in sent.of("button") if button.label == label)
        state.trigger_value = True
        return self._received(pressed)

    def file(self, sent: Sent, key: str) -> str:
        """Ask for a file that the page offers; the address at which it can be fetched."""
        button = next(button for button in sent.of("download_button") if button.id.endswith(key))
        asked = BackMsg()
        asked.backend_operation_request.session_id = sent.session_id
        asked.backend_operation_request.deferred_file.file_id = button.deferred_file_id
        self._socket.send(asked.SerializeToString())
        while True:
            message = self._message()[0]
            if message.HasField("backend_operation_response"):
                assert not message.backend_operation_response.error_msg
                return message.backend_operation_response.deferred_file.url

    def _received(self, asked: BackMsg) -> Sent:
        self._socket.send(asked.SerializeToString())
        sent = Sent([], b"")
        while True:
            message, data = self._message()
            sent.messages.append(message)
            sent.content += data
            if message.HasField("script_finished") and message.script_finished in ENDED:
                return sent

    def _message(self) -> tuple[ForwardMsg, bytes]:
        data = self._socket.recv(timeout=PATIENCE_S)
        content = data if isinstance(data, bytes) else data.encode()
        return ForwardMsg.FromString(content), content
