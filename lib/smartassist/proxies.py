"""Which proxy leads to a host, by the environment's variables; and a sentence where one cannot be used."""

from __future__ import annotations

import ipaddress
import sys
import urllib.request
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lib.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SYSTEMS = frozenset({"win32", "darwin"})
"""Where a machine has settings of its own for proxies."""

KINDS = ("http", "https", "socks5", "socks5h")
EVERYTHING = "*"


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy, and the variable that names it. `url` may hold a password, and stays out of `repr`."""

    variable: str
    url: str = field(repr=False)

    @property
    def shown(self) -> str:
        """The proxy as a sentence may name it: without user and password."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]} (set by {self.variable})"

    @property
    def speaks_tls(self) -> bool:
        """Whether the connection to the proxy itself is encrypted."""
        return self.url.lower().startswith("https://")


def system_proxies(host: str) -> Mapping[str, str]:
    """What Windows or macOS have set for a host, by scheme; nothing where the environment names a proxy."""
    if sys.platform not in SYSTEMS or urllib.request.getproxies_environment():
        return {}
    return {} if urllib.request.proxy_bypass(host) else urllib.request.getproxies()


def proxy_for(
    scheme: str,
    host: str,
    port: int | None,
    environment: Mapping[str, str],
    system: Mapping[str, str] = MappingProxyType({}),
) -> Proxy | None:
    """The proxy for a host; null for none. A host on this machine never has one.

    The scheme's own variable is looked at before ALL_PROXY, and small letters before capitals. `system` are
    the machine's own settings by scheme, for where no variable is set.

    Raises:
        SettingsError: the variable does not hold a proxy's address. What it holds is not shown.
    """
    if _is_loopback(host) or _is_exempt(host, port, _first_value(("no_proxy", "NO_PROXY"), environment)[1]):
        return None
    names = (f"{scheme}_proxy", f"{scheme}_proxy".upper(), "all_proxy", "ALL_PROXY")
    variable, value = _first_value(names, environment)
    if not value:
        variable, value = "the system's settings", system.get(scheme, "")
    return _check_address(variable, value if "://" in value else f"http://{value}") if value else None


def _first_value(names: Iterable[str], environment: Mapping[str, str]) -> tuple[str, str]:
    """The first variable that holds something, and what it holds."""
    return next(((name, text) for name in names if (text := environment.get(name, "").strip())), ("", ""))


def _check_address(variable: str, url: str) -> Proxy:
    try:
        parts = urlsplit(url)
        usable = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable:
        raise SettingsError(
            f"{variable} in the environment is no address of a proxy. Write it as "
            "http://proxy.example.com:8080; it is not shown here, since it may hold a password."
        )
    if parts.scheme.lower() not in KINDS:
        raise SettingsError(
            f"{variable} in the environment asks for a proxy of the kind {parts.scheme}, which cannot be "
            f"used. These can: {', '.join(KINDS)}."
        )
    return Proxy(variable, url)


def _is_exempt(host: str, port: int | None, no_proxy: str) -> bool:
    return any(_exempts(entry.strip(), host, port) for entry in no_proxy.split(",") if entry.strip())


def _exempts(entry: str, host: str, port: int | None) -> bool:
    """Whether one entry of NO_PROXY means the host: a name, a domain, an address, or a range of addresses.

    An address of version 6 may stand in brackets; any entry may end in a port.
    """
    if entry == EVERYTHING:
        return True
    name, number = _without_port(entry.rpartition("://")[2])
    if number is not None and number != port:
        return False
    address = _address(host)
    if address is not None:
        return _contains(name, address)
    name, host = name.casefold().removeprefix("*").lstrip("."), host.casefold().rstrip(".")
    return bool(name) and (host == name or host.endswith(f".{name}"))


def _without_port(entry: str) -> tuple[str, int | None]:
    name, colon, number = entry.rpartition(":")
    is_port = bool(colon) and number.isdecimal() and (":" not in name or name.endswith("]"))
    name, port = (name, int(number)) if is_port else (entry, None)
    return name.strip("[]") if "/" not in name else name.replace("[", "").replace("]", ""), port


def _contains(entry: str, address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    try:
        return address in ipaddress.ip_network(entry, strict=False)
    except ValueError:
        return False


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None


def _is_loopback(host: str) -> bool:
    address = _address(host)
    return host.casefold() == "localhost" or (address is not None and address.is_loopback)
