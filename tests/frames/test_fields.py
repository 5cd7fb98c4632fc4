"""A record's own fields: scores, booleans, names, both spellings, and what cannot be read."""

from __future__ import annotations

from typing import Any

import pytest

from tests.frames.records import Json, frames, only, record, segment, session_id, tried, visit


def conversation(**fields: Any) -> dict[str, Any]:
    return only(frames(record(**fields)).conversations)


@pytest.mark.parametrize(
    ("field", "column"),
    [("csatScore", "csat_score"), ("npsScore", "nps_score"), ("likeDislikeScore", "like_dislike_score")],
)
@pytest.mark.parametrize(
    ("written", "score"),
    [(0, 0), (4, 4), ("0", 0), ("5", 5), (" 3 ", 3), (4.5, 4.5), ("", None), (None, None)],
)
def test_zero_is_a_score_and_a_blank_is_none(field: str, column: str, written: Any, score: Any) -> None:
    row = conversation(**{field: written})
    assert (row[column], row["unreadable"]) == (score, None)


@pytest.mark.parametrize("written", ["good", "NaN", "inf", -1, "-1", "1e999", 10**30, 10**400, "1,5"])
def test_a_number_that_cannot_be_meant_is_absent_and_named(written: Any) -> None:
    row = conversation(csatScore=written)
    assert (row["csat_score"], row["unreadable"]) == (None, ["csatScore"])


def test_numbers_and_texts_of_numbers_share_a_column() -> None:
    scores = [5, "4", None, "", 0.0, "many"]
    found = frames(*(record(sessionId=f"s-{at}", npsScore=score) for at, score in enumerate(scores)))
    assert found.conversations["nps_score"].to_list() == [5, 4, None, None, 0, None]


def test_a_score_may_stand_where_no_agent_was() -> None:
    row = only(frames(record(visit(), npsScore=8, surveyType="nps")).conversations)
    assert (row["handlings"], row["survey_type"], row["nps_score"]) == (0, "nps", 8)


@pytest.mark.parametrize(
    ("written", "meaning"),
    [
        ("NO", False),
        ("YES", True),
        ("yes", True),
        (True, True),
        (False, False),
        ("true", True),
        ("false", False),
        (1, True),
        (0, False),
        ("", False),
        (None, False),
        (..., False),
    ],
)
def test_voicemail_and_callback_in_every_spelling(written: Any, meaning: bool) -> None:  # noqa: FBT001
    found = frames(record(visit(CallbackOpted=written), isVoicemail=written))
    assert only(found.conversations)["is_voicemail"] is meaning
    assert only(found.visits)["callback_opted"] is meaning


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"reason": "Resolved"}, "Resolved"),
        ({"Reason": "Resolved"}, "Resolved"),
        ({"reason": "", "Reason": "Resolved"}, "Resolved"),
        ({"reason": "Resolved", "Reason": "Other"}, "Resolved"),
        ({"reason": "", "Reason": None}, None),
        ({}, None),
    ],
)
def test_reason_in_either_spelling(fields: Json, reason: str) -> None:
    assert conversation(**fields)["reason"] == reason


@pytest.mark.parametrize(
    ("fields", "direction"),
    [
        ({"Direction": "Outbound"}, "Outbound"),
        ({"Direction": ..., "direction": "Outbound"}, "Outbound"),
        ({"Direction": "", "direction": "Inbound"}, "Inbound"),
        ({"Direction": ...}, None),
    ],
)
def test_direction_stands_in_every_frame(fields: Json, direction: str) -> None:
    found = frames(record(visit(segment(), tried()), **fields))
    rows = (found.conversations, found.visits, found.handlings, found.assignments)
    assert {value for frame in rows for value in frame["direction"]} == {direction}


@pytest.mark.parametrize(
    ("written", "name"), [("Ann ", "Ann"), ("\tAnn B. ", "Ann B."), ("  ", None), ("", None), (7, "7")]
)
def test_names_lose_the_spaces_around_them(written: Any, name: str) -> None:
    found = frames(record(visit(segment(name=written), tried(name=written), queueName=written)))
    assert found.handlings.select("agent_name", "queue_name").rows() == [(name, name)]
    assert found.visits.select("agent_name", "queue_name").rows() == [(name, name)]
    assert found.assignments["agent_name"].to_list() == [name, name]


@pytest.mark.parametrize(
    ("written", "texts"),
    [
        (["Resolved", "Escalated"], ["Resolved", "Escalated"]),
        ("Resolved", ["Resolved"]),
        (["", None, "Resolved"], ["Resolved"]),
        ([1, True, "x"], ["1", "true", "x"]),
        (['=1+1\n"quoted", +44 ünï 漢'], ['=1+1\n"quoted", +44 ünï 漢']),
        ([], None),
        ([""], None),
        ("", None),
        (None, None),
    ],
)
def test_lists_of_texts(written: Any, texts: list[str]) -> None:
    found = frames(
        record(visit(segment(agentNotes=written)), dispositions=written, dispositionRemarks=written)
    )
    assert only(found.conversations.select("dispositions", "disposition_remarks")) == {
        "dispositions": texts,
        "disposition_remarks": texts,
    }
    assert found.handlings["agent_notes"].to_list() == [texts]


@pytest.mark.parametrize(
    ("meta", "name", "phone", "email"),
    [
        ({"firstName": "Kim", "lastName": "Lee "}, "Kim Lee", None, None),
        ({"firstName": "", "lastName": "Lee"}, "Lee", None, None),
        ({"firstName": None, "lastName": None}, None, None, None),
        ({"caller": "+44", "endUserNumber": "+91"}, None, "+91", None),
        ({"phoneNumber": 919876543210, "caller": "+44"}, None, "919876543210", None),
        ({"email": "kim@example.com"}, None, None, "kim@example.com"),
        ({"email": ["kim"], "firstName": {"a": 1}, "phoneNumber": [[1]]}, None, None, None),
        ({"other": {"deep": [1, {"er": None}]}}, None, None, None),
        ("free text", None, None, None),
        (["a", {"b": 1}], None, None, None),
        (12.5, None, None, None),
        (False, None, None, None),
        (None, None, None, None),
        (..., None, None, None),
    ],
)
def test_meta_information_of_any_type(meta: Any, name: str, phone: str, email: str) -> None:
    row = conversation(metaInfo=meta)
    assert (row["customer_name"], row["customer_phone"], row["customer_email"]) == (name, phone, email)


@pytest.mark.parametrize(
    ("info", "attempt", "status", "unreadable"),
    [
        ({"campaignName": "Spring", "attempt": 2, "contactStatus": "busy"}, 2, "busy", None),
        ({"attempt": "2", "contactStatus": ""}, 2, None, None),
        ({"attempt": "", "contactStatus": "Resolved"}, None, "Resolved", None),
        ({"attempt": "second"}, None, None, ["attempt"]),
        ("Spring", None, None, ["campaigninfo"]),
        ([], None, None, ["campaigninfo"]),
        (None, None, None, None),
    ],
)
def test_campaign_information(info: Any, attempt: Any, status: str, unreadable: list[str]) -> None:
    row = conversation(campaigninfo=info)
    assert (row["campaign_attempt"], row["contact_status"]) == (attempt, status)
    assert row["unreadable"] == unreadable


def test_unreadable_fields_are_named_with_their_own_record() -> None:
    bad = record(visit(segment(holdDuration="a while")), sessionId="bad", sessionEndTime="late")
    found = frames(record(visit(segment()), segment(), sessionId="good"), bad)
    named = dict(found.conversations.select("session_id", "unreadable").rows())
    assert named == {"good": None, "bad": ["sessionEndTime", "holdDuration"]}


def test_unreadable_fields_are_named_beside_a_reject_before_them() -> None:
    startless = record(sessionId="none", sessionStartTime="never", csatScore="good")
    found = frames(startless, record(sessionId="good"), record(sessionId="bad", csatScore="good"))
    assert found.conversations.select("session_id", "unreadable").rows() == [
        ("good", None),
        ("bad", ["csatScore"]),
    ]


def test_unknown_keys_are_passed_over() -> None:
    extra: Json = {"newKey": {"deep": [1, None]}, "": 0, "sessionid": "x"}
    plain = frames(record(visit(segment())))
    fuller = frames(record(visit(segment(**extra), **extra), **extra))
    assert fuller.conversations.equals(plain.conversations)
    assert fuller.handlings.equals(plain.handlings)


def test_nulls_everywhere_but_the_id() -> None:
    blank: Json = dict.fromkeys(record(reason=None, metaInfo=None, campaigninfo=None))
    nothing = {**dict.fromkeys([*segment(), *visit(segment(), tried())]), "destinationType": "QueueEntry"}
    found = frames({**blank, "sessionId": session_id(), "destinations": [nothing]})
    assert only(found.conversations)["is_open"] is True
    assert only(found.visits)["outcome"] == "open"


@pytest.mark.parametrize(
    ("written", "name"),
    [("rtm", "Web/Mobile Client"), ("Jones ", "Jones"), ("", None), (None, None), (5, "5"), (2.5, "2.5")],
)
def test_flatten_channel_in_any_spelling_has_one_name(written: Any, name: str) -> None:
    found = frames(record(visit(segment(), tried()), channel=written), record(sessionId="a"))
    rows = (found.conversations, found.visits, found.handlings, found.assignments)
    assert {frame["channel"][0] for frame in rows} == {name}


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        ({"sessionId": "s-1"}, "s-1"),
        ({"sessionId": ""}, "c-1"),
        ({"sessionId": None}, "c-1"),
        ({"sessionId": ...}, "c-1"),
        ({"sessionId": 10**300}, str(10**300)),
    ],
)
def test_the_id_that_a_record_is_told_apart_by(ids: Json, expected: str) -> None:
    assert conversation(**ids)["session_id"] == expected
