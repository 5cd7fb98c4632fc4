"""Pages without a browser: opened by their links, read element by element."""

from __future__ import annotations

import asyncio
from functools import cache
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from httpx import ASGITransport, AsyncClient, Response
from starlette.applications import Starlette
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from lib.server.routes import ROUTES
from lib.ui.app.pages import FOLDER, TITLES, WITHOUT_FILTERS
from lib.ui.layout.page_frame import CONTEXT
from tests.pages.held import STORED_DAYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lib.ui.query.page_context import PageContext

MAIN = Path(__file__).resolve().parents[2] / "lib" / "ui" / "main.py"
PAGES = tuple(name for name in TITLES if name not in WITHOUT_FILTERS)
METRIC_PAGES = ("overview", "abandonment", "handle_time", "hold_acw", "agents", "queues")
"""The pages that show figures, charts and tables."""

LONGEST_S = 60


def open_page(
    page: str,
    parameters: Mapping[str, str | Sequence[str]] = STORED_DAYS,
    *,
    auth: Mapping[str, str] | None = None,
    **claims: object,
) -> AppTest:
    """One page by its link, as a session of its own; where there is `auth`, of one who has these claims."""
    app = AppTest.from_file(str(MAIN), default_timeout=LONGEST_S)
    if auth is not None:
        app.secrets = {"auth": dict(auth)}
    app.user = claims
    for name, value in parameters.items():
        app.query_params[name] = value if isinstance(value, str) else list(value)
    if page != "overview":
        app._page_hash = calc_hash(page.replace("_", "-"))  # switch_page knows no page before the first run
    return app.run()


@cache
def open_shared_page(page: str) -> AppTest:
    """The page on the days held, to be read and left as it is: it is drawn once for all tests."""
    return open_page(page)


def switch_page(app: AppTest, page: str) -> AppTest:
    """The same session on another page."""
    return app if page == "overview" else app.switch_page(str(FOLDER / f"{page}.py")).run()


def context_of(app: AppTest) -> PageContext:
    view: PageContext = app.session_state[CONTEXT]
    return view


def is_complete_page(app: AppTest) -> bool:
    """Whether the page was drawn to its end without a fault or an error."""
    return (
        not app.exception and not app.error and app.title[0].value in {title for title, _ in TITLES.values()}
    )


def page_text(app: AppTest) -> str:
    """Everything that the page tells in words."""
    spoken = (app.markdown, app.caption, app.info, app.warning, app.error, app.success)
    words = [element.value for elements in spoken for element in elements]
    return "\n".join([*words, *(unescape(html.proto.body) for html in app.get("html"))])


def metrics(app: AppTest) -> dict[str, list[str]]:
    """The cards' values by label, in their order."""
    found: dict[str, list[str]] = {}
    for metric in app.metric:
        found.setdefault(metric.label, []).append(metric.value)
    return found


def links(app: AppTest) -> list[tuple[str, str, dict[str, list[str]]]]:
    """Each link on the page: page, label, query."""
    protos = (element.proto for element in app.get("page_link"))
    return [(proto.page, proto.label, parse_qs(proto.query_string)) for proto in protos]


def list_exports(app: AppTest) -> dict[str, str]:
    """Where the links to the rows of a list lead, by format."""
    return {proto.label: proto.url for proto in (element.proto for element in app.get("link_button"))}


def fetch_url(url: str) -> Response:
    """What the server answers at an address below its root."""

    async def ask() -> Response:
        transport = ASGITransport(Starlette(routes=ROUTES))
        async with AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.get(f"/{url}")

    return asyncio.run(ask())


def pick(app: AppTest, element: Any, **selection: Any) -> AppTest:
    """Select rows of a table or points of a chart, as a click does."""
    key = element.proto.id.split("-", 2)[2]
    app.session_state[key] = {"selection": {"rows": [], "columns": [], "cells": [], **selection}}
    return app.run()


def elements(block: Any) -> Iterator[Any]:
    """Everything that was drawn, in its order."""
    for child in block.children.values():
        if hasattr(child, "children"):
            yield child
            yield from elements(child)
        else:
            yield child
