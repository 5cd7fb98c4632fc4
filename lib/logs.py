"""What is logged, how it is written, and that no secret is in it, whichever library says it.

Callboard's own loggers (`callboard.…`) write to stderr. Those of Streamlit and uvicorn stay as they are. A
secret is taken out where a record is made, before any handler of anybody's sees it. httpx would name each
request's address, which holds the account's id, and stamina each retry: ours say more and name neither, so
these two are heard from warnings on only, and from errors on.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import time
import tomllib
from typing import TYPE_CHECKING, Any

from pythonjsonlogger.json import JsonFormatter

from lib.settings import secrets_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from lib.settings import Log

LOGGER = "callboard"
TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
FIELDS = ("asctime", "levelname", "name", "message")
NAMES = {"asctime": "time", "levelname": "level", "name": "logger"}
INSTANT = "%Y-%m-%dT%H:%M:%SZ"
LIBRARY_LEVELS = {"httpx": logging.WARNING, "httpcore": logging.WARNING, "stamina": logging.ERROR}

REDACTED = "[secret]"
TOKEN = re.compile(r"\beyJ[\w-]{4,}\.[\w-]{4,}\.[\w-]*")
"""A JSON web token: ours to the service, or a reader's identity."""

NAMED_SECRET = re.compile(r"secret|password|token|credential|(^|_)key$", re.IGNORECASE)
OUR_VARIABLES = ("CALLBOARD_", "STREAMLIT_", "AWS_", "AZURE_", "GOOGLE_")

SHORTEST = 6
"""A secret of fewer characters would be found in the middle of words; such a one protects nothing."""

STANDARD_FIELDS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


def known_secrets(environment: Mapping[str, str] = os.environ, file: Path | None = None) -> set[str]:
    """Whatever the settings file and the environment call a secret, in any of their tables."""
    try:
        table = tomllib.loads((file or secrets_file()).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        table = {}
    variables = {name: value for name, value in environment.items() if name.startswith(OUR_VARIABLES)}
    return set(_find_secrets(variables)) | set(_find_secrets(table))


def _find_secrets(table: Mapping[str, Any]) -> Iterator[str]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _find_secrets(value)
        elif isinstance(value, str) and NAMED_SECRET.search(name):
            yield value


def set_up(settings: Log, secrets: Iterable[str], *, unless_set: str = "info") -> None:
    """Write Callboard's log to stderr from now on; called again, it takes the newer settings.

    Args:
        settings: format and level.
        secrets: what must never be written.
        unless_set: the level where the settings name none, such as "info", or "critical" for next to nothing.
    """
    hide = build_redactor(secrets)
    logging.setLogRecordFactory(
        lambda *args, **kwargs: _redact_message(hide, logging.LogRecord(*args, **kwargs))
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(settings.format))
    handler.addFilter(lambda record: _redact_fields(hide, record))
    logger = logging.getLogger(LOGGER)
    logger.handlers, logger.propagate = [handler], False
    logger.setLevel((settings.level or unless_set).upper())
    for name, level in LIBRARY_LEVELS.items():
        logging.getLogger(name).setLevel(level)


def formatter(form: str) -> logging.Formatter:
    """Lines for people, or one JSON object a line with the fields that a message came with; times are UTC."""
    lines = (
        logging.Formatter(TEXT, INSTANT)
        if form == "text"
        else JsonFormatter(FIELDS, INSTANT, rename_fields=NAMES)
    )
    lines.converter = time.gmtime
    return lines


def build_redactor(secrets: Iterable[str]) -> Callable[[str], str]:
    """A function that takes secrets and tokens out of a text."""
    longest_first = sorted({secret for secret in secrets if len(secret) >= SHORTEST}, key=len, reverse=True)
    pattern = re.compile("|".join([*map(re.escape, longest_first), TOKEN.pattern]))
    return lambda text: pattern.sub(REDACTED, text)


def _redact_message(hide: Callable[[str], str], record: logging.LogRecord) -> logging.LogRecord:
    """The record as it is, or with its words and its traceback rewritten where they hold a secret."""
    try:
        message = record.getMessage()
    except (TypeError, ValueError):
        message = f"{record.msg} {record.args}"
    if (harmless := hide(message)) != message:
        record.msg, record.args = harmless, ()
    if record.exc_info:
        traceback = logging.Formatter().formatException(record.exc_info)
        if (harmless := hide(traceback)) != traceback:
            record.exc_info, record.exc_text = None, harmless
    return record


def _redact_fields(hide: Callable[[str], str], record: logging.LogRecord) -> bool:
    """Rewrite what came with a message; lets it pass."""
    fields: dict[str, Any] = {
        name: value for name, value in vars(record).items() if name not in STANDARD_FIELDS
    }
    vars(record).update({name: hide(value) for name, value in fields.items() if isinstance(value, str)})
    return True
