"""Two readers side by side on one server: nothing that is sent to one is another's, or a customer's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl

from lib.ui.app.pages import TITLES
from tests.pages.held import STORED_DAYS
from tests.signin.conftest import ADA, BOB

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lib.store import Store
    from tests.signin.provider import Provider
    from tests.signin.visitor import Sent, Session, Visitor

PARTS = ("session_id", "queue_id", "queue_name", "agent_id", "agent_name")


def closed_to(store: Store, queue: str) -> set[str]:
    """Ids and names of what a reader of one queue may not see, and that what he may see has none of."""
    tables = [store.scan(name).select(PARTS).collect() for name in ("visits", "handlings", "assignments")]
    parts = pl.concat(tables)
    mine = parts.filter(pl.col("queue_id") == queue)
    theirs = parts.filter(pl.col("queue_id").ne_missing(queue))
    known = store.scan("conversations").select("session_id", "conversation_id").collect()
    sessions = known.join(mine, on="session_id", how="anti")
    words = {word for name in PARTS[1:] for word in {*theirs[name].drop_nulls()} - {*mine[name]}}
    return words | {word for row in sessions.iter_rows() for word in row if word}


def customers(store: Store) -> set[str]:
    """What the store holds of customers, as far as it cannot be anything else."""
    told = store.scan("conversations").collect()
    notes = store.scan("handlings").collect()["agent_notes"]
    columns = [told["customer_name"], told["customer_phone"], told["customer_email"], told["csat_feedback"]]
    lists = [told["disposition_remarks"].explode(), notes.explode()]
    return {text for column in [*columns, *lists] for text in column.drop_nulls() if len(text) > 7}


def found_in(sent: bytes, words: set[str]) -> list[str]:
    """The words that are there, also as they stand within JSON."""
    return [word for word in words if word.encode() in sent or json.dumps(word)[1:-1].encode() in sent]


def shared(store: Store, queue: str) -> list[str]:
    """Sessions that this queue and others had a part in, those first in which a visit was not answered."""
    visits = store.scan("visits").select("session_id", "queue_id", "agent_id").collect()
    both = visits.group_by("session_id").agg("queue_id", pl.col("agent_id").null_count().alias("unanswered"))
    found = both.filter(pl.col("queue_id").list.contains(queue), pl.col("queue_id").list.n_unique() > 1)
    return found.sort("unanswered", "session_id", descending=True)["session_id"].to_list()


def files(session: Session, sent: Sent, reader: Visitor) -> Iterator[bytes]:
    """Each CSV that a page offers; the other formats hold the same rows, packed."""
    for button in sent.of("download_button"):
        if button.label == "CSV":
            yield reader.get(session.file(sent, button.id)).content
    for link in sent.of("link_button"):
        if link.label == "CSV":
            yield reader.get(f"/{link.url}").content


def test_two_readers_are_sent_nothing_of_each_other_nor_of_customers_that_are_masked(
    visitor: Callable[..., Visitor], provider: Provider, store: Store, queues: dict[str, str]
) -> None:
    readers = {ADA: queues["Technical Support"], BOB: queues["Sales Desk"]}
    closed = {who: closed_to(store, queue) for who, queue in readers.items()}
    closed[BOB] |= customers(store)
    assert {"Sales Desk", queues["Sales Desk"]} <= closed[ADA]
    assert min(map(len, closed.values())) > 500
    came = {}
    for who in readers:
        provider.says(who)
        came[who] = visitor()
        came[who].sign_in()
    for name in TITLES:
        page = "" if name == "overview" else name.replace("_", "-")
        for who, queue in readers.items():
            for link in (
                [{"session": one} for one in shared(store, queue)[:5]] if name == "conversation" else [{}]
            ):
                with came[who].session() as session:
                    sent = session.open(page, STORED_DAYS | link)
                    assert "multiselect" in sent.kinds
                    assert not link or "plotly_chart" in sent.kinds
                    assert found_in(sent.content, closed[who]) == []
                    for content in files(session, sent, came[who]):
                        assert content
                        assert found_in(content, closed[who]) == []
