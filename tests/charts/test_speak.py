"""Numbers and days are spoken in the reader's locale, and English where none is said."""

from __future__ import annotations

from datetime import date, datetime
from threading import Thread

import pytest

from lib import formatting
from lib.formatting import MISSING, choose_locale, use_locale

each_locale = pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("en", ("1,234,567", "12.3%", "4.25", "4–15%", "0.1–0.9%", "Mon, Sep 16, 2024")),
        ("de", ("1.234.567", "12,3 %", "4,25", "4–15 %", "0,1–0,9 %", "Mo., 16. Sept. 2024")),
        ("fr", ("1 234 567", "12,3 %", "4,25", "4–15 %", "0,1–0,9 %", "lun. 16 sept. 2024")),
        ("hi-IN", ("12,34,567", "12.3%", "4.25", "4–15%", "0.1–0.9%", "सोम, 16 सित॰ 2024")),
        ("tr", ("1.234.567", "%12,3", "4,25", "%4–15", "%0,1–0,9", "16 Eyl 2024 Pzt")),
    ],
)


def plain(text: str) -> str:
    """With common spaces for the narrow and the unbreaking ones."""
    return " ".join(text.split())


@each_locale
def test_a_locale_has_its_own_signs(locale: str, expected: tuple[str, ...]) -> None:
    with use_locale(choose_locale(locale)):
        said = (
            formatting.format_count(1_234_567),
            formatting.format_share(0.1234),
            formatting.format_score(4.25),
            formatting.format_share_interval(0.04, 0.15),
            formatting.format_share_interval(0.001, 0.009),
            formatting.format_day(date(2024, 9, 16)),
        )
    assert tuple(map(plain, said)) == expected


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [(0.0, 1, "0.0%"), (1.0, 1, "100.0%"), (0.126, 0, "13%"), (None, 1, MISSING)],
)
def test_a_share_has_the_digits_asked_for(value: float | None, digits: int, expected: str) -> None:
    assert formatting.format_share(value, digits) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(None, MISSING), (0, "0:00"), (59.6, "1:00"), (3599.4, "59:59"), (3600, "1:00:00"), (-75, "-1:15")],
)
def test_a_duration_is_the_same_in_every_locale(seconds: float | None, expected: str) -> None:
    for locale in ("en", "de", "fr", "hi-IN"):
        with use_locale(choose_locale(locale)):
            assert formatting.format_duration(seconds) == expected


def test_nothing_is_a_dash_in_every_unit() -> None:
    units = ("count", "share", "seconds", "score")
    assert {formatting.format_value(None, unit) for unit in units} == {MISSING}
    assert (
        formatting.format_share_interval(None, 0.1) == formatting.format_share_interval(0.1, None) == MISSING
    )


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2024, 9, 16), date(2024, 9, 16), "Mon, Sep 16, 2024"),
        (date(2024, 9, 16), date(2024, 9, 18), "Mon, Sep 16 – Wed, Sep 18, 2024"),
        (date(2024, 12, 30), date(2025, 1, 2), "Mon, Dec 30, 2024 – Thu, Jan 2, 2025"),
    ],
)
def test_days_say_their_year_once_where_it_is_one(first: date, last: date, expected: str) -> None:
    assert formatting.format_days(first, last) == expected


def test_a_clock_runs_to_24_hours_in_every_locale() -> None:
    with use_locale(choose_locale("en-GB")):
        assert formatting.format_time(datetime(2024, 9, 16, 14, 5)) == "16 Sept, 14:05"  # noqa: DTZ001 (a wall clock)
    assert formatting.format_time(datetime(2024, 9, 16, 14, 5)) == "Sep 16, 14:05"  # noqa: DTZ001 (a wall clock)


@pytest.mark.parametrize(
    ("locale", "expected"),
    [
        ("en", "MM/DD/YYYY"),
        ("en-GB", "DD/MM/YYYY"),
        ("de", "DD.MM.YYYY"),
        ("hi", "DD/MM/YYYY"),
        ("ja", "YYYY-MM-DD"),
        ("sv", "YYYY-MM-DD"),
        ("ko", "YYYY-MM-DD"),
        ("nl", "DD-MM-YYYY"),
    ],
)
def test_a_day_is_typed_in_the_locales_order(locale: str, expected: str) -> None:
    with use_locale(choose_locale(locale)):
        assert formatting.date_input_format() == expected


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [
        (("de", "fr"), "de"),
        ((None, "fr-CA"), "fr_CA"),
        (("", "en_GB"), "en_GB"),
        (("klingon", "nowhere"), "en"),
        (("../../etc/passwd", "<b>"), "en"),
        (("de;q=1",), "en"),
        ((), "en"),
    ],
)
def test_the_first_wish_that_is_a_locale_counts(wishes: tuple[str | None, ...], expected: str) -> None:
    assert str(choose_locale(*wishes)) == expected


def test_the_locale_ends_with_its_block_and_is_of_its_thread() -> None:
    heard: list[str] = []
    with use_locale(choose_locale("de")):
        thread = Thread(target=lambda: heard.append(formatting.format_count(1234)))
        thread.start()
        thread.join()
        heard.append(formatting.format_count(1234))
    heard.append(formatting.format_count(1234))
    assert heard == ["1,234", "1.234", "1,234"]


def test_plotly_is_told_the_same() -> None:
    with use_locale(choose_locale("hi-IN")):
        words = formatting.plotly_locale()["locales"]["reader"]["format"]
    assert words["decimal"] + words["thousands"] == ".,"
    assert words["grouping"][:3] == [3, 2, 2]
    assert (words["months"][0], words["days"][0], words["days"][1]) == ("जनवरी", "रविवार", "सोमवार")
