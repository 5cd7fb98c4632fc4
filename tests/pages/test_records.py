"""What a record lacks, contradicts or says beside the figures is seen on the pages Conversation and Data."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from lib.period import Period
from tests.frames.records import Json, record, segment, session_id, visit
from tests.pages.held import fill
from tests.pages.opened import is_complete_page, open_page, page_text
from tests.store.made import Made

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DAY = Period(datetime(2024, 9, 20, tzinfo=UTC), datetime(2024, 9, 21, tzinfo=UTC))
PICKED = {"period": "dates", "from": "2024-09-20", "to": "2024-09-20", "zone": "UTC"}


def odd(number: int, *destinations: Json, **fields: Any) -> Json:
    return record(*destinations, sessionId=session_id(number=number), conversationId=f"c-{number}", **fields)


RECORDS = [
    odd(1, visit(segment(holdDuration=145))),
    odd(2, visit(segment(holdDuration=10)), csatFeedback={}, dispositions=[{}]),
    odd(3, visit(segment(JoinedUsers=["Eve"])), npsScore=9, surveyType="nps", csatFeedback=[]),
    odd(
        4,
        visit(segment(acceptedTime="2024-09-20T10:00:30", ExternalTransferDestination="Notary desk")),
        metaInfo={"agentTransferConfig": {"lastIntentName": "Pay a bill"}, "dialedNumber": "+442079460000"},
        likeDislikeScore=0,
        sessionEndTime=...,
    ),
]


@pytest.fixture(scope="module")
def odd_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store with a day of odd records."""
    folder = tmp_path_factory.mktemp("odd")
    fill(folder, Made(RECORDS), DAY)
    return folder


@pytest.fixture(autouse=True)
def _settings(settings: Callable[..., None], odd_store: Path) -> None:
    settings(STORE__PATH=odd_store)


def facts(number: int) -> str:
    app = open_page("conversation", PICKED | {"session": session_id(number=number)})
    assert is_complete_page(app)
    return page_text(app)


def test_data_names_unreadable_fields_with_the_number_of_conversations() -> None:
    app = open_page("data", PICKED)
    assert is_complete_page(app)
    shown = [table.value for table in app.dataframe if "Field" in table.value]
    assert [tuple(row) for row in shown[0].itertuples(index=False)] == [
        ("csatFeedback", 2),
        ("JoinedUsers", 1),
        ("dispositions", 1),
    ]


def test_data_counts_what_records_contradict_themselves_in() -> None:
    left = dict(open_page("data", PICKED).dataframe[1].value.itertuples(index=False))
    counts = {why.split(":")[0].split(",")[0]: count for why, count in left.items()}
    assert counts["Handlings without an interaction time"] == 1
    assert counts["Of them"] == 1
    assert counts["Visits whose wait would be negative"] == 1
    assert counts["Conversations with a field that could not be read"] == 2


def test_conversation_says_what_its_record_contradicts_itself_in_and_shows_no_negative_time() -> None:
    shown = re.sub(r"<[^>]*>", "|", facts(1))
    assert re.search(r"Contradicts itself in\|+hold\|", shown)
    assert not re.search(r"[-−]\d+:\d", shown)


def test_conversation_names_its_unreadable_fields() -> None:
    assert "dispositions, csatFeedback" in facts(2)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (3, ["NPS", "9 of 10"]),
        (4, ["Like or dislike", "0 of 1", "Pay a bill", "•••00", "over; when is not recorded"]),
    ],
)
def test_conversation_shows_scores_and_facts_of_the_newer_revisions(number: int, words: list[str]) -> None:
    shown = facts(number)
    assert [text for text in words if text not in shown] == []


def test_conversation_shows_whom_outside_an_agent_passed_it_to() -> None:
    app = open_page("conversation", PICKED | {"session": session_id(number=4)})
    agents = next(table.value for table in app.dataframe if "via" in table.value)
    assert agents["external_transfer_to"].to_list() == ["•••"]
    assert "translated" not in agents
