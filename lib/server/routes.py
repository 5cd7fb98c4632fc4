"""Routes beside the pages: whether the server is up, ready, and how it fares.

They name nobody and nothing, so they answer whoever may reach the server at all.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from lib.server import export_route, prometheus
from lib.server.health import check_health
from lib.server.paths import base_path
from lib.server.security_middleware import server_settings

if TYPE_CHECKING:
    from starlette.requests import Request


async def healthz(request: Request) -> PlainTextResponse:
    """Whether the process answers."""
    del request
    return PlainTextResponse("ok")


async def readyz(request: Request) -> JSONResponse:
    """Whether pages can show what is there (200) or not (503), and how old it is."""
    del request
    health = await run_in_threadpool(check_health)
    return JSONResponse(health.as_json(datetime.now(UTC)), 200 if health.is_ready else 503)


async def metrics(request: Request) -> Response:
    """The meters, where `[server] metrics` is set; else there is no such page."""
    del request
    if not server_settings().metrics:
        return PlainTextResponse("Not found", 404)
    health = await run_in_threadpool(check_health)
    return Response(prometheus.render_metrics(health), media_type=prometheus.CONTENT_TYPE)


def routes(base: str) -> list[Route]:
    """All of them, below the base path."""
    return [
        Route(f"{base}/healthz", healthz),
        Route(f"{base}/readyz", readyz),
        Route(f"{base}/metrics", metrics),
        *export_route.routes(base),
    ]


ROUTES = routes(base_path())
