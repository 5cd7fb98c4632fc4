"""Where a request comes from: this machine, or a trusted proxy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lib.hosts import canonical, host_name, is_loopback

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

FORWARDED_FOR = "x-forwarded-for"
PROXY_HEADERS = frozenset({"forwarded", FORWARDED_FOR, "x-forwarded-host", "x-real-ip", "via"})
"""What a proxy adds: the one who asks is then not on this machine, whatever the connection says."""


def is_local_request(address: str | None, headers: Mapping[str, str]) -> bool:
    """Whether a request comes from this machine itself.

    The connection must come from it, be meant for it by name (a foreign site can have its own name lead to
    this machine), and have gone through no proxy.

    Args:
        address: where the connection comes from.
        headers: the request's, names in lower case.
    """
    name = host_name(headers.get("host"))
    return is_loopback(address) and is_loopback(name) and not PROXY_HEADERS & headers.keys()


def is_trusted_proxy(
    client: tuple[str, int] | None, proxies: Collection[str], trusted_by_server: str, *, forwarded: bool
) -> bool:
    """Whether a connection comes from a proxy that may say who the viewer is.

    Without `X-Forwarded-For` the address is the connection's own. With it the server may have put there what
    the header says, its port included. Then the proxies that the server believes have to be among those of
    the settings, and an address with a port counts only where it is one of theirs itself.

    Args:
        client: the address and port that the server names.
        proxies: the addresses of those that the settings name.
        trusted_by_server: the addresses that the server believes, separated by commas.
        forwarded: whether the request has the header `X-Forwarded-For`.
    """
    if client is None or not proxies:
        return False
    address, port = client
    is_named = canonical(address) in {canonical(proxy) for proxy in proxies}
    if not forwarded:
        return is_named
    return is_trust_limited_to(trusted_by_server, proxies) and (is_named or not port)


def is_trust_limited_to(trusted_by_server: str, proxies: Collection[str]) -> bool:
    """Whether each proxy that the server believes is one of those that the settings name."""
    trusted = {canonical(name) for name in trusted_by_server.split(",") if name.strip()}
    return trusted <= {canonical(proxy) for proxy in proxies}
