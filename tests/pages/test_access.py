"""What each reader is shown: nobody unknown, no queue of others, no customer where data are masked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from lib.access import MASK, MASKING_NOTE
from lib.sync.worker import Worker
from lib.ui.app.pages import WITHOUT_FILTERS
from lib.ui.layout.page_frame import CONTEXT
from tests.pages.held import STORED_DAYS
from tests.pages.opened import PAGES, context_of, elements, is_complete_page, open_page, page_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from lib.store import Store

AUTH = {
    "redirect_uri": "http://127.0.0.1:8501/oauth2callback",
    "cookie_secret": "a cookie's secret that is long enough",
    "client_id": "callboard",
    "client_secret": "a client's secret",
    "server_metadata_url": "http://127.0.0.1:9/.well-known/openid-configuration",
}
ADA, BOB = "ada@example.com", "bob@example.com"


@pytest.fixture
def enter(store: Store, settings: Callable[..., None], filled: Path) -> Callable[..., Callable[..., AppTest]]:
    """Makes rules, and gives what opens a page for one of those whom they name: `enter(rule…)(page, who)`."""

    def ruled(*rules: dict[str, Any], **more: object) -> Callable[..., AppTest]:
        settings(STORE__PATH=filled, ACCESS__RULES=json.dumps(rules), **more)

        def opened(
            page: str, who: str, parameters: dict[str, Any] = STORED_DAYS, **claims: object
        ) -> AppTest:
            return open_page(page, parameters, auth=AUTH, **{"is_logged_in": True, "email": who} | claims)

        return opened

    del store
    return ruled


@pytest.fixture
def queues(store: Store) -> dict[str, str]:
    """The ids of the queues in the store, by their names."""
    names = store.scan("visits").select("queue_name", "queue_id").drop_nulls().unique().collect()
    return {name.strip(): queue for name, queue in names.iter_rows()}


def for_(email: str, queues: list[str] | str = "all", **more: bool) -> dict[str, Any]:
    return {"email": email, "queues": queues, **more}


def drawn(app: AppTest) -> set[str]:
    return {element.type for element in elements(app.main)} - {"vertical", "main"}


def everything(app: AppTest) -> bytes:
    """All that was sent for a page."""
    protos = (
        getattr(element, "proto", None) for root in (app.main, app.sidebar) for element in elements(root)
    )
    return b"\n".join(proto.SerializeToString() for proto in protos if proto is not None)


@pytest.mark.parametrize("page", [*PAGES, *WITHOUT_FILTERS])
def test_who_has_not_signed_in_is_shown_nothing_but_the_way_in(store: Store, page: str) -> None:
    del store
    app = open_page(page, auth=AUTH)
    assert drawn(app) == {"title", "text", "button"}
    assert [button.label for button in app.button] == ["Sign in"]
    assert CONTEXT not in app.session_state
    assert not app.sidebar.children


@pytest.mark.parametrize("page", [*PAGES, *WITHOUT_FILTERS])
@pytest.mark.parametrize(
    ("claims", "told"),
    [
        ({"exp": 1}, "Your sign-in has ended"),
        ({"email": "eve@elsewhere.example"}, "Ask the help desk"),
        ({"email": ADA, "email_verified": False}, "Ask the help desk"),
    ],
)
def test_who_is_not_let_in_is_told_why(
    enter: Callable[..., Any], page: str, claims: dict[str, object], told: str
) -> None:
    app = enter(for_(ADA), ACCESS__CONTACT="the help desk")(page, ADA, **claims)
    assert drawn(app) == {"title", "text", "button"}
    assert told in app.text[0].value
    assert CONTEXT not in app.session_state


@pytest.mark.parametrize("page", [page for page in PAGES if page != "conversation"])
def test_who_is_let_in_is_shown_the_page_and_as_whom(enter: Callable[..., Any], page: str) -> None:
    app = enter(for_(ADA))(page, ADA)
    assert is_complete_page(app)
    assert "Signed in as ada@example.com" in [text.value for text in app.sidebar.text]


def test_a_name_is_no_markup(enter: Callable[..., Any]) -> None:
    app = enter({"group": "team", "queues": "all"})("data", "", sub="**bold** :red[x]", groups=["team"])
    assert [text.value for text in app.sidebar.text] == ["Signed in as **bold** :red[x]"]


def test_where_nobody_signs_in_nobody_is_named(store: Store) -> None:
    del store
    app = open_page("data")
    assert is_complete_page(app)
    assert not app.sidebar.text


def test_who_may_not_take_data_away_is_offered_no_file(enter: Callable[..., Any]) -> None:
    opened = enter(for_(ADA, export=False), for_(BOB))
    for page, offer in (("overview", "download_button"), ("conversations", "link_button")):
        assert not opened(page, ADA).get(offer)
        assert opened(page, BOB).get(offer)


def test_who_may_not_sync_begins_none(enter: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    wanted: list[str] = []
    monkeypatch.setattr(Worker, "request", lambda *_args, **_more: bool(wanted.append("sync")))
    opened = enter(for_(ADA, sync=False), for_(BOB))
    assert is_complete_page(opened("overview", ADA))
    assert wanted == []
    assert is_complete_page(opened("overview", BOB))
    assert wanted


def test_a_link_to_a_queue_of_others_gives_what_is_open_and_says_so(
    enter: Callable[..., Any], queues: dict[str, str]
) -> None:
    mine, other = queues["Sales Desk"], queues["Technical Support"]
    opened = enter(for_(ADA, [mine]))
    asked = opened("overview", ADA, STORED_DAYS | {"queue": [mine, other]})
    assert is_complete_page(asked)
    assert "not open to you" in page_text(asked)
    assert context_of(asked).selection.queues == (mine,)
    assert asked.query_params["queue"] == mine
    assert "not open to you" not in page_text(opened("overview", ADA, STORED_DAYS | {"queue": [mine]}))
    whole = opened("overview", ADA, STORED_DAYS | {"queue": [other]})
    assert [metric.value for metric in whole.metric] == [metric.value for metric in asked.metric]


def test_a_queue_of_others_cannot_be_told_from_one_that_there_is_not(
    enter: Callable[..., Any], queues: dict[str, str]
) -> None:
    opened = enter(for_(ADA, [queues["Sales Desk"]]))
    told = [
        page_text(
            opened("conversations", ADA, STORED_DAYS | {"figure": "offered", "by": "queue_id", "key": key})
        )
        for key in (queues["Technical Support"], "qu-nowhere")
    ]
    assert told[0].replace(queues["Technical Support"].replace("-", "\\-"), "qu\\-nowhere") == told[1]
    assert "not open to you" in told[0]


def test_a_link_to_a_conversation_of_others_tells_nothing_of_it(
    enter: Callable[..., Any], store: Store, queues: dict[str, str]
) -> None:
    visits = store.scan("visits").collect()
    sessions = visits.group_by("session_id").agg("queue_id")
    only_theirs = sessions.filter(
        pl.col("queue_id").list.len() == 1, pl.col("queue_id").list.first() == queues["Technical Support"]
    )
    opened = enter(for_(ADA, [queues["Sales Desk"]]))
    theirs, nobodys = only_theirs["session_id"][0], "66f6b83b0000000000000000"
    pages = [opened("conversation", ADA, STORED_DAYS | {"session": session}) for session in (theirs, nobodys)]
    assert everything(pages[0]).replace(theirs.encode(), nobodys.encode()) == everything(pages[1])
    assert "not open to you" in page_text(pages[0])


@pytest.fixture
def annotated(store: Store) -> str:
    """A session with a customer's name and number, an agent's note and a remark."""
    noted = store.scan("handlings").filter(pl.col("agent_notes").list.len() > 0).select("session_id")
    told = store.scan("conversations").filter(
        pl.col("customer_phone").str.len_chars() > 8,
        pl.col("customer_name") != "",
        pl.col("disposition_remarks").list.len() > 0,
    )
    return str(told.join(noted, on="session_id", how="semi").select("session_id").collect().item(0, 0))


def test_a_conversation_is_masked_unless_the_reader_may_see_customers(
    enter: Callable[..., Any], store: Store, annotated: str
) -> None:
    row = store.scan("conversations").filter(session_id=annotated).collect().row(0, named=True)
    notes = store.scan("handlings").filter(session_id=annotated).collect()["agent_notes"].explode()
    secrets = [row["customer_name"], row["customer_phone"], *row["disposition_remarks"], *notes.drop_nulls()]
    opened = enter(for_(ADA), for_(BOB, personal=True))
    masked, whole = (opened("conversation", who, STORED_DAYS | {"session": annotated}) for who in (ADA, BOB))
    assert [text for text in secrets if text.encode() in everything(masked)] == []
    assert [text for text in secrets if text.encode() not in everything(whole)] == []
    assert f"{MASK}{row['customer_phone'][-2:]}".encode() in everything(masked)
    assert MASKING_NOTE in page_text(masked)
    assert MASKING_NOTE not in page_text(whole)


def test_at_the_machine_customers_are_masked_unless_the_settings_say_otherwise(
    settings: Callable[..., None], filled: Path, store: Store, annotated: str
) -> None:
    name = store.scan("conversations").filter(session_id=annotated).collect()["customer_name"].item()
    for personal in ("false", "true"):
        settings(STORE__PATH=filled, ACCESS__PERSONAL=personal)
        shown = everything(open_page("conversation", STORED_DAYS | {"session": annotated}))
        assert (name.encode() in shown) == (personal == "true")
