"""Where a store is: a folder of this machine, or an address in an object store, and how one gets there.

Credentials come from the environment alone, by the names that each provider's own tools use: `AWS_*`,
`GOOGLE_*`, `AZURE_*`. Both libraries below read them there; what is added here is the same for all.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from urllib.parse import urlsplit

from lib.errors import StoreError

SCHEMES = frozenset({"s3", "s3a", "gs", "az", "abfs", "abfss"})
ADDRESS = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]+)://", re.IGNORECASE)
PRIVATE = 0o700
SLUG_LENGTH = 40

RETRIES, RETRIED_FOR_S = 4, 20
CONNECTED_WITHIN_S, ANSWERED_WITHIN_S = 5, 120
"""How long an object store is waited for: one that is gone is told within half a minute."""

UNKNOWN_KIND = (
    "store.path is an address of a kind not known here ({scheme}://). "
    "Set it to a folder, or to an address that begins with s3://, gs:// or az://."
)
EXTRA_PARTS = (
    "store.path holds credentials or options beside the address. Write the bucket and the folder alone, "
    "and set the credentials in the environment."
)


def is_local(root: str) -> bool:
    """Whether this is a path, not an address."""
    return ADDRESS.match(root) is None


def check_location(root: str) -> str:
    """The address as it is, a path absolute.

    Raises:
        StoreError: an address of a kind that is not known here, or with more in it than an address.
    """
    match = ADDRESS.match(root)
    if match is None:
        return str(Path(root).expanduser().absolute())
    if match["scheme"].lower() not in SCHEMES:
        raise StoreError(UNKNOWN_KIND.format(scheme=match["scheme"]))
    if _has_extra_parts(root):
        raise StoreError(EXTRA_PARTS)
    return root.rstrip("/")


def _has_extra_parts(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return bool(parts.password is not None or parts.query or parts.fragment)
    except ValueError:
        return True


def join(root: str, name: str) -> str:
    """A place below another."""
    return str(Path(root) / name) if is_local(root) else f"{root.rstrip('/')}/{name}"


def account_folder(account: str | None) -> str:
    """The folder of one account's store, or of the demo's (null)."""
    if account is None:
        return "demo"
    slug = re.sub(r"[^a-z0-9]+", "-", account.lower()).strip("-")[:SLUG_LENGTH]
    if slug == account:
        return f"account-{slug}"
    return "-".join(filter(None, ["account", slug, hashlib.sha256(account.encode()).hexdigest()[:8]]))


def make_folder(root: str) -> None:
    """Make the folder, for its owner alone; does nothing for an address."""
    if is_local(root):
        Path(root).mkdir(mode=PRIVATE, parents=True, exist_ok=True)


def writing_options(root: str) -> dict[str, str] | None:
    """What Delta tables below an address are opened with; null for a path.

    A commit is one object that must not be there yet, put there on that very condition, so that of two
    writers one fails. On S3 the condition is asked for here, whatever the environment says of it; the
    others know no way without.
    """
    if is_local(root):
        return None
    return {
        "conditional_put": "etag",
        "max_retries": f"{RETRIES}",
        "retry_timeout": f"{RETRIED_FOR_S}s",
        "connect_timeout": f"{CONNECTED_WITHIN_S}s",
        "timeout": f"{ANSWERED_WITHIN_S}s",
    }


def reading_options(root: str) -> dict[str, object] | None:
    """What files below an address are scanned with; null for a path."""
    if is_local(root):
        return None
    return {
        "max_retries": RETRIES,
        "retry_timeout_ms": RETRIED_FOR_S * 1000,
        "connect_timeout": f"{CONNECTED_WITHIN_S}s",
        "timeout": f"{ANSWERED_WITHIN_S}s",
    }
