"""Who may ask: the token, the required headers, and how often."""

import math
import time
from collections import deque
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Literal

from lib.demo.api.options import ServiceOptions
from lib.demo.api.refusals import Refused
from lib.demo.api.token import read_claims

_WINDOW_S = 60.0
RATE_LIMIT_SENTENCE = "You've exceeded the per-minute rate limit. Please wait for sometime before retrying."
"""As documented; which status it comes with is not."""


def check_headers(headers: Mapping[str, str], account_id: str, options: ServiceOptions) -> None:
    """Refused with 400 (missing), 401 (token) or 403 (not allowed); `account_id` is the path's."""
    if not headers.get("content-type", "").lower().startswith("application/json"):
        raise Refused(400, "The content-type must be application/json.")
    _check_token(headers.get("auth", ""), options)
    for name, expected in (("accountId", options.account_id), ("iId", options.stream_id)):
        value = headers.get(name)
        if not value:
            raise Refused(400, f"The header {name} is missing.")
        if value != expected:
            raise Refused(403, f"The header {name} names something this token may not read.")
    if account_id != options.account_id:
        raise Refused(403, "The path's account is not the header's.")


def _check_token(token: str, options: ServiceOptions) -> None:
    if not token:
        raise Refused(401, "The header auth is missing: it holds the JWT.")
    claims = read_claims(token, options.client_secret, time.time())
    if claims.get("appId") != options.client_id:
        raise Refused(403, "The token's appId is not a client of this account.")
    if options.require_jti and not claims.get("jti"):
        raise Refused(401, "The token lacks jti, which this account requires.")


class RateLimit:
    """At most so many requests in a minute, any sixty seconds or one of the clock's; null lets all through.

    `clock` counts seconds, `status` is that of the refusal.
    """

    def __init__(
        self,
        per_minute: int | None,
        minutes: Literal["sliding", "fixed"] = "sliding",
        clock: Callable[[], float] = time.monotonic,
        status: int = 429,
    ) -> None:
        self._per_minute, self._fixed, self._clock = per_minute, minutes == "fixed", clock
        self._status = status
        self._times: deque[float] = deque()
        self._lock = Lock()

    def check(self) -> None:
        """Count one request; Refused with the whole seconds to wait when there were too many."""
        if self._per_minute is None:
            return
        with self._lock:
            now = self._clock()
            while self._times and self._over_at(self._times[0]) <= now:
                self._times.popleft()
            if len(self._times) >= self._per_minute:
                wait_s = max(1, math.ceil(self._over_at(self._times[0]) - now)) if self._times else 60
                raise Refused(self._status, RATE_LIMIT_SENTENCE, wait_s)
            self._times.append(now)

    def _over_at(self, asked_at: float) -> float:
        """When a request no longer counts."""
        start = asked_at - asked_at % _WINDOW_S if self._fixed else asked_at
        return start + _WINDOW_S
