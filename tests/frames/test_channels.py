"""One name for every spelling of a channel, and the words of a filter that name none."""

from __future__ import annotations

import polars as pl
import pytest

from lib.frames.channels import (
    channel_name,
    channel_names,
    channel_spellings,
    unknown_channels,
    with_channel_names,
)


@pytest.mark.parametrize(
    ("spellings", "name"),
    [
        (
            ("rtm", "RTM", "Web/Mobile Client", "Web / Mobile Client", " web/mobile  client "),
            "Web/Mobile Client",
        ),
        (("voice", "Voice", "VOICE "), "Voice"),
        (("System Mail", "system mail"), "System Mail"),
        (("Jones ", "jones", "JONES", "\u00a0Jones"), "Jones"),
        (("line 2 east", "Line 2 East"), "Line 2 East"),
        (("telegram", "Telegram"), "telegram"),
        (("campaign",), "campaign"),
        (("Ünï",), "Ünï"),
        (("STRASSE", "Straße"), "Strasse"),
    ],
)
def test_channel_name_every_spelling_gives_one_name(spellings: tuple[str, ...], name: str) -> None:
    assert {channel_name(text) for text in spellings} == {name}
    assert channel_name(name) == name


@pytest.mark.parametrize("blank", [None, "", "  ", "\n"])
def test_channel_name_blank_is_null(blank: str | None) -> None:
    assert channel_name(blank) is None


def test_channel_names_of_several_stand_once_each() -> None:
    assert channel_names(["rtm", "voice", "Web/Mobile Client", " "]) == ("Web/Mobile Client", "Voice")


def test_unknown_channels_names_those_that_match_nothing_as_they_are_written() -> None:
    known = ["Web/Mobile Client", "Voice"]
    assert unknown_channels(["rtm", "VOICE", "vioce", "vioce"], known) == ("vioce",)
    assert unknown_channels([], known) == ()


def test_channel_spellings_of_a_label_hold_its_source() -> None:
    assert channel_spellings("Web/Mobile Client") == ("Web/Mobile Client", "rtm")
    assert channel_spellings("RTM") == ("Web/Mobile Client", "rtm")
    assert channel_spellings("voice") == ("Voice",)
    assert channel_spellings(" ") == ()


def test_with_channel_names_a_column_keeps_its_nulls_and_places() -> None:
    written = pl.Series("channel", ["rtm", None, "voice", "", "rtm"])
    assert with_channel_names(written).to_list() == [
        "Web/Mobile Client",
        None,
        "Voice",
        None,
        "Web/Mobile Client",
    ]
