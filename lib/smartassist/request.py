"""One question and its answer over HTTP: signed, paced, retried with jitter, logged, each failure named."""

from __future__ import annotations

import logging
import time
from functools import partial
from threading import Event, Lock
from typing import TYPE_CHECKING, Self

import httpx
import stamina

from lib.errors import (
    PayloadNotUnderstood,
    RateLimited,
    RequestRefused,
    ServiceError,
    ServiceUnavailable,
)
from lib.period import offset_zone
from lib.smartassist.allowance import MAX_HOLD_S, MINUTE_S
from lib.smartassist.answer import Answer, read_answer
from lib.smartassist.auth import TokenAuth
from lib.smartassist.connection import open_connection
from lib.smartassist.counters import COUNTERS
from lib.smartassist.error_sentences import is_rate_limit_answer, refusal_text
from lib.smartassist.failures import (
    OFFSET_BOUND,
    GivenUp,
    ParametersRefused,
    Unreachable,
    content_error,
    rate_limit_error,
    status_error,
    transport_error,
)
from lib.smartassist.pace import Pace, retry_after_s
from lib.smartassist.page_request import DATE_FORMAT, PageRequest
from lib.smartassist.request_parameters import Negotiation, ParametersStore, names_parameter

if TYPE_CHECKING:
    from lib.settings import SmartAssist

log = logging.getLogger("callboard.service")

ATTEMPTS = 6
ATTEMPTS_TO_CONNECT = 3
LONGEST_WAIT_S = MAX_HOLD_S
"""Retries end so long after the first request was begun, its turn awaited; and a `Retry-After` beyond it is
told to the reader instead of waited for."""

RETRIES = stamina.RetryingCaller(
    attempts=ATTEMPTS, timeout=None, wait_initial=0.5, wait_max=20.0, wait_jitter=1.0
)

FAILURES_OF_ONE_KIND = 3
"""Failures of the service's own, such as error pages, after which a request without optional parameters is
tried: nothing is known of what this host takes, and it may not say that it refuses one."""

NOT_OF_PARAMETERS = frozenset({401, 403, 404, 407, 408, 413, 429})
"""Refusals that have another reason, unless they name a parameter."""


class RequestSender:
    """A connection to one account's endpoint; several threads may ask at once.

    Args:
        account: host, credentials, endpoint, page size and timeout.
        pace: waited for before each request; shared by all that use the account.
        transport: what carries the requests; null is the network.
        offset_min: minutes west of UTC in which dates are asked for and times come back.
        memory: keeps which parameters the host takes; null keeps it for this connection alone.

    Raises:
        SettingsError: a setting cannot be written into a request, or the secret cannot sign.
        InputError: the offset is that of no place on earth.
    """

    def __init__(
        self,
        account: SmartAssist,
        pace: Pace,
        transport: httpx.BaseTransport | None,
        offset_min: int,
        memory: ParametersStore | None = None,
    ) -> None:
        self._account = account
        self._pace = pace
        self._offset_min = offset_min
        self._zone = offset_zone(offset_min).tzinfo
        self._lock, self._is_stopped = Lock(), Event()
        self._requests = 0
        self._token_auth().token()
        self._connection = open_connection(account, transport)
        self._host = self._connection.url.netloc.decode("ascii")
        self._negotiation = Negotiation(self._host, account.selected_fields, memory, time.time)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def requests(self) -> int:
        """Requests sent so far, by all threads."""
        return self._requests

    def give_up(self) -> None:
        """Begin no request any more: who waits for a turn meets GivenUp."""
        self._is_stopped.set()

    def close(self) -> None:
        """Let the connections go."""
        self._connection.client.close()

    def ask(self, page_request: PageRequest) -> Answer:
        """Fetch one page.

        An offset beyond 0 that the service refuses is no error but an answer with `refused` set.

        Raises:
            ServiceError: the errors of `lib.errors`, the transient ones after every retry.
            GivenUp: nobody wants it any more, and it still waited for its turn.
        """
        page_request.parameters = self._negotiation.current
        return RETRIES(partial(self._should_retry, page_request), self._attempt, page_request)

    def _attempt(self, page_request: PageRequest) -> Answer:
        """One request, and those without the parameters that it was refused for."""
        while True:
            try:
                return self._request(page_request)
            except ParametersRefused as refusal:
                page_request.parameters = refusal.instead

    def _request(self, page_request: PageRequest) -> Answer:
        page_request.parameters = self._negotiation.confirmed or page_request.parameters
        page_request.begun_at, status, rows = time.perf_counter(), "no answer", 0
        try:
            response, content = self._send(page_request)
            status = str(response.status_code)
            answer = self._interpret(response, content, page_request)
            rows = len(answer.keys)
        except GivenUp:
            status = ""  # nothing was sent
            raise
        finally:
            if status:
                self._record_outcome(page_request, status, rows)
        return answer

    def _record_outcome(self, page_request: PageRequest, status: str, rows: int) -> None:
        spent_ms = round((time.perf_counter() - page_request.begun_at) * 1000)
        COUNTERS.count_request(status, rows)
        outcome = {"status": status, "rows": rows, "duration_ms": spent_ms, "request": page_request.requests}
        message = "%s: status %s, %d rows, %d ms"
        log.info(message, page_request.name, status, rows, spent_ms, extra=page_request.fields | outcome)

    def _send(self, page_request: PageRequest) -> tuple[httpx.Response, bytes | None]:
        """The answer and its content, which is null when it was cut short or cannot be unpacked."""
        try:
            with self._connection.client.stream(
                "POST",
                self._connection.url,
                params={"limit": self._account.page_size, "offset": page_request.offset},
                json=self._request_body(page_request),
                auth=self._token_auth(page_request),
            ) as response:
                return response, _read_content(response)
        except httpx.HTTPError as error:
            route, timeout_s = self._connection.route, self._account.timeout_s
            raise transport_error(error, self._host, page_request.name, timeout_s, route) from None

    def _interpret(
        self, response: httpx.Response, content: bytes | None, page_request: PageRequest
    ) -> Answer:
        read = self._parse_response(response.status_code, content or b"", page_request)
        if isinstance(read, Answer):
            self._negotiation.accept(page_request.parameters)
            return read
        self._drop_refused_parameters(read, response.status_code, refusal_text(content or b""), page_request)
        if isinstance(read, RequestRefused) and page_request.offset and response.status_code in OFFSET_BOUND:
            return Answer(requests=page_request.requests, refused=True)
        self._apply_retry_after(response, page_request, limited=isinstance(read, RateLimited))
        raise read

    def _parse_response(
        self, status: int, content: bytes, page_request: PageRequest
    ) -> Answer | ServiceError:
        """The answer, or the error that it means: no records beside the rate limit's sentence are none."""
        answer, error = None, status_error(status, self._host, page_request.name)
        if error is None:
            try:
                answer = read_answer(content, page_request.requests)
            except ValueError:
                error = content_error(self._host, page_request.name)
        if not (answer and answer.records) and is_rate_limit_answer(content):
            error = rate_limit_error(status, self._host, page_request.name)
        return error or answer or Answer(requests=page_request.requests)

    def _drop_refused_parameters(
        self, error: ServiceError, status: int, refusal: bytes, page_request: PageRequest
    ) -> None:
        """Ask for less, if it may be an optional parameter that was refused.

        Raises:
            ParametersRefused: the same is to be asked for with fewer parameters.
        """
        if isinstance(error, RateLimited) or status == httpx.codes.UNAUTHORIZED:
            return
        of_client = 400 <= status < 500 and status not in NOT_OF_PARAMETERS
        if of_client or names_parameter(refusal):
            instead = self._negotiation.reduce(page_request.parameters, refusal)
            if instead is not None:
                raise ParametersRefused(instead)
            return
        page_request.failures += bool(refusal)
        if page_request.failures >= FAILURES_OF_ONE_KIND:
            page_request.parameters = self._negotiation.after_failures()

    def _apply_retry_after(
        self, response: httpx.Response, page_request: PageRequest, *, limited: bool
    ) -> None:
        """Stop all who share the pace for as long as the service asks, unless that is too long to wait.

        The rate limit slows them down as well: somebody else asks for the same account.
        """
        asked_s = retry_after_s(response.headers)
        page_request.asked_to_wait_s = asked_s if asked_s is not None else MINUTE_S if limited else 0.0
        hold_s = page_request.asked_to_wait_s if page_request.asked_to_wait_s <= LONGEST_WAIT_S else 0.0
        if limited:
            self._pace.slow_down(hold_s)
        elif hold_s:
            self._pace.hold_off(hold_s)

    def _should_retry(self, page_request: PageRequest, error: Exception) -> bool | float:
        """Whether to try again; a float is a wait of its own: the pace does the waiting after a 429."""
        waited_s = time.perf_counter() - page_request.first_at
        if max(page_request.asked_to_wait_s, waited_s) > LONGEST_WAIT_S:
            return False
        if isinstance(error, Unreachable):
            return page_request.requests < ATTEMPTS_TO_CONNECT
        if isinstance(error, RateLimited):
            return 0.0
        return isinstance(error, ServiceUnavailable | PayloadNotUnderstood)

    def _token_auth(self, page_request: PageRequest | None = None) -> TokenAuth:
        turn = partial(self._wait_for_turn, page_request) if page_request else lambda: None
        return TokenAuth(self._account.client_id, self._account.client_secret.get_secret_value(), turn=turn)

    def _wait_for_turn(self, page_request: PageRequest) -> None:
        self._pace.wait(page_request.rank, lambda: self._is_stopped.is_set() or page_request.given_up())
        page_request.requests += 1
        page_request.begun_at = time.perf_counter()
        page_request.first_at = page_request.first_at or page_request.begun_at
        with self._lock:
            self._requests += 1

    def _request_body(self, page_request: PageRequest) -> dict[str, object]:
        body: dict[str, object] = {
            "startDate": page_request.window.start.astimezone(self._zone).strftime(DATE_FORMAT),
            "endDate": page_request.window.end.astimezone(self._zone).strftime(DATE_FORMAT),
            "timeZoneOffset": self._offset_min,
        }
        filters = {"channels": page_request.channels, "queues": page_request.queues}
        body |= {name: list(values) for name, values in filters.items() if values}
        return body | page_request.parameters.body


def _read_content(response: httpx.Response) -> bytes | None:
    try:
        return response.read()
    except (httpx.RemoteProtocolError, httpx.DecodingError):
        return None
