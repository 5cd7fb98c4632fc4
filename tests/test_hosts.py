"""One spelling and one answer for each name and address of a machine."""

from __future__ import annotations

import pytest

from lib.access import is_local_request
from lib.hosts import canonical, host_name, is_loopback, lower_ascii
from lib.server.allowed_hosts import is_allowed_host
from lib.settings import SmartAssist

HOSTS = [
    ("localhost", "localhost", True),
    ("LocalHost.", "localhost", True),
    ("localhost:8501", "localhost", True),
    ("127.0.0.1", "127.0.0.1", True),
    ("127.0.0.1.", "127.0.0.1", True),
    ("127.8.0.1:80", "127.8.0.1", True),
    ("[::1]", "::1", True),
    ("[0:0:0:0:0:0:0:1]:8501", "::1", True),
    ("[::1%25lo]:8501", "::1", True),
    ("[::ffff:127.0.0.1]:8501", "127.0.0.1", True),
    ("[::FFFF:7F00:1]", "127.0.0.1", True),
    ("[::ffff:10.0.0.1]", "10.0.0.1", False),
    ("[::]", "::", False),
    ("10.0.0.1", "10.0.0.1", False),
    ("Callboard.Example.com.:443", "callboard.example.com", False),
    ("localhost.example.com", "localhost.example.com", False),
    ("127.0.0.1.example.com", "127.0.0.1.example.com", False),
    ("127.1", "127.1", False),
]


@pytest.mark.parametrize(("host", "name", "loopback"), HOSTS)
def test_host_name_each_spelling_gives_one_name(host: str, name: str, *, loopback: bool) -> None:
    assert host_name(host) == name
    assert is_loopback(name) is loopback


@pytest.mark.parametrize(("host", "name", "loopback"), HOSTS)
def test_loopback_every_check_gives_the_same_answer(host: str, name: str, *, loopback: bool) -> None:
    del name
    account = {"host": f"http://{host}", "account_id": "a", "client_id": "c", "client_secret": "s"}
    try:
        SmartAssist.model_validate(account | {"stream_id": "i"})
    except ValueError:
        accepted = False
    else:
        accepted = True
    assert accepted is loopback
    assert is_local_request("127.0.0.1", {"host": host}) is loopback
    assert is_allowed_host(host, (), "127.0.0.1") is loopback


@pytest.mark.parametrize(
    "host",
    ["a:99999", "a:b", "user@a", "a/b", "a?b", "a#b", "[::1", "a b@c", "\udcff@", "a\\b/c", "//a", "", None],
)
def test_host_name_of_what_cannot_be_a_host_is_null(host: str | None) -> None:
    assert host_name(host) is None


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.0.1", "::1", "::1%lo", "::ffff:127.0.0.1", "[::1]"])
def test_is_loopback_own_address_is_true(address: str) -> None:
    assert is_loopback(address)


@pytest.mark.parametrize(
    "address", [None, "", "10.0.0.1", "::", "fe80::1%lo", "::ffff:10.0.0.1", "testclient"]
)
def test_is_loopback_other_address_is_false(address: str | None) -> None:
    assert not is_loopback(address)


def test_canonical_pattern_is_kept() -> None:
    assert [canonical(name) for name in ("*", "*.Example.com", "[::1]")] == ["*", "*.example.com", "::1"]


@pytest.mark.parametrize(
    ("text", "lower"),
    [
        ("Ada@Example.COM", "ada@example.com"),
        ("gau\u00df@example.com", "gau\u00df@example.com"),
        ("\u212aim@example.com", "\u212aim@example.com"),
        ("ma\u017f@example.com", "ma\u017f@example.com"),
    ],
)
def test_lower_ascii_other_letters_stay(text: str, lower: str) -> None:
    assert lower_ascii(text) == lower
