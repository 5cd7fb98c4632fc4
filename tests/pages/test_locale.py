"""What a page says is in the reader's locale; what it hands over is the same in every one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from lib.formatting import choose_locale, format_count, format_day, format_share, use_locale
from tests.pages.opened import context_of, metrics, open_page, page_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from streamlit.testing.v1 import AppTest


def opened_in(settings: Callable[..., None], filled: Path, locale: str, page: str = "overview") -> AppTest:
    settings(STORE__PATH=filled, DISPLAY__LOCALE=locale)
    return open_page(page)


@pytest.mark.parametrize(
    ("locale", "strip", "typed"),
    [
        ("de", "Mo., 16. Sept. – Mi., 18. Sept. 2024", "DD.MM.YYYY"),
        ("fr", "lun. 16 sept. – mer. 18 sept. 2024", "DD/MM/YYYY"),
        ("hi_IN", "सोम, 16 सित॰ – बुध, 18 सित॰ 2024", "DD/MM/YYYY"),
    ],
)
def test_figures_and_days_are_the_locales(
    settings: Callable[..., None], filled: Path, locale: str, strip: str, typed: str
) -> None:
    english = opened_in(settings, filled, "en")
    app = opened_in(settings, filled, locale)
    assert not app.exception
    assert f"**{strip}**" in page_text(app)
    assert app.date_input(key="dates").proto.format == typed
    with use_locale(choose_locale(locale)):
        rate = format_share(float(metrics(english)["Abandonment"][0].rstrip("%")) / 100)
        offered = format_count(int(metrics(english)["Offered"][0].replace(",", "")))
    assert (metrics(app)["Abandonment"], metrics(app)["Offered"]) == ([rate], [offered])


def test_charts_are_told_the_locale(settings: Callable[..., None], filled: Path) -> None:
    app = opened_in(settings, filled, "fr", "abandonment")
    configs = [json.loads(element.proto.config) for element in app.get("plotly_chart")]
    assert configs
    assert {config["locales"][config["locale"]]["format"]["decimal"] for config in configs} == {","}


def test_a_drilled_list_says_its_interval_in_the_locale(settings: Callable[..., None], filled: Path) -> None:
    settings(STORE__PATH=filled, DISPLAY__LOCALE="de")
    drilled = {"figure": "offered", "by": "interval", "key": "2024-09-16T00:00:00Z"}
    app = open_page("conversations", {"period": "dates", "from": "2024-09-16", "to": "2024-09-18"} | drilled)
    with use_locale(choose_locale("de")):
        began = f"{format_day(context_of(app).period.start)} 00:00"
    assert began.replace(".", "\\.") in page_text(app).replace("\\:", ":")
