"""Who signs in how, as Streamlit keeps it: its settings, and its cookie where no session reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit.auth_util import get_origin_from_redirect_uri
from streamlit.web.server.starlette import starlette_websocket
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

if TYPE_CHECKING:
    from collections.abc import Mapping

SETTINGS = frozenset({"client_id", "client_secret", "server_metadata_url"})
"""What an identity provider's table has, whether it is [auth] itself or one within."""


def load_auth_table() -> Mapping[str, Any]:
    """The table [auth] of the settings file; empty without one."""
    table: Mapping[str, Any] = st.secrets.get("auth", {}) if st.secrets.load_if_toml_exists() else {}
    return table


def list_providers() -> list[str | None]:
    """The identity providers to choose from; null is the one of [auth] itself."""
    table = load_auth_table()
    names = [name for name, table in table.items() if hasattr(table, "keys") and table.keys() >= SETTINGS]
    return [*([None] if table.keys() >= SETTINGS else []), *names]


def user_headers() -> dict[str, str]:
    """The headers in which a proxy says who asks, each with the claim that it holds."""
    table = st.get_option("server.trustedUserHeaders")
    return {name.lower(): claim for name, claim in table.items()} if isinstance(table, dict) else {}


def read_cookie_claims(cookies: dict[str, str]) -> dict[str, Any]:
    """The claims of a request that belongs to no session; empty where its cookie is none of ours."""
    cookie = starlette_websocket._get_signed_cookie_with_chunks(  # noqa: SLF001 (there is no other reading)
        cookies, USER_COOKIE_NAME
    )
    origin = get_origin_from_redirect_uri()
    if not cookie or not origin:
        return {}
    return starlette_websocket._parse_decoded_user_cookie(cookie, origin)  # noqa: SLF001
