"""The route by which rows leave: all of them, as they are read, to the one who was given the link."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from itertools import chain, islice
from threading import Event
from typing import TYPE_CHECKING

import polars as pl
from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route

from lib.errors import AccessRefused, CallboardError, InputError
from lib.export import ENDINGS, MIME, stream_bytes
from lib.frames.schema import polars_schema
from lib.metrics import describe_columns
from lib.server import auth_middleware
from lib.server.file_workers import iterate_in_turn, iterate_until, run_until_gone
from lib.ui.app.file_release import authorize_download
from lib.ui.components import download_buttons
from lib.ui.query import exports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request
    from starlette.responses import Response

    from lib.access import Viewer
    from lib.ui.query.exports import Export

log = logging.getLogger("callboard.export")

FORBIDDEN, BAD_REQUEST, UNAVAILABLE = 403, 400, 503
HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
FIRST_PIECES = 2
"""Pieces that are made before the answer begins, so that what fails at once is a sentence: a CSV's head is
made of nothing, its first rows are read."""


async def download(request: Request) -> Response:
    """The rows that a ticket is for; a sentence where there are none to be had."""
    stop = Event()
    try:
        wanted = exports.download_links().redeem(request.path_params["ticket"], datetime.now(UTC))
        check_viewer(wanted, auth_middleware.identify_viewer(request.scope), datetime.now(UTC))
        who = wanted.view.viewer.name
        await run_in_threadpool(authorize_export, wanted)
        body = await run_until_gone(who, lambda: _start_body(wanted, stop), request.receive, stop)
    except CallboardError as error:
        return PlainTextResponse(str(error), _status(error), HEADERS)
    name = download_buttons.file_name(wanted.view, wanted.name, ENDINGS[wanted.form])
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    content = iterate_in_turn(who, body, stop)
    return StreamingResponse(content, media_type=MIME[wanted.form], headers=HEADERS | disposition)


def check_viewer(wanted: Export, viewer: Viewer, now: datetime) -> None:
    """See that the one who asks is the one for whom the link was made, whose sign-in has not ended.

    Raises:
        AccessRefused: somebody else, or no longer.
    """
    if viewer != wanted.view.viewer:
        raise AccessRefused("This link was made for somebody else. Open the list yourself, and click there.")
    viewer.check(now)


def authorize_export(wanted: Export) -> None:
    """Let the rows go; what was searched for, which may be of a customer, is not noted.

    Raises:
        AccessRefused, InputError, AuditError: as `release` says.
    """
    drill = wanted.found.drill
    named = {
        "figure": drill.metric,
        "by": drill.by,
        "key": drill.key,
        "searched": bool(wanted.found.search_text),
    }
    more = {name: value for name, value in named.items() if value}
    authorize_download(wanted.view, wanted.allowed, lambda: {wanted.table: wanted.rows}, wanted.form, **more)


def _status(error: CallboardError) -> int:
    if isinstance(error, AccessRefused):
        return FORBIDDEN
    return BAD_REQUEST if isinstance(error, InputError) else UNAVAILABLE


def _start_body(wanted: Export, stop: Event) -> Iterator[bytes]:
    body = _body(wanted, stop)
    return chain(list(islice(body, FIRST_PIECES)), body)


def _body(wanted: Export, stop: Event) -> Iterator[bytes]:
    """The file; one that cannot be ended is broken off, so that no browser takes it for whole."""
    context, table = wanted.view, wanted.table
    schema = polars_schema(table)
    try:
        yield from stream_bytes(
            map(download_buttons.with_source, iterate_until(stop, exports.iterate_frames(wanted))),
            download_buttons.with_source(pl.DataFrame(schema=schema)).schema,
            wanted.form,
            zone=context.selection.zone,
            filters=download_buttons.describe_file(context, wanted.name, wanted.rows),
            meanings=download_buttons.source_meaning() | describe_columns(table, schema),
            bom=True,
        )
    except CallboardError as error:
        log.warning("an export of %s was broken off: %s", table, error)
        raise
    log.info("%d rows of %s were taken away as %s", wanted.rows, table, wanted.form)


def routes(base: str) -> list[Route]:
    """The route, below the base path."""
    return [Route(f"{base}/{exports.PATH}/{{ticket}}", download)]
