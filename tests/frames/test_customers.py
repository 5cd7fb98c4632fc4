"""Who the customer was, wherever a revision writes it; campaigns, skills, tags and other facts beside."""

from __future__ import annotations

from typing import Any

import pytest

from tests.frames.records import Json, bot_session, frames, only, record, segment, session_id, tried, visit


def conversation(*destinations: Json, **fields: Any) -> dict[str, Any]:
    return only(frames(record(*destinations, **fields)).conversations)


def test_the_e_mail_may_be_called_email_id() -> None:
    assert conversation(metaInfo={"emailId": "kim@example.com"})["customer_email"] == "kim@example.com"


def test_a_first_name_that_is_an_e_mail_address_is_one_and_no_name() -> None:
    row = conversation(metaInfo={"firstName": "kim@example.com ", "lastName": "Lee"})
    assert (row["customer_email"], row["customer_name"]) == ("kim@example.com", "Lee")


@pytest.mark.parametrize(
    "fields",
    [
        {"customerinfo": {"CustomerFirstName": "Kim", "CustomerEmail": "k@x.org", "CustomerPhone": "+4420"}},
        {"customerInfo": {"CustomerFirstName": "Kim", "CustomerEmail": "k@x.org", "CustomerPhone": "+4420"}},
        {
            "metaInfo": {
                "firstName": "",
                "customerinfo": {
                    "CustomerFirstName": "Kim",
                    "CustomerEmail": "k@x.org",
                    "CustomerPhone": "+4420",
                },
            }
        },
    ],
)
def test_what_the_service_found_out_fills_what_the_automation_does_not_say(fields: Json) -> None:
    row = conversation(**fields)
    assert (row["customer_name"], row["customer_email"], row["customer_phone"]) == ("Kim", "k@x.org", "+4420")


def test_what_the_automation_says_goes_before_what_the_service_found_out() -> None:
    row = conversation(metaInfo={"firstName": "Ann"}, customerinfo={"CustomerFirstName": "Kim"})
    assert row["customer_name"] == "Ann"


@pytest.mark.parametrize(
    ("own", "meta", "expected"),
    [
        ("u-ann", {"userId": "u-kim"}, "u-kim"),
        ("u-kim", {"userId": "u-kim"}, "u-kim"),
        ("u-kim", {}, "u-kim"),
        ("u-kim", {"userId": ""}, "u-kim"),
        ("u-kim", {"userId": "u-ann"}, "u-kim"),
        ("u-ann", {}, None),
        ("u-bob", {}, None),
        ("u-ann", {"userId": "u-bob"}, None),
        (None, {}, None),
    ],
)
def test_an_agents_id_is_never_the_customers(own: Any, meta: Json, expected: str | None) -> None:
    row = conversation(visit(segment("u-ann"), tried("u-bob")), userId=own, metaInfo=meta)
    assert row["user_id"] == expected


def test_an_agent_of_another_record_may_be_its_customer() -> None:
    found = frames(
        record(visit(segment("u-ann"))), record(visit(segment("u-bob")), sessionId="b", userId="u-ann")
    )
    assert found.conversations["user_id"].to_list() == [None, "u-ann"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"Direction": ..., "customerinfo": {"Direction": "Outbound"}}, "Outbound"),
        ({"Direction": ..., "customerinfo": {"Direction": "outbound "}}, "Outbound"),
        ({"Direction": "INBOUND", "customerinfo": {"Direction": "Outbound"}}, "Inbound"),
    ],
)
def test_the_direction_of_the_first_version_stands_among_the_facts(fields: Json, expected: str) -> None:
    assert conversation(**fields)["direction"] == expected


def test_an_outbound_customer_of_the_first_version_is_the_one_called() -> None:
    row = conversation(
        Direction=...,
        customerinfo={"Direction": "Outbound"},
        metaInfo={"caller": "+44 20", "callee": "+91 98"},
    )
    assert row["customer_phone"] == "+91 98"


@pytest.mark.parametrize("fields", [{}, {"campaigninfo": {"campaignName": "", "attempt": ""}}])
def test_a_campaign_is_known_from_the_automation_where_nobody_asked(fields: Json) -> None:
    meta = {"campaignName": "Spring", "attempt": 2, "Initiation": "Campaign"}
    row = conversation(metaInfo=meta, **fields)
    assert (row["campaign_name"], row["campaign_attempt"], row["initiation"]) == ("Spring", 2, "Campaign")


def test_every_fact_of_the_newer_revisions_has_its_column() -> None:
    row = conversation(
        metaInfo={
            "countryCode": "+91",
            "dialedNumber": "+4420",
            "category": "billing",
            "os": "Windows",
            "ipAddress": "192.0.2.1",
            "agentTransferConfig": {"lastIntentName": "Pay a bill", "skillsIds": ["sk-1", "sk-2"]},
        },
        skills=[{"id": "sk-1", "name": "Gold"}, {"id": "sk-2"}],
        automationBotIDs=["st-1"],
        sessionleveltags=[{"name": "priority", "value": 1}],
        userleveltags=[{"name": "account", "value": "77"}, {"name": "new"}],
    )
    assert {
        name: row[name]
        for name in ("customer_country_code", "dialed_number", "category", "customer_os", "customer_ip")
    } == {
        "customer_country_code": "91",
        "dialed_number": "+4420",
        "category": "billing",
        "customer_os": "Windows",
        "customer_ip": "192.0.2.1",
    }
    assert (row["last_intent"], row["skill_ids"]) == ("Pay a bill", ["sk-1", "sk-2"])
    assert (row["skills"], row["automation_bots"]) == (["Gold", "sk-2"], ["st-1"])
    assert (row["session_tags"], row["user_tags"]) == (["priority=1"], ["account=77", "new"])


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"snoozeinfo": {"until": "2026-07-01", "by": ["Ann"]}}, '{"until": "2026-07-01", "by": ["Ann"]}'),
        ({"snoozeinfo": []}, None),
        ({}, None),
        ({"csatFeedback": '"snoozeinfo"'}, None),
    ],
)
def test_a_snooze_of_any_shape_is_kept_as_it_is(fields: Json, expected: str | None) -> None:
    row = conversation(**fields)
    assert (row["snooze"], row["unreadable"]) == (expected, None)


def test_what_an_agent_did_with_outsiders_and_languages_stands_with_his_part() -> None:
    agent = segment(
        ExternalTransferTime="2024-09-20T10:03:00",
        ExternalTransferDestination="+441632960000",
        agentChoseTranslate=True,
        ConsultingAgents=[{"name": "Eve", "isMerged": True}, {"name": "Bob", "isMerged": "false"}],
    )
    found = frames(record(visit(agent, CallbackInitiatedTime="2024-09-20T10:02:30Z"), segment("u-bob")))
    columns = ("external_transfer_to", "translated", "consults", "merged_consults")
    assert found.handlings.select(columns).rows() == [("+441632960000", True, 2, 1), (None, False, 0, 0)]
    assert found.handlings["external_transfer_time"].dt.minute().to_list() == [3, None]
    assert found.visits["callback_initiated_time"].dt.second().to_list() == [30]
    assert found.conversations["translated"].to_list() == [True]


LEFT: Json = {"finalStatus": "USER ABANDONED", "smartStatus": "", "disconnectingEvent": "User Hangup"}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, True),
        ({"destinations": ...}, True),
        ({"Direction": ...}, True),
        ({"Direction": "Outbound"}, False),
        ({"destinations": [visit()]}, False),
        ({"destinations": [segment()]}, False),
        ({"isVoicemail": "YES"}, False),
        ({"finalStatus": "TRANSIENT_OPEN"}, False),
        ({"finalStatus": "CLOSED", "disconnectingEvent": "Bot Hangup"}, False),
        ({"conversationId": ...}, False),
    ],
)
def test_flatten_a_customer_who_left_before_any_queue_is_marked(fields: Json, expected: bool) -> None:  # noqa: FBT001
    row = only(frames(record(**(LEFT | fields))).conversations)
    assert row["abandoned_before_queue"] is expected


def test_flatten_a_bots_session_is_not_abandoned_before_a_queue() -> None:
    left = bot_session(disconnectingEvent="User Hangup", sessionId=session_id(number=2))
    assert only(frames(left).conversations)["abandoned_before_queue"] is False
