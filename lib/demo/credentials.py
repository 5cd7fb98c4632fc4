"""The demo's plainly fake credentials: they open nothing but the demo."""

from typing import NamedTuple


class Credentials(NamedTuple):
    """What a client of the demo needs: the JWT's appId and secret, the account and the stream."""

    account_id: str
    client_id: str
    client_secret: str
    stream_id: str


DEMO_CREDENTIALS = Credentials(
    account_id="demo-account",
    client_id="cs-demo-client",
    client_secret="demo-secret-that-opens-nothing-at-all",  # noqa: S106 - meant to be known
    stream_id="st-demo-stream",
)
