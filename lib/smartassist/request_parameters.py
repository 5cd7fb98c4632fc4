"""Which optional parameters a host takes: all are sent at first, refused ones are dropped and remembered.

`selectedFields` decides whether some fields come at all, and `direction` whether both directions do. Hosts of
older revisions know neither, and may ignore or refuse them. Which they do is found out with one request for
each step down, newest parameter first; then it is kept for as long as the connection and in a small file.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Literal, Protocol

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

log = logging.getLogger("callboard.service")

FIELDS = ("skills", "customerinfo", "userleveltags", "sessionleveltags", "campaigninfo")
"""The values of `selectedFields` since 2024-11."""

NEWEST_FIELD = "snoozeinfo"
"""A value of `selectedFields` since 2026-07."""

BOTH = "Both"

NAMES_FIELDS = re.compile(rb"selected_?fields", re.IGNORECASE)
NAMES_NEWEST = re.compile(NEWEST_FIELD.encode(), re.IGNORECASE)
NAMES_DIRECTION = re.compile(rb"(?<![\w-])direction(?![\w-]|\s*:)", re.IGNORECASE)
"""Not the property of that name in the style sheet of an error page."""

RETRY_REFUSED_AFTER_S = 7 * 86_400
"""A host may be updated: what it refused is sent again after a week."""


RETRY_GUESS_AFTER_S = 3_600
"""What was dropped only because the service kept failing is sent again after an hour."""


class Parameters(msgspec.Struct, frozen=True):
    """The optional parameters of a request: values of `selectedFields`, and whether `direction` is sent."""

    fields: tuple[str, ...] = (*FIELDS, NEWEST_FIELD)
    direction: bool = True

    @property
    def count(self) -> int:
        """How much is asked for; 0 is a request without optional parameters."""
        return len(self.fields) + self.direction

    @property
    def body(self) -> dict[str, object]:
        """Their part of the request's body."""
        fields: dict[str, object] = {"selectedFields": list(self.fields)} if self.fields else {}
        return fields | ({"direction": BOTH} if self.direction else {})

    def without_refused(self, refusal: bytes, *, fixed_fields: bool) -> Parameters | None:
        """What to ask for after a refusal of these; null when there is nothing to drop.

        What the refusal names is dropped, else the newest. `fixed_fields` are never dropped.
        """
        names_fields, names_direction = NAMES_FIELDS.search(refusal), NAMES_DIRECTION.search(refusal)
        has_newest = NEWEST_FIELD in self.fields and not fixed_fields
        fields = () if not fixed_fields else self.fields
        if names_fields and names_direction and not NAMES_NEWEST.search(refusal) and self.direction:
            return Parameters(fields, direction=False)
        if names_direction and not names_fields and self.direction:
            return Parameters(self.fields, direction=False)
        if has_newest:
            return Parameters(tuple(name for name in self.fields if name != NEWEST_FIELD), self.direction)
        if names_fields and self.fields and not fixed_fields:
            return Parameters((), self.direction)
        if self.direction:
            return Parameters(self.fields, direction=False)
        return Parameters(fields, direction=False) if fields != self.fields else None


def names_parameter(refusal: bytes) -> bool:
    """Whether a refusal names one of the optional parameters."""
    return any(name.search(refusal) for name in (NAMES_FIELDS, NAMES_NEWEST, NAMES_DIRECTION))


class AcceptedParameters(msgspec.Struct, frozen=True, kw_only=True):
    """What a host accepted, of what was wanted, and when that was found out in seconds since 1970."""

    host: str
    wanted: Parameters
    accepted: Parameters
    at: float

    @property
    def refused(self) -> str:
        """The parameters that the host does not take, as a sentence names them; empty for none."""
        return _difference(self.wanted, self.accepted)


class ParametersStore(Protocol):
    """What keeps a host's accepted parameters between connections."""

    def read(self) -> AcceptedParameters | None:
        """What was kept last; null when there is nothing, or it cannot be read."""

    def write(self, remembered: AcceptedParameters) -> None:
        """Keep it; where that is not possible, it is found out again."""


@dataclass(frozen=True, slots=True)
class ParametersFile:
    """A small file beside the store."""

    path: Path

    def read(self) -> AcceptedParameters | None:
        """What was kept last; null when there is nothing, or it cannot be read."""
        try:
            return msgspec.json.decode(self.path.read_bytes(), type=AcceptedParameters)
        except (OSError, msgspec.DecodeError):
            return None

    def write(self, remembered: AcceptedParameters) -> None:
        """Write beside, then put in place; a folder that cannot be written to is a line in the log."""
        beside = self.path.with_suffix(".new")
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            beside.write_bytes(msgspec.json.encode(remembered))
            beside.replace(self.path)
        except OSError as error:
            log.info(
                "Which parameters the service takes cannot be kept in %s (%s).",
                self.path,
                type(error).__name__,
            )


class Negotiation:
    """What one connection has found out; safe from several threads.

    Args:
        host: whose parameters they are.
        selected_fields: what the settings say; "auto" asks for all fields and drops what is refused.
        memory: keeps what was found out; null keeps it for this connection alone.
        clock: seconds since 1970.
    """

    def __init__(
        self,
        host: str,
        selected_fields: Literal["auto"] | tuple[str, ...],
        memory: ParametersStore | None,
        clock: Callable[[], float],
    ) -> None:
        self._host, self._memory, self._clock = host, memory, clock
        self._fixed = selected_fields != "auto"
        self._requested = Parameters() if selected_fields == "auto" else Parameters(selected_fields)
        self._stored = self._read()
        self._next = self._stored or self._requested
        self._confirmed: Parameters | None = None
        self._is_guess = False
        self._lock = Lock()

    @property
    def current(self) -> Parameters:
        """What to send with the next request."""
        return self._confirmed or self._next

    @property
    def confirmed(self) -> Parameters | None:
        """What the host has accepted of this connection: its refusals have another reason. Null before."""
        return self._confirmed

    def after_failures(self) -> Parameters:
        """What to send after failures that say nothing of parameters.

        The least, as long as nothing is known of this host; it is tried with all of them again in an hour.
        """
        if accepted := self._confirmed or self._stored:
            return accepted
        self._is_guess = True
        return Parameters(self._requested.fields if self._fixed else (), direction=False)

    def accept(self, sent: Parameters) -> None:
        """The host answered a request with these."""
        with self._lock:
            if self._confirmed is not None:
                return
            self._confirmed = self._next = sent
        if sent == self._stored:
            return
        if sent != self._requested:
            log.warning(
                "%s does not take %s: fields that come only when asked for stay empty. It is asked again "
                "later; selected_fields in the settings says it outright.",
                self._host,
                _difference(self._requested, sent),
            )
        if self._memory is not None:
            at = self._clock() - (RETRY_REFUSED_AFTER_S - RETRY_GUESS_AFTER_S if self._is_guess else 0)
            self._memory.write(
                AcceptedParameters(host=self._host, wanted=self._requested, accepted=sent, at=at)
            )

    def reduce(self, sent: Parameters, refusal: bytes) -> Parameters | None:
        """What to send instead of these, which were refused; null when the refusal has another reason."""
        with self._lock:
            if self._confirmed is not None:
                return self._confirmed if self._confirmed.count < sent.count else None
            if self._next.count < sent.count:
                return self._next
            reduced = sent.without_refused(refusal, fixed_fields=self._fixed)
            self._next = reduced or self._requested
            return reduced

    def _read(self) -> Parameters | None:
        """What the host accepted of an earlier connection, as long as that is to be believed."""
        stored = self._memory.read() if self._memory is not None else None
        if stored is None or (stored.host, stored.wanted) != (self._host, self._requested):
            return None
        age_s = self._clock() - stored.at
        lasting = stored.accepted == stored.wanted or 0 <= age_s < RETRY_REFUSED_AFTER_S
        return stored.accepted if lasting else None


def _difference(requested: Parameters, accepted: Parameters) -> str:
    missing = [name for name in requested.fields if name not in accepted.fields]
    names = [f"selectedFields ({', '.join(missing)})"] if missing else []
    return " and ".join([*names, *(["direction"] if requested.direction and not accepted.direction else [])])
