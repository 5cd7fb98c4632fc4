"""Each part of a conversation is one sentence, which says no more than is known."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lib.frames.meetings import CONSULTED, JOINED
from lib.frames.schema import OUTCOMES, VIA_QUEUE, VIA_REASSIGNMENT, VIA_TRANSFER
from lib.metrics.tables.timeline import Part
from lib.period import Zone
from lib.text.conversation_story import build_story

INDIA = Zone(offset_min=-330)
START = datetime(2024, 9, 20, 13, 33, 1, tzinfo=UTC)


def words(kind: str, lane: str | None = "Ada", seconds: float | None = 64, **more: str | None) -> str:
    return str(build_story([Part(kind, lane, START, None, seconds, **more)], INDIA)["words"].item())


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (words("bot", None), "Began with the bot, for 1:04"),
        (words("dialling", None, None), "Began, for a time not recorded before a queue or an agent"),
        (
            words("wait", "Sales Desk", 4, why="answered", other="Ada"),
            "Entered Sales Desk, waited 0:04; then Ada answered",
        ),
        (
            words("wait", "Sales Desk", why="abandoned"),
            "Entered Sales Desk, waited at most 1:04; then the customer left",
        ),
        (
            words("wait", None, None, why="overflowed"),
            "Entered a queue not named, waited a time not recorded; then it went on to another queue",
        ),
        (words("ring"), "Rang at Ada for 1:04, who accepted"),
        (
            words("ring", why="in_progress"),
            "Began to ring at Ada, who had not accepted when it was fetched",
        ),
        (words("ring", why="Timeout"), "Rang at Ada for at most 1:04, who did not answer: Timeout"),
        (
            words("ring", None, None, why="not_responded"),
            "Rang at somebody not named for a time not recorded, who did not answer: no reason recorded",
        ),
        (
            words("talk", why=VIA_QUEUE, other="Sales Desk"),
            "Ada took it from Sales Desk, and talked for 1:04",
        ),
        (words("talk", why=VIA_TRANSFER), "Ada took it, transferred to directly, and talked for 1:04"),
        (
            words("talk", why=VIA_REASSIGNMENT),
            "Ada took it, given it by a supervisor, and talked for 1:04",
        ),
        (words("hold"), "Ada held for 1:04 in all, somewhere within; when is not recorded"),
        (words("acw"), "Ada wrapped up for 1:04"),
        (words(CONSULTED, "Notary desk", other="Ada"), "Ada consulted Notary desk for 1:04"),
        (words(JOINED, "Bo", None, other="Ada"), "Ada was joined by Bo for a time not recorded"),
        (words("responded", seconds=3), "Ada first responded, 0:03 after accepting"),
        (words("responded", seconds=None), "Ada first responded"),
        (words("callback", why="asked for"), "The customer asked for a callback"),
        (words("ended", None, why="User Hangup"), "Ended: User Hangup"),
        (words("ended", None), "Ended"),
    ],
)
def test_a_part_is_told(said: str, sentence: str) -> None:
    assert said == sentence


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_has_its_words(outcome: str) -> None:
    assert outcome not in words("wait", "Sales Desk", why=outcome, other="Ada").split("; ")[0]
    assert words("wait", "Sales Desk", why=outcome, other="Ada").count("; ") >= 1


def test_times_are_on_the_readers_clock() -> None:
    row = build_story([Part("bot", None, START, None, 1)], INDIA).row(0, named=True)
    assert (row["lane"], f"{row['start']:%H:%M:%S}", row["end"]) == ("Bot", "19:03:01", None)
