"""The settings file as tables; what is wrong with it is said with its place, never with a value."""

from __future__ import annotations

import re
import tomllib
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from lib.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

BOM = b"\xef\xbb\xbf"
WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
PLACE = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)")
CURLY = re.compile("[\u2018-\u201f\u00ab\u00bb]")
HEADER = re.compile(r"\s*\[{1,2}([\w.-]+)")
KEY = re.compile(r"\s*([\w.-]+)\s*=\s*(.?)")

HIDDEN = "…"
STRAIGHT = 'Write straight quotes ("), not curly ones'
TWICE = "A key or a table stands there for the second time: keep one of the two"
PLAIN = 'Write it as key = "value", with straight quotes, below a line such as [store]'


def read_tables(path: Path, known_names: Iterable[str]) -> dict[str, Any]:
    """The tables of the file; empty where there is no file. A byte order mark is passed over.

    Args:
        path: the file.
        known_names: the names that may be shown of a line that cannot be read.

    Raises:
        SettingsError: it cannot be read, with line and column where that is known.
    """
    text = _text(path, _content(path))
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason = str(error)
    raise SettingsError(_unreadable(path, text, reason, frozenset(known_names)))


def begins_with_mark(path: Path) -> bool:
    """Whether the file begins with a byte order mark.

    Raises:
        SettingsError: it cannot be read.
    """
    return _content(path).startswith(BOM)


def nearest(name: str, known_names: Iterable[str]) -> str:
    """`; did you mean smartassist?`, or nothing where no known name is near."""
    near = get_close_matches(name.casefold(), sorted(known_names), n=1, cutoff=0.6)
    return f"; did you mean {near[0]}?" if near else ""


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except IsADirectoryError:
        why = "it is a folder. Give the file in it"
    except PermissionError:
        why = "this user may not read it. Give it to the user that runs Callboard"
    except OSError as error:
        why = error.strerror or type(error).__name__
    raise SettingsError(f"{path} cannot be read: {why}.")


def _text(path: Path, content: bytes) -> str:
    if content.startswith(WIDE_MARKS) or b"\0" in content:
        raise SettingsError(f"{path} cannot be read as TOML: it is not UTF-8. Save it as UTF-8.")
    bare = content.removeprefix(BOM)
    try:
        return bare.decode()
    except UnicodeDecodeError as error:
        before = bare[: error.start].decode()
    line, column = before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
    raise SettingsError(
        f"{path} cannot be read as TOML: line {line}, column {column} is not UTF-8. Save the file as UTF-8."
    )


def _unreadable(path: Path, text: str, reason: str, known_names: frozenset[str]) -> str:
    """Where the file is wrong, the shape of that line, and what to do."""
    lines = text.replace("\r\n", "\n").rstrip("\n").split("\n")
    place = PLACE.search(reason)
    line, column = (int(place[1]), int(place[2])) if place and place[1] else (len(lines), len(lines[-1]) + 1)
    wrong = lines[min(line, len(lines)) - 1]
    if CURLY.search(wrong):
        advice = STRAIGHT
    else:
        advice = TWICE if "overwrite" in reason or "twice" in reason or "uplicate" in reason else PLAIN
    return (
        f"{path} cannot be read as TOML: line {line}, column {column}, which looks like "
        f"{_shape(wrong, known_names)} (values are not shown). {advice}."
    )


def _shape(line: str, known_names: frozenset[str]) -> str:
    """A line without what could be a secret: a known name, the quote that begins its value, and no more."""
    header, key = HEADER.match(line), KEY.match(line)
    if header and frozenset(header[1].split(".")) <= known_names:
        closed = "]]" if line.rstrip().endswith("]]") else "]" if line.rstrip().endswith("]") else ""
        return line.strip()[: line.strip().index(header[1])] + header[1] + closed
    if key and key[1] in known_names:
        quote = key[2] if key[2] and (key[2] in "\"'[{" or CURLY.match(key[2])) else ""
        return f"{key[1]} = {quote}{HIDDEN}"
    return HIDDEN
