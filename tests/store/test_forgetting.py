"""A forgotten customer is in no table and no file, does not come back, and takes nobody with him."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

from lib.errors import InputError, StoreBusy, StoreError
from lib.store import Store, forget, open_store, translate_errors
from lib.store.lock import acquire_lock
from lib.store.maintenance.erasure_list import owners_of
from lib.store.tables import Tables
from tests.store.made import (
    HOUR,
    LATER,
    MONDAY,
    WEEK,
    Made,
    content,
    every,
    hours,
    ids,
    record,
    session_id,
    synced,
    wanted,
)

if TYPE_CHECKING:
    from lib.period import Period

ADA = 'k-ada "1" ü'
"""An id that JSON writes with an escape."""

NAMES = (ADA, "k-1", "k-12", "k-13")
RECORDS = [{**one, "userId": NAMES[number % 4]} for number, one in enumerate(every(HOUR, WEEK))]
AT = LATER + HOUR


def beside(number: int, conversation: int) -> dict[str, object]:
    """The assistant's session of a conversation; whose it is, it does not say."""
    start = MONDAY + conversation * HOUR
    return {
        "sessionId": session_id(number, start),
        "sessionStartTime": f"{start:%Y-%m-%dT%H:%M:%S}",
        "channel": "agentassist",
        "channelSpecificUserId": f"acme/agentassist/c-{conversation}",
    }


def reject(number: int, user_id: str) -> dict[str, object]:
    """A record without a start that can be read."""
    start = MONDAY + number * HOUR
    unread = {"sessionId": f"s-{number}", "sessionStartTime": f"{start:%Y%m%dT%H%M%S}"}
    return {**record(number, start), **unread, "userId": user_id}


EVERY = [*RECORDS, beside(500, 0), beside(501, 1), reject(502, ADA), reject(503, "k-1")]


def without(user_id: str) -> list[dict[str, object]]:
    """What another store would hold that has never heard of this customer."""
    his = {one["conversationId"] for one in RECORDS if one["userId"] == user_id}
    strangers = [one for one in EVERY if one.get("userId") != user_id]
    return [
        one for one in strangers if str(one.get("channelSpecificUserId", "")).rpartition("/")[2] not in his
    ]


@pytest.mark.parametrize("user_id", [ADA, "k-1", "k-12"])
def test_all_of_one_customer_is_gone_and_of_nobody_else(store: Store, tmp_path: Path, user_id: str) -> None:
    synced(store, Made(EVERY))
    stranger = open_store(str(tmp_path / "stranger"), "acme")
    synced(stranger, Made(without(user_id)))
    assert forget(store, user_id, now=AT) == 42
    there = content(stranger)
    assert all(frame.equals(there[name]) for name, frame in content(store).items())
    assert store.coverage().share(WEEK, LATER) == 1


def test_no_file_holds_him_any_more(store: Store) -> None:
    for first in range(0, 168, 42):
        synced(store, Made(EVERY), hours(first, first + 42))
    forget(store, "k-1", now=AT)
    files = [path for path in Path(store.root).rglob("*") if path.is_file()]
    texts = [
        str(pl.read_parquet(path).to_dicts()) if path.suffix == ".parquet" else path.read_text()
        for path in files
    ]
    assert len(files) > 10
    assert any("k-12" in text for text in texts)
    held = [path.name for path, text in zip(files, texts, strict=True) if re.search(r"\bk-1\b", text)]
    assert held == []


def test_he_is_not_asked_for_and_does_not_come_back(store: Store) -> None:
    synced(store, Made(EVERY), hours(24, 168))
    forget(store, "k-1", now=AT)
    his = {str(one["sessionId"]) for one in EVERY if one.get("userId") == "k-1"}
    before = ids(store)
    assert synced(store, Made(EVERY), hours(24, 168)).requests == 0
    synced(store, Made(EVERY), hours(24, 168), refresh=True)
    assert ids(store) == before
    synced(store, Made(EVERY))
    assert his & {*ids(store), *ids(store, "rejects"), *ids(store, "side_cars")} == set()
    assert len(ids(store)) == len(before) + 24 * 3 // 4 + 1


def test_what_he_begins_later_is_kept(store: Store) -> None:
    synced(store, Made(RECORDS), now=MONDAY + 100 * HOUR)
    assert forget(store, "k-1", now=MONDAY + 100 * HOUR) == 25
    synced(store, Made(RECORDS))
    his = [one for one in RECORDS if one["userId"] == "k-1"]
    kept = [str(one["sessionId"]) for one in his[25:]]
    assert [one for one in ids(store) if one in {str(one["sessionId"]) for one in his}] == kept


def test_two_customers_may_be_forgotten(store: Store) -> None:
    synced(store, Made(RECORDS))
    assert [forget(store, name, now=AT) for name in ("k-1", ADA, "k-1", "k-99")] == [42, 42, 0, 0]
    synced(store, Made(RECORDS), refresh=True)
    assert len(ids(store)) == 84


def test_who_holds_on_to_an_older_state_is_told_to_read_anew(store: Store) -> None:
    synced(store, Made(RECORDS))
    frame = store.scan("conversations")
    forget(store, "k-1", now=AT)
    with pytest.raises(StoreError, match="a customer was forgotten meanwhile"), translate_errors(store.root):
        frame.collect()


def test_one_who_died_at_it_leaves_all_and_can_begin_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced(store, Made(EVERY))
    before = content(store)
    whole = Tables.replace

    def replace(tables: Tables, name: str, span: Period, frame: pl.DataFrame) -> None:
        if name == "handlings":
            raise OSError(28, "No space left on device")
        whole(tables, name, span, frame)

    with monkeypatch.context() as patch:
        patch.setattr(Tables, "replace", replace)
        with pytest.raises(StoreError, match="is full"):
            forget(store, "k-1", now=AT)
    assert all(frame.equals(before[name]) for name, frame in content(store).items())
    assert forget(store, "k-1", now=AT) == 42
    assert len(ids(store)) == len(without("k-1")) - 1


def test_it_is_told_how_far_it_is(store: Store) -> None:
    synced(store, Made(RECORDS))
    told: list[tuple[int, int]] = []
    forget(store, "k-1", now=AT, progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (len(RECORDS), len(RECORDS))


def test_nobody_is_forgotten_without_an_id_or_a_store(store: Store) -> None:
    with pytest.raises(InputError, match="Give the userId"):
        forget(store, "  ", now=AT)
    assert forget(store, "k-1", now=AT) == 0


def test_a_store_that_is_synced_is_not_touched(store: Store) -> None:
    synced(store, Made(RECORDS))
    with acquire_lock(store.root), pytest.raises(StoreBusy, match="is syncing this store"):
        forget(store, "k-1", now=AT)
    assert ids(store) == wanted(Made(RECORDS))


def test_the_list_of_the_forgotten_names_nobody(store: Store) -> None:
    synced(store, Made(RECORDS))
    forget(store, "k-1", now=AT)
    rows = pl.concat(pl.read_parquet(path) for path in Path(store.root, "forgotten").glob("*.parquet"))
    assert rows.columns == ["digest", "key", "at"]
    assert "k-1" not in str(rows.to_dicts())
    assert set(rows["at"]) == {AT}


@pytest.mark.parametrize("user_id", ["u-top", "u-meta"])
def test_forget_session_with_two_ids_is_removed_by_either(tmp_path: Path, user_id: str) -> None:
    store = open_store(str(tmp_path / "both"))
    synced(store, Made([{**record(1, MONDAY), "userId": "u-top", "metaInfo": {"userId": "u-meta"}}]))
    assert forget(store, user_id, now=AT) == 1
    assert content(store)["conversations"].is_empty()


def test_owners_of_an_agents_own_id_is_no_owner() -> None:
    text = '{"userId": "u-agent", "metaInfo": {"userId": "u-1"}, "destinations": [{"agentId": "u-agent"}]}'
    assert owners_of(text) == {"u-1"}
