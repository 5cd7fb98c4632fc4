"""Channels by a normal form: one name for every spelling that the service has for a channel."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable

SPELLINGS = {
    "Web/Mobile Client": ("rtm", "web/mobile client"),
    "Voice": ("voice",),
    "System Mail": ("system mail",),
    "AgentAssistV2": ("agentassistv2",),
}
"""The service's newest spelling of a channel, and the normal form of every spelling that means the same."""

SOURCES = (
    "agentassist", "campaign", "email", "facebook", "instagram", "line", "msteams", "slack", "sms",
    "telegram", "twitter", "whatsapp",
)  # fmt: skip
"""Channels that the service writes in small letters."""

NAMES = {form: name for name, forms in SPELLINGS.items() for form in forms} | {name: name for name in SOURCES}
SPACES = re.compile(r"\s+")
AROUND_SLASH = re.compile(r"\s*/\s*")


def normalize_channel(text: str) -> str:
    """The normal form: without spaces around it or a slash, single spaces, case folded. Empty for blank text.

    Two spellings mean the same channel when `channel_name` gives one name for both; the form alone does not
    know synonyms.
    """
    return AROUND_SLASH.sub("/", SPACES.sub(" ", text.strip())).casefold()


def channel_name(text: str | None) -> str | None:
    """The one name of a channel in any spelling; null where the text is null or blank.

    Known channels have the service's newest spelling. Any other has capital initials, whatever its case was,
    so that spellings that differ in case alone are one channel.
    """
    form = normalize_channel(text or "")
    if not form:
        return None
    return NAMES.get(form) or " ".join(part[0].upper() + part[1:] for part in form.split(" "))


def channel_names(texts: Iterable[str]) -> tuple[str, ...]:
    """The names of several channels, each once, in their order; blank ones are left out."""
    return tuple(dict.fromkeys(name for text in texts if (name := channel_name(text)) is not None))


def unknown_channels(texts: Iterable[str], catalogue: Iterable[str]) -> tuple[str, ...]:
    """Those of `texts`, as they are written, that name none of the `known` channels in any spelling."""
    names = set(channel_names(catalogue))
    return tuple(text for text in dict.fromkeys(texts) if channel_name(text) not in names)


def channel_spellings(text: str) -> tuple[str, ...]:
    """Every spelling of a channel that the service is known to use, its name first.

    For asking the service, which may know a channel by its source (`rtm`) or by its label. A channel that
    is not known has its name alone.
    """
    name = channel_name(text)
    if name is None:
        return ()
    forms = [form for form in SPELLINGS.get(name, ()) if form != normalize_channel(name)]
    return (name, *forms)


def with_channel_names(written: pl.Series) -> pl.Series:
    """A column of channels as records write them, by their names; null where blank."""
    distinct = written.unique().drop_nulls()
    names = pl.Series([channel_name(text) for text in distinct], dtype=pl.String)
    return written.replace_strict(distinct, names, default=None, return_dtype=pl.String)
