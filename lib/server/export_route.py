"""The export route: streams all rows of a list to the viewer who was given the link."""

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
        export = exports.download_links().redeem(request.path_params["ticket"], datetime.now(UTC))
        check_viewer(export, auth_middleware.identify_viewer(request.scope), datetime.now(UTC))
        viewer_name = export.view.viewer.name
        await run_in_threadpool(authorize_export, export)
        body = await run_until_gone(viewer_name, lambda: _start_body(export, stop), request.receive, stop)
    except CallboardError as error:
        return PlainTextResponse(str(error), _status(error), HEADERS)
    name = download_buttons.file_name(export.view, export.name, ENDINGS[export.form])
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    content = iterate_in_turn(viewer_name, body, stop)
    return StreamingResponse(content, media_type=MIME[export.form], headers=HEADERS | disposition)


def check_viewer(export: Export, viewer: Viewer, now: datetime) -> None:
    """See that the one who asks is the one for whom the link was made, whose sign-in has not ended.

    Raises:
        AccessRefused: somebody else, or no longer.
    """
    if viewer != export.view.viewer:
        raise AccessRefused("This link was made for somebody else. Open the list yourself, and click there.")
    viewer.check(now)


def authorize_export(export: Export) -> None:
    """Authorize and record the download; the search text, which may be a customer's, is not recorded.

    Raises:
        AccessRefused, InputError, AuditError: as `release` says.
    """
    drill = export.matches.drill
    details = {
        "figure": drill.metric,
        "by": drill.by,
        "key": drill.key,
        "searched": bool(export.matches.search_text),
    }
    more = {name: value for name, value in details.items() if value}
    authorize_download(export.view, export.allowed, lambda: {export.table: export.rows}, export.form, **more)


def _status(error: CallboardError) -> int:
    if isinstance(error, AccessRefused):
        return FORBIDDEN
    return BAD_REQUEST if isinstance(error, InputError) else UNAVAILABLE


def _start_body(export: Export, stop: Event) -> Iterator[bytes]:
    body = _body(export, stop)
    return chain(list(islice(body, FIRST_PIECES)), body)


def _body(export: Export, stop: Event) -> Iterator[bytes]:
    """The file; one that cannot be ended is broken off, so that no browser takes it for whole."""
    context, table = export.view, export.table
    schema = polars_schema(table)
    try:
        yield from stream_bytes(
            map(download_buttons.with_source, iterate_until(stop, exports.iterate_frames(export))),
            download_buttons.with_source(pl.DataFrame(schema=schema)).schema,
            export.form,
            zone=context.selection.zone,
            filters=download_buttons.describe_file(context, export.name, export.rows),
            meanings=download_buttons.source_meaning() | describe_columns(table, schema),
            bom=True,
        )
    except CallboardError as error:
        log.warning("an export of %s was broken off: %s", table, error)
        raise
    log.info("%d rows of %s were taken away as %s", export.rows, table, export.form)


def routes(base: str) -> list[Route]:
    """The route, below the base path."""
    return [Route(f"{base}/{exports.PATH}/{{ticket}}", download)]
