"""What goes through the doors before Streamlit sees it, and what they let out."""

from __future__ import annotations

import pytest

from lib.ui.doors import is_ours, way_back

HOST = "callboard.example.com"


@pytest.mark.parametrize(
    ("referer", "path"),
    [
        (f"https://{HOST}/", "/"),
        (f"https://{HOST}/abandonment?period=today&queue=qu-1", "/abandonment?period=today&queue=qu-1"),
        (f"https://{HOST}/handle-time#top", "/handle-time"),
        ("", "/"),
        (f"https://{HOST}", "/"),
        ("https://elsewhere.example/abandonment", "/"),
        (f"https://{HOST}:8443/abandonment", "/"),
        (f"https://{HOST}//elsewhere.example", "/"),
        (f"https://{HOST}/a?{'x' * 5000}", "/"),
        ("https://[", "/"),
    ],
)
def test_one_comes_back_to_a_page_of_this_server_only(referer: str, path: str) -> None:
    assert way_back(referer, HOST) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "elsewhere",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "https://elsewhere.example",
        "/a\r\nb",
        "/a\tb",
        "/é",
    ],
)
def test_what_could_lead_elsewhere_is_not_ours(path: str) -> None:
    assert not is_ours(path)
