"""The paths that are answered, below the base path; every other path is closed."""

from __future__ import annotations

import streamlit as st

from lib.ui.app.pages import TITLES

PAGES = frozenset({"/"} | {f"/{name.replace('_', '-')}" for name in TITLES})
"""The pages' own paths: each sends the same program, which then opens a session."""

HEALTH_PATHS = frozenset({"/healthz", "/readyz", "/metrics"})
SIGN_IN = frozenset({"/auth/login", "/auth/logout", "/oauth2callback"})
PROGRAM = frozenset({"/index.html", "/favicon.png", "/manifest.json"})
SESSION = frozenset({"/_stcore/health", "/_stcore/host-config", "/_stcore/stream"})
"""Whether the server is up, and the session's socket, over which nothing but the sign-in goes before its gate
has opened."""

PUBLIC_PATHS = PAGES | HEALTH_PATHS | SIGN_IN | PROGRAM | SESSION
ASSETS = "/static/"
"""The program's files, the same for everybody."""

MEDIA, EXPORT = "/media/", "/export/"
VIEWER_PATHS = (MEDIA, EXPORT)
"""Files with rows, for those who are let in."""

FRAMEWORK = ("/_stcore/", "/component/", *VIEWER_PATHS)
"""Where Streamlit has paths of its own: they are closed to a stranger before anything else is said."""


def base_path() -> str:
    """The path under which everything is served, without a slash at its end."""
    path = (st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


def path_below_base(path: str, root: str, base: str) -> str | None:
    """A request's path below the server's root path and the base path; null for a path that is not below.

    A server that is told a root path may have put it before the path, or not.
    """
    root = root.rstrip("/")
    if root and (path == root or path.startswith(f"{root}/")):
        path = path.removeprefix(root) or "/"
    if not base:
        return path
    if path != base and not path.startswith(f"{base}/"):
        return None
    return path.removeprefix(base) or "/"


def is_public(path: str) -> bool:
    """Whether a path answers without asking who it is."""
    bare = path.rstrip("/") if path.rstrip("/") in PAGES else path
    return bare in PUBLIC_PATHS or path.startswith(ASSETS)


def is_for_viewers(path: str) -> bool:
    """Whether a path answers those who are let in."""
    return path.startswith(VIEWER_PATHS)
