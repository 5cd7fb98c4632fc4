"""A server that would leave a door open does not start, and says which."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from lib.errors import SettingsError
from lib.server import startup_checks
from lib.server.startup_checks import check_address, check_identity, check_proxies
from lib.settings import Access, Settings, SmartAssist

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ACCOUNT = SmartAssist.model_validate(
    {
        "host": "https://assist.example.com",
        "account_id": "a",
        "client_id": "c",
        "client_secret": "s",
        "stream_id": "i",
    }
)
REAL, DEMO = Settings(smartassist=ACCOUNT), Settings()
BEHIND_PROXY = Settings(smartassist=ACCOUNT, access=Access(proxies=("127.0.0.1",)))
AUTH = {"cookie_secret": "x" * 32, "redirect_uri": "https://callboard.example.com/oauth2callback"}
HEADERS = {"x-forwarded-email": "email"}


@pytest.mark.parametrize("address", ["192.0.2.1", "::", "callboard.example.com", None])
def test_an_account_is_not_offered_to_a_network_without_a_sign_in(address: str | None) -> None:
    with pytest.raises(SettingsError, match=r"--server\.address 127\.0\.0\.1"):
        check_address(address, REAL, signs_in=False, by_streamlit=True)


@pytest.mark.parametrize(
    ("address", "found", "how"),
    [
        ("127.0.0.1", REAL, {}),
        ("localhost", REAL, {}),
        ("::1", REAL, {}),
        ("192.0.2.1", REAL, {"signs_in": True}),
        (None, REAL, {"by_streamlit": False}),
        ("192.0.2.1", BEHIND_PROXY, {}),
        ("192.0.2.1", DEMO, {}),
        (None, DEMO, {}),
    ],
)
def test_what_is_no_open_door_is_let_be(address: str | None, found: Settings, how: dict[str, bool]) -> None:
    check_address(address, found, **{"signs_in": False, "by_streamlit": True} | how)


@pytest.mark.parametrize(
    ("auth", "told"),
    [
        (AUTH | {"cookie_secret": "short"}, "32 random characters"),
        (AUTH | {"cookie_secret": ""}, "32 random characters"),
        (AUTH | {"redirect_uri": "http://callboard.example.com/oauth2callback"}, "https://"),
        ({"cookie_secret": "x" * 32}, "https://"),
    ],
)
def test_a_sign_in_that_could_be_made_up_is_refused(auth: dict[str, Any], told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        check_identity(auth, REAL, {})


@pytest.mark.parametrize(
    "auth",
    [{}, AUTH, AUTH | {"redirect_uri": "http://127.0.0.1:{port}/oauth2callback"}],
)
def test_a_sign_in_that_is_safe_is_let_be(auth: dict[str, Any]) -> None:
    check_identity(auth, REAL, {})


@pytest.mark.parametrize(("auth", "headers"), [(AUTH, HEADERS), ({}, {})])
def test_two_answers_to_who_asks_are_refused_and_so_is_none(
    auth: dict[str, Any], headers: dict[str, str]
) -> None:
    with pytest.raises(SettingsError, match=r"access\.proxies"):
        check_identity(auth, BEHIND_PROXY, headers)


def test_a_proxy_that_names_its_header_is_let_be() -> None:
    check_identity({}, BEHIND_PROXY, HEADERS)


@pytest.mark.parametrize("believed", ["*", "127.0.0.1", "10.0.0.5,10.0.0.6"])
def test_check_proxies_server_believes_others_is_refused(believed: str) -> None:
    with pytest.raises(SettingsError, match="FORWARDED_ALLOW_IPS"):
        check_proxies(("10.0.0.5",), believed)


@pytest.mark.parametrize("believed", ["10.0.0.5", "::ffff:10.0.0.5", ""])
def test_check_proxies_server_believes_no_others_is_let_be(believed: str) -> None:
    check_proxies(("10.0.0.5",), believed)
    check_proxies((), "*")


@pytest.fixture
def unchecked() -> Iterator[None]:
    startup_checks._check_settings.cache_clear()
    yield
    startup_checks._check_settings.cache_clear()


def test_check_once_settings_mended_later_are_checked_then(
    monkeypatch: pytest.MonkeyPatch, unchecked: None
) -> None:
    del unchecked
    read: list[Settings] = []

    def settings() -> Settings:
        if not read:
            raise SettingsError("x")
        return read[0]

    monkeypatch.setattr(startup_checks, "app_settings", settings)
    startup_checks.check_once()
    read.append(BEHIND_PROXY)
    with pytest.raises(SettingsError, match=r"access\.proxies"):
        startup_checks.check_once()


def test_hand_tables_to_streamlit_file_with_a_mark_gives_its_sign_in(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "marked.toml").write_text("\ufeff[auth]\nclient_id = 'c'\n", encoding="utf-8")
    monkeypatch.setenv("CALLBOARD_SECRETS", str(tmp_path / "marked.toml"))
    given: list[object] = []
    monkeypatch.setattr(
        startup_checks, "secrets_singleton", SimpleNamespace(merge_programmatic_secrets=given.append)
    )
    startup_checks.pass_secrets_to_streamlit()
    assert given == [{"auth": {"client_id": "c"}}]
