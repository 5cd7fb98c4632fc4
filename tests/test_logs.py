"""What is logged, and that no secret gets into it, whoever says it and however."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import stamina

from lib import logs
from lib.errors import ServiceError
from lib.period import Period
from lib.settings import Log
from lib.smartassist import Question
from lib.smartassist.auth import TokenAuth
from tests.smartassist.fake import SECRET, connect

if TYPE_CHECKING:
    from pathlib import Path

HUSH = "hush-hush-4711"
CUSTOMER = {
    "customerName": "Jane Roe",
    "metaInfo": {"caller": "+442079460018", "email": "jane.roe@example.com"},
}
PERSONAL = ("Jane Roe", "+442079460018", "jane.roe@example.com")
DAY = Period(datetime(2024, 9, 20, tzinfo=UTC), datetime(2024, 9, 21, tzinfo=UTC))


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().err


def fields(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    (line,) = said(capsys).splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


def raising(text: str) -> None:
    raise RuntimeError(text)


def test_a_line_says_when_how_bad_who_and_what(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(Log(), ())
    logging.getLogger("callboard.worker").warning("sync failed: %s", "no answer")
    instant, rest = said(capsys).split(" ", 1)
    assert datetime.fromisoformat(instant).utcoffset() == timedelta(0)
    assert rest == "WARNING callboard.worker: sync failed: no answer\n"


def test_json_is_one_object_a_line_with_what_came_along(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(Log(format="json"), ())
    logging.getLogger("callboard.service").info("asked", extra={"offset": 100})
    found = fields(capsys)
    assert datetime.fromisoformat(found.pop("time")).utcoffset() == timedelta(0)
    assert found == {"level": "INFO", "logger": "callboard.service", "message": "asked", "offset": 100}


@pytest.mark.parametrize(
    ("level", "unless_set", "heard"),
    [
        (None, "info", "info"),
        (None, "critical", ""),
        ("debug", "critical", "debug info"),
        ("error", "info", ""),
    ],
)
def test_the_settings_say_how_much(
    capsys: pytest.CaptureFixture[str], level: Any, unless_set: str, heard: str
) -> None:
    logs.set_up(Log(level=level), (), unless_set=unless_set)
    logging.getLogger("callboard").debug("debug")
    logging.getLogger("callboard").info("info")
    assert " ".join(line.split(": ")[1] for line in said(capsys).splitlines()) == heard


def test_set_up_twice_says_things_once(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(Log(), ())
    logs.set_up(Log(), ())
    logging.getLogger("callboard").info("once")
    assert said(capsys).count("once") == 1


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("name", ["callboard.service", "some.library"])
def test_a_secret_gets_in_by_no_way(capsys: pytest.CaptureFixture[str], form: Any, name: str) -> None:
    logs.set_up(Log(format=form), [HUSH])
    token = TokenAuth("cs-1", HUSH).token()
    log, handler = logging.getLogger(name), logging.StreamHandler()
    handler.setFormatter(logs.formatter(form))
    log.addHandler(handler)
    log.warning("with %s", HUSH)
    log.warning("as %(it)s", {"it": HUSH})
    log.warning("%d of them", HUSH)
    log.warning(f"header auth: {token}")  # noqa: G004 (as others write)
    try:
        raising(f"the secret is {HUSH}")
    except RuntimeError:
        log.exception("failed with %s", HUSH)
    log.removeHandler(handler)
    found = said(capsys)
    assert found.count(logs.REDACTED) >= 6
    assert HUSH not in found
    assert token.split(".")[1] not in found


def test_a_secret_that_comes_along_is_hidden(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(Log(format="json"), [HUSH])
    logging.getLogger("callboard").info("asked", extra={"header": f"Bearer {HUSH}"})
    assert fields(capsys)["header"] == f"Bearer {logs.REDACTED}"


def test_what_holds_no_secret_is_left_as_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up(Log(format="json"), [HUSH, "", "short"])
    try:
        raising("a short one")
    except RuntimeError:
        logging.getLogger("callboard").exception("%s failed", "it")
    found = fields(capsys)
    assert found["message"] == "it failed"
    assert found["exc_info"].endswith("RuntimeError: a short one")


def test_secrets_are_known_by_their_names(tmp_path: Path) -> None:
    file = tmp_path / "secrets.toml"
    file.write_text(
        '[smartassist]\nclient_secret = "one"\nhost = "h"\n[auth]\ncookie_secret = "two"\n'
        '[auth.corporate]\nclient_secret = "three"\n[auth.tokens]\nmonkey = "no"\n',
        encoding="utf-8",
    )
    environment = {
        "CALLBOARD_SMARTASSIST__CLIENT_SECRET": "four",
        "AWS_SECRET_ACCESS_KEY": "five",
        "AZURE_STORAGE_ACCOUNT_KEY": "six",
        "CALLBOARD_STORE__PATH": "no",
        "SOME_SECRET": "no",
    }
    assert logs.known_secrets(environment, file) == {"one", "two", "three", "four", "five", "six"}
    assert logs.known_secrets({}, tmp_path / "absent.toml") == set()


@pytest.mark.parametrize("status", [200, 401, 403, 400, 429, 500])
def test_a_request_is_logged_with_its_window_and_outcome_and_nothing_else(
    capsys: pytest.CaptureFixture[str], status: int
) -> None:
    logs.set_up(Log(format="json"), [SECRET])

    def answer(request: httpx.Request) -> httpx.Response:
        first = not int(request.url.params["offset"])
        body = {"data": [CUSTOMER] * first} if status == 200 else {"said": CUSTOMER}
        return httpx.Response(status, json=body, headers={"retry-after": "0"})

    with stamina.set_testing(True, attempts=2), connect(answer, paging="records") as service:
        try:
            assert list(service.pages(Question(DAY)))
        except ServiceError as error:
            logging.getLogger("callboard").warning("no answer: %s", error)
    found = said(capsys)
    lines = [json.loads(line) for line in found.splitlines()]
    assert (
        lines[0].items()
        >= {
            "logger": "callboard.service",
            "window_start": "2024-09-20T00:00:00Z",
            "window_end": "2024-09-21T00:00:00Z",
            "offset": 0,
            "status": str(status),
            "rows": int(status == 200),
        }.items()
    )
    assert not [word for word in (SECRET, "eyJ", "acc-1", *PERSONAL) if word in found]
