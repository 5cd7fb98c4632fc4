"""One page to fetch: what is asked for, and what was spent on it so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lib.smartassist.request_parameters import Parameters

if TYPE_CHECKING:
    from collections.abc import Callable

    from lib.period import Period
    from lib.smartassist.pace import Rank

DATE_FORMAT = "%Y-%m-%d %H:%M:%S"


@dataclass(slots=True)
class PageRequest:
    """One page to fetch, the optional parameters to send, and what was spent on it so far.

    `failures` are answers that were neither data nor a refusal. `given_up` is asked while it waits for its
    turn, from the first request to the last retry.
    """

    window: Period
    offset: int
    channels: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()
    given_up: Callable[[], bool] = lambda: False
    parameters: Parameters = field(default_factory=Parameters)
    requests: int = 0
    failures: int = 0
    first_at: float = 0.0
    begun_at: float = 0.0
    asked_to_wait_s: float = 0.0

    @property
    def name(self) -> str:
        """What is asked for, as a message names it."""
        return (
            f"{self.window.start:{DATE_FORMAT}} to {self.window.end:{DATE_FORMAT}} UTC, offset {self.offset}"
        )

    @property
    def rank(self) -> Rank:
        """Whose turn it is among those that wait: the newest window's, and in it the first page's."""
        return -self.window.end.timestamp(), self.offset

    @property
    def fields(self) -> dict[str, object]:
        """The same in parts, for a log that is read by a machine."""
        bounds = {"window_start": self.window.start, "window_end": self.window.end}
        return {**{name: f"{at:%Y-%m-%dT%H:%M:%SZ}" for name, at in bounds.items()}, "offset": self.offset}
