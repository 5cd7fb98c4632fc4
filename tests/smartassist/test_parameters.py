"""A host that does not know an optional parameter still answers, and is asked for it once."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from lib.errors import AuthenticationRefused, PayloadNotUnderstood, RequestRefused
from lib.period import Period
from lib.smartassist import Question, Service
from lib.smartassist.request_parameters import (
    FIELDS,
    AcceptedParameters,
    Negotiation,
    Parameters,
    ParametersFile,
)
from tests.smartassist.fake import START, WEEK, account, connect, ids, quick_pace, spread

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from lib.smartassist.request_parameters import ParametersStore

REQUIRED = {"startDate", "endDate", "timeZoneOffset"}
SIX = (*FIELDS, "snoozeinfo")


def refused(status: int, *, named: bool) -> Callable[[list[str]], httpx.Response]:
    def refusal(unknown: list[str]) -> httpx.Response:
        text = ", ".join(unknown) if named else "request"
        return httpx.Response(status, json={"errors": [{"msg": f"Invalid {text}."}]})

    return refusal


def page(status: int) -> Callable[[list[str]], httpx.Response]:
    html = "<html><style>p {direction: ltr; flex-direction: row}</style>Something went wrong</html>"
    return lambda _: httpx.Response(status, text=html)


UNNAMED = refused(400, named=False)


class Host:
    """A host that knows some parameters and values of `selectedFields`, and refuses the others."""

    def __init__(self, *known: str, fields: tuple[str, ...] = (), refusal: Any = UNNAMED) -> None:
        self.known, self.fields, self.refusal = REQUIRED | set(known), set(fields), refusal
        self.bodies: list[dict[str, Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        self.bodies.append(body)
        unknown = sorted(set(body) - self.known)
        if "selectedFields" in self.known:
            unknown += [name for name in body.get("selectedFields", ()) if name not in self.fields]
        if unknown:
            response: httpx.Response = self.refusal(unknown)
            return response
        rows = spread(3) if request.url.params["offset"] == "0" else []
        return httpx.Response(200, json={"numResults": len(rows), "data": rows})

    @property
    def accepted(self) -> tuple[set[str], bool]:
        """The fields and whether a direction was sent with the newest request."""
        return set(self.bodies[-1].get("selectedFields", ())), "direction" in self.bodies[-1]


OLDEST = ((), ())
OF_2024_11 = (("selectedFields",), FIELDS)
OF_2025 = (("selectedFields", "direction"), FIELDS)
OF_2026_07 = (("selectedFields", "direction"), SIX)

# the host, how it refuses, requests that it refuses, fields and direction that it is asked for at last
HOSTS = [
    (OF_2026_07, refused(400, named=False), 0, (set(SIX), True)),
    (OF_2025, refused(400, named=False), 1, (set(FIELDS), True)),
    (OF_2024_11, refused(400, named=False), 2, (set(FIELDS), False)),
    (OLDEST, refused(400, named=False), 3, (set(), False)),
    (OF_2025, refused(422, named=True), 1, (set(FIELDS), True)),
    (OF_2024_11, refused(422, named=True), 2, (set(FIELDS), False)),
    (OLDEST, refused(422, named=True), 1, (set(), False)),
    (OLDEST, refused(403, named=True), 1, (set(), False)),
    (OLDEST, refused(500, named=True), 1, (set(), False)),
    (OLDEST, refused(200, named=True), 1, (set(), False)),
    (OLDEST, refused(405, named=False), 3, (set(), False)),
    (OLDEST, page(400), 3, (set(), False)),
    (OLDEST, page(500), 3, (set(), False)),
    (OLDEST, page(200), 3, (set(), False)),
]


@pytest.mark.parametrize(("known", "refusal", "refusals", "accepted"), HOSTS)
def test_a_host_that_refuses_parameters_gives_its_records_after_few_requests(
    known: Any, refusal: Any, refusals: int, accepted: tuple[set[str], bool]
) -> None:
    host = Host(*known[0], fields=known[1], refusal=refusal)
    with connect(host, paging="records") as service:
        assert len(ids(service.pages(Question(WEEK)))) == 3
        assert len(host.bodies) == service.requests == refusals + 2
        assert host.accepted == accepted
        list(service.pages(Question(WEEK)))
        assert len(host.bodies) == refusals + 4


def test_a_host_that_ignores_unknown_parameters_is_asked_once() -> None:
    host = Host("selectedFields", "direction", fields=SIX)
    with connect(host, paging="records") as service:
        assert len(ids(service.pages(Question(WEEK)))) == 3
    assert len(host.bodies) == 2


def connected(
    answers: Callable[[httpx.Request], httpx.Response], memory: ParametersStore, **changes: Any
) -> Service:
    transport = httpx.MockTransport(answers)
    return Service(
        account(paging="records", **changes), pace=quick_pace(), transport=transport, memory=memory
    )


def test_what_a_host_takes_is_remembered_for_the_next_connection(tmp_path: Path) -> None:
    memory = ParametersFile(tmp_path / "beside" / "parameters.json")
    for refusals in (3, 0):
        host = Host()
        with connected(host, memory) as service:
            list(service.pages(Question(WEEK)))
        assert len(host.bodies) == refusals + 2


def test_another_host_or_other_fields_are_found_out_anew(tmp_path: Path) -> None:
    memory = ParametersFile(tmp_path / "parameters.json")
    for changes, refusals in (({}, 3), ({"host": "https://other.example.com"}, 3), ({}, 3)):
        host = Host()
        with connected(host, memory, **changes) as service:
            list(service.pages(Question(WEEK)))
        assert len(host.bodies) == refusals + 2


def test_a_refused_parameter_is_sent_again_after_a_week() -> None:
    reduced = Parameters((), direction=False)

    memory = Kept(AcceptedParameters(host="h", wanted=Parameters(), accepted=reduced, at=1_000.0))
    week_s = timedelta(days=7).total_seconds()
    assert Negotiation("h", "auto", memory, lambda: 999.0 + week_s).current == reduced
    assert Negotiation("h", "auto", memory, lambda: 1_000.0 + week_s).current == Parameters()


@pytest.mark.parametrize("text", [b"", b"{", b'{"host":3}', b"\xff"])
def test_a_damaged_memory_counts_as_none(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "parameters.json").write_bytes(text)
    assert ParametersFile(tmp_path / "parameters.json").read() is None


def test_a_memory_that_cannot_be_written_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file where the folder should be")
    with connected(Host(), ParametersFile(tmp_path / "file" / "parameters.json")) as service:
        assert len(ids(service.pages(Question(WEEK)))) == 3


def test_the_settings_may_name_the_fields() -> None:
    host = Host("selectedFields", fields=("campaigninfo",))
    with connect(host, selected_fields=["campaigninfo"]) as service:
        list(service.pages(Question(WEEK)))
    assert host.accepted == ({"campaigninfo"}, False)


def test_the_settings_may_name_no_fields() -> None:
    host = Host("direction")
    with connect(host, selected_fields=[]) as service:
        list(service.pages(Question(WEEK)))
    assert not any("selectedFields" in body for body in host.bodies)
    assert host.accepted == (set(), True)


def test_named_fields_are_never_dropped() -> None:
    host = Host()
    with (
        connect(host, selected_fields=["skills"]) as service,
        pytest.raises(RequestRefused, match="selected_f"),
    ):
        list(service.pages(Question(WEEK)))
    assert [body["selectedFields"] for body in host.bodies] == [["skills"]] * 2


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, RequestRefused),
        (401, AuthenticationRefused),
        (403, AuthenticationRefused),
        (404, RequestRefused),
    ],
)
def test_a_refusal_for_another_reason_keeps_its_error(status: int, error: type[Exception]) -> None:
    with connect(lambda _: httpx.Response(status, text="The days' range is too long.")) as service:
        with pytest.raises(error, match=rf"{status}"):
            list(service.pages(Question(WEEK)))
        assert service.requests <= 4


def test_a_refusal_after_an_acceptance_is_none_of_parameters() -> None:
    accepted = [True, True]

    def answer(request: httpx.Request) -> httpx.Response:
        del request
        return httpx.Response(200, json={"data": []}) if accepted and accepted.pop() else httpx.Response(400)

    day = Period(START, START + timedelta(days=1))
    with connect(answer) as service:
        list(service.pages(Question(day)))
        list(service.pages(Question(day)))
        with pytest.raises(RequestRefused):
            list(service.pages(Question(day)))
        assert service.requests == 3


def test_records_that_came_incomplete_name_no_parameter() -> None:
    text = b'{"numResults":1,"data":[{"Direction":"Inbound","selectedFields":1'
    with connect(lambda _: httpx.Response(200, content=text)) as service:
        with pytest.raises(PayloadNotUnderstood):
            list(service.pages(Question(WEEK)))
        assert service.requests == 6


def test_what_a_host_does_not_take_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "callboard.service"), connect(Host(), paging="records") as service:
        list(service.pages(Question(WEEK)))
        list(service.pages(Question(WEEK)))
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith(
        "assist.example.com does not take selectedFields (skills, customerinfo, userleveltags, "
        "sessionleveltags, campaigninfo, snoozeinfo) and direction"
    )


@pytest.mark.parametrize(
    ("written", "fields"),
    [
        ("auto", "auto"),
        ("campaigninfo, skills", ("campaigninfo", "skills")),
        ("", ()),
        (["skills"], ("skills",)),
    ],
)
def test_fields_are_a_list_or_a_text_with_commas(written: Any, fields: Any) -> None:
    assert account(selected_fields=written).selected_fields == fields


class Kept:
    """A memory of what a host accepted, kept in a list."""

    def __init__(self, *remembered: AcceptedParameters) -> None:
        self.all = list(remembered)

    def read(self) -> AcceptedParameters | None:
        return self.all[-1] if self.all else None

    def write(self, remembered: AcceptedParameters) -> None:
        self.all.append(remembered)


def accepted(parameters: Parameters) -> AcceptedParameters:
    return AcceptedParameters(
        host="assist.example.com", wanted=Parameters(), accepted=parameters, at=datetime.now(UTC).timestamp()
    )


@pytest.mark.parametrize("before", [Parameters(), Parameters(FIELDS)])
def test_a_host_that_went_back_to_an_older_revision_is_found_out_anew(before: Parameters) -> None:
    memory, host = Kept(accepted(before)), Host(*OF_2024_11[0], fields=OF_2024_11[1])
    with connected(host, memory) as service:
        assert len(ids(service.pages(Question(WEEK)))) == 3
    assert memory.all[-1].accepted == Parameters(FIELDS, direction=False)


def test_an_outage_costs_no_parameter_of_a_host_that_is_known() -> None:
    memory, bodies = Kept(accepted(Parameters())), []

    def failing(request: httpx.Request) -> httpx.Response:
        bodies.append(json.loads(request.content))
        up = len(bodies) > 4
        return httpx.Response(200, json={"data": []}) if up else httpx.Response(503, text="Down for a while.")

    with connected(failing, memory) as service:
        list(service.pages(Question(WEEK)))
    assert all("campaigninfo" in body["selectedFields"] for body in bodies)
    assert len(memory.all) == 1


def test_what_was_dropped_for_failures_alone_is_sent_again_after_an_hour() -> None:
    memory = Kept()
    with connected(Host(refusal=page(500)), memory) as service:
        list(service.pages(Question(WEEK)))
    (kept,) = memory.all
    for waited_s, parameters in ((3_500, kept.accepted), (3_700, Parameters())):
        later = datetime.now(UTC).timestamp() + waited_s
        assert Negotiation(kept.host, "auto", memory, lambda at=later: at).current == parameters  # type: ignore[misc]
