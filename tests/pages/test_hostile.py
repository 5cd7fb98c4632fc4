"""Text from a record is shown as it is: no sign of it is taken for markup, whichever page shows it."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from lib.demo import DemoServer
from lib.demo.simulation.staff import HARD_WORK_AGENT
from lib.metrics.definitions.dimensions import NO_VALUE
from lib.smartassist import Service
from lib.source import demo_account
from lib.ui.components.list_titles import escape_markdown
from tests.pages.held import STORED_DAYS, HostileNames, fill, stored_period
from tests.pages.opened import PAGES, context_of, elements, is_complete_page, open_page, page_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from lib.demo import Centre

QUEUE = "=cmd|' /C calc'!A0 **bold** [x](javascript:alert(1)) <b>queue</b> :red[text] $x^2$"
AGENT = "<img src=x onerror=alert(2)> `code` _agent_ ![](http://x.example/i.png)"
CUSTOMER = "<script>alert(3)</script> # =1+2"
STATUS = "<iframe src=javascript:alert(4)> | ~~reason~~"
HOSTILE = (QUEUE, AGENT, CUSTOMER, STATUS)
MARKUP = (
    "<b>",
    "<img",
    "<script",
    "<iframe",
    "](javascript",
    "**bold",
    ":red[",
    "~~reason",
    "$x^2$",
    "`code",
)

RENDERED = {
    "title",
    "header",
    "subheader",
    "caption",
    "markdown",
    "info",
    "warning",
    "error",
    "success",
    "page_link",
}
RENDERED |= {"button", "download_button", "metric", "expander", "toast", "progress", "table", "tab"}
"""The elements in whose words Streamlit looks for markup."""


@pytest.fixture(scope="session")
def spoilt(tmp_path_factory: pytest.TempPathFactory, centre: Centre) -> Path:
    """The folder of a store with markup wherever a record has a name."""
    folder = tmp_path_factory.mktemp("spoilt")
    names = {"Billing & Payments": QUEUE, HARD_WORK_AGENT: AGENT, "Archer": CUSTOMER}
    names |= {"Resolved": STATUS, "Follow-up needed": CUSTOMER}
    with DemoServer(centre) as server, Service(demo_account(server.url)) as service:
        fill(folder, HostileNames(service, names), stored_period())
    return folder


@pytest.fixture
def hostile(settings: Callable[..., None], spoilt: Path) -> None:
    settings(STORE__PATH=spoilt)


def rendered(app: AppTest) -> list[str]:
    """The words in which markup would be rendered."""
    protos = (getattr(element, "proto", None) for element in elements(app.main) if element.type in RENDERED)
    return [
        str(getattr(proto, name)) for proto in protos for name in ("body", "label") if hasattr(proto, name)
    ]


def pages_of(app: AppTest) -> list[str]:
    return [element.proto.body for element in app.get("html")]


def specs(app: AppTest) -> list[str]:
    return [element.proto.spec for element in app.get("plotly_chart")]


def bare(text: str) -> str:
    """The text without the signs that are escaped."""
    signs = iter(text)
    return "".join("" if sign == "\\" and next(signs, "") else sign for sign in signs)


def test_the_test_sees_markup() -> None:
    assert all(any(sign in text for sign in MARKUP) for text in HOSTILE)
    assert not any(sign in bare(escape_markdown(text)) for text in HOSTILE for sign in MARKUP)


@pytest.mark.parametrize("page", PAGES)
def test_no_name_is_rendered(hostile: None, page: str) -> None:
    del hostile
    app = open_page(page, STORED_DAYS | whose(page))
    assert is_complete_page(app)
    assert not [text for text in rendered(app) if any(sign in bare(text) for sign in MARKUP)]
    assert not [
        text
        for text in (*specs(app), *pages_of(app))
        if any(tag in text for tag in ("<img", "<script", "<iframe", "<b>queue"))
    ]


def whose(page: str) -> dict[str, str]:
    """A conversation of the hostile customer, agent and queue, where the page shows one."""
    if page != "conversation":
        return {}
    tables = context_of(open_page("data")).all_tables
    handled = tables.handlings.filter(queue_name=QUEUE, agent_name=AGENT).collect()
    return {"session": handled["session_id"][0]}


@pytest.mark.parametrize(
    "page", ["overview", "abandonment", "handle_time", "hold_acw", "conversations", "conversation"]
)
def test_the_names_are_shown_all_the_same(hostile: None, page: str) -> None:
    del hostile
    app = open_page(page, STORED_DAYS | whose(page))
    cells: set[Any] = {cell for table in app.dataframe for cell in table.value.to_numpy().ravel()}
    cells |= {unescape(text) for text in pages_of(app)}
    assert any(QUEUE in str(cell) for cell in cells)
    assert any(AGENT in str(cell) for cell in cells)


@pytest.mark.parametrize(("by", "name"), [("queue_id", QUEUE), ("agent_id", AGENT)])
def test_a_drilled_list_says_the_name_letter_by_letter(hostile: None, by: str, name: str) -> None:
    del hostile
    names = context_of(open_page("data")).names
    known = names.queues if by == "queue_id" else names.agents
    key = next(key for key, label in known.items() if label == name)
    app = open_page("conversations", STORED_DAYS | {"figure": "handlings", "by": by, "key": key})
    assert is_complete_page(app)
    assert escape_markdown(name) in page_text(app)
    assert not [text for text in rendered(app) if any(sign in bare(text) for sign in MARKUP)]


@pytest.mark.parametrize("key", [*HOSTILE, NO_VALUE])
@pytest.mark.parametrize("by", ["queue_id", "agent_id", "interval", "hour_of_week", "wait_bucket"])
def test_a_hostile_link_is_shown_letter_by_letter(hostile: None, by: str, key: str) -> None:
    del hostile
    app = open_page("conversations", STORED_DAYS | {"figure": "offered", "by": by, "key": key, "queue": key})
    assert is_complete_page(app)
    assert not [text for text in rendered(app) if any(sign in bare(text) for sign in MARKUP)]
