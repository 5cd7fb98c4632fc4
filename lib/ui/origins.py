"""By which names the server may be asked for, and from which pages a websocket may be opened; pure.

A page elsewhere can give its own name the address of this machine (DNS rebinding) and then read whatever a
server on it answers. The name that the browser asked for still stands in `Host`, and gives that away.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
ANY = "*"


def is_known(host: str | None, names: Iterable[str], reached: str | None) -> bool:
    """Whether the name in `Host` is one to answer to.

    Args:
        host: the header; null where there is none.
        names: the names that are allowed, such as `callboard.example.com` or `*.example.com`; `*` is any.
        reached: the address of this machine that the request came in at. Where no names are given, one that
            came in by loopback has to have asked for loopback.
    """
    allowed = [name.strip().lower().rstrip(".") for name in names]
    if not allowed and not _is_loopback(reached):
        return True
    name = hostname(host)
    return name is not None and any(_matches(name, one) for one in allowed or LOOPBACK_NAMES)


def is_from_here(origin: str | None, host: str | None, others: Iterable[str]) -> bool:
    """Whether a websocket is opened by a page of this server, or by one of the other origins that are named.

    Browsers always send `Origin`; what sends none is no browser, and no page can make a browser do so.
    """
    if origin is None:
        return True
    return bool(host) and (
        urlsplit(origin).netloc == host or origin in {other.rstrip("/") for other in others}
    )


def hostname(host: str | None) -> str | None:
    """The name or address in a `Host` header, without its port; null where it cannot be one."""
    try:
        parts = urlsplit(f"//{host or ''}")
        _ = parts.port  # a port that is none is an error
    except ValueError:
        return None
    whole = parts.netloc == host and parts.username is None and parts.hostname
    return parts.hostname.lower().rstrip(".") if whole and parts.hostname else None


def _matches(name: str, allowed: str) -> bool:
    if allowed.startswith("*."):
        return name.endswith(allowed[1:])
    return allowed in {ANY, name, f"[{name}]"}


def _is_loopback(address: str | None) -> bool:
    try:
        return ip_address(address or "").is_loopback
    except ValueError:
        return False
