"""Names and addresses of machines, each in one spelling; pure."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from string import ascii_lowercase, ascii_uppercase
from urllib.parse import urlsplit

LOCALHOST = "localhost"
ASCII_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)


def lower_ascii(text: str) -> str:
    """A text with its ASCII letters in lower case.

    Other letters stay: lower case would make one of two addresses that are not the same, such as those with
    `ß` and `ss`, or with the sign for Kelvin and `k`.
    """
    return text.translate(ASCII_LOWER)


def canonical(name: str) -> str:
    """A name or an address in one spelling.

    Lower case, without brackets, zone id and the dot at its end; an IPv6 address in its short form, and one
    that stands for an IPv4 address as that.
    """
    bare = name.strip().lower().removeprefix("[").removesuffix("]").rstrip(".")
    try:
        address = ip_address(bare.partition("%")[0])
    except ValueError:
        return bare
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)


def is_loopback(name: str | None) -> bool:
    """Whether a name or an address is this machine's own; one that cannot be read is not."""
    host = canonical(name or "")
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == LOCALHOST


def host_name(host: str | None) -> str | None:
    """The name or address in a `Host` header, without its port; null where it cannot be one."""
    try:
        parts = urlsplit(f"//{host or ''}")
        _ = parts.port  # a port that is none is an error
    except ValueError:
        return None
    is_whole = parts.netloc == host and parts.username is None
    return canonical(parts.hostname) if is_whole and parts.hostname else None
