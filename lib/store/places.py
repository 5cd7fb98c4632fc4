"""Where a store is: a folder of this machine, or an address in an object store."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from lib.errors import StoreError

SCHEMES = frozenset({"s3", "s3a", "gs", "az", "abfs", "abfss"})
ADDRESS = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]+)://", re.IGNORECASE)
PRIVATE = 0o700
SLUG_LENGTH = 40


def local(root: str) -> bool:
    """Whether this is a path, not an address."""
    return ADDRESS.match(root) is None


def checked(root: str) -> str:
    """The address as it is, a path absolute.

    Raises:
        StoreError: an address of a kind that is not known here.
    """
    found = ADDRESS.match(root)
    if found is None:
        return str(Path(root).expanduser().absolute())
    if found["scheme"].lower() not in SCHEMES:
        raise StoreError(f"store.path is an address of a kind not known here ({found['scheme']}://). ")
    return root.rstrip("/")


def join(root: str, name: str) -> str:
    """A place below another."""
    return str(Path(root.removeprefix("file://")) / name) if _is_path(root) else f"{root.rstrip('/')}/{name}"


def folder_of(account: str | None) -> str:
    """The folder of one account's store, or of the demo's (null)."""
    if account is None:
        return "demo"
    slug = re.sub(r"[^a-z0-9]+", "-", account.lower()).strip("-")[:SLUG_LENGTH]
    if slug == account:
        return f"account-{slug}"
    return "-".join(filter(None, ["account", slug, hashlib.sha256(account.encode()).hexdigest()[:8]]))


def make(root: str) -> None:
    """Make the folder, for its owner alone; does nothing for an address."""
    if local(root):
        Path(root).mkdir(mode=PRIVATE, parents=True, exist_ok=True)


def _is_path(root: str) -> bool:
    return local(root) or root.startswith("file://")
