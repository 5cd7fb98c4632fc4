"""Times as the service writes them."""

from datetime import date
from functools import lru_cache


class TimestampWriter:
    """Writes UTC seconds in a west-positive offset in minutes, so local = UTC - offset.

    `slashed` gives the odd form `2023/01/10 2:25:54` instead of `2023-01-10T02:25:54`.
    """

    __slots__ = ("_shift_s", "_slashed")

    def __init__(self, offset_min: float, *, slashed: bool = False) -> None:
        self._shift_s = round(offset_min * 60)
        self._slashed = slashed

    def __call__(self, second: int) -> str:
        """The text of a UTC second, without a zone."""
        day, rest = divmod(second - self._shift_s, 86400)
        hour, rest = divmod(rest, 3600)
        if self._slashed:
            return f"{_day_text(day).replace('-', '/')} {hour}:{rest // 60:02d}:{rest % 60:02d}"
        return f"{_day_text(day)}T{hour:02d}:{rest // 60:02d}:{rest % 60:02d}"


def utc_text(second: int, millis: int) -> str:
    """UTC with milliseconds and a Z, as callbacks and campaigns have it whatever the offset."""
    return f"{TimestampWriter(0)(second)}.{millis:03d}Z"


@lru_cache(maxsize=4096)
def _day_text(day: int) -> str:
    return (date.fromordinal(day + 719163)).isoformat()
