"""Only who sits at the machine is taken for its owner, and only a named proxy is believed."""

from __future__ import annotations

import pytest

from lib.access import is_local_request, is_trusted_proxy


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:8501", "localhost:8501", "LOCALHOST", "[::1]:8501", "127.0.0.1", "[::ffff:127.0.0.1]:80"],
)
def test_who_calls_the_machine_by_its_own_name_is_at_it(host: str) -> None:
    assert is_local_request("127.0.0.1", {"host": host})


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("10.0.0.1", {"host": "127.0.0.1:8501"}),
        (None, {"host": "127.0.0.1:8501"}),
        ("127.0.0.1", {}),
        ("127.0.0.1", {"host": "callboard.example.com"}),
        ("127.0.0.1", {"host": "127.0.0.1.example.com"}),
        ("127.0.0.1", {"host": "localhost.example.com:8501"}),
        ("127.0.0.1", {"host": "[::2]:8501"}),
        ("127.0.0.1", {"host": "127.0.0.1:8501", "x-forwarded-for": "10.0.0.1"}),
        ("127.0.0.1", {"host": "127.0.0.1:8501", "x-real-ip": "10.0.0.1"}),
        ("127.0.0.1", {"host": "127.0.0.1:8501", "forwarded": "for=10.0.0.1"}),
        ("127.0.0.1", {"host": "127.0.0.1:8501", "via": "1.1 proxy"}),
    ],
)
def test_who_comes_from_elsewhere_is_not(address: str | None, headers: dict[str, str]) -> None:
    assert not is_local_request(address, headers)


BOTH = "10.0.0.2, 10.0.0.3"


@pytest.mark.parametrize(
    ("client", "proxies", "server_believes", "forwarded", "believed"),
    [
        (("127.0.0.1", 40000), ["127.0.0.1"], "127.0.0.1", False, True),
        (("::ffff:10.0.0.2", 40000), ["10.0.0.2"], "127.0.0.1", False, True),
        (("10.0.0.1", 40000), ["127.0.0.1"], "127.0.0.1", False, False),
        (("203.0.113.9", 0), ["127.0.0.1"], "127.0.0.1", True, True),
        (("203.0.113.9", 0), ["10.0.0.2"], "127.0.0.1", True, False),
        (("203.0.113.9", 0), ["10.0.0.2", "10.0.0.3"], BOTH, True, True),
        (("203.0.113.9", 0), ["10.0.0.2"], BOTH, True, False),
        (("203.0.113.9", 0), ["127.0.0.1"], "*", True, False),
        (("10.0.0.2", 1), ["10.0.0.2"], "127.0.0.1", True, False),
        (("10.0.0.2", 1), ["10.0.0.2"], "*", True, False),
        (("10.0.0.2", 7), ["10.0.0.2"], "10.0.0.2", True, True),
        (("203.0.113.9", 7), ["10.0.0.2"], "10.0.0.2", True, False),
        (("127.0.0.1", 40000), [], "127.0.0.1", False, False),
        (None, ["127.0.0.1"], "127.0.0.1", False, False),
    ],
)
def test_only_a_named_proxy_says_who_asks(
    client: tuple[str, int] | None,
    proxies: list[str],
    server_believes: str,
    *,
    forwarded: bool,
    believed: bool,
) -> None:
    assert is_trusted_proxy(client, proxies, server_believes, forwarded=forwarded) == believed
