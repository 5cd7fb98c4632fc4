"""One made-up centre for all tests of the demo, its clock standing still, and ways to ask it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import jwt
import pytest

from lib.demo import DEMO_CREDENTIALS, Centre, DemoServer, ServiceOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
ACCOUNT = f"/agentassist/api/public/analytics/account/{DEMO_CREDENTIALS.account_id}/v2"


@dataclass
class Client:
    """Asks one demo server; what a test leaves out is as it should be."""

    server: DemoServer
    http: httpx.Client
    claims: dict[str, Any] = field(default_factory=lambda: {"appId": DEMO_CREDENTIALS.client_id})
    secret: str = DEMO_CREDENTIALS.client_secret

    def headers(self) -> dict[str, str]:
        return {
            "auth": jwt.encode({"sub": "1234567890"} | self.claims, self.secret, algorithm="HS256"),
            "accountId": DEMO_CREDENTIALS.account_id,
            "iId": DEMO_CREDENTIALS.stream_id,
            "content-type": "application/json;charset=UTF-8",
        }

    def ask(
        self,
        *,
        path: str = f"{ACCOUNT}/interactionDetails",
        headers: dict[str, str] | None = None,
        params: dict[str, Any] | None = None,
        **body: Any,
    ) -> httpx.Response:
        sent = {"startDate": "2026-11-18 10:00:00", "endDate": "2026-11-18 18:00:00", "timeZoneOffset": 0}
        sent = {key: value for key, value in (sent | body).items() if value is not None}
        url = httpx.URL(f"{self.server.url}{path}", params=params or {})
        kept = {key: value for key, value in (self.headers() | (headers or {})).items() if value}
        return self.http.post(url, json=sent, headers=kept)

    def walk(self, *, step: int, **body: Any) -> list[dict[str, Any]]:
        """Every row, page after page until an empty one; `step` is what offset grows by."""
        rows: list[dict[str, Any]] = []
        offset = 0
        while page := self.ask(params={"offset": offset}, **body).json()["data"]:
            rows += page
            offset += step
        return rows


@pytest.fixture(scope="session")
def centre() -> Centre:
    return Centre(1, clock=lambda: NOW)


@pytest.fixture(scope="session")
def fortnight(centre: Centre) -> list[dict[str, Any]]:
    return centre.records(NOW - timedelta(days=14), NOW)


@pytest.fixture(scope="session")
def http() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False) as opened:
        yield opened


@pytest.fixture(scope="session")
def client(centre: Centre, http: httpx.Client) -> Iterator[Client]:
    with DemoServer(centre) as server:
        yield Client(server, http)


@pytest.fixture
def serve(centre: Centre, http: httpx.Client) -> Iterator[Callable[[ServiceOptions], Client]]:
    """Starts servers with options, and stops them after the test."""
    running: list[DemoServer] = []

    def start(options: ServiceOptions) -> Client:
        running.append(DemoServer(centre, options).start())
        return Client(running[-1], http)

    yield start
    for server in running:
        server.stop()
