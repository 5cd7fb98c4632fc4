"""The documented API, served over a made-up centre."""

import asyncio
import re
from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lib.demo.api.authorization import RateLimit, check_headers
from lib.demo.api.options import ServiceOptions
from lib.demo.api.query import Query, parse
from lib.demo.api.refusals import Refused
from lib.demo.centre import Centre

_PATH = re.compile(
    r"/agentassist/api/public/analytics/account/(?P<account>[^/]+)/v2/(interactiondetails|calldetails)/?",
    re.IGNORECASE,
)
_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def create_app(centre: Centre, options: ServiceOptions | None = None) -> Starlette:
    """An app that answers both endpoints; `app.state.requests` counts what they were asked."""
    endpoint = _endpoint(centre, options or ServiceOptions())
    app = Starlette(routes=[Route("/{path:path}", endpoint, methods=_METHODS)])
    app.state.requests = 0
    return app


def _endpoint(centre: Centre, options: ServiceOptions) -> Callable[[Request], Awaitable[Response]]:
    rate_limit = RateLimit(options.requests_per_minute, options.minutes, status=options.rate_limit_status)

    async def endpoint(request: Request) -> Response:
        match = _PATH.fullmatch(request.url.path)
        if match is None:
            return Refused(404, "There is nothing at this address.").response()
        request.app.state.requests += 1
        await asyncio.sleep(options.latency_s)
        try:
            _check_method(request.method)
            check_headers(request.headers, match["account"], options)
            rate_limit.check()
            query = parse(await request.body(), request.query_params, options)
            content = await run_in_threadpool(_answer, centre, query, options)
        except Refused as refusal:
            return refusal.response()
        return Response(content, media_type="application/json")

    return endpoint


def _check_method(method: str) -> None:
    if method != "POST":
        raise Refused(405, "The method is POST.")


def _answer(centre: Centre, query: Query, options: ServiceOptions) -> bytes:
    """The answer's body: the page's records, already encoded, joined."""
    if query.bots and options.stream_id not in query.bots:
        return b'{"numResults":0,"data":[]}'
    selection = centre.select(query.start, query.end, query.channels, query.queues, query.direction)
    rows = centre.page(selection, query.skip, query.limit, query.offset_min, query.form)
    count = len(selection.keys) if options.num_results == "total" else len(rows)
    return b'{"numResults":%d,"data":[%b]}' % (count, b",".join(rows))
