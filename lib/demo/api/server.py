"""A demo service on a loopback port, in a thread of its own."""

import socket
from threading import Thread
from types import TracebackType
from typing import Self

import uvicorn

from lib.demo.api.options import ServiceOptions
from lib.demo.api.service import create_app
from lib.demo.centre import Centre

_START_TIMEOUT_S = 20.0
_STOP_TIMEOUT_S = 10.0
_POLL_S = 0.01
_HOST = "127.0.0.1"


class DemoServer:
    """Serves a centre over real HTTP on loopback, between start() and stop() or as a context.

    Port 0 takes a free one. A server that has stopped can't start again.
    """

    def __init__(self, centre: Centre, options: ServiceOptions | None = None, *, port: int = 0) -> None:
        self._app = create_app(centre, options)
        self._asked_port = port
        self._socket: socket.socket | None = None
        self._server: uvicorn.Server | None = None
        self._thread: Thread | None = None

    @property
    def url(self) -> str:
        """The address without a path, such as http://127.0.0.1:54321; RuntimeError before start()."""
        if self._socket is None:
            raise RuntimeError("the demo server has not been started")
        return f"http://{_HOST}:{self._socket.getsockname()[1]}"

    @property
    def requests(self) -> int:
        """How many requests the two endpoints have had so far, refused ones included."""
        count: int = self._app.state.requests
        return count

    def start(self) -> Self:
        """Listen, and return once requests are answered; OSError when the port is taken."""
        if self._thread is not None:
            raise RuntimeError("the demo server has been started before")
        self._socket = socket.create_server((_HOST, self._asked_port))
        # Accepted sockets inherit it. asyncio sets it only on those that name their protocol, and without
        # it an answer of less than one segment waits 40 ms for the client to acknowledge its headers.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        config = uvicorn.Config(self._app, log_config=None, access_log=False, lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, name="callboard-demo", daemon=True
        )
        self._thread.start()
        self._await_start(self._server, self._thread)
        return self

    def stop(self) -> None:
        """Stop answering and end the thread; does nothing before start() or a second time."""
        if self._server is None or self._thread is None or self._socket is None:
            return
        self._server.should_exit = True
        self._thread.join(_STOP_TIMEOUT_S)
        self._socket.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _await_start(self, server: uvicorn.Server, thread: Thread) -> None:
        """Wait until the server answers; RuntimeError when its thread ends or takes too long."""
        for _ in range(int(_START_TIMEOUT_S / _POLL_S)):
            if server.started:
                return
            thread.join(_POLL_S)
            if not thread.is_alive():
                break
        raise RuntimeError("the demo server did not start")
