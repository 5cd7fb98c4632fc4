"""What must hold before the server answers anybody; where it does not, it does not start, and says why."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import streamlit as st

from lib.access import is_loopback
from lib.errors import CallboardError, SettingsError
from lib.ui import identity
from lib.ui.engine import settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lib.settings import Settings

SECRET_LENGTH = 32
HOW = "docs/ACCESS.md says how"


def check() -> None:
    """Refuse to start with a door open. Settings that cannot be read are told by the pages.

    Raises:
        SystemExit: with the sentence.
    """
    try:
        found = settings()
    except CallboardError:
        return
    try:
        check_identity(identity.auth(), found, identity.user_headers())
        check_address(
            st.get_option("server.address"),
            found,
            signs_in=bool(identity.auth()),
            by_streamlit="streamlit" in sys.argv[0],
        )
    except SettingsError as error:
        sys.exit(str(error))
    if any(not rule.export for rule in found.access.rules):
        st.set_option("client.disableDataExport", True)  # the tables' own buttons ask nobody


def check_identity(auth: Mapping[str, Any], found: Settings, headers: Mapping[str, str]) -> None:
    """See that who signs in is who he says.

    Raises:
        SettingsError: an identity could be made up or read on its way, or two settings say who asks.
    """
    if found.access.proxies and (auth or not headers):
        raise SettingsError(
            "access.proxies says that a proxy tells who asks: then [auth] must be left out, and "
            f"server.trustedUserHeaders must name its header; {HOW}."
        )
    if not auth:
        return
    if len(str(auth.get("cookie_secret", ""))) < SECRET_LENGTH:
        raise SettingsError(
            f"auth.cookie_secret must be {SECRET_LENGTH} random characters or more: whoever guesses it can "
            f"sign in as anybody; {HOW}."
        )
    url = urlsplit(str(auth.get("redirect_uri", "")).replace("{port}", "0"))
    if url.scheme != "https" and not is_loopback(url.hostname):
        raise SettingsError(
            f"auth.redirect_uri must begin with https://, or the sign-in could be read on its way; {HOW}."
        )


def check_address(address: str | None, found: Settings, *, signs_in: bool, by_streamlit: bool) -> None:
    """See that an account's data is not offered to a network without a sign-in.

    `address` is what Streamlit would listen on, null for everything that reaches the machine. Another server
    listens where it pleases; there each connection is looked at instead (`doors`).

    Raises:
        SettingsError: it is.
    """
    if found.smartassist is None or signs_in or found.access.proxies:
        return
    if is_loopback(address) or (address is None and not by_streamlit):
        return
    raise SettingsError(
        f"Callboard would show an account's conversations to everybody who reaches "
        f"{address or 'this machine'}. "
        f"Set up a sign-in ({HOW}), or listen on this machine only: --server.address 127.0.0.1"
    )
