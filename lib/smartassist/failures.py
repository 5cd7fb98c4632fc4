"""Every way a request can fail, as one of the project's errors with the sentence that a reader is shown.

No sentence quotes what the service sent or what was sent to it: a body may hold a customer's data, a header
the token. `ParametersRefused` never leaves this folder.
`Unreachable` is a `ServiceUnavailable` of its own only because waiting seldom mends it, and
`GivenUp` is none of the service's failures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from lib.errors import (
    AuthenticationRefused,
    PayloadNotUnderstood,
    RateLimited,
    RequestRefused,
    ServiceError,
    ServiceUnavailable,
)
from lib.smartassist.connection_errors import describe_connection_error

if TYPE_CHECKING:
    from lib.smartassist.connection_errors import Route
    from lib.smartassist.request_parameters import Parameters

OFFSET_BOUND = frozenset({400, 416, 422})
"""How a service may refuse an offset that is too large; which it does is documented nowhere."""


class Unreachable(ServiceUnavailable):
    """No connection could be made at all: a wrong host as a rule."""


class ParametersRefused(ServiceError):
    """The same is to be asked for with fewer optional parameters; nobody is told."""

    def __init__(self, instead: Parameters) -> None:
        super().__init__("The service refused an optional parameter.")
        self.instead = instead


class GivenUp(ServiceError):
    """Whoever asked does not want the answer any more; nobody is told."""

    def __init__(self) -> None:
        super().__init__("The request was given up before it was sent.")


def status_error(status: int, host: str, target: str) -> ServiceError | None:
    """The error that an answer's status means; null for 2xx. `asked` names the window."""
    if 200 <= status < 300:
        return None
    if status == httpx.codes.TOO_MANY_REQUESTS:
        return rate_limit_error(status, host, target)
    if status >= httpx.codes.INTERNAL_SERVER_ERROR:
        return ServiceUnavailable(
            f"{host} kept failing (status {status}) when asked for {target}. Try again in some minutes."
        )
    return _refusal_error(status, host, target)


def rate_limit_error(status: int, host: str, target: str) -> RateLimited:
    """The error of the rate limit's sentence, whatever the status that it came with."""
    return RateLimited(
        f"{host} kept answering that too many requests came in ({status}), last for {target}. "
        "All who use this account share its pace: try again later, or lower requests_per_minute."
    )


def _refusal_error(status: int, host: str, target: str) -> ServiceError:
    if status == httpx.codes.UNAUTHORIZED:
        return AuthenticationRefused(
            f"The service refused the token (401) when {host} was asked for {target}. "
            "Check client_id and client_secret, and that the client app has the SmartAssist Analytics scope."
        )
    if status == httpx.codes.FORBIDDEN:
        return AuthenticationRefused(
            f"The service refused access (403) when {host} was asked for {target}. Check that the client app "
            "has the SmartAssist Analytics scope, and check client_id, client_secret and account_id."
        )
    return RequestRefused(
        f"The service refused the request for {target} (status {status}). "
        f"Check host ({host}), account_id, stream_id, endpoint and selected_fields, "
        "and the channels and queues asked for."
    )


def transport_error(
    error: httpx.HTTPError, host: str, target: str, timeout_s: float, route: Route
) -> ServiceUnavailable:
    """The error that a failure below HTTP means: no connection, a timeout, a connection that broke."""
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.ProxyError):
        return Unreachable(describe_connection_error(error, host, route))
    if isinstance(error, httpx.TimeoutException):
        return ServiceUnavailable(
            f"{host} did not answer within {timeout_s:g} s when asked for {target}. "
            "Try again later, or raise timeout_s."
        )
    return ServiceUnavailable(
        f"The connection to {host} broke off when it was asked for {target}. Try again in some minutes."
    )


def content_error(host: str, target: str) -> PayloadNotUnderstood:
    """The error of an answer that is cut short, no JSON, or JSON without the list `data`."""
    return PayloadNotUnderstood(
        f"{host} kept answering something else than the documented JSON, or only a part of it, "
        f"when asked for {target}. Check host and endpoint; if they are right, try again in some minutes."
    )


def page_limit_error(second: str) -> RequestRefused:
    """The error of a second that holds more than the service's pages reach."""
    return RequestRefused(
        f"The second {second} holds more records than the service lets one page to, "
        "and no shorter time can be asked for. Ask for fewer channels or queues at once."
    )
