"""A host with a certificate of its own, and proxies that lead to it, all on loopback."""

from __future__ import annotations

import base64
import ssl
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from socket import create_connection
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from socket import socket

HOST = "assist.example.com"
ANSWER = b'HTTP/1.1 200 OK\r\ncontent-length: 11\r\nconnection: close\r\n\r\n{"data":[]}'
PEM = serialization.Encoding.PEM


class Authority:
    """A certificate authority made for a test."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Test authority")])
        builder = self._builder(self._name, self._key, timedelta(days=1))
        constraint = x509.BasicConstraints(ca=True, path_length=None)
        self._certificate = builder.add_extension(constraint, critical=True).sign(self._key, hashes.SHA256())

    def trust(self, path: Path) -> str:
        """Write the authority's own certificate."""
        path.write_bytes(self._certificate.public_bytes(PEM))
        return str(path)

    def issue(self, folder: Path, name: str = HOST, *, ends: timedelta = timedelta(days=1)) -> str:
        """Write a certificate for a name or address, and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "host")])
        alternative = x509.IPAddress(ip_address(name)) if name[0].isdigit() else x509.DNSName(name)
        builder = self._builder(subject, key, ends)
        signed = builder.add_extension(x509.SubjectAlternativeName([alternative]), critical=False).sign(
            self._key, hashes.SHA256()
        )
        form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        path = folder / "host.pem"
        path.write_bytes(key.private_bytes(PEM, *form) + signed.public_bytes(PEM))
        return str(path)

    def _builder(
        self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, ends: timedelta
    ) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=2))
            .not_valid_after(now + ends)
        )


@contextmanager
def listening(handler: type[BaseRequestHandler]) -> Iterator[int]:
    """A server on a free port of loopback."""
    with ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def encrypted_host(certificate: str) -> Iterator[int]:
    """A host that answers every request with an empty page."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            try:
                with context.wrap_socket(self.request, server_side=True) as stream:
                    received = b""
                    while b"timeZoneOffset" not in received and (part := stream.recv(65536)):
                        received += part
                    stream.sendall(ANSWER)
            except OSError:
                return

    with listening(Handler) as port:
        yield port


@dataclass
class Requested:
    """What a proxy was asked for."""

    targets: list[str] = field(default_factory=list)
    credentials: list[str] = field(default_factory=list)


@contextmanager
def socks_proxy(port: int, requested: Requested) -> Iterator[int]:
    """A SOCKS5 proxy without a sign-in that leads every connection to one port."""

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            _, methods = self.request.recv(2)
            self.request.recv(methods)
            self.request.sendall(b"\x05\x00")
            self.request.recv(4)
            (length,) = self.request.recv(1)
            requested.targets.append(self.request.recv(length).decode())
            self.request.recv(2)
            self.request.sendall(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00")
            tunnel(self.request, port)

    with listening(Handler) as own:
        yield own


@contextmanager
def http_proxy(port: int, requested: Requested, *, password: str | None = None) -> Iterator[int]:
    """An http proxy that leads every connection to one port, once it was given the password."""

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            head = b""
            while b"\r\n\r\n" not in head and (part := self.request.recv(65536)):
                head += part
                if not head.startswith(b"C"):
                    self.request.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                    return
            text = head.decode("latin-1")
            requested.targets.append(text.split()[1])
            wanted = password and base64.b64encode(f"ann:{password}".encode()).decode()
            if wanted and wanted not in text:
                self.request.sendall(
                    b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n"
                )
                return
            self.request.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            tunnel(self.request, port)

    with listening(Handler) as own:
        yield own


def tunnel(client: socket, port: int) -> None:
    """Carry bytes both ways until one side ends."""
    with create_connection(("127.0.0.1", port)) as host:
        back = Thread(target=carry, args=(host, client))
        back.start()
        carry(client, host)
        back.join()


def carry(source: socket, target: socket) -> None:
    try:
        while part := source.recv(65536):
            target.sendall(part)
        target.shutdown(1)
    except OSError:
        return
