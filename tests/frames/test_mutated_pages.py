"""Answers struck in every way, taken apart and flattened: no crash, and each record is in one place."""

from __future__ import annotations

from random import Random

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.accounts import taken, weigh
from tests.mutations import SHAPES, hit, page

same_every_time = settings(
    derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
dice = st.randoms(use_true_random=False)


@settings(same_every_time, max_examples=100)
@given(dice)
def test_no_record_of_a_struck_answer_is_lost(dice: Random) -> None:
    counts = weigh([page(dice)])
    assert counts["pages"] == 1


@settings(same_every_time, max_examples=10)
@given(dice)
def test_no_answer_spoils_another_of_its_window(dice: Random) -> None:
    counts = weigh([page(dice) for _ in range(8)])
    rejected = sum(count for what, count in counts.items() if what.startswith("rejected"))
    assert counts["records"] == counts["kept"] + rejected + counts["superseded"]


@settings(same_every_time, max_examples=300)
@given(dice, st.binary(max_size=200))
def test_bytes_that_are_no_answer_are_refused(dice: Random, content: bytes) -> None:
    assume(b"data" not in content)  # Hypothesis tries bytes that stand in the code, sound answers among them
    assert taken(content) is None
    taken(hit(content, dice))


def test_an_outside_that_holds_one_list_is_taken_and_no_other() -> None:
    contents = [shape('[{"sessionId":"a"},{"sessionId":"b"}]').encode() for shape in SHAPES]
    assert sum(taken(content) is not None for content in contents) == 4


def test_the_dice_reach_every_kind_of_end() -> None:
    dice = Random(1)  # noqa: S311 (chance that can be repeated)
    counts = weigh([page(dice) for _ in range(60)])
    assert min(counts[what] for what in ("pages refused", "kept", "side-cars")) > 5
    assert sum(what.startswith("rejected") for what in counts) > 8
