"""Where the data come from: one account, one store, one pace for all that ask for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from lib.period import Period
from lib.settings import Settings, SmartAssist, Store
from lib.smartassist import Question, Service
from lib.smartassist.request_parameters import ParametersFile
from lib.source import open_source, pace_file

START = datetime(2024, 9, 20, tzinfo=UTC)
ACCOUNT = SmartAssist(
    host="https://assist.example.com",
    account_id="acc-1",
    client_id="cs-1",
    client_secret="a-secret-of-nobody",  # type: ignore[arg-type]
    stream_id="st-1",
)


def settings(path: Path) -> Settings:
    return Settings(smartassist=ACCOUNT, store=Store(path=str(path)))


def pace_of(service: Service) -> object:
    return service._sender._pace


def test_every_connection_of_a_source_keeps_one_pace(tmp_path: Path) -> None:
    with open_source(settings(tmp_path)) as source, source.service() as one, source.service() as other:
        assert pace_of(one) is pace_of(other) is source.pace
        assert source.pace.requests_per_minute == 60


def test_processes_on_one_store_share_a_file_in_it(tmp_path: Path) -> None:
    with open_source(settings(tmp_path)) as source:
        source.pace.wait()
        assert (Path(source.store.root) / "pace.json").exists()
    assert pace_file(str(tmp_path), "acc-1") == tmp_path / "pace.json"


def test_opening_a_source_writes_nothing(tmp_path: Path) -> None:
    with open_source(settings(tmp_path)):
        pass
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("set_to", ["", "state"])
def test_beside_an_object_store_the_file_is_in_the_users_state_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, set_to: str
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / set_to) if set_to else "")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    below = tmp_path / (set_to or ".local/state")
    assert pace_file("s3://bucket/callboard", "acc-1") == below / "callboard" / "account-acc-1" / "pace.json"


def test_what_a_host_does_not_take_is_known_to_the_next_process(tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        is_known = b"direction" not in request.content
        return httpx.Response(200, json={"data": []}) if is_known else httpx.Response(400, text="direction?")

    with open_source(settings(tmp_path)) as source:
        assert source.refused == ""
        memory = ParametersFile(source.beside / "parameters.json")
        with Service(ACCOUNT, transport=httpx.MockTransport(answer), memory=memory) as service:
            list(service.pages(Question(Period(START, START + timedelta(days=1)))))
    with open_source(settings(tmp_path)) as source:
        assert source.refused == "direction"
