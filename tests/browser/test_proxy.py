"""The documented nginx before a dashboard: TLS, the websocket, compression; and what it lets nobody say."""

from __future__ import annotations

import json
import os
import socket
import ssl
import subprocess
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from playwright.sync_api import expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from scripts.proxy import nginx

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from playwright.sync_api import Page

DOCUMENTED = Path(__file__).resolve().parents[2] / "docs" / "nginx.conf"
SLOW_S = 60
AROUND = """
{user}
daemon off;
pid nginx.pid;
error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    include site.conf;
}}
"""
WHO = ("X-Forwarded-User", "X-Forwarded-Email", "X-Forwarded-Groups", "X-Auth-Request-Email", "Remote-User")
WHENCE = ("Forwarded", "X-Real-IP", "X-Forwarded-Host")


class Proxy(NamedTuple):
    """A running nginx: its two ports, and the certificate to trust."""

    plain: int
    tls: int
    certificate: Path

    @property
    def url(self) -> str:
        return f"https://localhost:{self.tls}"

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, Mapping[str, str], bytes]:
        context = ssl.create_default_context(cafile=str(self.certificate))
        connection = HTTPSConnection("localhost", self.tls, timeout=SLOW_S, context=context)
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        found = answer.status, dict(answer.headers), answer.read()
        connection.close()
        return found


class Echo(BaseHTTPRequestHandler):
    """Answers with the headers that reached it."""

    def do_GET(self) -> None:
        body = json.dumps(dict(self.headers)).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def certify(folder: Path) -> tuple[Path, Path]:
    """A certificate for this machine and its key, good for an hour."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "proxy.pem", folder / "proxy.key"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    paths[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, *form))
    return paths


@contextmanager
def proxying(folder: Path, port: int) -> Iterator[Proxy]:
    """The documented configuration before what listens at a port, itself at two free ones."""
    binary = nginx()
    if binary is None:
        give_up = pytest.fail if os.environ.get("CI") else pytest.skip
        give_up("There is no nginx here; python3 scripts/check gets one where it can.")
    certificate, key = certify(folder)
    plain, tls = free_port(), free_port()
    text = DOCUMENTED.read_text(encoding="utf-8")
    for was, now in {
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl": f"listen 127.0.0.1:{tls} ssl",
        "/etc/nginx/tls/callboard.example.com.pem": str(certificate),
        "/etc/nginx/tls/callboard.example.com.key": str(key),
        "127.0.0.1:8501": f"127.0.0.1:{port}",
    }.items():
        assert was in text
        text = text.replace(was, now)
    (folder / "site.conf").write_text(text, encoding="utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(AROUND.format(user=user), encoding="utf-8")
    command = [binary, "-p", str(folder), "-c", "nginx.conf", "-e", "stderr"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stderr=log, stdout=log)  # noqa: S603 (our own command)
    try:
        wait_for(tls, process, folder / "log")
        yield Proxy(plain, tls, certificate)
    finally:
        process.terminate()
        process.wait(SLOW_S)


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + SLOW_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"nginx did not come up:\n{log.read_text(encoding='utf-8')}")


@pytest.fixture(scope="module")
def proxy(dashboard: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    with proxying(tmp_path_factory.mktemp("proxy"), int(dashboard.rsplit(":", 1)[1])) as running:
        yield running


@pytest.fixture(scope="module")
def echoed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., dict[str, str]]]:
    """Asks through the proxy, with headers of one's own, and tells which of all reached what is behind it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    Thread(target=server.serve_forever, daemon=True).start()
    with proxying(tmp_path_factory.mktemp("echo"), server.server_port) as running:
        yield lambda **headers: json.loads(running.ask("/", **headers)[2])
    server.shutdown()
    server.server_close()


def test_plain_http_leads_to_tls(proxy: Proxy) -> None:
    connection = HTTPConnection("127.0.0.1", proxy.plain, timeout=SLOW_S)
    connection.request("GET", "/conversations?queue=qu-1", headers={"Host": "callboard.example.com"})
    answer = connection.getresponse()
    connection.close()
    assert answer.status == 301
    assert answer.headers["location"] == "https://callboard.example.com/conversations?queue=qu-1"


def test_the_browser_is_told_to_speak_tls_only(proxy: Proxy) -> None:
    status, headers, _ = proxy.ask("/")
    assert status == 200
    assert headers["strict-transport-security"] == "max-age=31536000"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["Server"] == "nginx"


def test_programs_travel_compressed(proxy: Proxy) -> None:
    page = proxy.ask("/")[2].decode()
    path = page.split('<script type="module" crossorigin src="./')[1].split('"')[0]
    _, plain, whole = proxy.ask(f"/{path}")
    _, headers, packed = proxy.ask(f"/{path}", **{"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain
    assert len(packed) < len(whole) / 2
    assert "max-age" in headers["cache-control"]


def test_a_session_runs_through_it(proxy: Proxy) -> None:
    asked = BackMsg()
    asked.rerun_script.SetInParent()
    context = ssl.create_default_context(cafile=str(proxy.certificate))
    address = f"wss://localhost:{proxy.tls}/_stcore/stream"
    with connect(address, ssl=context, origin=proxy.url, subprotocols=["streamlit"], proxy=None) as opened:  # type: ignore[arg-type, list-item]
        opened.send(asked.SerializeToString())
        kinds: list[str | None] = []
        while "script_finished" not in kinds:
            kinds.append(ForwardMsg.FromString(bytes(opened.recv(SLOW_S))).WhichOneof("type"))  # type: ignore[arg-type]
    assert "delta" in kinds


def test_a_page_opens_through_it(proxy: Proxy, page: Callable[..., Page]) -> None:
    opened = page(proxy.url, ignore_https_errors=True)
    expect(opened.get_by_role("heading", level=1)).to_be_visible(timeout=SLOW_S * 1000)
    cookies = opened.context.cookies()
    assert [cookie["name"] for cookie in cookies if not cookie["secure"]] == []


@pytest.mark.parametrize(("path", "status"), [("/_stcore/metrics", 404), ("/_stcore/health", 200)])
def test_what_is_streamlits_own_stays_inside(proxy: Proxy, path: str, status: int) -> None:
    assert proxy.ask(path)[0] == status


def test_nothing_large_comes_in(proxy: Proxy) -> None:
    assert proxy.ask("/", "POST", **{"Content-Length": str(2 * 1024 * 1024)})[0] == 413


def test_nobody_says_who_he_is_or_whence_he_comes(echoed: Callable[..., dict[str, str]]) -> None:
    spoofed = dict.fromkeys((*WHO, *WHENCE), "ada@example.com")
    found = echoed(**spoofed, **{"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Proto": "http"})
    assert "ada@example.com" not in found.values()
    assert not {name.lower() for name in found} & {name.lower() for name in spoofed}
    assert (found["X-Forwarded-For"], found["X-Forwarded-Proto"]) == ("127.0.0.1", "https")


def test_an_address_that_is_told_is_not_added_to(echoed: Callable[..., dict[str, str]]) -> None:
    assert echoed(**{"X-Forwarded-For": "10.1.2.3"})["X-Forwarded-For"] == "127.0.0.1"
