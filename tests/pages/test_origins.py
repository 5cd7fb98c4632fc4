"""The names that are answered to, and the pages that may open a websocket."""

from __future__ import annotations

import pytest

from lib.server.allowed_hosts import is_allowed_host, is_allowed_origin


@pytest.mark.parametrize(
    ("host", "names", "reached", "known"),
    [
        ("localhost:8501", (), "127.0.0.1", True),
        ("127.0.0.1:8501", (), "127.0.0.1", True),
        ("[::1]:8501", (), "::1", True),
        ("LOCALHOST.", (), "127.0.0.1", True),
        ("evil.example", (), "127.0.0.1", False),
        ("evil.example:8501", (), "::1", False),
        ("localhost.evil.example", (), "127.0.0.1", False),
        ("10.0.0.5", (), "10.0.0.5", True),
        ("callboard.example.com", (), "10.0.0.5", True),
        ("callboard.example.com", (), None, True),
        (None, (), "127.0.0.1", False),
        ("", (), "127.0.0.1", False),
        ("callboard.example.com", ("callboard.example.com",), "127.0.0.1", True),
        ("Callboard.Example.com:443", ("callboard.example.com",), "127.0.0.1", True),
        ("localhost", ("callboard.example.com",), "127.0.0.1", False),
        ("evil.example", ("callboard.example.com",), "10.0.0.5", False),
        ("a.example.com", ("*.example.com",), "10.0.0.5", True),
        ("example.com", ("*.example.com",), "10.0.0.5", False),
        ("evilexample.com", ("*.example.com",), "10.0.0.5", False),
        ("[::1]", ("[::1]",), "::1", True),
        ("[::ffff:127.0.0.1]:8501", ("127.0.0.1",), "::1", True),
        ("[0:0:0:0:0:0:0:1]", ("::1",), "::1", True),
        ("evil.example", ("*",), "127.0.0.1", True),
        ("evil.example@localhost", ("*",), "127.0.0.1", False),
    ],
)
def test_a_name_is_known_or_not(
    host: str | None, names: tuple[str, ...], reached: str | None, *, known: bool
) -> None:
    assert is_allowed_host(host, names, reached) is known


@pytest.mark.parametrize(
    ("origin", "host", "others", "welcome"),
    [
        ("http://localhost:8501", "localhost:8501", (), True),
        ("https://callboard.example.com", "callboard.example.com", (), True),
        ("http://localhost:9999", "localhost:8501", (), False),
        ("http://evil.example", "localhost:8501", (), False),
        ("null", "localhost:8501", (), False),
        ("", "localhost:8501", (), False),
        ("http://localhost:8501", None, (), False),
        ("https://intranet.example.com", "localhost:8501", ("https://intranet.example.com/",), True),
        (None, "localhost:8501", (), True),
    ],
)
def test_a_websocket_is_opened_from_here_or_not(
    origin: str | None,
    host: str | None,
    others: tuple[str, ...],
    welcome: bool,  # noqa: FBT001
) -> None:
    assert is_allowed_origin(origin, host, others) is welcome
