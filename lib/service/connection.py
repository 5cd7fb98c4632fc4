"""The client that carries the requests: the endpoint's address and headers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx

from lib.errors import SettingsError

if TYPE_CHECKING:
    from lib.settings import SmartAssist

PATH = "/agentassist/api/public/analytics/account/{account}/v2/{endpoint}"
PRINTABLE = re.compile(r"[!-~]+")


def open_client(
    account: SmartAssist, transport: httpx.BaseTransport | None
) -> tuple[httpx.Client, httpx.URL]:
    """A client for the account, and its endpoint's address; null `transport` is the network.

    Raises:
        SettingsError: a setting cannot be written into a request.
    """
    for name in ("account_id", "stream_id"):
        if not PRINTABLE.fullmatch(getattr(account, name)):
            raise SettingsError(f"{name} holds a blank or a character that no id has. Copy it again.")
    path = PATH.format(account=quote(account.account_id, safe=""), endpoint=account.endpoint)
    headers = {
        "accept": "application/json",
        "accountId": account.account_id,
        "iId": account.stream_id,
        "content-type": "application/json;charset=UTF-8",
    }
    try:
        url = httpx.URL(f"{account.host}{path}")
        return httpx.Client(headers=headers, timeout=account.timeout_s, transport=transport), url
    except (httpx.InvalidURL, ValueError, OSError):
        raise SettingsError(
            "No connection can be set up: check that host is written as https://platform.kore.ai, "
            "and the proxy and certificate settings of this machine."
        ) from None
