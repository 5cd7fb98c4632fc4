"""When the next request may begin, from the last that were begun and what the service said; no I/O.

An account may ask so many times a minute, whoever asks. What must be known for that is small, and fits into a
note that processes share:

- A few requests may begin at once when a minute was quiet, so that a page has its first figures soon. Those
  after them keep an even distance, and the first of them pays for the burst. So no minute holds more than
  allowed, whether the service counts a sliding minute or the minutes of its own clock; and a note that got
  lost costs a burst at most, not a minute's worth.
- After a 429 somebody else uses the account: the pace is cut by half, and comes back little by little.

All instants are seconds since 1970. Nothing noted can be later than now: what is was written by a clock that
was wrong, and counts for nothing.
"""

from __future__ import annotations

import msgspec

MINUTE_S = 60.0
SLACK_S = 1.0
"""Two requests may come closer together on the way by about this much; a minute is longer by it."""

BURST_SIZE = 3
"""Requests that may begin together after a quiet minute."""

RATE_LIMIT_FACTOR = 0.5
MIN_SHARE = 0.1
"""The pace after a 429, as a share of the pace before, and the least of the full pace that it is cut to."""

RECOVERY_S = 1200.0
"""Seconds in which a pace would come back from nothing to all: a tenth of it in two minutes."""

MAX_HOLD_S = 600.0
"""The longest that is waited because the service asks for it."""


class Allowance(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of an account's last requests.

    `begun` are the newest `AT_ONCE`, oldest first. `held_at` and `held_for_s` are the last wait that the
    service asked for; `cut_at` and `cut_to` the share of the pace that was left after the last 429.
    """

    begun: tuple[float, ...] = ()
    held_at: float = 0.0
    held_for_s: float = 0.0
    cut_at: float = 0.0
    cut_to: float = 1.0

    def without_invalid(self, now: float) -> Allowance:
        """Without what a clock cannot have written before `now`, and without a hold that nobody waits for."""
        latest = now + SLACK_S
        valid = Allowance(begun=tuple(at for at in self.begun[-BURST_SIZE:] if at <= latest))
        if self.held_at <= latest and self.held_for_s <= MAX_HOLD_S:
            valid = msgspec.structs.replace(valid, held_at=self.held_at, held_for_s=self.held_for_s)
        if self.cut_at <= latest and MIN_SHARE <= self.cut_to <= 1:
            valid = msgspec.structs.replace(valid, cut_at=self.cut_at, cut_to=self.cut_to)
        return valid

    def share(self, now: float) -> float:
        """How much of the full pace is allowed, `SLOWEST` to 1."""
        return min(1.0, self.cut_to + max(0.0, now - self.cut_at) / RECOVERY_S)

    def interval_s(self, now: float, per_minute: float) -> float:
        """Seconds from one request to the next at this pace; `per_minute` is the full one."""
        return (MINUTE_S + SLACK_S) / max(1.0, per_minute * self.share(now))

    def next_start(self, now: float, per_minute: float) -> float:
        """The first instant at which another request may begin."""
        return max(self.held_at + self.held_for_s, self._earliest_start(now, per_minute))

    def with_request(self, now: float) -> Allowance:
        """One more request has begun."""
        return msgspec.structs.replace(self, begun=(*self.begun, now)[-BURST_SIZE:])

    def with_hold(self, now: float, seconds: float) -> Allowance:
        """The service asks to be left alone for so long from now; a hold that ends later stays."""
        seconds = min(seconds, MAX_HOLD_S)
        if now + seconds <= self.held_at + self.held_for_s:
            return self
        return msgspec.structs.replace(self, held_at=now, held_for_s=seconds)

    def with_rate_limit(self, now: float, seconds: float, per_minute: float) -> Allowance:
        """The service answered 429, and asks to be left alone for so long: a hold, and then a slower pace.

        One that comes during a hold was asked before it, and cuts no more.
        """
        if now < self.held_at + self.held_for_s:
            return self.with_hold(now, seconds)
        cut = msgspec.structs.replace(
            self, cut_at=now, cut_to=max(MIN_SHARE, RATE_LIMIT_FACTOR * self.share(now))
        )
        return cut.with_hold(now, max(seconds, cut.interval_s(now, per_minute)))

    def _earliest_start(self, now: float, per_minute: float) -> float:
        """By the distance to those before; at once when there are few of them in the last minute."""
        distance, most = self.interval_s(now, per_minute), min(BURST_SIZE, int(per_minute))
        recent = [at for at in self.begun[-most:] if at > now - MINUTE_S - SLACK_S]
        if not recent or (len(recent) < most and self.share(now) == 1):
            return now
        burst = recent[0] + len(recent) * distance if len(recent) == most else now
        return max(recent[-1] + distance, burst)
