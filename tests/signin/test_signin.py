"""Through the provider and back: to the page that was asked for, as the one who one is, until it ends."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.pages.held import STORED_DAYS
from tests.signin.conftest import ADA, EVE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.signin.provider import Provider
    from tests.signin.visitor import Sent, Visitor

    Came = Callable[..., Visitor]

WAY_IN = {"heading", "text", "button"}


def read(visitor: Visitor, page: str = "", **link: str) -> Sent:
    with visitor.session() as session:
        return session.open(page, STORED_DAYS | link)


def said(sent: Sent) -> str:
    return "\n".join(text.body for text in sent.of("text"))


def test_one_comes_back_to_the_page_that_was_asked_for(visitor: Came, provider: Provider) -> None:
    provider.says(ADA)
    someone = visitor()
    ended = urlsplit(someone.sign_in("handle-time", **STORED_DAYS, channel="voice"))
    assert ended.path == "/handle-time"
    assert parse_qs(ended.query) == {
        name: [value] for name, value in (STORED_DAYS | {"channel": "voice"}).items()
    }
    assert "Signed in as ada@example.com" in said(read(someone, "handle-time"))
    assert "callboard_way_back" not in someone.http.cookies


@pytest.mark.parametrize("came_from", ["https://elsewhere.example/data", "//elsewhere.example", ""])
def test_nobody_is_led_elsewhere(visitor: Came, provider: Provider, dashboard: str, came_from: str) -> None:
    provider.says(ADA)
    someone = visitor()
    with someone.session() as session:
        redirect = session.click(session.open("", {}), "Sign in").redirect
    assert redirect is not None
    assert someone.follow(redirect, referer=came_from) == f"{dashboard}/"


def test_a_way_back_that_was_tampered_with_leads_to_the_start(
    visitor: Came, provider: Provider, dashboard: str
) -> None:
    provider.says(ADA)
    someone = visitor()
    with someone.session() as session:
        redirect = session.click(session.open("", {}), "Sign in").redirect
    assert redirect is not None
    asked = someone.get(redirect, referer=f"{dashboard}/data").headers["location"]
    someone.http.cookies.set("callboard_way_back", "//elsewhere.example", domain="127.0.0.1")
    assert someone.follow(asked) == f"{dashboard}/"


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({"aud": "another client"}, id="wrong audience"),
        pytest.param({"iss": "https://elsewhere.example"}, id="another issuer"),
        pytest.param({"exp": 1}, id="long ended"),
        pytest.param({"nonce": "another"}, id="another sign-in's"),
    ],
)
def test_an_identity_that_is_not_for_us_lets_nobody_in(
    visitor: Came, provider: Provider, claims: dict[str, object]
) -> None:
    provider.says(ADA, **claims)
    someone = visitor()
    someone.sign_in()
    assert read(someone).kinds == WAY_IN


def test_an_identity_that_has_ended_is_asked_for_again(visitor: Came, provider: Provider) -> None:
    provider.says(ADA, exp=int(time.time()) - 30)  # the library that reads it is lenient by two minutes
    someone = visitor()
    someone.sign_in()
    sent = read(someone)
    assert sent.kinds == WAY_IN
    assert "Your sign-in has ended" in said(sent)
    assert someone.get("/media/any.csv").text.startswith("Your sign-in has ended")


def test_whom_no_rule_lets_in_is_told_whom_to_ask(visitor: Came, provider: Provider) -> None:
    provider.says(EVE)
    someone = visitor()
    someone.sign_in()
    sent = read(someone)
    assert sent.kinds == WAY_IN
    assert "Ask whoever set Callboard up" in said(sent)
    assert someone.get("/media/any.csv").status_code == 403


def test_who_signs_out_is_out_here_and_at_the_provider(visitor: Came, provider: Provider) -> None:
    provider.says(ADA)
    someone = visitor()
    someone.sign_in()
    assert someone.get("/media/any.csv").status_code == 404
    with someone.session() as session:
        redirect = session.click(session.open("data", STORED_DAYS), "Sign out").redirect
        assert redirect == "/auth/logout"
        someone.follow(redirect)
        assert session.open("data", STORED_DAYS).kinds == WAY_IN
    assert provider.logged_out[-1]["client_id"] == "callboard"
    assert read(someone).kinds == WAY_IN
    assert someone.get("/media/any.csv").status_code == 403


@pytest.mark.parametrize(
    "spoil", [lambda value: value[:-3] + "AAA", lambda value: "x" + value, lambda _value: ""]
)
def test_a_cookie_that_was_tampered_with_is_none(
    visitor: Came, provider: Provider, spoil: Callable[[str], str]
) -> None:
    provider.says(ADA)
    someone = visitor()
    someone.sign_in()
    cookie = next(cookie for cookie in someone.http.cookies.jar if cookie.name == "_streamlit_user")
    cookie.value = spoil(cookie.value or "")
    assert read(someone).kinds == WAY_IN
    assert someone.get("/media/any.csv").status_code == 403
