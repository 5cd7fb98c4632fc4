"""The rate limit's sentence counts whatever its status, and never inside a record."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import httpx
import pytest

from lib.errors import RateLimited
from lib.smartassist import Question, Service
from lib.smartassist.error_sentences import is_rate_limit_answer
from lib.smartassist.pace import Pace
from tests.smartassist.fake import WEEK, Clock, account, connect, ids

if TYPE_CHECKING:
    from lib.smartassist import Page

SENTENCE = "You've exceeded the per-minute rate limit. Please wait for sometime before retrying."
BODIES = [
    SENTENCE,
    SENTENCE.upper(),
    json.dumps({"errors": [{"msg": SENTENCE, "code": 4029}]}),
    json.dumps({"message": "Rate limit exceeded"}),
    json.dumps({"data": [], "error": SENTENCE}),
    "<html>You have exceeded the per minute\nrate-limit</html>",
]


def fetched(answers: list[httpx.Response], clock: Clock) -> list[Page]:
    transport, left = httpx.MockTransport(lambda _: left.pop(0)), list(answers)
    with Service(account(), pace=Pace(60, clock, clock.sleep), transport=transport) as service:
        return list(service.pages(Question(WEEK)))


@pytest.mark.parametrize("text", BODIES)
@pytest.mark.parametrize("status", [200, 400, 401, 403, 422, 429, 500, 503])
def test_the_rate_limit_sentence_is_waited_for_a_minute(status: int, text: str) -> None:
    clock, data = Clock(), httpx.Response(200, json={"data": []})
    limited = [httpx.Response(status, text=text)] * (2 if status == 401 else 1)
    (page,) = fetched([*limited, data], clock)
    assert (page.requests, clock.now) == (len(limited) + 1, 60)


def test_retry_after_is_waited_instead_of_a_minute() -> None:
    clock, data = Clock(), httpx.Response(200, json={"data": []})
    fetched([httpx.Response(403, text=SENTENCE, headers={"retry-after": "9"}), data], clock)
    assert clock.now == 9


def test_the_sentence_costs_no_parameter() -> None:
    bodies = []

    def answer(request: httpx.Request) -> httpx.Response:
        bodies.append(json.loads(request.content))
        return (
            httpx.Response(400, text=SENTENCE) if len(bodies) == 1 else httpx.Response(200, json={"data": []})
        )

    with connect(answer) as service:
        list(service.pages(Question(WEEK)))
    assert "campaigninfo" in bodies[1]["selectedFields"]


def test_a_lasting_rate_limit_is_an_error_that_names_the_status() -> None:
    with connect(lambda _: httpx.Response(200, text=SENTENCE)) as service:
        with pytest.raises(RateLimited, match=r"too many requests came in \(200\)"):
            list(service.pages(Question(WEEK)))
        assert service.requests == 6


def test_a_record_that_quotes_the_sentence_is_a_record() -> None:
    rows = [{"sessionId": "s1", "agentNotes": [SENTENCE]}]

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"data": rows if request.url.params["offset"] == "0" else []})

    with connect(answer) as service:
        assert ids(service.pages(Question(WEEK))) == ["s1"]


def test_a_page_cut_short_in_a_record_that_quotes_the_sentence_is_no_rate_limit() -> None:
    text = json.dumps({"data": [{"agentNotes": [SENTENCE]}]})[:-2].encode()
    assert not is_rate_limit_answer(text)


@pytest.mark.parametrize("text", [b"", b"The days' range has exceeded seven days.", b"Invalid limit: rate"])
def test_other_refusals_are_no_rate_limit(text: bytes) -> None:
    assert not is_rate_limit_answer(text)
