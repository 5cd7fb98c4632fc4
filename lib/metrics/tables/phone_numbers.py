"""Phone numbers as keys: two spellings of one number give one key, by the rules of libphonenumber."""

from __future__ import annotations

import re
from typing import Final

import phonenumbers
import polars as pl

LEAST_DIGITS: Final = 7
"""A number has at least so many digits; words such as `anonymous` and extensions are none."""

TAIL: Final = LEAST_DIGITS
"""Last digits that all spellings of a number share."""

EXTENSION: Final = r"(?i)(@|;|,|#|x|ext).*$"
INTERNATIONAL: Final = re.compile(r"\s*(\+|00)")


def with_numbers(conversations: pl.LazyFrame) -> pl.LazyFrame:
    """Each session with a number: `number` without an extension, its `tail`, `code` and `line`.

    Args:
        conversations: `session_id`, `customer_phone`, `customer_country_code` and `dialed_number` are
            looked at.
    """
    number = pl.col("customer_phone").str.replace(EXTENSION, "")
    digits = number.str.replace_all(r"\D", "")
    return conversations.filter(digits.str.len_chars() >= LEAST_DIGITS).select(
        "session_id",
        number.alias("number"),
        digits.str.tail(TAIL).alias("tail"),
        pl.col("customer_country_code").alias("code"),
        pl.col("dialed_number").alias("line"),
    )


def number_key(country: str | None) -> pl.Expr:
    """The digits of the number in E.164, from the columns of `with_numbers`; its own digits if unknown.

    A number without a country's prefix is read in the country of its record's code, else of the line that was
    dialled, else in `country` (ISO 3166, such as GB). Only numbers that share their tail and are
    written in several ways are read at all: for the others their own digits tell them apart.
    """
    return pl.struct("number", "tail", "code", "line").map_batches(
        lambda numbers: _keys(numbers.struct.unnest(), country), return_dtype=pl.String
    )


def _keys(numbers: pl.DataFrame, country: str | None) -> pl.Series:
    lines = numbers["line"].drop_nulls().unique()
    codes = pl.Series([_calling_code(line) for line in lines], dtype=pl.String)
    code = pl.coalesce(
        pl.col("code"), pl.col("line").replace_strict(lines, codes, default=None, return_dtype=pl.String)
    )
    own = numbers.with_columns(code.alias("code"), _digits().alias("key")).drop("line")
    several = own.unique(["number", "code", "tail"]).filter(pl.len().over("tail") > 1)
    spellings = several.select(
        "number", "code", pl.Series("read", _normalize(several, country), dtype=pl.String)
    )
    keyed = own.join(spellings, on=["number", "code"], how="left", nulls_equal=True, maintain_order="left")
    return keyed.select(pl.coalesce("read", "key")).to_series()


def _normalize(numbers: pl.DataFrame, country: str | None) -> list[str | None]:
    """Each number's key; one of no known country is the one that has the same digits, if it is the only."""
    read = [e164(number, code, country) for number, code in numbers.select("number", "code").iter_rows()]
    same: dict[str, set[str]] = {}
    for own, key in zip(numbers["key"], read, strict=True):
        if key is not None:
            same.setdefault(own, set()).add(key)
    return [
        min(same.get(own, {own})) if key is None and len(same.get(own, {own})) == 1 else key
        for own, key in zip(numbers["key"], read, strict=True)
    ]


def _digits() -> pl.Expr:
    return pl.col("number").str.replace_all(r"\D", "").str.strip_prefix("00")


def _calling_code(line: str) -> str | None:
    """The calling code of a line that is written with its country."""
    match = INTERNATIONAL.match(line)
    if match is None:
        return None
    try:
        return str(phonenumbers.parse("+" + line[match.end() :]).country_code)
    except phonenumbers.NumberParseException:
        return None


def e164(number: str, code: str | None, country: str | None) -> str | None:
    """A number's digits with its calling code; null where no country gives a number that can be dialled.

    Args:
        number: as a record has it, without an extension.
        code: the calling code, such as 44, or the country, of its record; it comes before `country`.
        country: the account's country, ISO 3166.
    """
    international = INTERNATIONAL.match(number)
    if international and "(" not in number:
        return re.sub(r"\D", "", number[international.end() :])
    text = "+" + number[international.end() :] if international else number
    region = None if international else _region(code) or country
    try:
        reading = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(reading):
        return None
    return f"{reading.country_code}{phonenumbers.national_significant_number(reading)}"


def _region(code: str | None) -> str | None:
    """The country of a calling code; a country's own letters as they are; null for anything else."""
    text = (code or "").strip().removeprefix("+")
    if text.isascii() and text.isdigit():
        region = str(phonenumbers.region_code_for_country_code(int(text)))
        return None if region == phonenumbers.UNKNOWN_REGION else region
    return text.upper() if text.upper() in phonenumbers.SUPPORTED_REGIONS else None
