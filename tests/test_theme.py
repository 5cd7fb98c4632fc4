"""The colours can be told from the page and from each other, by colour-blind readers too."""

from __future__ import annotations

import math
import tomllib
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from streamlit import config

from lib.charts.theme import COLOURS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CONFIG = tomllib.loads((Path(__file__).parents[1] / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
Eye = tuple[tuple[float, ...], ...]
NORMAL = ((1, 0, 0), (0, 1, 0), (0, 0, 1))
# Machado, Oliveira and Fernandes 2009, doi 10.1109/TVCG.2009.113, severity 1.0, on linear RGB.
RED_BLIND = (
    (0.152286, 1.052583, -0.204868),
    (0.114503, 0.786281, 0.099216),
    (-0.003882, -0.048116, 1.051998),
)
GREEN_BLIND = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.01182, 0.04294, 0.968881),
)
CAPTION = 0.6
"""How much of the text's colour Streamlit leaves to a caption."""

TOGETHER = [("answered", "abandoned", "other"), ("talk", "hold", "acw", "wait", "ring", "bot")]
"""The marks that stand in one chart."""

NEAREST = 7.0
"""Least distance of two series in OKLab, times 100; one just noticeable difference is about 2."""


def dot(row: Iterable[float], column: Iterable[float]) -> float:
    return sum(one * other for one, other in zip(row, column, strict=True))


def linear(colour: str) -> list[float]:
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio."""
    dark, light = sorted(dot((0.2126, 0.7152, 0.0722), linear(c)) for c in (one, other))
    return (light + 0.05) / (dark + 0.05)


def oklab(rgb: list[float]) -> list[float]:
    """Ottosson 2020."""
    cones = (
        (0.41222147, 0.53633254, 0.05144599),
        (0.2119035, 0.6806995, 0.10739696),
        (0.0883024, 0.2817188, 0.6299787),
    )
    lms = [dot(row, rgb) ** (1 / 3) for row in cones]
    axes = (
        (0.2104543, 0.793617785, -0.00407205),
        (1.9779985, -2.4285922, 0.4505937),
        (0.0259040, 0.78277177, -0.80867577),
    )
    return [dot(row, lms) for row in axes]


def seen(colour: str, eye: Eye) -> list[float]:
    return oklab([min(max(dot(row, linear(colour)), 0), 1) for row in eye])


def closest(colours: list[str], eye: Eye) -> float:
    return min(100 * math.dist(seen(one, eye), seen(other, eye)) for one, other in combinations(colours, 2))


def mixed(colour: str, ground: str, part: float) -> str:
    """What is seen of a colour that lets some of its ground through."""
    pairs = ((int(colour[at : at + 2], 16), int(ground[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(one * part + other * (1 - part)):02x}" for one, other in pairs)


def backgrounds(theme: dict[str, Any]) -> list[str]:
    return [
        part[key]
        for part in (theme, theme["sidebar"])
        for key in ("backgroundColor", "secondaryBackgroundColor")
    ]


@pytest.fixture(params=["light", "dark"])
def theme(request: pytest.FixtureRequest) -> dict[str, Any]:
    return CONFIG["theme"][request.param]


def test_contrast_and_distance_agree_with_known_values() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert closest(["#ff0000", "#00ff00"], NORMAL) == pytest.approx(52.0, abs=0.1)


def test_red_and_green_that_only_some_can_tell_apart_are_seen() -> None:
    red_and_green = ["#e02020", "#306020"]
    assert closest(red_and_green, RED_BLIND) < NEAREST < closest(red_and_green, NORMAL)


def test_every_key_is_one_that_streamlit_knows() -> None:
    known = set(config.get_config_options())
    assert set(leaves(CONFIG)) - known == set()


def leaves(table: dict[str, Any], path: str = "") -> Iterator[str]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{path}{key}.")
        else:
            yield f"{path}{key}"


def test_there_are_ten_series_colours(theme: dict[str, Any]) -> None:
    assert len(set(theme["chartCategoricalColors"])) == 10


def test_series_stand_out_from_the_page(theme: dict[str, Any]) -> None:
    pages = [theme["backgroundColor"], theme["sidebar"]["backgroundColor"]]
    assert min(contrast(colour, page) for colour in theme["chartCategoricalColors"] for page in pages) >= 3


@pytest.mark.parametrize("eye", [NORMAL, RED_BLIND, GREEN_BLIND], ids=["normal", "red-blind", "green-blind"])
def test_series_can_be_told_apart(theme: dict[str, Any], eye: Eye) -> None:
    assert closest(theme["chartCategoricalColors"], eye) >= NEAREST


def test_text_and_links_are_readable(theme: dict[str, Any]) -> None:
    assert min(contrast(theme["textColor"], page) for page in backgrounds(theme)) >= 7
    assert min(contrast(theme["linkColor"], page) for page in backgrounds(theme)) >= 4.5


def test_captions_are_readable(theme: dict[str, Any]) -> None:
    text = theme["textColor"]
    assert min(contrast(mixed(text, page, CAPTION), page) for page in backgrounds(theme)) >= 4.5


def test_buttons_and_borders_can_be_seen(theme: dict[str, Any]) -> None:
    assert min(contrast(theme["primaryColor"], page) for page in backgrounds(theme)) >= 3


@pytest.mark.parametrize("mark", COLOURS)
def test_marks_stand_out_from_the_page(theme: dict[str, Any], mark: str) -> None:
    assert contrast(COLOURS[mark], theme["backgroundColor"]) >= 3


@pytest.mark.parametrize("eye", [NORMAL, RED_BLIND, GREEN_BLIND], ids=["normal", "red-blind", "green-blind"])
@pytest.mark.parametrize("names", TOGETHER)
def test_marks_of_one_chart_can_be_told_apart(eye: Eye, names: tuple[str, ...]) -> None:
    assert closest([COLOURS[name] for name in names], eye) >= NEAREST
