"""By which names the server may be asked for, and from which pages a websocket may be opened; pure.

A page elsewhere can give its own name the address of this machine (DNS rebinding) and then read whatever a
server on it answers. The name that the browser asked for still stands in `Host`, and gives that away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lib.hosts import canonical, host_name, is_loopback

if TYPE_CHECKING:
    from collections.abc import Iterable

ANY = "*"


def is_allowed_host(host: str | None, names: Iterable[str], server_address: str | None) -> bool:
    """Whether the name in `Host` is one to answer to.

    Args:
        host: the header; null where there is none.
        names: the names that are allowed, such as `callboard.example.com` or `*.example.com`; `*` is any.
        server_address: this machine's address that the request came in at. Without names, a request that
            came in by loopback has to have asked for loopback.
    """
    allowed = [canonical(name) for name in names]
    if not allowed and not is_loopback(server_address):
        return True
    name = host_name(host)
    if name is None:
        return False
    return any(_matches(name, pattern) for pattern in allowed) if allowed else is_loopback(name)


def is_allowed_origin(origin: str | None, host: str | None, others: Iterable[str]) -> bool:
    """Whether a websocket is opened by a page of this server, or by one of the other origins that are named.

    Browsers always send `Origin`; what sends none is no browser, and no page can make a browser do so.
    """
    if origin is None:
        return True
    return bool(host) and (
        urlsplit(origin).netloc == host or origin in {other.rstrip("/") for other in others}
    )


def _matches(name: str, allowed: str) -> bool:
    return name.endswith(allowed[1:]) if allowed.startswith("*.") else allowed in {ANY, name}
