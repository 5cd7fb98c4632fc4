"""What a sync says of itself while it runs and when it is over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lib.period import Period

MINUTE_S = 60.0


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a sync stands. What is left is an estimate, from the density of what was seen so far.

    `allowed` is how many requests a minute there may be; null where nothing is known of that.
    """

    windows_done: int
    windows_left: int
    requests: int
    requests_left: int
    records: int
    elapsed_s: float
    allowed: float | None = None

    @property
    def rate(self) -> float:
        """Requests a minute so far, no more than allowed: the first few go out at once."""
        so_far = self.requests * MINUTE_S / self.elapsed_s if self.elapsed_s > 0 else 0.0
        return so_far if self.allowed is None else min(so_far, self.allowed)

    @property
    def left_s(self) -> float | None:
        """Seconds that it will still take at this rate; null before the first request."""
        return self.requests_left * MINUTE_S / self.rate if self.rate else None

    def __str__(self) -> str:
        time_left = f", about {self.left_s / MINUTE_S:.0f} min left" if self.left_s is not None else ""
        return (
            f"{self.windows_done:,} of about {self.windows_done + self.windows_left:,} windows, "
            f"{self.records:,} records; requests: {self.requests:,} done, "
            f"about {self.requests_left:,} left at {self.rate:.0f} a minute{time_left}"
        )

    @property
    def share(self) -> float:
        """How much of all requests is done, 0 to 1."""
        return self.requests / max(self.requests + self.requests_left, 1)


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did. `version` is the store's after it; `cancelled` says that it was ended before its end.

    `records` counts what was kept, what changed included; `windows` are those it kept, as they were asked.
    """

    windows: tuple[Period, ...]
    requests: int
    records: int
    version: int
    cancelled: bool = False
