"""The client that carries the requests: the endpoint's address and headers, the proxy, the certificates."""

from __future__ import annotations

import os
import re
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx

from lib.errors import SettingsError
from lib.smartassist.certificates import find_authorities
from lib.smartassist.connection_errors import Route
from lib.smartassist.proxies import proxy_for, system_proxies

if TYPE_CHECKING:
    from lib.settings import SmartAssist

PATH = "/agentassist/api/public/analytics/account/{account}/v2/{endpoint}"
PRINTABLE = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class Connection:
    """A client for an account, its endpoint's address, and how requests travel."""

    client: httpx.Client
    url: httpx.URL
    route: Route


def open_connection(account: SmartAssist, transport: httpx.BaseTransport | None) -> Connection:
    """A connection to the account; null `transport` is the network, by the environment's proxy.

    Raises:
        SettingsError: a setting cannot be written into a request, or a variable of the environment names a
            proxy or certificates that cannot be used.
    """
    for name in ("account_id", "stream_id"):
        if not PRINTABLE.fullmatch(getattr(account, name)):
            raise SettingsError(f"{name} holds a blank or a character that no id has. Copy it again.")
    path = PATH.format(account=quote(account.account_id, safe=""), endpoint=account.endpoint)
    headers = {
        "accept": "application/json",
        "accountId": account.account_id,
        "iId": account.stream_id,
        "content-type": "application/json;charset=UTF-8",
    }
    try:
        url = httpx.URL(f"{account.host}{path}")
    except (httpx.InvalidURL, ValueError):
        raise SettingsError(
            "No connection can be set up: check that host is written as https://platform.kore.ai."
        ) from None
    if transport is not None:
        client = httpx.Client(headers=headers, timeout=account.timeout_s, transport=transport)
        return Connection(client, url, Route())
    proxy = proxy_for(url.scheme, url.host, url.port, os.environ, system_proxies(url.host))
    route = Route(proxy, find_authorities(os.environ))
    return Connection(_open_client(headers, account.timeout_s, url, route), url, route)


def _open_client(headers: dict[str, str], timeout_s: float, url: httpx.URL, route: Route) -> httpx.Client:
    """A client of the network. What the environment says is read here and not by httpx."""
    plain = url.scheme == "http" and route.proxy is None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if plain else route.authorities.context()
    variable = route.proxy.variable if route.proxy else "The environment"
    try:
        proxy = (
            httpx.Proxy(route.proxy.url, ssl_context=_proxy_context(route, context)) if route.proxy else None
        )
        return httpx.Client(headers=headers, timeout=timeout_s, verify=context, proxy=proxy, trust_env=False)
    except ImportError:
        raise SettingsError(
            f"{variable} asks for a SOCKS proxy, and the package "
            "socksio is not installed. Install the pinned requirements again, or name an http proxy."
        ) from None
    except (httpx.InvalidURL, ValueError):
        raise SettingsError(
            f"{variable} is no address of a proxy. Write it as "
            "http://proxy.example.com:8080; it is not shown here, since it may hold a password."
        ) from None


def _proxy_context(route: Route, context: ssl.SSLContext) -> ssl.SSLContext | None:
    """What checks the certificate of the proxy itself; null where it has none."""
    return context if route.proxy and route.proxy.speaks_tls else None
