"""Why no connection came about: the host, the proxy or the certificates, each named with its setting."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx

from lib.smartassist.certificates import Authorities

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lib.smartassist.proxies import Proxy

EXPIRED, NOT_YET, OTHER_NAME, OTHER_ADDRESS = 10, 9, 62, 64
"""OpenSSL's numbers of what is wrong with a certificate."""


@dataclass(frozen=True, slots=True)
class Way:
    """How requests travel: through a proxy or not, and which authorities are trusted."""

    proxy: Proxy | None = None
    authorities: Authorities = field(default_factory=Authorities)


def why_unreached(error: httpx.HTTPError, host: str, way: Way) -> str:
    """One or two sentences: what was tried, what came back, what to do."""
    causes = tuple(_causes(error))
    of_tls = next((cause for cause in causes if isinstance(cause, ssl.SSLError)), None)
    if of_tls is not None:
        return _of_tls(of_tls, host, way)
    if isinstance(error, httpx.ProxyError):
        return _of_proxy(error, host, way)
    target = f"the proxy {way.proxy.shown}" if way.proxy else host
    advice = f"Check {way.proxy.variable} in the environment" if way.proxy else "Check host in the settings"
    return f"No connection to {target}: {_of_socket(error, causes)}. {advice}."


def _of_socket(error: httpx.HTTPError, causes: tuple[BaseException, ...]) -> str:
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return "no host of that name is known"
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return "it refused the connection"
    return "nothing answered in time" if isinstance(error, httpx.TimeoutException) else "it cannot be reached"


def _of_proxy(error: httpx.ProxyError, host: str, way: Way) -> str:
    proxy = way.proxy.shown if way.proxy else "of this machine"
    variable = way.proxy.variable if way.proxy else "the proxy"
    status = str(error)[:3]
    if status == "407" or "auth" in str(error).lower():
        return (
            f"The proxy {proxy} does not let requests pass to {host} with the user and password that it was "
            f"given{' (407)' if status == '407' else ''}. Write them into {variable} as "
            "http://user:password@proxy.example.com:8080, special characters as %40 and so on."
        )
    said = f" (status {status})" if status.isdecimal() else ""
    return f"The proxy {proxy} did not connect to {host}{said}. Ask whoever runs it, or check {variable}."


def _of_tls(error: ssl.SSLError, host: str, way: Way) -> str:
    through = f" through the proxy {way.proxy.shown}" if way.proxy else ""
    target = f"{host}{through}"
    if not isinstance(error, ssl.SSLCertVerificationError):
        return _of_handshake(target, way)
    if error.verify_code in {OTHER_NAME, OTHER_ADDRESS}:
        return f"The certificate shown for {target} is for another name. Check host in the settings."
    if error.verify_code in {EXPIRED, NOT_YET}:
        state = "has expired" if error.verify_code == EXPIRED else "is not valid yet"
        return (
            f"The certificate shown for {target} {state}. If it is right, this machine's clock is wrong; "
            "else whoever runs the host has to renew it."
        )
    return (
        f"The certificate shown for {target} is signed by nobody who is trusted here. Where a company's "
        "proxy opens encrypted connections, name the company's certificate authority in SSL_CERT_FILE or "
        f"REQUESTS_CA_BUNDLE; now {way.authorities.shown}."
    )


def _of_handshake(target: str, way: Way) -> str:
    if way.proxy and way.proxy.speaks_tls:
        return (
            f"No encrypted connection to {target}: it does not speak TLS, or another version. "
            f"A proxy's address mostly begins with http://, also for https hosts: check {way.proxy.variable}."
        )
    return (
        f"No encrypted connection to {target}: it does not speak TLS, or another version. "
        "Check host in the settings."
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
