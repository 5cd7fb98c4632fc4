from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from lib.demo import Centre, ServiceOptions
from lib.demo.api.revisions import FIELDS, REVISIONS, SNOOZE

if TYPE_CHECKING:
    from collections.abc import Callable

    from lib.demo.api.options import Direction
    from tests.demo.conftest import Client

ACCOUNT = "/agentassist/api/public/analytics/account/demo-account/v2"
DAY: dict[str, Any] = {"startDate": "2026-11-18 00:00:00", "endDate": "2026-11-18 23:59:59"}


def ids(rows: list[dict[str, Any]]) -> list[str]:
    return [row["sessionId"] for row in rows]


@pytest.mark.parametrize(
    "path",
    [
        f"{ACCOUNT}/interactionDetails",
        f"{ACCOUNT}/calldetails",
        f"{ACCOUNT}/callDetails",
        f"{ACCOUNT}/INTERACTIONDETAILS",
    ],
)
def test_both_endpoints_answer_in_any_case(client: Client, path: str) -> None:
    answer = client.ask(path=path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == client.ask().json()


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (401, {"auth": ""}),
        (401, {"auth": "not-a-token"}),
        (401, {"auth": "a.b.c"}),
        (401, {"auth": "eyJhbGciOiJub25lIn0.eyJhcHBJZCI6ImNzLWRlbW8tY2xpZW50In0."}),
        (400, {"accountId": ""}),
        (400, {"iId": ""}),
        (400, {"content-type": "text/plain"}),
        (403, {"accountId": "another"}),
        (403, {"iId": "st-another"}),
    ],
)
def test_wrong_headers_are_refused(client: Client, status: int, headers: dict[str, str]) -> None:
    answer = client.ask(headers=headers)
    assert answer.status_code == status
    [error] = answer.json()["errors"]
    assert error["code"] == status
    assert error["msg"].endswith(".")


@pytest.mark.parametrize(
    ("status", "claims", "secret"),
    [
        (200, {"exp": 4102444800}, None),
        (401, {"exp": 1600000000}, None),
        (401, {"exp": "soon"}, None),
        (401, {}, "another-secret-that-opens-nothing-at-all"),
        (403, {"appId": "cs-another"}, None),
        (403, {"appId": None}, None),
    ],
)
def test_tokens_are_checked(
    client: Client, status: int, claims: dict[str, object], secret: str | None
) -> None:
    other = replace(client, claims=client.claims | claims, secret=secret or client.secret)
    assert other.ask().status_code == status


def test_jti_is_required_by_option(serve: Callable[[ServiceOptions], Client]) -> None:
    plain = serve(ServiceOptions(require_jti=True))
    assert plain.ask().status_code == 401
    assert replace(plain, claims=plain.claims | {"jti": "one"}).ask().status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {"startDate": None},
        {"endDate": None},
        {"startDate": "18.11.2026"},
        {"startDate": "2026-11-31 00:00:00"},
        {"startDate": "2026-11-18 10:00"},
        {"endDate": 20261118},
        {"timeZoneOffset": None},
        {"timeZoneOffset": "0"},
        {"timeZoneOffset": True},
        {"timeZoneOffset": 5000},
        {"channels": "voice"},
        {"queues": [1]},
        {"startDate": "2026-11-18 18:00:01"},
        {"startDate": "2026-11-11 17:59:59"},
    ],
)
def test_wrong_bodies_are_refused(client: Client, body: dict[str, Any]) -> None:
    answer = client.ask(**body)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, 400)


@pytest.mark.parametrize(
    "params", [{"limit": 101}, {"limit": 0}, {"limit": "x"}, {"offset": -1}, {"offset": "1e3"}]
)
def test_wrong_pages_are_refused(client: Client, params: dict[str, object]) -> None:
    assert client.ask(params=params).status_code == 400


def test_other_paths_accounts_and_methods_are_refused(client: Client) -> None:
    assert client.ask(path=f"{ACCOUNT}/agents").status_code == 404
    assert client.ask(path=f"{ACCOUNT}/calldetails".replace("demo-account", "another")).status_code == 403
    assert client.ask(path="/").status_code == 404


def test_seven_days_to_the_second_are_allowed(client: Client) -> None:
    assert client.ask(startDate="2026-11-11 18:00:00").json()["numResults"] > 3000


@pytest.mark.parametrize(
    "dates",
    [
        {"startDate": "2026-11-18", "endDate": "2026-11-18"},
        {"startDate": "2026-11-18T00:00:00Z", "endDate": "2026-11-18T23:59:59Z"},
        {"startDate": "2026-11-18T00:00:00.000Z", "endDate": "2026-11-18 23:59:59"},
    ],
)
def test_every_form_of_date_means_the_same_day(client: Client, dates: dict[str, Any]) -> None:
    assert client.ask(**dates).json() == client.ask(**DAY).json()


def test_pages_follow_one_another_without_gap_or_overlap(client: Client, centre: Centre) -> None:
    rows = client.walk(step=100, selectedFields=[*FIELDS, SNOOZE], **DAY)
    start = datetime(2026, 11, 18, tzinfo=UTC)
    expected = centre.records(start, start.replace(hour=23, minute=59, second=59))
    assert rows == expected
    assert client.ask(params={"offset": len(rows)}, **DAY).json()["data"] == []


def test_pages_may_be_what_offset_counts(serve: Callable[[ServiceOptions], Client], client: Client) -> None:
    paged = serve(ServiceOptions(offset_counts="pages"))
    assert ids(paged.walk(step=1, **DAY)) == ids(client.walk(step=100, **DAY))
    overlap = paged.ask(params={"offset": 1, "limit": 30}, **DAY).json()["data"]
    assert ids(overlap) == ids(client.ask(params={"offset": 30, "limit": 30}, **DAY).json()["data"])
    assert paged.ask(params={"offset": 10}, **DAY).status_code == 200
    assert paged.ask(params={"offset": 11}, **DAY).status_code == 400


def test_num_results_is_the_total_or_the_page(
    serve: Callable[[ServiceOptions], Client], client: Client
) -> None:
    total, page = client.ask(**DAY), serve(ServiceOptions(num_results="page")).ask(**DAY)
    assert total.json()["numResults"] == len(client.walk(step=100, **DAY))
    assert page.json()["numResults"] == len(page.json()["data"]) == 100


def test_the_bots_sessions_come_first_each_part_by_start(client: Client) -> None:
    rows = client.walk(step=100, **DAY)
    order = [("conversationId" in row, int(row["sessionId"][:8], 16)) for row in rows]
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("offset_min", "start", "end"),
    [
        (-330, "2026-11-18 05:30:00", "2026-11-19 05:29:59"),
        (300, "2026-11-17 19:00:00", "2026-11-18 18:59:59"),
    ],
)
def test_offsets_tell_the_same_instants(client: Client, offset_min: int, start: str, end: str) -> None:
    utc = client.walk(step=100, **DAY)
    local = client.walk(step=100, startDate=start, endDate=end, timeZoneOffset=offset_min)
    assert ids(local) == ids(utc)
    for here, there in zip(local, utc, strict=True):
        if "/" in here["sessionStartTime"]:
            continue
        gap = datetime.fromisoformat(there["sessionStartTime"]) - datetime.fromisoformat(
            here["sessionStartTime"]
        )
        assert gap.total_seconds() == offset_min * 60


def test_channels_and_queues_filter(client: Client, centre: Centre) -> None:
    queue = centre.queues[0].id
    rows = client.walk(step=100, channels=["Voice", "rtm"], **DAY)
    assert {row["channel"] for row in rows} == {"Voice", "voice", "rtm", "Web/Mobile Client"}
    chosen = client.walk(step=100, queues=[queue], **DAY)
    assert chosen
    assert all(any(stop.get("queueId") == queue for stop in row["destinations"]) for row in chosen)
    assert client.ask(queues=["qu-none"]).json() == {"numResults": 0, "data": []}


def test_fields_come_only_when_they_are_asked_for(client: Client) -> None:
    plain, asked = client.ask().json()["data"], client.ask(selectedFields=["campaigninfo"]).json()["data"]
    talked = [n for n, row in enumerate(plain) if "conversationId" in row]
    assert not any(set(row) & {*FIELDS, SNOOZE} for row in plain)
    assert all(set(asked[n]) & {*FIELDS, SNOOZE} == {"campaigninfo"} for n in talked)


def test_the_campaign_stands_in_meta_info_unasked(client: Client) -> None:
    rows = client.walk(step=100, channels=["campaign"], **DAY)
    assert any("campaignName" in (row["metaInfo"] or {}) for row in rows if "metaInfo" in row)


@pytest.mark.parametrize(
    ("default", "asked", "directions"),
    [
        ("Both", None, {"Inbound", "Outbound"}),
        ("Inbound", None, {"Inbound"}),
        ("Inbound", "Both", {"Inbound", "Outbound"}),
        ("Both", "Outbound", {"Outbound"}),
        ("Both", "Inbound", {"Inbound"}),
    ],
)
def test_direction_decides_which_come(
    serve: Callable[[ServiceOptions], Client], default: Direction, asked: str | None, directions: set[str]
) -> None:
    rows = serve(ServiceOptions(default_direction=default)).walk(step=100, direction=asked, **DAY)
    assert {row["Direction"] for row in rows if "Direction" in row} == directions


UNKNOWN = {"selectedFields": ["campaigninfo"], "direction": "Both", "bots": ["st-demo"]}


@pytest.mark.parametrize("revision", REVISIONS)
@pytest.mark.parametrize(("unknown", "status"), [("ignored", 200), ("refused", 400)])
def test_a_parameter_that_a_revision_does_not_know_is_ignored_or_refused(
    serve: Callable[[ServiceOptions], Client], revision: str, unknown: Any, status: int
) -> None:
    asked = serve(ServiceOptions(revision=revision, unknown_parameters=unknown))
    known = REVISIONS[revision]
    knows = {
        "selectedFields": bool(known.fields),
        "direction": known.knows_direction,
        "bots": known.knows_bots,
    }
    for name, value in UNKNOWN.items():
        assert asked.ask(**{name: value}).status_code == (200 if knows[name] else status)
    assert asked.ask(selectedFields=["campaigninfo", "moods"]).status_code == status


def first_talks(revision: str, serve: Callable[[ServiceOptions], Client]) -> list[dict[str, Any]]:
    rows = serve(ServiceOptions(revision=revision, unknown_parameters="ignored")).walk(
        step=100, selectedFields=list(FIELDS), **DAY
    )
    return [row for row in rows if "conversationId" in row]


def test_records_of_2023_11_lack_session_times_and_name_the_agent(
    serve: Callable[[ServiceOptions], Client], centre: Centre
) -> None:
    rows = first_talks("2023-11", serve)
    agents = {agent.id for agent in centre.agents}
    assert not any("sessionStartTime" in row or "sessionEndTime" in row for row in rows)
    assert {row["userId"] for row in rows} <= agents | {""}
    assert all(row["metaInfo"]["userId"].startswith("u-") for row in rows)


def test_records_of_v1_have_their_direction_in_customerinfo(
    serve: Callable[[ServiceOptions], Client],
) -> None:
    rows = first_talks("v1", serve)
    assert not any("Direction" in row for row in rows)
    assert {row["customerinfo"]["Direction"] for row in rows if "customerinfo" in row} == {
        "Inbound",
        "Outbound",
    }


@pytest.mark.parametrize(
    ("revision", "channels"),
    [("2024-09", {"voice", "rtm"}), ("2025-04", {"Voice", "Web/Mobile Client"})],
)
def test_channels_are_spelt_as_in_the_revision(
    serve: Callable[[ServiceOptions], Client], revision: str, channels: set[str]
) -> None:
    spellings = {"voice", "rtm", "Voice", "Web/Mobile Client"}
    assert {row["channel"] for row in first_talks(revision, serve)} & spellings == channels


@pytest.mark.parametrize(("revision", "limit", "status"), [("2025-04", 200, 200), ("2026-02", 200, 400)])
def test_longer_pages_are_given_where_the_samples_show_them(
    serve: Callable[[ServiceOptions], Client], revision: str, limit: int, status: int
) -> None:
    answer = serve(ServiceOptions(revision=revision)).ask(params={"limit": limit}, **DAY)
    assert answer.status_code == status
    assert status != 200 or len(answer.json()["data"]) == 200
