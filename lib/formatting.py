"""Numbers, durations and dates as text in the viewer's locale; a null is `–`.

Within `use_locale(locale)` texts are of that locale, elsewhere English. The pages' own
text is English; times are on the 24-hour clock and durations m:ss in every locale.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton
from babel.numbers import format_decimal, format_percent, get_decimal_symbol, get_group_symbol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from lib.frames.schema import Unit

MISSING = "–"
ENGLISH = Locale("en")

_LOCALE: ContextVar[Locale] = ContextVar("locale", default=ENGLISH)


def choose_locale(*wishes: str | None) -> Locale:
    """The first name that is a locale, such as `de`, `en-GB` or `hi_IN`; English where none does."""
    for wish in wishes:
        try:
            return Locale.parse((wish or "").replace("_", "-"), sep="-")
        except (ValueError, TypeError, UnknownLocaleError):
            continue
    return ENGLISH


def current_locale() -> str:
    """The name of the current locale, for cache keys of formatted text."""
    return str(_LOCALE.get())


@contextmanager
def use_locale(locale: Locale) -> Iterator[None]:
    """Format in this locale within the block and this thread."""
    token = _LOCALE.set(locale)
    try:
        yield
    finally:
        _LOCALE.reset(token)


def format_duration(seconds: float | None) -> str:
    """Seconds as `m:ss`, from an hour on as `h:mm:ss`."""
    if seconds is None:
        return MISSING
    rounded = round(seconds)
    hours, rest = divmod(abs(rounded), 3600)
    sign = "-" if rounded < 0 else ""
    if hours:
        return f"{sign}{hours}:{rest // 60:02d}:{rest % 60:02d}"
    return f"{sign}{rest // 60}:{rest % 60:02d}"


def format_share(value: float | None, digits: int = 1) -> str:
    """A ratio of 0 to 1 in percent."""
    return MISSING if value is None else format_percent(value, _percent_pattern(digits), _LOCALE.get())


def _percent_pattern(digits: int) -> str:
    """The locale's pattern of a percentage, with so many digits after the point."""
    pattern = str(_LOCALE.get().percent_formats[None].pattern)
    return pattern.replace("0", f"0.{'0' * digits}") if digits else pattern


def format_points(value: float | None) -> str:
    """A difference of two shares in percentage points: `1.2 points`."""
    return MISSING if value is None else f"{format_number(value * 100)} points"


def format_count(value: float | None) -> str:
    """A count, with thousands apart, or lakhs where they are usual."""
    return MISSING if value is None else format_decimal(round(value), locale=_LOCALE.get())


def format_quantity(number: float, plural: str, singular: str | None = None) -> str:
    """A count with its noun: `1 visit`, `17 visits`; `singular` where it is not the plural without its s."""
    single = plural.removesuffix("s") if singular is None else singular
    return f"{format_count(number)} {single if round(number) == 1 else plural}"


def format_score(value: float | None) -> str:
    """A mean score, with two digits."""
    return format_number(value, 2)


def format_number(value: float | None, digits: int = 1) -> str:
    """A plain number, with so many digits after the point."""
    if value is None:
        return MISSING
    pattern = str(_LOCALE.get().decimal_formats[None].pattern).replace(".###", f".{'0' * digits}")
    return format_decimal(value, pattern if digits else pattern.replace(".", ""), _LOCALE.get())


def format_value(value: float | None, unit: Unit) -> str:
    """A value in the format of its unit."""
    return {"count": format_count, "share": format_share, "seconds": format_duration, "score": format_score}[
        unit
    ](value)


def format_share_interval(low: float | None, high: float | None) -> str:
    """An interval of shares: `4–15%`."""
    if low is None or high is None:
        return MISSING
    digits = 0 if high - low >= 0.02 else 1
    return format_share(0, 0).replace(
        "0", f"{format_number(low * 100, digits)}–{format_number(high * 100, digits)}"
    )


def format_interval(low: float | None, high: float | None, unit: Unit) -> str:
    """An interval in its unit: `4–15%`, `4:52–5:09`."""
    if unit == "share":
        return format_share_interval(low, high)
    return MISSING if low is None or high is None else f"{format_value(low, unit)}–{format_value(high, unit)}"


def format_day(value: date) -> str:
    """A day with its weekday and year: `Mon, Sep 16, 2024`."""
    return str(format_skeleton("yMMMEd", value, locale=_LOCALE.get()))


def format_weekday(value: date) -> str:
    """A day of this year or so, with its weekday: `Mon, Sep 16`."""
    return str(format_skeleton("MMMEd", value, locale=_LOCALE.get()))


def format_calendar_day(value: date, *, with_year: bool = False) -> str:
    """A day without its weekday, as an axis has it: `Sep 16`, or `Sep 16, 2024`."""
    return str(format_skeleton("yMMMd" if with_year else "MMMd", value, locale=_LOCALE.get()))


def format_days(first: date, last: date) -> str:
    """The days from first to last; the year stands once where it is the same."""
    if first == last:
        return format_day(first)
    short = format_skeleton("MMMEd" if first.year == last.year else "yMMMEd", first, locale=_LOCALE.get())
    return f"{short} – {format_day(last)}"


def format_time(local: datetime) -> str:
    """A day of this year or so and a time on the viewer's clock: `Sep 16, 14:05`."""
    return f"{format_skeleton('MMMd', local, locale=_LOCALE.get())}, {local:%H:%M}"


def date_input_format() -> str:
    """The format of a date input, as Streamlit names it: the locale's order, with a four-digit year."""
    pattern = str(_LOCALE.get().date_formats["short"].pattern).lower()
    order = sorted("ymd", key=pattern.find)
    sign = next((sign for sign in "./-" if sign in pattern), "-")
    text = sign.join({"y": "YYYY", "m": "MM", "d": "DD"}[part] for part in order)
    return text if order in (["d", "m", "y"], ["m", "d", "y"]) else "YYYY-MM-DD"


def plotly_locale() -> dict[str, object]:
    """The locale in the form of Plotly's chart config."""
    locale = _LOCALE.get()
    months, weekdays = locale.months["format"], locale.days["format"]
    by_lakhs = "#,##,##0" in str(locale.decimal_formats[None].pattern)
    settings = {
        "decimal": get_decimal_symbol(locale),
        "thousands": get_group_symbol(locale),
        "grouping": [3, 2, 2, 2, 2] if by_lakhs else [3],
        "months": [months["wide"][at] for at in range(1, 13)],
        "shortMonths": [months["abbreviated"][at] for at in range(1, 13)],
        "days": [weekdays["wide"][at % 7] for at in range(6, 13)],
        "shortDays": [weekdays["abbreviated"][at % 7] for at in range(6, 13)],
    }
    return {"locale": "reader", "locales": {"reader": {"format": settings}}}
