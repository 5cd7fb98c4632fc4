"""Checks at startup; where one fails, the server does not start and says why."""

from __future__ import annotations

import os
import sys
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import streamlit as st
from streamlit.runtime.secrets import secrets_singleton

from lib.access import is_trust_limited_to
from lib.errors import CallboardError, SettingsError
from lib.hosts import is_loopback
from lib.settings import streamlit_tables
from lib.ui.app import streamlit_identity
from lib.ui.app.app_state import app_settings

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from lib.settings import Settings

SECRET_LENGTH = 32
HOW = "docs/ACCESS.md says how"


def check() -> None:
    """Refuse to start with an unsafe configuration. Settings that cannot be read are told by the pages.

    Raises:
        SystemExit: with the sentence.
    """
    st.set_option("client.disableDataExport", True)  # the tables' own buttons check and note nothing
    try:
        pass_secrets_to_streamlit()
        check_once()
    except SettingsError as error:
        sys.exit(str(error))


def check_once() -> None:
    """Check the settings as soon as they can be read, at the start or at a later request.

    Raises:
        SettingsError: the configuration is unsafe.
    """
    try:
        app_settings()
    except CallboardError:
        return
    _check_settings()


@cache
def _check_settings() -> None:
    settings = app_settings()
    check_identity(streamlit_identity.load_auth_table(), settings, streamlit_identity.user_headers())
    check_address(
        st.get_option("server.address"),
        settings,
        signs_in=bool(streamlit_identity.load_auth_table()),
        by_streamlit="streamlit" in sys.argv[0],
    )


def pass_secrets_to_streamlit() -> None:
    """Give Streamlit its tables of a settings file that begins with a byte order mark.

    It takes such a file for a faulty one, and would run without the sign-in that stands in it.
    """
    try:
        tables = streamlit_tables()
    except CallboardError:
        return
    if tables:
        secrets_singleton.merge_programmatic_secrets(tables)


def check_identity(auth: Mapping[str, Any], settings: Settings, headers: Mapping[str, str]) -> None:
    """See that who signs in is who he says.

    Raises:
        SettingsError: an identity could be made up or read on its way, or two settings say who asks.
    """
    if settings.access.proxies and (auth or not headers):
        raise SettingsError(
            "access.proxies says that a proxy tells who asks: then [auth] must be left out, and "
            f"server.trustedUserHeaders must name its header; {HOW}."
        )
    check_proxies(settings.access.proxies, forwarded_allow_ips())
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


def forwarded_allow_ips() -> str:
    """The addresses whose `X-Forwarded-For` the server believes, separated by commas."""
    return os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")


def check_proxies(proxies: Collection[str], trusted_by_server: str) -> None:
    """See that nobody but the proxies of the settings can say from where somebody asks.

    Raises:
        SettingsError: the server believes others as well, who could pass for a proxy.
    """
    if proxies and not is_trust_limited_to(trusted_by_server, proxies):
        raise SettingsError(
            f"FORWARDED_ALLOW_IPS is {trusted_by_server}, and access.proxies does not name all of these: "
            f"whoever is believed there could pass for a proxy. Write the same addresses in both; {HOW}."
        )


def check_address(address: str | None, settings: Settings, *, signs_in: bool, by_streamlit: bool) -> None:
    """See that an account's data is not offered to a network without a sign-in.

    `address` is what Streamlit would listen on, null for everything that reaches the machine. Another server
    listens where it pleases; there each connection is looked at instead (`auth_middleware`).

    Raises:
        SettingsError: it is.
    """
    if settings.smartassist is None or signs_in or settings.access.proxies:
        return
    if is_loopback(address) or (address is None and not by_streamlit):
        return
    raise SettingsError(
        f"Callboard would show an account's conversations to everybody who reaches "
        f"{address or 'this machine'}. "
        f"Set up a sign-in ({HOW}), or listen on this machine only: --server.address 127.0.0.1"
    )
