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
class Route:
    """How requests travel: through a proxy or not, and which authorities are trusted."""

    proxy: Proxy | None = None
    authorities: Authorities = field(default_factory=Authorities)


def describe_connection_error(error: httpx.HTTPError, host: str, route: Route) -> str:
    """One or two sentences: what was tried, what came back, what to do."""
    causes = tuple(_causes(error))
    of_tls = next((cause for cause in causes if isinstance(cause, ssl.SSLError)), None)
    if of_tls is not None:
        return _describe_tls_error(of_tls, host, route)
    if isinstance(error, httpx.ProxyError):
        return _describe_proxy_error(error, host, route)
    target = f"the proxy {route.proxy.shown}" if route.proxy else host
    advice = (
        f"Check {route.proxy.variable} in the environment" if route.proxy else "Check host in the settings"
    )
    return f"No connection to {target}: {_describe_socket_error(error, causes)}. {advice}."


def _describe_socket_error(error: httpx.HTTPError, causes: tuple[BaseException, ...]) -> str:
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return "no host of that name is known"
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return "it refused the connection"
    return "nothing answered in time" if isinstance(error, httpx.TimeoutException) else "it cannot be reached"


def _describe_proxy_error(error: httpx.ProxyError, host: str, route: Route) -> str:
    proxy = route.proxy.shown if route.proxy else "of this machine"
    variable = route.proxy.variable if route.proxy else "the proxy"
    status = str(error)[:3]
    if status == "407" or "auth" in str(error).lower():
        return (
            f"The proxy {proxy} does not let requests pass to {host} with the user and password that it was "
            f"given{' (407)' if status == '407' else ''}. Write them into {variable} as "
            "http://user:password@proxy.example.com:8080, special characters as %40 and so on."
        )
    status_note = f" (status {status})" if status.isdecimal() else ""
    return (
        f"The proxy {proxy} did not connect to {host}{status_note}. Ask whoever runs it, or check {variable}."
    )


def _describe_tls_error(error: ssl.SSLError, host: str, route: Route) -> str:
    through = f" through the proxy {route.proxy.shown}" if route.proxy else ""
    target = f"{host}{through}"
    if not isinstance(error, ssl.SSLCertVerificationError):
        return _describe_handshake_error(target, route)
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
        f"REQUESTS_CA_BUNDLE; now {route.authorities.shown}."
    )


def _describe_handshake_error(target: str, route: Route) -> str:
    if route.proxy and route.proxy.speaks_tls:
        return (
            f"No encrypted connection to {target}: it does not speak TLS, or another version. "
            f"A proxy's address mostly begins with http://, also for https hosts: "
            f"check {route.proxy.variable}."
        )
    return (
        f"No encrypted connection to {target}: it does not speak TLS, or another version. "
        "Check host in the settings."
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
