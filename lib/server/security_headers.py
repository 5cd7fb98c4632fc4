"""The headers that tell a browser what these pages may do, and how long it may keep what it was given; pure.

Everything comes from this server and nothing is run that did not. What Streamlit 1.67 cannot do without was
found by taking each away in Chromium, on every page, with its charts, tables and downloads:

- style-src 'unsafe-inline': its styles are made while it runs, and Plotly writes them into its drawings.
- font-src data: and img-src data: hold the table's own letters, and the icons that are drawn here.
- script-src 'wasm-unsafe-eval': its messages' long numbers are computed by WebAssembly, with a fallback that
  is slower and tells of a fault. No text is ever run: there is no 'unsafe-eval' and no 'unsafe-inline', and
  the one script within its page is allowed by its hash.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

Header = tuple[bytes, bytes]

YEAR_S = 365 * 24 * 3600
INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
NO_STORE = b"private, no-store"
ASSETS = "/static/"

DENIED_FEATURES = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
"""What a browser could offer a page and none of these asks for."""


def hash_scripts(page: str) -> tuple[str, ...]:
    """Each inline script of a page as a content security policy names it."""
    return tuple(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in INLINE_SCRIPT.findall(page)
    )


def content_security_policy(scripts: Iterable[str], embedders: Sequence[str]) -> str:
    """The content security policy: everything from here, nothing from elsewhere."""
    rules = {
        "default-src": "'none'",
        "script-src": " ".join(["'self'", "'wasm-unsafe-eval'", *scripts]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": " ".join(embedders) or "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def common_headers(content_policy: str, embedders: Sequence[str]) -> list[Header]:
    """What every answer carries."""
    headers = {
        "content-security-policy": content_policy,
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "permissions-policy": ", ".join(f"{name}=()" for name in DENIED_FEATURES),
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
    }
    if not embedders:
        headers["x-frame-options"] = "DENY"
    return [(name.encode(), value.encode()) for name, value in headers.items()]


def add_headers(headers: Iterable[Header], added: Sequence[Header], *, path: str, tls: bool) -> list[Header]:
    """An answer's headers with ours in place of any of the same name.

    Nothing but the program's own files may be kept by the browser or by what stands between. Where the
    browser speaks TLS, it is told to speak nothing else for a year, and cookies never travel in the clear.
    """
    names = {name for name, _ in added}
    result = [(name, value) for name, value in headers if name.lower() not in names]
    if tls:
        result = [
            (name, _secure(value) if name.lower() == b"set-cookie" else value) for name, value in result
        ]
        result.append((b"strict-transport-security", f"max-age={YEAR_S}".encode()))
    if ASSETS not in path:
        result = [(name, value) for name, value in result if name.lower() != b"cache-control"]
        result.append((b"cache-control", NO_STORE))
    return [*result, *added]


def _secure(cookie: bytes) -> bytes:
    flags: Collection[bytes] = {part.strip().lower() for part in cookie.split(b";")[1:]}
    return cookie if b"secure" in flags else cookie + b"; Secure"
