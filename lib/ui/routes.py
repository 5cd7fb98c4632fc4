"""Routes beside the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse
from starlette.routing import Route

if TYPE_CHECKING:
    from starlette.requests import Request


async def healthz(request: Request) -> PlainTextResponse:
    """Whether the process answers."""
    del request
    return PlainTextResponse("ok")


ROUTES = [Route("/healthz", healthz)]
