"""How numbers are spoken: durations as m:ss, shares in percent, and – where there is nothing to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lib.frames.schema import Unit

NOTHING = "–"


def duration(seconds: float | None) -> str:
    """Seconds as `m:ss`, from an hour on as `h:mm:ss`."""
    if seconds is None:
        return NOTHING
    whole = round(seconds)
    hours, rest = divmod(abs(whole), 3600)
    sign = "-" if whole < 0 else ""
    if hours:
        return f"{sign}{hours}:{rest // 60:02d}:{rest % 60:02d}"
    return f"{sign}{rest // 60}:{rest % 60:02d}"


def share(value: float | None, digits: int = 1) -> str:
    """A ratio of 0 to 1 in percent."""
    return NOTHING if value is None else f"{value * 100:.{digits}f} %"


def count(value: float | None) -> str:
    """A count, with thousands apart."""
    return NOTHING if value is None else f"{value:,.0f}"


def score(value: float | None) -> str:
    """A mean score, with two digits."""
    return NOTHING if value is None else f"{value:.2f}"


def spoken(value: float | None, unit: Unit) -> str:
    """A value as its unit is spoken."""
    return {"count": count, "share": share, "seconds": duration, "score": score}[unit](value)


def spread(low: float | None, high: float | None) -> str:
    """An interval of shares: `4–15 %`."""
    if low is None or high is None:
        return NOTHING
    return (
        f"{low * 100:.0f}–{high * 100:.0f} %" if high - low >= 0.02 else f"{low * 100:.1f}–{high * 100:.1f} %"
    )
