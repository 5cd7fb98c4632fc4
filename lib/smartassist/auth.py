"""The service's token: an HS256 JWT in the header `auth`, signed anew for every request."""

from __future__ import annotations

import json
import secrets
import time
from typing import TYPE_CHECKING

import httpx
import jwt
from jwt.algorithms import HMACAlgorithm

from lib.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

ALGORITHM = "HS256"
SUBJECT = "1234567890"
"""The `sub` of every documented token; the service tells accounts apart by `appId`."""

REQUESTS_AT_MOST = 2
"""A refused token is renewed once: a clock or a `jti` may have gone wrong, a wrong secret stays wrong."""


class _AnyLength(HMACAlgorithm):
    """HMAC that does not warn of a short secret: the service issues it, the reader cannot lengthen it."""

    def check_key_length(self, key: object) -> None:
        del key


_SIGNER = jwt.PyJWS(algorithms=[])
_SIGNER.register_algorithm(ALGORITHM, _AnyLength(HMACAlgorithm.SHA256))


class TokenAuth(httpx.Auth):
    """Signs each request just before it is sent, so that no token can be stale.

    Args:
        client_id: the client app's id, `cs-…`; the token's `appId`.
        client_secret: what the token is signed with; it never shows in `repr`.
        lifetime_s: seconds until the token expires (adds `iat` and `exp`); null makes one without expiry.
        turn: called before each signing; a client waits here for its pace.
        clock: seconds since 1970, for `iat` and `exp`.
    """

    def __init__(
        self,
        client_id: str,
        client_secret: str,
        *,
        lifetime_s: int | None = None,
        turn: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._client_id = client_id
        self._secret = client_secret
        self._lifetime_s = lifetime_s
        self._turn = turn
        self._clock = clock

    def __repr__(self) -> str:
        return f"TokenAuth(client_id={self._client_id!r})"

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send with a token, and once more with a new one if that was refused (401); never more."""
        for _ in range(REQUESTS_AT_MOST):
            self._turn()
            request.headers["auth"] = self.token()
            response = yield request
            if response.status_code != httpx.codes.UNAUTHORIZED:
                return

    def token(self) -> str:
        """A new token; its `jti` is random, so that no two are alike.

        Raises:
            SettingsError: the secret cannot sign anything (empty, or a public key pasted by mistake).
        """
        claims: dict[str, object] = {"sub": SUBJECT, "appId": self._client_id, "jti": secrets.token_hex(16)}
        if self._lifetime_s is not None:
            now = int(self._clock())
            claims |= {"iat": now, "exp": now + self._lifetime_s}
        try:
            return _SIGNER.encode(json.dumps(claims).encode(), self._secret, ALGORITHM)
        except jwt.PyJWTError:
            raise SettingsError(
                "client_secret cannot sign a token: it is empty, or a key of another kind. "
                "Copy the secret of the client app as the service shows it."
            ) from None
