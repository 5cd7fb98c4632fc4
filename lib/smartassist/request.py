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
from lib.smartassist.allowance import LONGEST_HOLD_S, MINUTE_S
from lib.smartassist.answer import Answer, read_answer
from lib.smartassist.auth import TokenAuth
from lib.smartassist.connection import open_connection
from lib.smartassist.counters import COUNTERS
from lib.smartassist.error_sentences import refusal_in, says_rate_limit
from lib.smartassist.failures import (
    OFFSET_BOUND,
    GivenUp,
    ParametersRefused,
    Unreachable,
    of_content,
    of_status,
    of_transport,
    rate_limited,
)
from lib.smartassist.pace import Pace, retry_after_s
from lib.smartassist.page_request import DATE_FORMAT, Errand
from lib.smartassist.request_parameters import Memory, Negotiation, names_parameter

if TYPE_CHECKING:
    from lib.settings import SmartAssist

log = logging.getLogger("callboard.service")

ATTEMPTS = 6
ATTEMPTS_TO_CONNECT = 3
LONGEST_WAIT_S = LONGEST_HOLD_S
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
        memory: Memory | None = None,
    ) -> None:
        self._account = account
        self._pace = pace
        self._offset_min = offset_min
        self._zone = offset_zone(offset_min).tzinfo
        self._lock, self._over = Lock(), Event()
        self._requests = 0
        self._auth().token()
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
        self._over.set()

    def close(self) -> None:
        """Let the connections go."""
        self._connection.client.close()

    def ask(self, errand: Errand) -> Answer:
        """Fetch one page.

        An offset beyond 0 that the service refuses is no error but an answer with `refused` set.

        Raises:
            ServiceError: the errors of `lib.errors`, the transient ones after every retry.
            GivenUp: nobody wants it any more, and it still waited for its turn.
        """
        errand.parameters = self._negotiation.current
        return RETRIES(partial(self._again, errand), self._attempt, errand)

    def _attempt(self, errand: Errand) -> Answer:
        """One request, and those without the parameters that it was refused for."""
        while True:
            try:
                return self._request(errand)
            except ParametersRefused as refusal:
                errand.parameters = refusal.instead

    def _request(self, errand: Errand) -> Answer:
        errand.parameters = self._negotiation.confirmed or errand.parameters
        errand.begun_at, status, rows = time.perf_counter(), "no answer", 0
        try:
            response, content = self._send(errand)
            status = str(response.status_code)
            answer = self._judge(response, content, errand)
            rows = len(answer.keys)
        except GivenUp:
            status = ""  # nothing was sent
            raise
        finally:
            if status:
                self._note(errand, status, rows)
        return answer

    def _note(self, errand: Errand, status: str, rows: int) -> None:
        spent_ms = round((time.perf_counter() - errand.begun_at) * 1000)
        COUNTERS.note(status, rows)
        outcome = {"status": status, "rows": rows, "duration_ms": spent_ms, "request": errand.requests}
        said = "%s: status %s, %d rows, %d ms"
        log.info(said, errand.name, status, rows, spent_ms, extra=errand.fields | outcome)

    def _send(self, errand: Errand) -> tuple[httpx.Response, bytes | None]:
        """The answer and its content, which is null when it was cut short or cannot be unpacked."""
        try:
            with self._connection.client.stream(
                "POST",
                self._connection.url,
                params={"limit": self._account.page_size, "offset": errand.offset},
                json=self._body(errand),
                auth=self._auth(errand),
            ) as response:
                return response, _content(response)
        except httpx.HTTPError as error:
            way, timeout_s = self._connection.way, self._account.timeout_s
            raise of_transport(error, self._host, errand.name, timeout_s, way) from None

    def _judge(self, response: httpx.Response, content: bytes | None, errand: Errand) -> Answer:
        read = self._read(response.status_code, content or b"", errand)
        if isinstance(read, Answer):
            self._negotiation.accept(errand.parameters)
            return read
        self._reduce(read, response.status_code, refusal_in(content or b""), errand)
        if isinstance(read, RequestRefused) and errand.offset and response.status_code in OFFSET_BOUND:
            return Answer(requests=errand.requests, refused=True)
        self._hold_off(response, errand, limited=isinstance(read, RateLimited))
        raise read

    def _read(self, status: int, content: bytes, errand: Errand) -> Answer | ServiceError:
        """The answer, or the error that it means: no records beside the rate limit's sentence are none."""
        answer, error = None, of_status(status, self._host, errand.name)
        if error is None:
            try:
                answer = read_answer(content, errand.requests)
            except ValueError:
                error = of_content(self._host, errand.name)
        if not (answer and answer.records) and says_rate_limit(content):
            error = rate_limited(status, self._host, errand.name)
        return error or answer or Answer(requests=errand.requests)

    def _reduce(self, error: ServiceError, status: int, refusal: bytes, errand: Errand) -> None:
        """Ask for less, if it may be an optional parameter that was refused.

        Raises:
            ParametersRefused: the same is to be asked for with fewer parameters.
        """
        if isinstance(error, RateLimited) or status == httpx.codes.UNAUTHORIZED:
            return
        of_client = 400 <= status < 500 and status not in NOT_OF_PARAMETERS
        if of_client or names_parameter(refusal):
            instead = self._negotiation.reduce(errand.parameters, refusal)
            if instead is not None:
                raise ParametersRefused(instead)
            return
        errand.failures += bool(refusal)
        if errand.failures >= FAILURES_OF_ONE_KIND:
            errand.parameters = self._negotiation.after_failures()

    def _hold_off(self, response: httpx.Response, errand: Errand, *, limited: bool) -> None:
        """Stop all who share the pace for as long as the service asks, unless that is too long to wait.

        The rate limit slows them down as well: somebody else asks for the same account.
        """
        asked_s = retry_after_s(response.headers)
        errand.asked_to_wait_s = asked_s if asked_s is not None else MINUTE_S if limited else 0.0
        hold_s = errand.asked_to_wait_s if errand.asked_to_wait_s <= LONGEST_WAIT_S else 0.0
        if limited:
            self._pace.slow_down(hold_s)
        elif hold_s:
            self._pace.hold_off(hold_s)

    def _again(self, errand: Errand, error: Exception) -> bool | float:
        """Whether to try again; a float is a wait of its own: the pace does the waiting after a 429."""
        waited_s = time.perf_counter() - errand.first_at
        if max(errand.asked_to_wait_s, waited_s) > LONGEST_WAIT_S:
            return False
        if isinstance(error, Unreachable):
            return errand.requests < ATTEMPTS_TO_CONNECT
        if isinstance(error, RateLimited):
            return 0.0
        return isinstance(error, ServiceUnavailable | PayloadNotUnderstood)

    def _auth(self, errand: Errand | None = None) -> TokenAuth:
        turn = partial(self._begin, errand) if errand else lambda: None
        return TokenAuth(self._account.client_id, self._account.client_secret.get_secret_value(), turn=turn)

    def _begin(self, errand: Errand) -> None:
        self._pace.wait(errand.rank, lambda: self._over.is_set() or errand.given_up())
        errand.requests += 1
        errand.begun_at = time.perf_counter()
        errand.first_at = errand.first_at or errand.begun_at
        with self._lock:
            self._requests += 1

    def _body(self, errand: Errand) -> dict[str, object]:
        body: dict[str, object] = {
            "startDate": errand.window.start.astimezone(self._zone).strftime(DATE_FORMAT),
            "endDate": errand.window.end.astimezone(self._zone).strftime(DATE_FORMAT),
            "timeZoneOffset": self._offset_min,
        }
        filters = {"channels": errand.channels, "queues": errand.queues}
        body |= {name: list(chosen) for name, chosen in filters.items() if chosen}
        return body | errand.parameters.body


def _content(response: httpx.Response) -> bytes | None:
    try:
        return response.read()
    except (httpx.RemoteProtocolError, httpx.DecodingError):
        return None
