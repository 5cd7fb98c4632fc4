"""Proxies and certificates: what works, and which variable is named where something does not."""

from __future__ import annotations

import os
import socket
import ssl
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lib.demo import Centre, DemoServer
from lib.errors import ServiceUnavailable, SettingsError
from lib.smartassist import Question, Service
from lib.smartassist.certificates import find_authorities
from lib.smartassist.proxies import proxy_for
from lib.source import demo_account
from tests.smartassist.fake import WEEK, account, quick_pace
from tests.smartassist.tls import HOST, Authority, Requested, encrypted_host, http_proxy, socks_proxy

if TYPE_CHECKING:
    from collections.abc import Iterator

PASSWORD = "a-password-of-a-proxy"
VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*VARIABLES, *(name.lower() for name in VARIABLES), *CERTIFICATES):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def trusted(authority: Authority, tmp_path: Path) -> str:
    return authority.trust(tmp_path / "authority.pem")


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch, trusted: str) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", trusted)


@pytest.fixture
def port(authority: Authority, tmp_path: Path) -> Iterator[int]:
    """Where a host of the name HOST answers."""
    with encrypted_host(authority.issue(tmp_path)) as number:
        yield number


def asked(host: str = f"https://{HOST}") -> int:
    with Service(account(host=host, timeout_s=5), pace=quick_pace()) as service:
        return len(list(service.pages(Question(WEEK))))


def sentence(host: str = f"https://{HOST}") -> str:
    """What is told where no connection comes about; never the proxy's password."""
    with pytest.raises(ServiceUnavailable) as caught:
        asked(host)
    assert PASSWORD not in str(caught.value)
    return str(caught.value)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
        return number


@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
@pytest.mark.parametrize("variable", ["ALL_PROXY", "all_proxy", "HTTPS_PROXY"])
def test_a_socks_proxy_is_used(
    monkeypatch: pytest.MonkeyPatch, port: int, trusted: str, scheme: str, variable: str
) -> None:
    requested = Requested()
    monkeypatch.setenv("SSL_CERT_FILE", trusted)
    with socks_proxy(port, requested) as proxy:
        monkeypatch.setenv(variable, f"{scheme}://127.0.0.1:{proxy}")
        assert asked() == 1
    assert requested.targets == [HOST]


def test_a_missing_socks_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", f"socks5://ann:{PASSWORD}@127.0.0.1:1080")
    monkeypatch.setitem(sys.modules, "socksio", None)
    with pytest.raises(
        SettingsError, match="ALL_PROXY asks for a SOCKS proxy, and the package socksio"
    ) as caught:
        asked()
    assert PASSWORD not in str(caught.value)


def test_a_proxy_is_given_its_user_and_password(
    monkeypatch: pytest.MonkeyPatch, port: int, trusted: str
) -> None:
    requested = Requested()
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", trusted)
    with http_proxy(port, requested, password=PASSWORD) as proxy:
        monkeypatch.setenv("https_proxy", f"ann:{PASSWORD}@127.0.0.1:{proxy}")
        assert asked() == 1
    assert requested.targets == [f"{HOST}:443"]


def test_a_proxy_that_refuses_the_password_is_named(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    with http_proxy(port, Requested(), password="another") as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://ann:{PASSWORD}@127.0.0.1:{proxy}")
        assert sentence().startswith(
            f"The proxy http://127.0.0.1:{proxy} (set by HTTPS_PROXY) does not let requests pass to {HOST} "
            "with the user and password that it was given (407)."
        )


def test_a_proxy_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    number = free_port()
    monkeypatch.setenv("HTTPS_PROXY", f"http://ann:{PASSWORD}@127.0.0.1:{number}")
    assert sentence() == (
        f"No connection to the proxy http://127.0.0.1:{number} (set by HTTPS_PROXY): it refused the "
        "connection. Check HTTPS_PROXY in the environment."
    )


@pytest.mark.parametrize("scheme", ["http", "socks5"])
def test_a_proxy_of_no_such_name_is_named(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    monkeypatch.setenv("ALL_PROXY", f"{scheme}://proxy.invalid:3128")
    assert f"the proxy {scheme}://proxy.invalid:3128 (set by ALL_PROXY): no host of that name" in sentence()


def test_a_proxy_that_speaks_no_tls_is_named(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    with http_proxy(port, Requested()) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"https://127.0.0.1:{proxy}")
        assert "check HTTPS_PROXY" in sentence()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (f"http://ann:{PASSWORD}@proxy.example.com:port", "HTTPS_PROXY in the environment is no address"),
        (f"http://ann:{PASSWORD}@", "HTTPS_PROXY in the environment is no address"),
        ("http://[::1", "HTTPS_PROXY in the environment is no address"),
        ("socks4://proxy.example.com:1080", "asks for a proxy of the kind socks4"),
    ],
)
def test_a_proxy_that_cannot_be_used_is_a_settings_error(
    monkeypatch: pytest.MonkeyPatch, value: str, words: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", value)
    with pytest.raises(SettingsError, match=words) as caught:
        asked()
    assert PASSWORD not in str(caught.value)


def test_the_demo_at_this_machine_is_never_asked_through_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    with DemoServer(Centre(volume=0.1)) as server, Service(demo_account(server.url)) as service:
        assert list(service.pages(Question(WEEK)))


PROXY = {"HTTPS_PROXY": "http://proxy.example.com:3128"}

# NO_PROXY, host, whether the host is asked without the proxy
NO_PROXY = [
    ("", HOST, False),
    ("*", HOST, True),
    ("example.com", HOST, True),
    (".example.com", HOST, True),
    ("*.example.com", HOST, True),
    ("EXAMPLE.COM", HOST, True),
    ("other.com, assist.example.com:443", HOST, True),
    ("assist.example.com:8443", HOST, False),
    ("ple.com", HOST, False),
    ("::1,example.com", HOST, True),
    ("[::1],2001:db8::/32,fe80::1%eth0", HOST, False),
    ("2001:db8::5", "2001:db8::5", True),
    ("[2001:db8::5]", "2001:db8::5", True),
    ("[2001:db8::5]:443", "2001:db8::5", True),
    ("[2001:db8::5]:8443", "2001:db8::5", False),
    ("2001:db8::/32", "2001:db8:0:0::5", True),
    ("2001:db8::/33", "2001:db8:8000::5", False),
    ("192.0.2.0/24", "192.0.2.9", True),
    ("192.0.2.9", "192.0.2.9", True),
    ("192.0.2.0/33,,::/x", "192.0.2.9", False),
]


@pytest.mark.parametrize(("no_proxy", "host", "without"), NO_PROXY)
def test_no_proxy_takes_names_and_addresses_of_both_versions(
    no_proxy: str, host: str, *, without: bool
) -> None:
    found = proxy_for("https", host, 443, PROXY | {"NO_PROXY": no_proxy})
    assert (found is None) == without


def test_addresses_of_version_6_in_no_proxy_leave_the_service_reachable(
    monkeypatch: pytest.MonkeyPatch, port: int, trusted: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", trusted)
    monkeypatch.setenv("NO_PROXY", "localhost,[::1],fe80::/10,2001:db8::/32")
    with http_proxy(port, Requested()) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy}")
        assert asked() == 1


@pytest.mark.parametrize(
    ("environment", "variable"),
    [
        ({"https_proxy": "small:1", "HTTPS_PROXY": "capital:1"}, "https_proxy"),
        ({"HTTPS_PROXY": "own:1", "all_proxy": "all:1"}, "HTTPS_PROXY"),
        ({"HTTPS_PROXY": " ", "ALL_PROXY": "all:1"}, "ALL_PROXY"),
        ({"HTTP_PROXY": "other:1"}, None),
    ],
)
def test_the_variable_that_counts_is_named(environment: dict[str, str], variable: str | None) -> None:
    found = proxy_for("https", HOST, None, environment)
    assert (found and found.variable) == variable


def test_the_systems_own_proxy_counts_where_no_variable_is_set() -> None:
    found = proxy_for("https", HOST, None, {}, {"https": "http://proxy.example.com:3128"})
    assert found is not None
    assert found.shown == "http://proxy.example.com:3128 (set by the system's settings)"


def test_a_certificate_of_an_unknown_authority_is_named(
    monkeypatch: pytest.MonkeyPatch, authority: Authority, tmp_path: Path
) -> None:
    with encrypted_host(authority.issue(tmp_path, "127.0.0.1")) as number:
        host = f"https://127.0.0.1:{number}"
        told = sentence(host)
        assert told.startswith(
            f"The certificate shown for 127.0.0.1:{number} is signed by nobody who is trusted"
        )
        assert told.endswith("now none of these variables is set.")
        other = Authority().trust(tmp_path / "other.pem")
        monkeypatch.setenv("SSL_CERT_FILE", other)
        assert sentence(host).endswith(f"now SSL_CERT_FILE names {other}.")


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_a_companys_own_authority_is_trusted_when_it_is_named(
    monkeypatch: pytest.MonkeyPatch, authority: Authority, trusted: str, tmp_path: Path, variable: str
) -> None:
    monkeypatch.setenv(variable, trusted)
    with encrypted_host(authority.issue(tmp_path, "127.0.0.1")) as number:
        assert asked(f"https://127.0.0.1:{number}") == 1


@pytest.mark.parametrize(
    ("name", "days", "words"),
    [
        ("127.0.0.1", -1, "has expired"),
        ("192.0.2.1", 1, "is for another name"),
        (HOST, 1, "is for another name"),
    ],
)
@pytest.mark.usefixtures("trusting")
def test_a_certificate_is_wrong_in_a_way_that_is_told(
    authority: Authority, tmp_path: Path, name: str, days: int, words: str
) -> None:
    with encrypted_host(authority.issue(tmp_path, name, ends=timedelta(days=days))) as number:
        assert words in sentence(f"https://127.0.0.1:{number}")


def test_several_folders_of_certificates_may_be_named_though_some_are_missing(
    tmp_path: Path, trusted: str
) -> None:
    folders = os.pathsep.join((str(tmp_path / "missing"), str(Path(trusted).parent)))
    assert find_authorities({"SSL_CERT_DIR": folders}).context().verify_mode == ssl.CERT_REQUIRED


@pytest.mark.parametrize("variable", CERTIFICATES)
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("missing.pem", "which is not there"),
        ("text.pem", "which holds no certificate"),
        ("empty", "which holds no certificate"),
    ],
)
def test_certificates_that_cannot_be_used_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str, name: str, words: str
) -> None:
    (tmp_path / "text.pem").write_text("no certificate")
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv(variable, str(tmp_path / name))
    with pytest.raises(SettingsError, match=f"{variable} in the environment names .*{name}, {words}"):
        asked()
