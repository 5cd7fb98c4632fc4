"""One record's JSON, whatever the types of its fields: what has the wire's shape is kept, the rest is named.

For the few records that the compiled decoder will not take. A field of a wrong type costs that field alone.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

import polars as pl

NOT_OBJECT = "not an object"
TOO_DEEP = "nested too deeply"
NOT_JSON = "not JSON: {detail}"


class NotReadable(ValueError):
    """A text that is no JSON object; its message says why, and holds no value."""


def read_leniently(text: str, shape: pl.Struct) -> tuple[dict[str, Any], list[str]]:
    """A record's fields, and the names of those that hold what their shape cannot.

    Values are texts, lists and objects as `shape` has them: numbers as they are written, `true` and `false`.
    A single value stands for a list of it, where the list is of values. What has another type is left out,
    and so is a text with half a character; an item of a list is left out alone.

    Raises:
        NotReadable: the text is not JSON, is nested too deeply, or is no object.
    """
    lost: list[str] = []
    value = _load_json(text)
    if not isinstance(value, dict):
        raise NotReadable(NOT_OBJECT)
    return _object(value, shape, lost), list(dict.fromkeys(lost))


def _load_json(text: str) -> Any:
    try:
        return json.loads(text, parse_int=str, parse_float=str, parse_constant=_refuse)
    except RecursionError as error:
        raise NotReadable(TOO_DEEP) from error
    except json.JSONDecodeError as error:
        detail = f"{error.msg.rstrip(': ')}, at character {error.pos}"
        raise NotReadable(NOT_JSON.format(detail=detail)) from error


def _refuse(_constant: str) -> NoReturn:
    """NaN and the infinities are no JSON."""
    raise NotReadable(NOT_JSON.format(detail="a number that JSON has not"))


def _object(value: dict[str, Any], shape: pl.Struct, lost: list[str]) -> dict[str, Any]:
    return {
        field.name: _fit_type(value[field.name], field.dtype, field.name, lost)
        for field in shape.fields
        if value.get(field.name) is not None
    }


def _fit_type(value: Any, dtype: Any, name: str, lost: list[str]) -> Any:
    """A value as its type wants it; null, and its name with the lost ones, where it has another."""
    if isinstance(dtype, pl.Struct) and isinstance(value, dict):
        return _object(value, dtype, lost)
    if isinstance(dtype, pl.List) and (items := _items(value, dtype)) is not None:
        fitted = (_fit_type(item, dtype.inner, name, lost) for item in items if item is not None)
        return [item for item in fitted if item is not None]
    if dtype == pl.String and (text := _text(value)) is not None:
        return text
    lost.append(name)
    return None


def _items(value: Any, dtype: pl.List) -> list[Any] | None:
    """A list's items; null where the value can be no such list."""
    if isinstance(value, list):
        return value
    return [value] if dtype.inner == pl.String and not isinstance(value, dict) else None


def _text(value: Any) -> str | None:
    """A leaf as text; null where it is none, or holds half of a character that JSON writes as two."""
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str) or any("\ud800" <= letter <= "\udfff" for letter in value):
        return None
    return value
