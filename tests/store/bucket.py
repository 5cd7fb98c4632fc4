"""An S3-compatible server on loopback, in a process of its own: python -m tests.store.bucket

Commits that come at the same moment are let through one by one, and only who knows the key is let in.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
BUCKET, KEY, SECRET = "callboard-test", "AKIACALLBOARD", "hush-hush-secret"
STRANGER = (
    b'<?xml version="1.0" encoding="UTF-8"?><Error><Code>InvalidAccessKeyId</Code>'
    b"<Message>The key %b is not known.</Message></Error>"
)


def environment(url: str) -> dict[str, str]:
    """What a process needs to get in."""
    return {
        "AWS_ENDPOINT_URL": url,
        "AWS_ALLOW_HTTP": "true",
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_CONDITIONAL_PUT": "disabled",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


@contextmanager
def serving() -> Iterator[str]:
    """A server with one bucket, as long as this is open; its address."""
    command = [sys.executable, "-m", "tests.store.bucket"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


class Gate:
    """Lets in who knows the key, one at a time: a condition is looked at and met in one step."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        if f"Credential={KEY}/" not in environ.get("HTTP_AUTHORIZATION", ""):
            body = STRANGER % environ.get("HTTP_AUTHORIZATION", "").encode()
            start_response("403 Forbidden", [("content-type", "application/xml")])
            return [body]
        with self.lock:
            return list(self.app(environ, start_response))


def main() -> None:
    """Serve until killed; print the address."""
    from moto.backends import get_backend  # noqa: PLC0415 (the tests' process does without)
    from moto.core import DEFAULT_ACCOUNT_ID  # noqa: PLC0415
    from moto.server import ThreadedMotoServer  # noqa: PLC0415

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    server._server.app = Gate(server._server.app)  # type: ignore[union-attr]
    get_backend("s3")[DEFAULT_ACCOUNT_ID]["global"].create_bucket(BUCKET, "us-east-1")
    print("http://{}:{}".format(*server.get_host_and_port()), flush=True)  # noqa: T201
    threading.Event().wait()


if __name__ == "__main__":
    main()
