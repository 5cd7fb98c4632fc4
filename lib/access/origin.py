"""From where somebody asks: this machine, or a proxy that is believed."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

MACHINE_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
FORWARDED = frozenset({"forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"})
"""What a proxy adds: the one who asks is then not on this machine, whatever the connection says."""


def is_loopback(address: str | None) -> bool:
    """Whether an address is this machine's own; one that cannot be read is not."""
    try:
        found = ip_address((address or "").partition("%")[0])
    except ValueError:
        return address == "localhost"
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_loopback


def is_at_the_machine(address: str | None, headers: Mapping[str, str]) -> bool:
    """Whether somebody asks from the machine itself.

    The connection must come from it, be meant for it by name (a foreign site can have its own name lead to
    this machine), and have gone through no proxy.

    Args:
        address: where the connection comes from.
        headers: the request's, names in lower case.
    """
    host = headers.get("host", "").casefold()
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    return is_loopback(address) and name in MACHINE_NAMES and not FORWARDED & headers.keys()


def is_believed(client: tuple[str, int] | None, proxies: Collection[str], server_believes: str) -> bool:
    """Whether a connection comes from a proxy that may say who asks.

    Args:
        client: the address and port that the server names. It puts there what a proxy says that it believes
            itself, mostly without a port: then the proxy is one of those.
        proxies: the addresses of those that the settings name.
        server_believes: the addresses that the server believes, separated by commas.
    """
    if client is None or not proxies:
        return False
    address, port = client
    if port:
        return address in proxies
    return {name.strip() for name in server_believes.split(",")} <= {*proxies}
